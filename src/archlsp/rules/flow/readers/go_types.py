"""Go: names of types, and what literals say."""

import re
from collections.abc import Callable

from ast_grep_py import SgNode

Say = Callable[[SgNode], str]
_ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_WRAPPING = frozenset({"pointer_type", "generic_type", "parenthesized_type"})
_SIGNS = frozenset({"*", "(", ")", "comment"})
_HIGHEST = 0x10FFFF


def type_name(node: SgNode, say: Say) -> str | None:
    """Return the dotted name of a type as written, without pointers and arguments; None for what has no name."""
    kind = node.kind()
    while kind in _WRAPPING:
        inner = next((child for child in node.children() if child.kind() not in _SIGNS), None)
        if inner is None:
            return None
        node, kind = inner, inner.kind()
    return say(node) if kind in {"type_identifier", "qualified_type", "identifier"} else None


def text_value(raw: str) -> str:
    """Return what a string literal stands for."""
    inner = raw[1:-1]
    if raw[:1] == "`" or "\\" not in inner:
        return inner
    return _ESCAPE.sub(_unescaped, inner)


def number_value(raw: str) -> int | float | None:
    """Return the number of a literal, None when it is none that Python has."""
    digits = raw.replace("_", "")
    try:
        if digits.isdigit():
            return int(digits, 8) if digits[0] == "0" and len(digits) > 1 else int(digits)
        return int(digits, 0)
    except ValueError:
        pass
    try:
        return float(digits)
    except ValueError:
        return None


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1)
    if code[0] in "xuU" and len(code) > 1:
        return chr(min(int(code[1:], 16), _HIGHEST))
    if code.isdigit() and len(code) > 1:
        return chr(int(code, 8))
    return _SIMPLE.get(code, code)
