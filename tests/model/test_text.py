"""Places in a text."""

import re

from hypothesis import given
from hypothesis import strategies as st

from archlsp.model.text import Position, Span, line_starts, offset_at, position_at, slice_span, split_lines

TEXTS = st.text(alphabet="ab\n\r\u2028\x0b\x0c\x85é😀漢", max_size=60)


def lsp_lines(text: str) -> list[str]:
    """The specification's line ends, written another way."""
    return re.split(r"\r\n|\r|\n", text)


@given(TEXTS)
def test_lines_end_where_the_specification_says(text: str) -> None:
    """Only LF, CRLF and CR end a line; U+2028, VT, FF and NEL are text."""
    assert "".join(split_lines(text)) == text
    assert len(line_starts(text)) == len(lsp_lines(text))


@given(TEXTS, st.integers(0, 60))
def test_offset_and_position_are_inverse(text: str, offset: int) -> None:
    """An offset that is not inside a line end survives the way to a position and back."""
    offset = min(offset, len(text))
    starts = line_starts(text)
    position = position_at(starts, offset)
    begin = starts[position.line]
    if "\r" not in text[begin:offset] and "\n" not in text[begin:offset]:
        assert offset_at(text, starts, position) == offset


@given(TEXTS, st.integers(0, 30), st.integers(0, 30))
def test_a_position_past_the_end_is_clamped(text: str, line: int, column: int) -> None:
    """Whatever an editor sends, the offset lies in the text."""
    assert 0 <= offset_at(text, line_starts(text), Position(line, column)) <= len(text)


def test_overlap_of_empty_and_full_spans() -> None:
    """A cursor at the edge of a span counts as on it; two spans that only touch do not overlap."""
    word = Span.of(0, 2, 0, 5)
    assert word.overlaps(Span.of(0, 5, 0, 5))
    assert not word.overlaps(Span.of(0, 5, 0, 7))
    assert slice_span("ab漢字c", Span.of(0, 2, 0, 4)) == "漢字"
