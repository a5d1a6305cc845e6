"""From changed lines to the definitions, or the statements, that they are part of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from archlsp.rules.pieces import Piece, Pieces, definitions_around
from archlsp.rules.source import Source

_READABLE = 60
_LONGEST = 200
_LONGEST_STATEMENT = 80
_SMALL_CLASS = 40
_WINDOW = 30
_AROUND = 3
Lines = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grown:
    """Lines `first` up to, not including, `end`, of what goes by `symbol`; `changed`: which part made it one."""

    first: int
    end: int
    symbol: str = ""
    changed: Lines = (0, 1 << 40)


class Growing:
    """Grows the hunks of one source."""

    def __init__(self, source: Source, lines: Sequence[str]) -> None:
        """Nothing is parsed yet."""
        self._pieces = Pieces(source)
        self._lines = lines

    def around(self, first: int, end: int) -> Iterator[Grown]:
        """Yield what holds lines `first` up to `end`, in reading order."""
        yield from self._grown(None, (first, end), (0, len(self._lines)))

    def _grown(self, holder: Piece | None, changed: Lines, bounds: Lines) -> Iterator[Grown]:
        """Definitions, and the statements between them, that are held by a class or the text."""
        first, end = changed
        rest = first
        near = self._pieces.near(holder, first, end)
        plain = [piece for piece in near if not piece.symbol]
        for piece in (piece for piece in near if piece.symbol):
            if piece.first >= end:
                bounds = bounds[0], min(bounds[1], piece.first)
            elif piece.end <= first:
                bounds = max(bounds[0], piece.end), bounds[1]
            else:
                yield from _plain(self._lines, plain, (rest, min(piece.first, end)), (bounds[0], piece.first))
                yield from self._definition(piece, (max(first, piece.first), min(end, piece.end)))
                rest = max(rest, piece.end)
                bounds = max(bounds[0], piece.end), bounds[1]
        yield from _plain(self._lines, plain, (rest, end), bounds)

    def _definition(self, piece: Piece, changed: Lines) -> Iterator[Grown]:
        if piece.inside is not None:
            yield from self._inside(piece, changed)
        elif piece.size <= _READABLE:
            yield Grown(piece.first, piece.end, piece.symbol, changed)
        else:
            yield from _windows(_smaller(self._pieces.source, piece, changed), changed)

    def _inside(self, piece: Piece, changed: Lines) -> Iterator[Grown]:
        """The member of a class; the class, where more of it changed; the members of a long one."""
        members = list(self._grown(piece, changed, (piece.first, piece.end)))
        is_one = len(members) == 1 and bool(members[0].symbol)
        if piece.size <= _SMALL_CLASS and not is_one:
            yield Grown(piece.first, piece.end, piece.symbol, changed)
            return
        for one in members:
            yield one if one.symbol else replace(one, symbol=piece.symbol)


def _smaller(source: Source, piece: Piece, changed: Lines) -> Piece:
    """A function inside a long one: the largest that is read at a glance, else the smallest."""
    inner = list(definitions_around(source, piece, *changed))
    readable = next((one for one in inner if one.size <= _READABLE), None)
    return readable or (inner[-1] if inner else piece)


def _windows(piece: Piece, changed: Lines) -> Iterator[Grown]:
    """What is too long to be read is a window around the change, or several."""
    if piece.size <= _LONGEST:
        yield Grown(piece.first, piece.end, piece.symbol, changed)
        return
    for first in range(changed[0], changed[1], _LONGEST):
        end = min(first + _LONGEST, changed[1])
        low = piece.first if first - piece.first < _WINDOW else first - _WINDOW * (first == changed[0])
        high = min(piece.end, end + _WINDOW * (end == changed[1]))
        yield Grown(low, high, piece.symbol, (first, end))


def _plain(lines: Sequence[str], pieces: Sequence[Piece], changed: Lines, bounds: Lines) -> Iterator[Grown]:
    """Statements outside of definitions, with what stands right beside them."""
    first, end = changed
    while first < end and not lines[first].strip():
        first += 1
    while first < end and not lines[end - 1].strip():
        end -= 1
    if first >= end:
        return
    low, high = first, end
    inside = [
        piece for piece in pieces if not piece.symbol and bounds[0] <= piece.first and piece.end <= bounds[1]
    ]
    for piece in inside:
        if piece.end > first and piece.first < end:
            low = min(
                low, piece.first if piece.size <= _LONGEST_STATEMENT else max(piece.first, first - _WINDOW)
            )
            high = max(high, piece.end if piece.size <= _LONGEST_STATEMENT else min(piece.end, end + _WINDOW))
    low, high = _beside(inside, low, high) if inside else (low - _AROUND, high + _AROUND)
    whole = Piece(max(low, bounds[0], 0), min(high, bounds[1]))
    yield from _windows(whole, (first, end))


def _beside(pieces: Sequence[Piece], low: int, high: int) -> Lines:
    """Take in the statements that lie wholly within a few lines."""
    least, most = low - _AROUND, high + _AROUND
    low = min((piece.first for piece in pieces if piece.first >= least), default=low)
    high = max((piece.end for piece in pieces if piece.end <= most), default=high)
    return min(low, least + _AROUND), max(high, most - _AROUND)
