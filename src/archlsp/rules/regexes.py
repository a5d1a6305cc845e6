"""Regular expressions of rules, made cheap to compile: ast-grep compiles them anew for every file.

Measured: a Unicode `\\w` costs 0.3 ms and its ASCII form 0.02 (identifiers of back-end code are ASCII); literals that
ignore case cost 0.4 ms, most of it for a search that starts at any place, and 0.13 when matched from the beginning.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

_PIECE = re.compile(r"\\.|.", re.DOTALL)
_FLAGS = re.compile(r"\(\?([a-z]+)\)")
_INSIDE = {r"\w": "0-9A-Za-z_", r"\d": "0-9", r"\s": r" \t\r\n"}
_OUTSIDE = {name: f"[{members}]" for name, members in _INSIDE.items()} | {
    r"\W": "[^0-9A-Za-z_]",
    r"\D": "[^0-9]",
    r"\S": r"[^ \t\r\n]",
}


def cheap(rule: Any) -> Any:  # noqa: ANN401 - a rule object of ast-grep: JSON of any shape
    """Return a rule object with every `regex` in it rewritten."""
    if isinstance(rule, Mapping):
        return {
            key: cheap_regex(value) if key == "regex" and isinstance(value, str) else cheap(value)
            for key, value in rule.items()
        }
    return [cheap(item) for item in rule] if isinstance(rule, list) else rule


@lru_cache(maxsize=4096)
def cheap_regex(regex: str) -> str:
    """Return an expression that finds the same in ASCII text; one in verbose mode is left alone."""
    flags = _FLAGS.match(regex)
    given = flags[1] if flags else ""
    if "x" in given or "(?x" in regex:
        return regex
    body = regex[flags.end() :] if flags else regex
    pieces = list(_with_depth(body))
    body = "".join((_INSIDE if in_class else _OUTSIDE).get(piece, piece) for piece, in_class, _ in pieces)
    if "i" in given and "m" not in given and not _is_anchored(pieces):
        body = f"^(?s:.*?)(?:{body})"
    return (flags[0] if flags else "") + body


def _with_depth(body: str) -> Iterator[tuple[str, bool, int]]:
    """Yield each piece, whether it is in a class, and how many groups it is in."""
    classes = groups = 0
    for piece in _PIECE.findall(body):
        yield piece, classes > 0, groups
        classes += (piece == "[") - (piece == "]" and classes > 0)
        groups += ((piece == "(") - (piece == ")")) if classes == 0 else 0


def _is_anchored(pieces: list[tuple[str, bool, int]]) -> bool:
    alternatives = any(piece == "|" and groups == 0 and not in_class for piece, in_class, groups in pieces)
    return bool(pieces) and pieces[0][0] == "^" and not alternatives
