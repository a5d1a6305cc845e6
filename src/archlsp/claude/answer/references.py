"""Addresses that an answer may link to: https, on a list of hosts, and nothing in them that carries data out."""

import re
from functools import cache
from pathlib import Path

import yaml

_ADDRESS = re.compile(
    r"https://(?P<host>[A-Za-z0-9.-]{1,253})(?P<path>/[\w./~%+,:=@;!$*'-]*)?(?:\?[^\s#]*)?(?P<part>#[\w./~%+,:=-]*)?",
    re.ASCII,
)
_LONGEST = 300
_BEGINNING = re.compile(r"https://([A-Za-z0-9.-]{1,253})(?=[/?#)\]\s]|\Z)", re.ASCII)


@cache
def known_hosts() -> frozenset[str]:
    """Return the hosts on the list."""
    text = (Path(__file__).parent / "references.yml").read_text(encoding="utf-8")
    return frozenset(host for hosts in yaml.safe_load(text).values() for host in hosts)


def safe_address(address: str) -> str | None:
    """Return an address that may be linked to, without its query; None for any other."""
    found = _ADDRESS.fullmatch(address.strip()) if len(address) <= _LONGEST else None
    if found is None or found["host"].lower() not in known_hosts():
        return None
    return f"https://{found['host'].lower()}{found['path'] or ''}{found['part'] or ''}"


def begins_known(text: str, position: int) -> bool:
    """Tell whether an address on a known host begins at `position`, wherever it ends."""
    found = _BEGINNING.match(text, position)
    return found is not None and found[1].lower().rstrip(".") in known_hosts()
