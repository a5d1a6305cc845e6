"""What the other end of a stream can show, and what must never reach it."""

import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

_PLAIN_WIDTH = 100
_CODES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "cyan": "36"}
# Control characters drive a terminal; the others turn or hide the text around them.
_UNSAFE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)


@dataclass(frozen=True, slots=True)
class Style:
    """`columns` is how wide a line may be; without `colour` nothing is painted."""

    columns: int = _PLAIN_WIDTH
    colour: bool = False

    def paint(self, text: str, *names: str) -> str:
        """Put a text into colours and weights."""
        if not self.colour or not text:
            return text
        codes = ";".join(_CODES[name] for name in names)
        return f"\x1b[{codes}m{text}\x1b[0m"


def style_of(stream: TextIO, environ: Mapping[str, str]) -> Style:
    """Respect NO_COLOR, FORCE_COLOR, TERM=dumb, COLUMNS, and whether the stream is a terminal."""
    terminal = stream.isatty()
    colour = terminal and environ.get("TERM") != "dumb"
    if environ.get("FORCE_COLOR", "") not in {"", "0"}:
        colour = True
    if environ.get("NO_COLOR"):
        colour = False
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns) > 0:
        return Style(max(40, int(columns)), colour)
    if terminal:
        return Style(max(40, shutil.get_terminal_size((_PLAIN_WIDTH, 24)).columns), colour)
    return Style(_PLAIN_WIDTH, colour)


def visible(text: str) -> str:
    """Spell out what a terminal would obey instead of show. Tabs and spaces stay."""
    return _UNSAFE.sub(lambda found: f"<U+{ord(found.group()):04X}>", text)
