"""Passages that a model quoted are found in the real text, or not at all."""

from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.answer.quoting import Quotable
from archlsp.model.text import Span

_LINES = st.lists(st.text(st.sampled_from("ab \t(_文"), max_size=6), min_size=1, max_size=8)
_ENDS = st.sampled_from(["\n", "\r\n", "\r"])


def _flat(text: str) -> str:
    return "".join(text.split())


@given(_LINES, _ENDS, st.integers(0, 7), st.integers(1, 4))
def test_whole_lines_of_the_text_are_always_found(lines: list[str], end: str, first: int, count: int) -> None:
    """However lines end, and whatever white space the quotation lost; what is found says the same."""
    text = end.join(lines)
    quoted = lines[first : first + count]
    for quote in (
        "\n".join(quoted),
        "\n".join(line.rstrip() for line in quoted),
        "\n".join(map(str.strip, quoted)),
    ):
        quotable = Quotable(text)
        places = quotable.places(quote)
        assert bool(places) == bool(quote.strip())
        for place in places:
            found = quotable.at(place)
            assert found
            assert found in text
            assert found == found.strip()
            assert _flat(found) == _flat(quote)


@given(_LINES, _ENDS, st.text(st.sampled_from("ab \t(_文\r\n"), max_size=12))
def test_what_is_found_says_what_was_quoted(lines: list[str], end: str, quote: str) -> None:
    """No quotation is bent until it fits."""
    quotable = Quotable(end.join(lines))
    for places in (
        quotable.places(quote),
        quotable.exact_places(quote),
        quotable.places(quote, whole_words=False),
    ):
        assert all(_flat(quotable.at(place)) == _flat(quote) for place in places)


def test_a_name_is_not_found_inside_another() -> None:
    """`id` is quoted by `id` alone."""
    quotable = Quotable("valid = id\nget(id)\n")
    assert quotable.places("id") == [Span.of(0, 8, 0, 10), Span.of(1, 4, 1, 6)]


def test_lost_indentation_is_found_again() -> None:
    """The place is that of the real text, from its first sign to its last."""
    text = "def f():\n    if a:\r\n        b()   \n"
    quotable = Quotable(text)
    (place,) = quotable.places("if a:\n    b()")
    assert place == Span.of(1, 4, 2, 11)
    assert quotable.at(place) == "if a:\r\n        b()"


def test_exact_places_count_what_overlaps() -> None:
    """Once means once."""
    assert len(Quotable("aaa").exact_places("aa")) == 2
    assert Quotable("a").exact_places(" \n") == []
