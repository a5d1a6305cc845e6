"""Java's literals, from their text to a constant."""

import re
from textwrap import dedent

_ESCAPE = re.compile(r"\\(u+[0-9a-fA-F]{4}|[0-7]{1,3}|\r?\n|.)", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "s": " ", "0": "\0"}
_SUFFIX = re.compile(r"[lL]$")
_FLOAT_SUFFIX = re.compile(r"[fFdD]$")


def string_of(text: str) -> str:
    """Return what a string literal, a text block or a character literal says."""
    if text.startswith('"""'):
        inner = text[3:].removesuffix('"""')
        inner = dedent(inner.partition("\n")[2])
    else:
        inner = text[1:-1]
    return _ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner


def _unescaped(found: re.Match[str]) -> str:
    code = found[1]
    if code[0] == "u":
        return chr(int(code.lstrip("u"), 16))
    if code in _SIMPLE:
        return _SIMPLE[code]
    if code.isdigit():
        return chr(int(code, 8)) if code.isascii() and not set("89") & set(code) else code
    return "" if code in {"\n", "\r\n"} else code


def integer_of(text: str) -> int | None:
    """Return an integer literal's number."""
    digits = _SUFFIX.sub("", text.replace("_", ""))
    try:
        if digits.startswith("0") and digits.isdigit():
            return int(digits, 8)
        return int(digits, 0)
    except ValueError:
        return None


def float_of(text: str) -> float | None:
    """Return a floating point literal's number."""
    try:
        return float(_FLOAT_SUFFIX.sub("", text.replace("_", "")))
    except ValueError:
        return None
