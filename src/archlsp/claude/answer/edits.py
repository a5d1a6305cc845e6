"""From an answer to a fix or a test. What does not fit exactly once, or is not plain text, is refused as a whole.

Whether the result parses, and whether its path may be edited, others check; nothing is applied here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from archlsp.claude.answer.fields import text_of
from archlsp.claude.answer.prose import hidden_in, without_fence
from archlsp.claude.answer.quoting import Quotable, lines_of
from archlsp.claude.answer.shifting import shifted
from archlsp.model.advice import NewText
from archlsp.model.finding import Edit, Fix
from archlsp.model.review import Problem
from archlsp.model.surroundings import PlaceOfTest
from archlsp.model.text import Position, Span, line_starts, offset_at

Item = Mapping[str, Any]
Restore = Callable[[str], str]

_MOST_EDITS = 20
_LONGEST = 100_000
_PLACEHOLDER = "[redacted:"


class _RefusedError(Exception):
    """An answer that will not do; `problem` says why to the user."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


def fix_of(values: Iterable[Item], path: str, text: str, restore: Restore, title: str) -> Fix | Problem:
    """Make the fix of a file: every quotation must be in `text` exactly once. It is never a safe one."""
    try:
        edits = _edits(_checked(values, path), Quotable(text), restore)
    except _RefusedError as refused:
        return refused.problem
    return Fix(title, edits) if edits else Problem.of("ai-edit-nothing")


def test_of(values: Iterable[Item], place: PlaceOfTest, restore: Restore) -> NewText | Problem:
    """Make the file of a test, whose path is the place's. An answer without a quotation is added at the end."""
    old = place.text or ""
    try:
        listed = _checked(values, place.path)
        added = [_plain(value, restore, old) for value in listed if not text_of(value, "quote").strip()]
        edits = _edits([value for value in listed if text_of(value, "quote").strip()], Quotable(old), restore)
    except _RefusedError as refused:
        return refused.problem
    new = _with_more(_applied(old, edits), [without_fence(more).strip("\n") for more in added])
    return NewText(place.path, place.text, new) if new != old else Problem.of("ai-edit-nothing")


def texts_of(
    values: Iterable[Item], sources: Mapping[str, str], restore: Restore
) -> tuple[NewText, ...] | Problem:
    """Make the texts of several files, in the order in which they are named; those in `sources` are there already.

    Paths are not judged here. A file that is not there is written once, as a whole.
    """
    by_path: dict[str, list[Item]] = {}
    for value in values:
        by_path.setdefault(text_of(value, "path").strip().removeprefix("./"), []).append(value)
    made: list[NewText] = []
    for path, listed in by_path.items():
        before = sources.get(path)
        whole = test_of(listed, PlaceOfTest(path, before), restore)
        if isinstance(whole, Problem):
            return whole
        if before is None and len(listed) > 1:
            return Problem.of("ai-edit-elsewhere")
        made.append(whole)
    return tuple(made) if made else Problem.of("ai-edit-nothing")


def _checked(values: Iterable[Item], path: str) -> list[Item]:
    listed = list(values)
    if len(listed) > _MOST_EDITS or sum(len(text_of(value, "replacement")) for value in listed) > _LONGEST:
        raise _RefusedError(Problem.of("ai-edit-too-much"))
    if any(text_of(value, "path").removeprefix("./") not in {"", path} for value in listed):
        raise _RefusedError(Problem.of("ai-edit-elsewhere"))
    return listed


def _edits(values: Iterable[Item], quotable: Quotable, restore: Restore) -> tuple[Edit, ...]:
    edits = sorted((_edit(value, quotable, restore) for value in values), key=lambda edit: edit.span)
    if any(one.span.end > other.span.start for one, other in pairwise(edits)):
        raise _RefusedError(Problem.of("ai-edit-overlaps"))
    return tuple(edit for edit in edits if edit.text != edit.expected)


def _edit(value: Item, quotable: Quotable, restore: Restore) -> Edit:
    quote = restore(text_of(value, "quote"))
    if not isinstance(value.get("replacement"), str):
        raise _RefusedError(Problem.of("ai-edit-no-match"))
    exact = quotable.exact_places(quote)
    span = _only(exact or quotable.places(quote, whole_words=False))
    expected = quotable.at(span)
    new = _plain(value, restore, expected)
    lines = _new_lines(new, quote) if exact else _reindented(new, quote, quotable, span)
    return Edit(span, expected, _line_end(quotable.text).join(lines))


def _only(spans: Sequence[Span]) -> Span:
    if not spans:
        raise _RefusedError(Problem.of("ai-edit-no-match"))
    if len(spans) > 1:
        raise _RefusedError(Problem.of("ai-edit-ambiguous"))
    return spans[0]


def _reindented(new: str, quote: str, quotable: Quotable, span: Span) -> list[str]:
    """Move a replacement to the depth that the quoted lines really have; the span begins behind it."""
    real = lines_of(quotable.at(Span(Position(span.start.line, 0), span.end)))
    lines = _trimmed(lines_of(new))
    moved = shifted(_trimmed(lines_of(quote)), real, lines) if lines else [""]
    if moved is None:
        raise _RefusedError(Problem.of("ai-edit-no-match"))
    return [moved[0].lstrip(), *moved[1:]]


def _plain(value: Item, restore: Restore, known: str) -> str:
    """Return the new text, unless it has something in it that a reader of the preview would not see."""
    new = restore(text_of(value, "replacement"))
    if hidden_in(new) - hidden_in(known):
        raise _RefusedError(Problem.of("ai-edit-hidden"))
    if new.count(_PLACEHOLDER) > known.count(_PLACEHOLDER):
        raise _RefusedError(Problem.of("ai-edit-redacted"))
    return new


def _new_lines(new: str, quote: str) -> list[str]:
    """Split a replacement; white space at its very end counts unless the quotation, which lost its own, had some."""
    lines = lines_of(new)
    if quote == quote.rstrip():
        lines[-1] += new[len(new.rstrip(" \t")) :]
    return lines


def _trimmed(lines: list[str]) -> list[str]:
    """Leave out blank lines at both ends."""
    full = [index for index, line in enumerate(lines) if line]
    return lines[full[0] : full[-1] + 1] if full else []


def _line_end(text: str) -> str:
    if "\r\n" in text:
        return "\r\n"
    return "\r" if "\r" in text and "\n" not in text else "\n"


def _applied(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that are in order and do not overlap."""
    starts = line_starts(text)
    parts, done = [], 0
    for edit in edits:
        parts += [text[done : offset_at(text, starts, edit.span.start)], edit.text]
        done = offset_at(text, starts, edit.span.end)
    return "".join([*parts, text[done:]])


def _with_more(text: str, added: Iterable[str]) -> str:
    """Add code at the end, two blank lines after what is there."""
    end = _line_end(text)
    for more in added:
        lines = end.join(lines_of(more))
        text = f"{text.rstrip()}{end * 3}{lines}{end}" if text.strip() else lines + end
    return text
