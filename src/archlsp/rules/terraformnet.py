"""Addresses in rules of firewalls: who is let in."""

import ipaddress
from functools import lru_cache

# Whoever opens half of the internet means the whole.
_WIDEST = 8
_WIDEST_6 = 32
_EVERYBODY = frozenset({"*", "internet", "any", "0.0.0.0", "<nw>/0", "/0"})


@lru_cache(maxsize=4096)
def is_public(text: str) -> bool:
    """Tell whether an address range is as good as everybody: very wide, and not of private addresses."""
    if text.lower() in _EVERYBODY:
        return True
    if "/" not in text:
        return False
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    widest = _WIDEST if network.version == 4 else _WIDEST_6  # noqa: PLR2004 - the version of IP
    return network.prefixlen <= widest and not network.is_private
