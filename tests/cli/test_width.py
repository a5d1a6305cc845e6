"""Texts of mixed widths on a terminal of so many columns."""

from hypothesis import given
from hypothesis import strategies as st

from archlsp.cli.terminal import visible
from archlsp.cli.width import cut, pad, width, wrap

_TEXT = st.text(st.sampled_from("ab 、。」（日本語カナ😀é,.\t"), max_size=80)


def test_japanese_letters_take_two_cells() -> None:
    """And combining marks none."""
    assert [width(text) for text in ("abc", "日本", "ﾊﾝ", "e\u0301", "😀", "")] == [3, 4, 2, 1, 2, 0]


@given(_TEXT, st.integers(10, 40))
def test_wrapping_loses_nothing_and_fits(text: str, columns: int) -> None:
    """Only spaces at the breaks disappear; a line is longer only by marks that may not begin the next."""
    lines = wrap(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        words = max((width(word) for word in line.split()), default=0)
        assert width(line) <= columns or words > columns


@given(_TEXT, st.integers(2, 40))
def test_cutting_and_padding_keep_the_width(text: str, columns: int) -> None:
    """A cut text fits; a padded one fills."""
    plain = text.replace("\t", " ")
    assert width(cut(plain, columns)) <= columns
    assert width(pad(cut(plain, columns), columns)) == columns


def test_a_line_does_not_begin_with_a_closing_mark() -> None:
    """The mark stays with the letter before it."""
    assert wrap("日本語の説明。続き", 12) == ["日本語の説", "明。続き"]


def test_what_a_terminal_would_obey_is_spelled_out() -> None:
    """Escape, bell, delete, C1 controls, and what turns the text around; tabs stay."""
    assert visible("a\x1b[0m\x07\x7f\x9b\u202e\u2066\ufeff\tb") == (
        "a<U+001B>[0m<U+0007><U+007F><U+009B><U+202E><U+2066><U+FEFF>\tb"
    )
