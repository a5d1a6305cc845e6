"""Where a text has a passage that a model quoted: as it stands, but for line ends and what nobody sees of a line.

White space at the end of lines never counts, and where nothing else matches, neither does how far lines are
indented. A place found so is given in the real text, so what is shown or replaced is always what is there.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from archlsp.model.text import Position, Span, line_starts, slice_span

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class _View:
    """The text with lines cut at both ends: `starts` are their offsets, `cut` how much each lost in front."""

    text: str
    starts: Sequence[int]
    cut: Sequence[int]

    @classmethod
    def of(cls, lines: Sequence[str], cut: Sequence[int]) -> "_View":
        text = "\n".join(lines)
        starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
        return cls(text, starts, cut)

    def places(self, passage: str, whole_words: bool) -> list[Span]:
        found: list[Span] = []
        at = self.text.find(passage)
        while at >= 0 and len(found) < _MOST:
            if not whole_words or not self._cuts_word(at, at + len(passage)):
                found.append(Span(self._position(at), self._position(at + len(passage))))
            at = self.text.find(passage, at + 1)
        return found

    def _cuts_word(self, begin: int, end: int) -> bool:
        return _is_inside_word(self.text, begin) or _is_inside_word(self.text, end)

    def _position(self, offset: int) -> Position:
        line = bisect_right(self.starts, offset) - 1
        return Position(line, offset - self.starts[line] + self.cut[line])


class Quotable:
    """One text to find quotations in."""

    def __init__(self, text: str) -> None:
        """Nothing is computed yet."""
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """The offsets at which lines begin."""
        return line_starts(self.text)

    def places(self, quote: str, whole_words: bool = True) -> list[Span]:
        """Return where the quotation is, without the blank parts around it, in reading order; [] for nowhere."""
        passage = "\n".join(lines_of(quote)).strip()
        if not passage:
            return []
        found = self._exact.places(passage, whole_words)
        if found:
            return found
        return self._flush_left.places("\n".join(line.lstrip() for line in passage.split("\n")), whole_words)

    def exact_places(self, passage: str) -> list[Span]:
        """Return where a passage is with its own indentation and blank parts, even inside of words."""
        return self._exact.places("\n".join(lines_of(passage)), whole_words=False) if passage.strip() else []

    def at(self, span: Span) -> str:
        """Return the text of a place."""
        return slice_span(self.text, span, self.starts)

    @cached_property
    def _exact(self) -> _View:
        lines = lines_of(self.text)
        return _View.of(lines, [0] * len(lines))

    @cached_property
    def _flush_left(self) -> _View:
        lines = lines_of(self.text)
        bare = [line.lstrip() for line in lines]
        return _View.of(bare, [len(line) - len(short) for line, short in zip(lines, bare, strict=True)])


def lines_of(text: str) -> list[str]:
    """Split into lines without their ends and the white space before these; one more, empty, after a last line end."""
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]


def _is_inside_word(text: str, offset: int) -> bool:
    """Tell whether a name goes on over a place: `id` is not what `valid` quotes."""
    return 0 < offset < len(text) and _is_word(text[offset - 1]) and _is_word(text[offset])


def _is_word(letter: str) -> bool:
    return letter == "_" or letter.isalnum()
