"""What a change stands in: each hunk grown to the definition around it, hunks of one definition together.

A definition is what a person would read to judge a changed line. One that is too long to be read is a window around the
hunk; without a parser it is the block between blank lines.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Surroundings, Unit
from archlsp.model.text import Position, Span
from archlsp.rules.callees import callees_of
from archlsp.rules.source import PARSED, Source
from archlsp.rules.symbols import name_of

_CONTAINERS = frozenset(
    {
        *("class_definition", "class_declaration", "abstract_class_declaration", "interface_declaration"),
        *("internal_module", "enum_declaration", "record_declaration", "annotation_type_declaration"),
        *("mod_item", "impl_item", "trait_item"),
    }
)
_WRAPPERS = frozenset({"decorated_definition", "export_statement", "lexical_declaration"})
_LONGEST = 200
_WINDOW = 30
_AROUND = 3
_BLOCK = 40
_MOST = 60
_WHOLE = 400


@dataclass(frozen=True, slots=True)
class _Lines:
    """Lines `first` up to, not including, `end`."""

    first: int
    end: int
    symbol: str = ""


def surroundings_of(request: Request) -> Surroundings:
    """Find the units of a request; they cover every hunk, except where there are very many."""
    source = Source.of(request)
    count = len(source.starts)
    hunks = request.hunks if request.hunks is not None else tuple(_everything(source, count))
    placed = [(hunk, _around(source, hunk, count)) for hunk in hunks]
    units = [
        Unit(
            _span(lines, count, source), lines.symbol, tuple(held), callees_of(source, lines.first, lines.end)
        )
        for lines, held in _together(placed)
    ]
    return Surroundings(tuple(units[:_MOST]))


def _everything(source: Source, count: int) -> Iterator[Hunk]:
    """A whole file in pieces that end at blank lines before code that stands left."""
    lines = source.text.split("\n")
    start = 0
    for number in range(1, count):
        line = lines[number] if number < len(lines) else ""
        at_top = bool(line) and not line[0].isspace() and not lines[number - 1].strip()
        if at_top and number - start >= _WHOLE // 2:
            yield Hunk(start, number)
            start = number
    yield Hunk(start, count)


def _around(source: Source, hunk: Hunk, count: int) -> _Lines:
    first, last = hunk.start, max(hunk.start, hunk.end - 1)
    if hunk.start == hunk.end:
        first = max(0, hunk.start - 1)  # between two lines
    last = min(last, count - 1)
    if last - first >= _LONGEST:
        return _Lines(first, last + 1)
    if source.language in PARSED and source.language != "terraform":
        found = _definition(source, first, last)
        if found is not None:
            return _fitting(found, first, last)
        return _Lines(max(0, first - _AROUND), min(count, last + 1 + _AROUND))
    return _block(source.text.split("\n"), first, last)


def _definition(source: Source, first: int, last: int) -> _Lines | None:
    """The innermost function around the lines, with its decorators; a small class where no function is."""
    start, end = _content(source, first, last)
    best: _Lines | None = None
    names: list[str] = []
    wrapper = -1
    for branch in source.trunk.around(start, end):
        if branch.kind in _WRAPPERS:
            wrapper = source.position(branch.start).line
            continue
        name = name_of(branch.node, source.language, source.text_of)
        if name:
            names.append(name)
            top = source.position(branch.start).line if wrapper < 0 else wrapper
            bottom = source.position(branch.end).line + 1
            if branch.kind not in _CONTAINERS or bottom - top <= _BLOCK:
                best = _Lines(top, bottom, ".".join(names))
        if name or not branch.kind.startswith("decorator"):
            wrapper = -1
    return best


def _content(source: Source, first: int, last: int) -> tuple[int, int]:
    """The offsets of what the lines say, without the white space around it."""
    start = source.starts[first]
    end = source.starts[last + 1] if last + 1 < len(source.starts) else len(source.text)
    said = source.text[start:end]
    stripped = said.strip()
    if not stripped:
        return start, start
    start += len(said) - len(said.lstrip())
    return start, start + len(stripped)


def _fitting(found: _Lines, first: int, last: int) -> _Lines:
    """A definition that is too long to be read is a window around the hunk."""
    if found.end - found.first <= _LONGEST:
        return found
    return _Lines(max(found.first, first - _WINDOW), min(found.end, last + 1 + _WINDOW), found.symbol)


def _block(lines: Sequence[str], first: int, last: int) -> _Lines:
    """What stands together, between blank lines."""
    top, bottom = first, last + 1
    while top > 0 and lines[top - 1].strip() and first - top < _BLOCK:
        top -= 1
    while bottom < len(lines) and lines[bottom].strip() and bottom - last < _BLOCK:
        bottom += 1
    return _Lines(top, bottom)


def _together(placed: Sequence[tuple[Hunk, _Lines]]) -> Iterator[tuple[_Lines, list[Hunk]]]:
    """Join what overlaps: windows of one definition, hunks of one function, a function in a function."""
    current: _Lines | None = None
    held: list[Hunk] = []
    for hunk, lines in sorted(placed, key=lambda pair: (pair[1].first, -pair[1].end)):
        if current is not None and lines.first < current.end:
            same = lines.symbol == current.symbol
            symbol = current.symbol if same or lines.end <= current.end else ""
            current = _Lines(current.first, max(current.end, lines.end), symbol)
            held.append(hunk)
            continue
        if current is not None:
            yield current, sorted(held)
        current, held = lines, [hunk]
    if current is not None:
        yield current, sorted(held)


def _span(lines: _Lines, count: int, source: Source) -> Span:
    """Whole lines; the last line of a text may have no end."""
    if lines.end < count:
        return Span(Position(lines.first, 0), Position(lines.end, 0))
    return Span(Position(lines.first, 0), source.position(len(source.text)))
