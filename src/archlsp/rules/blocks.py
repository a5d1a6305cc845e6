"""What stands together in a text without a parser: a statement, a stage, a key with what is indented under it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise

_LONGEST = 40
_NEAR = 10
_MOST = 200
_SMALL = 5
_CLOSERS = ("}", "]", ")")
_REMARKS = ("#", "//", "/*", "*", "--")
_DOLLARS = re.compile(r"\$\w*\$")
_FROM = re.compile(r"FROM\s", re.IGNORECASE)
Lines = tuple[int, int]


class Blocks:
    """The blocks of one text; what was worked out for one hunk serves the next."""

    def __init__(self, lines: Sequence[str], language: str) -> None:
        """Cut the text once."""
        self._lines = lines
        self._top = _sections(_STARTS.get(language, _paragraphs)(lines), 0, len(lines))
        self._inner: dict[Lines, list[Lines]] = {}

    def of(self, first: int, end: int) -> Iterator[Lines]:
        """Yield what holds what lines `first` up to `end` say, in reading order; few are over 40 lines."""
        for block in _touching(self._top, first, end):
            yield from self._fitting(block, max(block[0], first), min(block[1], end))

    def _fitting(self, block: Lines, first: int, end: int) -> Iterator[Lines]:
        """A block, or where it is too long those inside it; where there are none, what is near."""
        low, high = _stripped(self._lines, *block)
        first, end = max(first, low), min(end, high)
        if first >= end:
            return
        if high - low <= _LONGEST:
            yield low, high
            return
        inner = _touching(self._parts(low, high), first, end)
        if all(_is_less(one, low, high) for one in inner) and any(self._is_telling(one) for one in inner):
            for one in inner:
                yield from self._fitting(one, max(first, one[0]), min(end, one[1]))
            return
        for begin in range(first, end, _MOST):
            stop = min(begin + _MOST, end)
            before, after = _NEAR * (begin == first), _NEAR * (stop == end)
            yield _stripped(self._lines, max(low, begin - before), min(high, stop + after))

    def _parts(self, low: int, high: int) -> list[Lines]:
        known = self._inner.get((low, high))
        if known is None:
            known = self._inner[low, high] = _sections(_children(self._lines, low, high), low, high)
        return known

    def _is_telling(self, block: Lines) -> bool:
        low, high = _stripped(self._lines, *block)
        return high - low >= _SMALL


def _touching(sections: Sequence[Lines], first: int, end: int) -> Sequence[Lines]:
    """Those of sections in a row that share a line with another."""
    low = bisect_right(sections, first, key=lambda section: section[1])
    high = bisect_left(sections, end, key=lambda section: section[0])
    return sections[low:high]


def _is_less(one: Lines, low: int, high: int) -> bool:
    return one[1] - one[0] < high - low


def _sections(starts: Sequence[int], low: int, high: int) -> list[Lines]:
    """Cut the lines at the starts."""
    cuts = sorted({low, high, *(start for start in starts if low < start < high)})
    return list(pairwise(cuts))


def _stripped(lines: Sequence[str], low: int, high: int) -> Lines:
    """The same without blank lines at either end."""
    while low < high and not lines[high - 1].strip():
        high -= 1
    while low < high and not lines[low].strip():
        low += 1
    return low, high


def _children(lines: Sequence[str], low: int, high: int) -> list[int]:
    """Where the things begin that stand one step further right than a block's first line."""
    depths = [
        (number, depth) for number in range(low + 1, high) if (depth := _depth(lines[number])) is not None
    ]
    least = min((depth for _, depth in depths), default=0)
    return [_with_remarks(lines, number, low) for number, depth in depths if depth == least]


def _depth(line: str) -> int | None:
    """How far right a line begins; None for one that begins nothing. An item of a list is below its key."""
    said = line.strip()
    if not said or said.startswith((*_CLOSERS, *_REMARKS)):
        return None
    return len(line) - len(line.lstrip()) + (said.startswith("- ") or said == "-")


def _with_remarks(lines: Sequence[str], number: int, low: int) -> int:
    """Remarks right above a thing are about it."""
    while number - 1 > low and lines[number - 1].strip().startswith(_REMARKS):
        number -= 1
    return number


def _indented(lines: Sequence[str]) -> list[int]:
    """Documents where there are several, else what stands left."""
    documents = [number for number, line in enumerate(lines) if line.startswith("---")]
    if documents:
        return documents
    return [_with_remarks(lines, number, 0) for number, line in enumerate(lines) if _depth(line) == 0]


def _statements(lines: Sequence[str]) -> list[int]:
    """SQL: after a line that ends with a semicolon, unless it is in the body of a routine."""
    starts, quoted = [], False
    for number, line in enumerate(lines):
        quoted ^= len(_DOLLARS.findall(line)) % 2 == 1
        if not quoted and line.split("--")[0].rstrip().endswith(";"):
            starts.append(number + 1)
    return starts


def _stages(lines: Sequence[str]) -> list[int]:
    return [_with_remarks(lines, number, 0) for number, line in enumerate(lines) if _FROM.match(line)]


def _paragraphs(lines: Sequence[str]) -> list[int]:
    return [
        number for number in range(1, len(lines)) if lines[number].strip() and not lines[number - 1].strip()
    ]


_STARTS: Mapping[str, Callable[[Sequence[str]], list[int]]] = {
    "sql": _statements,
    "dockerfile": _stages,
    **dict.fromkeys(("yaml", "json", "terraform", "proto", "graphql"), _indented),
}
