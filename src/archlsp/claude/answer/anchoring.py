"""From a quotation to a place: changed lines first, then the units around them, and nowhere else."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archlsp.claude.answer.quoting import Quotable
from archlsp.model.finding import Anchor, Finding, Verdict, normalise_quote
from archlsp.model.surroundings import Unit
from archlsp.model.text import Position, Span

_WORD = re.compile(r"\w")
_LONGEST_QUOTE = 4_000
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Quotation:
    """What an answer says of a place: `occurrence` counts from 1 in the unit."""

    quote: str
    occurrence: int = 1
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it is: the span of the quotation, and the unit it lies in."""

    span: Span
    unit: Unit


def is_telling(quote: str) -> bool:
    """Tell whether a quotation can point at anything: brackets alone are everywhere."""
    return len(quote) <= _LONGEST_QUOTE and _WORD.search(quote) is not None


def place_of(quotable: Quotable, units: Sequence[Unit], quotation: Quotation) -> Place | None:
    """Find the place that is meant; None where no unit has the quotation."""
    if not is_telling(quotation.quote):
        return None
    spans = quotable.places(quotation.quote)
    held = [(unit, inside) for unit in units if (inside := [span for span in spans if _holds(unit, span)])]
    if not held:
        return None
    unit, inside = min(held, key=lambda one: _rank(one[0], one[1], quotation.symbol))
    return Place(_narrow(quotable, _choose(unit, inside, quotation.occurrence)), unit)


def renumber(findings: Iterable[Finding]) -> list[Finding]:
    """Count equal findings in reading order; verdicts keep the anchors of the findings they are about."""
    listed = list(findings)
    seen: dict[tuple[str, str, str], int] = {}
    order = sorted(range(len(listed)), key=lambda index: listed[index].anchor.span)
    for index in order:
        finding = listed[index]
        if finding.verdict is not Verdict.NONE:
            continue
        key = kind_of(finding)
        occurrence = seen.get(key, 0)
        seen[key] = occurrence + 1
        if finding.anchor.occurrence != occurrence:
            listed[index] = replace(finding, anchor=replace(finding.anchor, occurrence=occurrence))
    return listed


def kind_of(finding: Finding) -> tuple[str, str, str]:
    """Return what equal findings have in common."""
    return finding.rule, finding.anchor.symbol, normalise_quote(finding.anchor.quote)


def anchor_of(path: str, quotable: Quotable, place: Place) -> Anchor:
    """Make the anchor of a place; the quote is the real text."""
    return Anchor(path, place.span, quotable.at(place.span), place.unit.symbol)


def _holds(unit: Unit, span: Span) -> bool:
    """Tell whether a unit, of whole lines, has a span; where its last line is long does not matter."""
    last = unit.span.end.line if unit.span.end.column else unit.span.end.line - 1
    return unit.span.start.line <= span.start.line and span.end.line <= last


def _is_changed(unit: Unit, span: Span) -> bool:
    return any(hunk.touches(span) for hunk in unit.hunks)


def _rank(unit: Unit, inside: Sequence[Span], symbol: str) -> tuple[bool, bool, Position]:
    changed = any(_is_changed(unit, span) for span in inside)
    return not _is_named(unit, symbol), not changed, unit.span.start


def _is_named(unit: Unit, symbol: str) -> bool:
    """Tell whether an answer means this unit; it often leaves out the class."""
    if not symbol or not unit.symbol:
        return unit.symbol == symbol
    return unit.symbol.split(".")[-1] == symbol.split(".")[-1]


def _choose(unit: Unit, inside: Sequence[Span], occurrence: int) -> Span:
    """Choose among equal passages. Models count badly from 1, so a changed one is taken before the first."""
    counted = inside[occurrence - 1] if 1 <= occurrence <= len(inside) else None
    changed = [span for span in inside if _is_changed(unit, span)]
    if counted is not None and (occurrence > 1 or not changed or counted in changed):
        return counted
    return (changed or list(inside))[0]


def _narrow(quotable: Quotable, span: Span) -> Span:
    """Point at the first line of what is too long to underline."""
    if span.end.line - span.start.line < _MOST_LINES:
        return span
    first = quotable.at(Span(span.start, Position(span.start.line + 1, 0)))
    return Span(span.start, Position(span.start.line, span.start.column + len(first.rstrip())))
