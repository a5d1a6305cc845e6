"""Paths of endpoints, joined and written in one way."""

import re

_DOUBLE = re.compile(r"(?<!:)/{2,}")
_METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "CONNECT"})


def joined(*parts: str) -> str:
    """Join prefixes and a path; a slash between, one at the beginning, none twice."""
    path = "/".join(part.strip("/") for part in parts if part.strip("/"))
    ending = "/" if parts and parts[-1].endswith("/") and path else ""
    return _DOUBLE.sub("/", f"/{path}{ending}")


def is_method(word: str) -> bool:
    """Tell whether a word in capitals is a method of HTTP."""
    return word in _METHODS
