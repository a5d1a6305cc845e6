"""What Python's literals say."""

import re

from archlsp.rules.flow.ir import Collection, Const, Expr, Text

_ESCAPE = re.compile(r"\\(\r?\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}
_LAST_CODE = 0x10FFFF
_SHORTEST_LONG = 6


def literal_of(text: str) -> str | bytes:
    """Return what a string literal without holes says; a bytes literal as bytes."""
    at = 0
    while at < len(text) and text[at] not in "\"'":
        at += 1
    prefix = text[:at].lower()
    quote = 3 if text[at : at + 3] in {'"""', "'''"} and len(text) - at >= _SHORTEST_LONG else 1
    inner = text[at + quote : len(text) - quote]
    if "\\" in inner and "r" not in prefix:
        inner = unescaped(inner)
    return inner.encode("utf-8", "replace") if "b" in prefix else inner


def unescaped(text: str) -> str:
    """Resolve the escapes of a literal; one that Python would refuse stays as it is."""
    return _ESCAPE.sub(_resolved, text)


def _resolved(match: re.Match[str]) -> str:
    escape = match[1]
    if escape in _SIMPLE:
        return _SIMPLE[escape]
    if escape[0] in "xuU" and len(escape) > 1:
        code = int(escape[1:], 16)
        return chr(code) if code <= _LAST_CODE else match[0]
    if escape.isdigit() and escape.isascii():
        return chr(int(escape, 8)) if not set(escape) & set("89") else match[0]
    if escape.endswith("\n"):
        return ""
    return escape if escape in "\\'\"" else match[0]


def number_of(text: str) -> int | float | None:
    """Return a number; None for what is none, such as a complex one or Python 2's 0777."""
    try:
        return int(text, 0)
    except ValueError:
        try:
            return float(text)
        except ValueError:
            return None


def is_text(expr: Expr) -> bool:
    """Tell whether an expression is surely a string."""
    return isinstance(expr, Text) or (isinstance(expr, Const) and isinstance(expr.value, str))


def parts_of(expr: Expr) -> tuple[Expr, ...]:
    """Return what a text is made of; anything else is one part."""
    return expr.parts if isinstance(expr, Text) and not expr.formatted else (expr,)


def operands_of(expr: Expr) -> tuple[Expr, ...]:
    """Return what `%` puts into a format: the items of a tuple, the values of a dict, or the one thing."""
    if isinstance(expr, Collection) and expr.kind in {"tuple", "dict"}:
        return tuple(value for _, value in expr.items)
    return (expr,)
