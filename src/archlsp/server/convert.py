"""The only place that counts as editors count: code points in, UTF-8, UTF-16 or UTF-32 units out, and back."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lsprotocol import types

from archlsp.model.text import Position, Span, split_lines

_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_NO_LINE_ENDS = "\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
_CONTINUES = 0b10000000
_LAST_WITHOUT_PAIR = "\uffff"
Count = Callable[[str, int], int]


def _utf16_units(line: str, column: int) -> int:
    return len(line[:column].encode("utf-16-le", "surrogatepass")) // 2


def _utf16_column(line: str, units: int) -> int:
    head = line.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "surrogatepass")
    # A cut through a pair leaves half of it as a character of its own: stay in front of the pair.
    return len(head) - 1 if head and head[-1] != line[len(head) - 1] else len(head)


def _utf8_units(line: str, column: int) -> int:
    return len(line[:column].encode("utf-8", "surrogatepass"))


def _utf8_column(line: str, units: int) -> int:
    whole = line.encode("utf-8", "surrogatepass")
    while units < len(whole) and whole[units] & 0b11000000 == _CONTINUES:
        units -= 1
    return len(whole[:units].decode("utf-8", "surrogatepass"))


def _same(line: str, count: int) -> int:
    return min(count, len(line))


_ENCODINGS: dict[str, tuple[Count, Count]] = {
    "utf-8": (_utf8_units, _utf8_column),
    "utf-16": (_utf16_units, _utf16_column),
    "utf-32": (_same, _same),
}


@dataclass(frozen=True, slots=True)
class Units:
    """How one client counts within a line. A column past the end of a line is that line's end."""

    encoding: str

    def from_column(self, line: str, column: int) -> int:
        """Turn code points from the start of `line` into the client's units."""
        if line.isascii():
            return min(column, len(line))
        return _ENCODINGS[self.encoding][0](line, column)

    def to_column(self, line: str, units: int) -> int:
        """Turn the client's units into code points; a position inside a character counts as in front of it."""
        if line.isascii():
            return min(units, len(line))
        return _ENCODINGS[self.encoding][1](line, units)

    def position(self, lines: Sequence[str], position: Position) -> types.Position:
        """Turn one of our positions in a text of these lines into the client's."""
        if position.line >= len(lines):
            return types.Position(position.line, position.column)
        return types.Position(position.line, self.from_column(lines[position.line], position.column))

    def range(self, lines: Sequence[str], span: Span) -> types.Range:
        """Turn a span into a range."""
        return types.Range(self.position(lines, span.start), self.position(lines, span.end))

    def span(self, lines: Sequence[str], range_: types.Range) -> Span:
        """Turn a range into a span: clamped to the text, and the right way round."""
        start, end = self.place(lines, range_.start), self.place(lines, range_.end)
        return Span(min(start, end), max(start, end))

    def place(self, lines: Sequence[str], position: types.Position) -> Position:
        """Turn the client's position into ours, clamped to the text."""
        if position.line >= len(lines):
            return end_of_text(lines)
        body = lines[position.line].rstrip("\r\n")
        return Position(position.line, self.to_column(body, position.character))


def end_of_text(lines: Sequence[str]) -> Position:
    """The last place there is; `lines` as `document_lines` makes them."""
    return Position(len(lines) - 1, len(lines[-1])) if lines else Position(0, 0)


def document_lines(text: str) -> list[str]:
    """Split into lines that keep their ends; unlike `split_lines` always with a last line without one."""
    if any(separator in text for separator in _NO_LINE_ENDS):
        lines = split_lines(text)
    else:
        lines = text.splitlines(keepends=True)
    if not lines or lines[-1].endswith(("\n", "\r")):
        lines.append("")
    return lines


def join_surrogates(text: str) -> str:
    """Put together pairs whose halves came one after the other."""
    if text.isascii() or not _PAIR.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def pair_at(encoding: str, line: str, column: int, units: int) -> str:
    """Return the two surrogates of the character at `column` when `units` end between them, else ""."""
    if encoding != "utf-16" or column >= len(line) or line[column] <= _LAST_WITHOUT_PAIR:
        return ""
    if _utf16_units(line, column) >= units:
        return ""
    data = line[column].encode("utf-16-be")
    return chr(int.from_bytes(data[:2], "big")) + chr(int.from_bytes(data[2:], "big"))
