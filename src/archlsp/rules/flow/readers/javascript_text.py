"""What the leaves of JavaScript and TypeScript say: literals and the names of types."""

import re

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": ""}
_TYPE = re.compile(r"[A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$][\w$]*)*")
_WRAPPERS = frozenset({"Promise", "Readonly", "Partial", "Required", "NonNullable", "Awaited"})
_NO_TYPES = frozenset({"null", "undefined", "any", "unknown", "void", "never", "object"})
_LAST_POINT = 0x10FFFF


def unescaped(text: str) -> str:
    """Return what the inside of a string literal stands for."""
    return _ESCAPE.sub(_character, text) if "\\" in text else text


def _character(escape: re.Match[str]) -> str:
    code = escape[1] or escape[2] or escape[3]
    if code is None:
        return _SIMPLE.get(escape[4], escape[4])
    point = int(code, 16)
    return chr(point) if point <= _LAST_POINT else ""


def number_of(text: str) -> int | float | None:
    """Return the number that a literal is, None where it is too strange."""
    plain = text.replace("_", "").rstrip("n")
    try:
        return int(plain, 0)
    except ValueError:
        pass
    try:
        return float(plain)
    except ValueError:
        return None


def type_name(text: str) -> str | None:
    """Return the dotted name of a type as written, without what it is wrapped in; None where it has no name."""
    for option in text.lstrip(": \t\r\n").split("|"):
        plain = option.strip()
        found = _TYPE.match(plain)
        if found is None:
            continue
        name = re.sub(r"\s", "", found[0])
        if name in _WRAPPERS and plain[found.end() :].lstrip().startswith("<"):
            return type_name(plain[found.end() :].lstrip()[1:].rstrip().removesuffix(">"))
        if name not in _NO_TYPES:
            return None if plain.endswith("]") else name
    return None
