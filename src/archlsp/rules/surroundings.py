"""What a change stands in: each hunk grown to the definitions around it, and what these call.

A unit is what a person would read to judge a changed line, and what an answer is remembered by: so a large hunk (a new
file is one) is as many units as it has definitions, and an edit to one of them leaves the others as they were.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace

from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Surroundings, Unit
from archlsp.model.text import Position, Span, split_lines
from archlsp.rules.blocks import Blocks
from archlsp.rules.callees import Callees
from archlsp.rules.growing import Growing, Grown
from archlsp.rules.silence import Silence
from archlsp.rules.source import PARSED, Source

_AROUND = 3
_SMALL = 8
_JOINED = 60
_LONGEST = 200
_MOST_WITH_CALLEES = 40
# It has a parser, but its blocks have no names there, and its layout says as much.
_AS_BLOCKS = frozenset({"terraform"})
Grow = Callable[[int, int], Iterator[Grown]]


@dataclass(frozen=True, slots=True)
class _Part:
    """A unit in the making."""

    grown: Grown
    hunks: tuple[Hunk, ...]


def surroundings_of(request: Request) -> Surroundings:
    """Find the units of a request. They hold every changed line that is not blank; removed lines have one, too."""
    source = Source.of(request)
    lines = split_lines(source.text)
    hunks = request.hunks if request.hunks is not None else (Hunk(0, len(lines)),)
    grow = _grower(source, lines)
    parts = [part for hunk in hunks for part in _parts(lines, hunk, grow)]
    callees, silence = Callees(source), Silence(source, lines)
    units = []
    for number, part in enumerate(_apart(parts)):
        grown = part.grown
        silent = silence.of(part.hunks)
        wanted = number < _MOST_WITH_CALLEES and not silent
        called = callees.of(grown.first, grown.end, part.hunks) if wanted else ()
        units.append(Unit(_span(source, lines, grown), grown.symbol, part.hunks, called, silent))
    return Surroundings(tuple(units))


def _grower(source: Source, lines: Sequence[str]) -> Grow:
    if source.language in PARSED and source.language not in _AS_BLOCKS:
        return Growing(source, lines).around
    blocks = Blocks(lines, source.language)
    return lambda first, end: (Grown(low, high) for low, high in blocks.of(first, end))


def _parts(lines: Sequence[str], hunk: Hunk, grow: Grow) -> Iterator[_Part]:
    if not lines:
        return
    if hunk.start >= hunk.end:
        yield _removed(lines, min(hunk.start, len(lines)), grow)
        return
    first, end = _trimmed(lines, min(hunk.start, len(lines)), min(hunk.end, len(lines)))
    if first < end:
        yield from _joined(lines, (_Part(one, (_within(lines, hunk, one),)) for one in grow(first, end)))


def _within(lines: Sequence[str], hunk: Hunk, one: Grown) -> Hunk:
    first, end = _trimmed(lines, max(hunk.start, one.changed[0]), min(hunk.end, one.changed[1]))
    return Hunk(first, end)


def _trimmed(lines: Sequence[str], first: int, end: int) -> tuple[int, int]:
    """The same without blank lines at either end."""
    while first < end and not lines[end - 1].strip():
        end -= 1
    while first < end and not lines[first].strip():
        first += 1
    return first, end


def _removed(lines: Sequence[str], place: int, grow: Grow) -> _Part:
    """Lines were taken out between two others: out of what the one above is in, or from the top of the one below."""
    above = next(grow(place - 1, place), None) if place and lines[place - 1].strip() else None
    below = next(grow(place, place + 1), None) if place < len(lines) and lines[place].strip() else None
    if below is not None and (above is None or (below.symbol and below.first == place)):
        above = below  # which may have lost a decorator
    near = Grown(max(0, place - _AROUND), min(len(lines), place + _AROUND))
    return _Part(above or near, (Hunk(place, place),))


def _joined(lines: Sequence[str], parts: Iterable[_Part]) -> Iterator[_Part]:
    """Put small neighbours of one hunk together: a question about one line says little."""
    current: _Part | None = None
    for part in parts:
        if current is None:
            current = part
        elif _are_one(lines, current.grown, part.grown):
            current = _both(current, part)
        else:
            yield current
            current = part
    if current is not None:
        yield current


def _are_one(lines: Sequence[str], one: Grown, other: Grown) -> bool:
    if other.first < one.end:
        return True
    is_near = not "".join(lines[one.end : other.first]).strip()
    small = min(one.end - one.first, other.end - other.first) < _SMALL
    return is_near and small and other.end - one.first <= _JOINED


def _both(one: _Part, other: _Part) -> _Part:
    """Two parts of one hunk that follow each other."""
    hunk = Hunk(min(one.hunks[0].start, other.hunks[0].start), max(one.hunks[-1].end, other.hunks[-1].end))
    return _Part(_hull(one.grown, other.grown), (hunk,))


def _hull(one: Grown, other: Grown) -> Grown:
    symbol = one.symbol
    if other.symbol != symbol:
        shared = zip(one.symbol.split("."), other.symbol.split("."), strict=False)
        symbol = ".".join(mine for mine, theirs in shared if mine == theirs)
    return Grown(min(one.first, other.first), max(one.end, other.end), symbol)


def _apart(parts: Iterable[_Part]) -> Iterator[_Part]:
    """Make one of what overlaps: hunks of one function, a function in a function, windows that meet.

    Windows that meet again and again are parted where the whole would be too long to be read.
    """
    current: Grown | None = None
    hunks: set[Hunk] = set()
    for part in sorted(parts, key=lambda part: (part.grown.first, -part.grown.end)):
        grown = part.grown
        if current is not None and _is_apart(current, hunks, part):
            cut = min(current.end, part.hunks[0].start)
            yield _Part(replace(current, end=cut), tuple(sorted(hunks)))
            grown = replace(grown, first=max(grown.first, cut))
            current, hunks = None, set()
        current = grown if current is None else _around_both(current, grown)
        hunks.update(part.hunks)
    if current is not None:
        yield _Part(current, tuple(sorted(hunks)))


def _is_apart(current: Grown, hunks: Set[Hunk], part: _Part) -> bool:
    if part.grown.first >= current.end:
        return True
    is_too_much = part.grown.end > current.end and part.grown.end - current.first > _LONGEST
    return is_too_much and part.hunks[0].start > max(current.first, *(hunk.end for hunk in hunks))


def _around_both(one: Grown, other: Grown) -> Grown:
    return one if other.end <= one.end else _hull(one, other)


def _span(source: Source, lines: Sequence[str], one: Grown) -> Span:
    """Whole lines; the last line of a text may have no end."""
    if one.end < len(source.starts):
        return Span(Position(one.first, 0), Position(one.end, 0))
    return Span(Position(one.first, 0), Position(len(lines) - 1, len(lines[-1].rstrip("\r\n"))))
