"""Findings that move with the text: pure functions from a finding and an edit to the finding's new place."""

from dataclasses import replace

from archlsp.model.finding import Anchor, Edit, Finding, Fix
from archlsp.model.text import Position, Span, line_starts, offset_at, position_at, slice_span, split_lines

TextEdit = tuple[Span, str]


def end_of(start: Position, text: str) -> Position:
    """Where `text` ends when it is inserted at `start`."""
    lines = split_lines(text)
    if not lines:
        return start
    if text.endswith(("\n", "\r")):
        return Position(start.line + len(lines), 0)
    if len(lines) == 1:
        return Position(start.line, start.column + len(text))
    return Position(start.line + len(lines) - 1, len(lines[-1]))


def shift_position(position: Position, replaced: Span, end: Position) -> Position:
    """Move a position that lies at or behind `replaced.end`; `end` is where the new text ends."""
    if position.line > replaced.end.line:
        return Position(position.line + end.line - replaced.end.line, position.column)
    return Position(end.line, end.column + position.column - replaced.end.column)


def shift_span(span: Span, replaced: Span, end: Position) -> Span | None:
    """Move a span through an edit; None when the edit reaches into it."""
    if replaced.end <= span.start:
        return Span(shift_position(span.start, replaced, end), shift_position(span.end, replaced, end))
    if replaced.start >= span.end:
        return span
    return None


def shift_extent(extent: Span, replaced: Span, end: Position) -> Span:
    """Move a span through an edit; one that the edit reaches into grows or shrinks with it."""
    whole = shift_span(extent, replaced, end)
    if whole is not None:
        return whole
    start = min(extent.start, replaced.start)
    if extent.end >= replaced.end:
        return Span(start, shift_position(extent.end, replaced, end))
    return Span(start, end)


def _shift_fix(fix: Fix, replaced: Span, end: Position) -> Fix | None:
    edits = []
    for edit in fix.edits:
        span = shift_span(edit.span, replaced, end)
        if span is None:
            return None
        edits.append(replace(edit, span=span))
    return replace(fix, edits=tuple(edits))


def shift_finding(finding: Finding, edit: TextEdit) -> Finding | None:
    """Move a finding through an edit of its file; None when its quoted text was edited.

    A fix or a related place that the edit reaches into is dropped; the finding stays.
    """
    replaced, text = edit
    if (
        replaced.start > finding.extent.end
        and replaced.start > finding.anchor.span.end
        and not finding.related
    ):
        return finding
    end = end_of(replaced.start, text)
    span = shift_span(finding.anchor.span, replaced, end)
    if span is None:
        return None
    fixes = (_shift_fix(fix, replaced, end) for fix in finding.fixes)
    related = []
    for place in finding.related:
        if place.path != finding.anchor.path:
            related.append(place)
            continue
        moved = shift_span(place.span, replaced, end)
        if moved is not None:
            related.append(replace(place, span=moved))
    return replace(
        finding,
        anchor=replace(finding.anchor, span=span),
        extent=shift_extent(finding.extent, replaced, end),
        fixes=tuple(fix for fix in fixes if fix is not None),
        related=tuple(related),
    )


def stands(finding: Finding, text: str, starts: list[int]) -> bool:
    """Tell whether the quoted text is where the finding says it is."""
    return slice_span(text, finding.anchor.span, starts) == finding.anchor.quote


def _nearest(text: str, starts: list[int], anchor: Anchor) -> int | None:
    """The offset of the quote that is nearest to the anchor's line, on either side of it."""
    origin = offset_at(text, starts, Position(anchor.span.start.line, anchor.span.start.column))
    after = text.find(anchor.quote, origin)
    before = text.rfind(anchor.quote, 0, origin + len(anchor.quote))
    found = [offset for offset in (before, after) if offset >= 0]
    return min(found, key=lambda offset: abs(offset - origin)) if found else None


def relocate(finding: Finding, text: str) -> Finding | None:
    """Find the quote again in a text that was replaced as a whole; None when it is gone.

    Fixes and places in the same file are dropped, since nothing says that they still fit.
    """
    if not finding.anchor.quote:
        return None
    starts = line_starts(text)
    offset = _nearest(text, starts, finding.anchor)
    if offset is None:
        return None
    span = Span(position_at(starts, offset), position_at(starts, offset + len(finding.anchor.quote)))
    elsewhere = tuple(place for place in finding.related if place.path != finding.anchor.path)
    if span == finding.anchor.span:
        kept = tuple(fix for fix in finding.fixes if all(fits(edit, text, starts) for edit in fix.edits))
        return replace(finding, fixes=kept)
    return replace(
        finding, anchor=replace(finding.anchor, span=span), extent=span, fixes=(), related=elsewhere
    )


def fits(edit: Edit, text: str, starts: list[int]) -> bool:
    """Tell whether the text an edit wants to replace is still there."""
    return slice_span(text, edit.span, starts) == edit.expected
