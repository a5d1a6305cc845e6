"""Findings live through edits."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from archlsp.model.text import Position, Span, line_starts, offset_at, slice_span
from archlsp.session.anchors import end_of, relocate, shift_finding, stands
from archlsp.session.tracker import OpenDocument, TrackedFile
from findings import finding_at, finding_on, span_of

ALPHABET = "ab =\n\r😀漢"


@dataclass
class Typed:
    """An editor's buffer: offsets are the truth, spans are what the server hears."""

    text: str

    def replace(self, start: int, end: int, new: str) -> tuple[Span, str]:
        """Edit the buffer; return the edit in the words of the session."""
        span = span_of(self.text, start, end)
        self.text = self.text[:start] + new + self.text[end:]
        return span, new


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, tuple[int, int], list[tuple[int, int, str]]]:
    """A text, a quoted piece of it, and edits given as fractions of the text of their moment."""
    text = draw(st.text(alphabet=ALPHABET, min_size=1, max_size=40))
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    number = st.integers(0, 1000)
    edits = draw(st.lists(st.tuples(number, number, st.text(alphabet=ALPHABET, max_size=6)), max_size=6))
    return text, (start, end), edits


@given(edited())
def test_a_shown_finding_always_quotes_the_text(
    case: tuple[str, tuple[int, int], list[tuple[int, int, str]]],
) -> None:
    """After any edits, a finding that is still there quotes exactly what its range covers."""
    text, (start, end), edits = case
    buffer = Typed(text)
    file = TrackedFile("app.py", OpenDocument(lambda: buffer.text, 1))
    file.accept("rules", file.begin(), [finding_at(text, start, end)], text)
    file.finish()
    for first, second, new in edits:
        low, high = sorted((first * len(buffer.text) // 1000, second * len(buffer.text) // 1000))
        file.edit((buffer.replace(low, high, new),))
        file.verify(buffer.text)
        for finding in file.all():
            assert slice_span(buffer.text, finding.anchor.span) == finding.anchor.quote


@given(edited())
def test_an_edit_elsewhere_never_loses_a_finding(
    case: tuple[str, tuple[int, int], list[tuple[int, int, str]]],
) -> None:
    """Only an edit that reaches into the quoted text takes the finding away."""
    text, (start, end), edits = case
    buffer = Typed(text.replace("\r", ""))
    start, end = min(start, len(buffer.text)), min(end, len(buffer.text))
    if start == end:
        return
    finding = finding_at(buffer.text, start, end)
    for first, second, raw in edits:
        new = raw.replace("\r", "")
        low, high = sorted((first * len(buffer.text) // 1000, second * len(buffer.text) // 1000))
        if high <= start:
            delta = len(new) - (high - low)
            start, end = start + delta, end + delta
        elif low < end:
            return
        moved = shift_finding(finding, buffer.replace(low, high, new))
        assert moved is not None
        assert stands(moved, buffer.text, line_starts(buffer.text))
        assert offset_at(buffer.text, line_starts(buffer.text), moved.anchor.span.start) == start
        assert [fix.edits[0].span for fix in moved.fixes] == [moved.anchor.span]
        finding = moved


def test_an_edit_inside_the_quote_takes_the_finding_away() -> None:
    """The squiggle disappears at once when its code is edited."""
    buffer = Typed("x = get(url)\n")
    finding = finding_on(buffer.text, "get(url)")
    assert shift_finding(finding, buffer.replace(6, 7, "")) is None


def test_a_fix_is_withdrawn_when_its_place_was_edited() -> None:
    """A finding may outlive its fix: the fix must apply exactly or not be offered."""
    text = "import a\nx = get(url)\n"
    finding = finding_on(text, "get(url)")
    other = finding_on(text, "import a").fixes
    both = shift_finding(
        finding.__class__(**{**_fields(finding), "fixes": other}), (Span.of(0, 0, 0, 6), "from")
    )
    assert both is not None
    assert both.fixes == ()


def _fields(finding: object) -> dict[str, object]:
    return {name: getattr(finding, name) for name in finding.__dataclass_fields__}  # type: ignore[attr-defined]


def test_a_replaced_text_finds_the_quote_again_nearest_to_where_it_was() -> None:
    """A formatter or a client without incremental sync replaces everything; findings stay on their code."""
    text = "get(url)\n\n\nget(url)\n"
    second = finding_at(text, 11, 19)
    moved = relocate(second, "# new\n" + text)
    assert moved is not None
    assert moved.anchor.span == Span.of(4, 0, 4, 8)
    assert relocate(second, "nothing\n") is None


def test_a_slow_review_is_moved_through_what_was_typed_meanwhile() -> None:
    """Findings of an older text land on the lines where their code is now."""
    buffer = Typed("a\nget(url)\n")
    file = TrackedFile("app.py", OpenDocument(lambda: buffer.text, 1))
    generation = file.begin()
    asked = finding_on(buffer.text, "get(url)")
    file.edit((buffer.replace(0, 0, "one\ntwo\n"),))
    assert file.accept("rules", generation, [asked], buffer.text)
    file.finish()
    assert [finding.anchor.span.start.line for finding in file.all()] == [3]


def test_an_older_generation_loses() -> None:
    """A review that was overtaken by a newer one changes nothing."""
    text = "get(url)\n"
    file = TrackedFile("app.py")
    older, newer = file.begin(), file.begin()
    assert file.accept("rules", newer, [], text)
    assert not file.accept("rules", older, [finding_on(text, "get(url)")], text)
    assert file.all() == ()


def test_the_end_of_an_insertion() -> None:
    """Inserted lines count by LSP line ends alone."""
    assert end_of(Position(1, 2), "ab\u2028c") == Position(1, 6)
    assert end_of(Position(1, 2), "ab\r\nc") == Position(2, 1)
    assert end_of(Position(1, 2), "ab\n") == Position(2, 0)
