"""Addresses in rules of firewalls: who is let in."""

import ipaddress
from functools import lru_cache

# A range that is not ours and this wide is nobody's office.
_WIDEST = 15
_WIDEST_6 = 16
_EVERYBODY = frozenset({"*", "internet", "any", "0.0.0.0", "::", "<nw>/0", "/0"})  # noqa: S104 - what is looked for
_OURS = tuple(
    ipaddress.ip_network(each)
    for each in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "fc00::/7",
        "fe80::/10",
    )
)


@lru_cache(maxsize=4096)
def is_public(text: str) -> bool:
    """Tell whether an address range is as good as everybody: wide, and not of private addresses alone."""
    if text.lower() in _EVERYBODY:
        return True
    if "/" not in text:
        return False
    try:
        network = ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    if isinstance(network, ipaddress.IPv4Network):
        is_ours = any(isinstance(ours, ipaddress.IPv4Network) and network.subnet_of(ours) for ours in _OURS)
        return network.prefixlen <= _WIDEST and not is_ours
    is_ours = any(isinstance(ours, ipaddress.IPv6Network) and network.subnet_of(ours) for ours in _OURS)
    return network.prefixlen <= _WIDEST_6 and not is_ours
