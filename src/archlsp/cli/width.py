"""How wide a text is on a terminal, where Japanese letters take two cells; and breaking lines by that."""

import re
import unicodedata
from collections.abc import Iterator

_TAB = 4
# A line does not begin with these.
_CLOSING = "、。，．・：；？！)）]］}｝」』】〉》〕’”…ー〜,.:;?!%"
_TOKEN = re.compile(r"\s+|[^\s\u1100-\U0003ffff]+|.", re.DOTALL)


def cell_width(letter: str) -> int:
    """The cells that one character takes: 0, 1 or 2."""
    if letter < "\u0300":
        return 1
    if unicodedata.east_asian_width(letter) in {"W", "F"}:
        return 2
    return 0 if unicodedata.category(letter) in {"Mn", "Me", "Cf"} else 1


def width(text: str) -> int:
    """The cells that a text without tabs takes."""
    return len(text) if text.isascii() else sum(map(cell_width, text))


def pad(text: str, wanted: int) -> str:
    """Fill a text with spaces up to a width."""
    return text + " " * max(0, wanted - width(text))


def cut(text: str, wanted: int) -> str:
    """Shorten a text to a width; … shows that something is missing."""
    if width(text) <= wanted:
        return text
    kept, used = [], 0
    for letter in text:
        used += cell_width(letter)
        if used > wanted - 1:
            break
        kept.append(letter)
    return "".join(kept) + "…"


def expand_tabs(text: str) -> str:
    """Tabs as four spaces each: what stands under a column then stays under it."""
    return text.replace("\t", " " * _TAB)


def wrap(text: str, wanted: int) -> list[str]:
    """Break a text into lines of at most `wanted` cells: at spaces, and between Japanese letters."""
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines.extend(_wrapped(paragraph, max(10, wanted)))
    return lines


def _wrapped(paragraph: str, wanted: int) -> Iterator[str]:
    line, used = "", 0
    for token in _tokens(paragraph):
        size = width(token)
        if used + size > wanted and line.strip():
            yield line.rstrip()
            line, used = "", 0
            token = token.lstrip()
            size = width(token)
        line += token
        used += size
    yield line.rstrip()


def _tokens(paragraph: str) -> Iterator[str]:
    """Words, spaces and single Japanese letters; closing marks stay with what they close."""
    held = ""
    for token in _TOKEN.findall(paragraph):
        if held and token[0] in _CLOSING and len(token) == 1:
            held += token
            continue
        if held:
            yield held
        held = token
    if held:
        yield held
