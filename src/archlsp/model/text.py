"""Places in a text, counted in code points.

Lines end at `\\n`, `\\r\\n` and a lone `\\r`, and at nothing else (Language Server Protocol 3.17,
"Text Documents"). Lines and columns start at 0. Only `server/` converts to an editor's units.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The text from `start` up to, not including, `end`."""

    start: Position
    end: Position

    @classmethod
    def of(cls, start_line: int, start_column: int, end_line: int, end_column: int) -> "Span":
        """Build a span from four numbers."""
        return cls(Position(start_line, start_column), Position(end_line, end_column))

    def contains(self, other: "Span") -> bool:
        """Tell whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: "Span") -> bool:
        """Tell whether the two share a character, or one is an empty span inside or at an edge of the other."""
        if self.start == self.end or other.start == other.end:
            return self.start <= other.end and other.start <= self.end
        return self.start < other.end and other.start < self.end


def split_lines(text: str) -> list[str]:
    """Split `text` into lines that keep their ends; a text that ends with a line end has no empty last line."""
    return _LINE.findall(text)


def line_starts(text: str) -> list[int]:
    """Offsets at which each line begins; a text that ends with a line end has one more, empty, line."""
    starts = [0]
    for line in split_lines(text):
        starts.append(starts[-1] + len(line))
    if len(starts) > 1 and not text.endswith(("\n", "\r")):
        starts.pop()
    return starts


def position_at(starts: Sequence[int], offset: int) -> Position:
    """Turn an offset in code points into a position, given `line_starts(text)`."""
    line = bisect_right(starts, offset) - 1
    return Position(line, offset - starts[line])


def offset_at(text: str, starts: Sequence[int], position: Position) -> int:
    """Turn a position into an offset; past the end of a line or of the text, clamp to that end."""
    if position.line >= len(starts):
        return len(text)
    begin = starts[position.line]
    limit = starts[position.line + 1] if position.line + 1 < len(starts) else len(text)
    while limit > begin and text[limit - 1] in "\r\n":
        limit -= 1
    return min(begin + position.column, limit)


def slice_span(text: str, span: Span, starts: Sequence[int] | None = None) -> str:
    """Return the text that `span` covers."""
    table = line_starts(text) if starts is None else starts
    return text[offset_at(text, table, span.start) : offset_at(text, table, span.end)]
