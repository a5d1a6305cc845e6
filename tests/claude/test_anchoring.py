"""From a quotation to a place: changed lines first, then the units, and nowhere else."""

from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.answer.anchoring import Place, Quotation, anchor_of, place_of, renumber
from archlsp.claude.answer.quoting import Quotable
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Unit
from archlsp.model.text import Span
from findings import finding_on

TEXT = """\
import db

def first(ids):
    for i in ids:
        db.load(i)
    db.load(0)

class Orders:
    def second(self, ids):
        db.load(ids)

def third():
    db.load(3)
    db.load(0)
"""
FIRST = Unit(Span.of(2, 0, 6, 0), "first", (Hunk(5, 6),))
SECOND = Unit(Span.of(8, 0, 9, 20), "Orders.second", (Hunk(9, 10),))


def _lines(quotation: Quotation, *units: Unit) -> int | None:
    place = place_of(Quotable(TEXT), units, quotation)
    return place.span.start.line if place else None


def test_the_changed_one_of_equal_passages_is_meant() -> None:
    """The first is not always the right one."""
    assert _lines(Quotation("db.load("), FIRST, SECOND) == 5


def test_a_later_one_is_meant_when_it_is_said() -> None:
    """Counted from 1 in the unit; beyond the last one, a changed one."""
    unit = Unit(FIRST.span, "first", (Hunk(4, 5),))
    assert _lines(Quotation("db.load(", 2), unit) == 5
    assert _lines(Quotation("db.load(", 1), unit) == 4
    assert _lines(Quotation("db.load(", 9), unit) == 4


def test_the_symbol_chooses_the_unit() -> None:
    """With or without its class."""
    assert _lines(Quotation("db.load(", 1, "Orders.second"), FIRST, SECOND) == 9
    assert _lines(Quotation("db.load(", 1, "second"), FIRST, SECOND) == 9
    assert _lines(Quotation("db.load(", 1, "unknown"), FIRST, SECOND) == 5


def test_nothing_outside_the_units_is_meant() -> None:
    """Not even where the file has the passage."""
    assert _lines(Quotation("import db"), FIRST, SECOND) is None
    assert _lines(Quotation("db.load(3)"), FIRST, SECOND) is None
    assert _lines(Quotation("db.load(0)\n\nclass Orders:"), FIRST, SECOND) is None


def test_what_is_everywhere_points_at_nothing() -> None:
    """Brackets alone, white space, or a whole file."""
    for quote in ("", " \n", ")", "):", "db.load\n" * 1_000):
        assert _lines(Quotation(quote), FIRST, SECOND) is None


def test_a_long_passage_is_pointed_at_by_its_first_line() -> None:
    """A screen full of squiggles shows nothing."""
    text = "def f():\n" + "    a()\n" * 30
    unit = Unit(Span.of(0, 0, 31, 0), "f", ())
    place = place_of(Quotable(text), [unit], Quotation(text))
    assert place == Place(Span.of(0, 0, 0, 8), unit)


def test_the_anchor_has_the_real_text() -> None:
    """Not what the model made of it."""
    text = "def f():\r\n    a(\r\n        b)\r\n"
    quotable = Quotable(text)
    place = place_of(quotable, [Unit(Span.of(0, 0, 3, 0), "f", ())], Quotation("a(\n    b)"))
    assert place is not None
    anchor = anchor_of("x.py", quotable, place)
    assert (anchor.quote, anchor.symbol, anchor.span) == ("a(\r\n        b)", "f", Span.of(1, 4, 2, 10))


@given(st.text(st.sampled_from("dbload.()i0 \n:"), max_size=30), st.integers(-3, 99), st.text(max_size=5))
def test_a_place_is_always_inside_its_unit(quote: str, occurrence: int, symbol: str) -> None:
    """Whatever is quoted."""
    quotable = Quotable(TEXT)
    place = place_of(quotable, [FIRST, SECOND], Quotation(quote, occurrence, symbol))
    if place is not None:
        assert place.unit.span.contains(place.span)
        assert quotable.at(place.span) in TEXT


def test_equal_findings_are_counted_in_reading_order() -> None:
    """Whatever order they came in; others start anew."""
    text = "load()\nload()\nsave()\n"
    first, second = finding_on(text, "load()"), finding_on(text[6:], "load()")
    second = finding_on("\n" + text[7:], "load()")
    third = finding_on(text, "save()")
    numbered = renumber([second, first, third])
    assert [finding.anchor.occurrence for finding in numbered] == [1, 0, 0]
    assert len({finding.identity for finding in numbered}) == 3
