"""Which lines of a text differ from an older one: patience anchors, then a bounded exact diff between them.

Both steps are linear for ordinary edits, and no input makes them slow: a stretch without anchors that differs
in more than `_FURTHEST` lines counts as replaced.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from operator import lt

from archlsp.model.scope import Hunk

_FURTHEST = 100
_SMALL = 400
_BLOCK = 64
_NEAR = 64
_ALIKE = 12
_MEETINGS = 24
_STEPS = sorted(((mine, other) for mine in range(6) for other in range(6) if mine or other), key=sum)

_Gap = tuple[int, int, int, int]
"""Old lines from, up to; new lines from, up to."""


def lines_of(text: str) -> list[str]:
    """Split into lines without their ends, so that only a line's content can differ (compare model/text.py)."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def changed_lines(old: Sequence[str], new: Sequence[str]) -> tuple[Hunk, ...]:
    """Return the lines of `new` that `old` does not have, in order; an empty hunk where lines were removed."""
    found: list[Hunk] = []
    waiting = list(_apart(old, new))
    while waiting:
        gap = _trimmed(old, new, waiting.pop())
        old_from, old_to, new_from, new_to = gap
        if old_from == old_to or new_from == new_to:
            if old_from < old_to or new_from < new_to:
                found.append(Hunk(new_from, new_to))
            continue
        if set(old[old_from:old_to]).isdisjoint(new[new_from:new_to]):
            found.append(Hunk(new_from, new_to))
        elif anchors := _anchors(old, new, gap):
            waiting.extend(_between(anchors, gap))
        else:
            found.extend(_exact(old, new, gap))
    return tuple(sorted(found))


def _apart(old: Sequence[str], new: Sequence[str]) -> Iterator[_Gap]:
    """The stretches in which the two differ, as far as they meet again nearby; the last may be all the rest."""
    gap = _trimmed(old, new, (0, len(old), 0, len(new)))
    for _ in range(_MEETINGS):
        old_from, old_to, new_from, new_to = gap
        near_old = old[old_from : min(old_to, old_from + _NEAR)]
        near_new = new[new_from : min(new_to, new_from + _NEAR)]
        meeting = _step_over(near_old, near_new) or _meeting(near_old, near_new)
        if meeting is None:
            break
        yield old_from, old_from + meeting[0], new_from, new_from + meeting[1]
        gap = _trimmed(old, new, (old_from + meeting[0], old_to, new_from + meeting[1], new_to))
    yield gap


def _step_over(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """The fewest lines to pass over after which both go on alike; most edits are of a line or two."""
    for pair in _STEPS:
        if _alike(old, pair[0], new, pair[1]):
            return pair
    return None


def _meeting(old: Sequence[str], new: Sequence[str]) -> tuple[int, int] | None:
    """Where both go on alike for `_ALIKE` lines from a line that each has once."""
    there = _singles(new, 0, len(new))
    for line, mine in _singles(old, 0, len(old)).items():
        other = there.get(line)
        if other is not None and _alike(old, mine, new, other):
            return mine, other
    return None


def _alike(old: Sequence[str], mine: int, new: Sequence[str], other: int) -> bool:
    here = old[mine : mine + _ALIKE]
    return len(here) == _ALIKE and here == new[other : other + _ALIKE]


def _trimmed(old: Sequence[str], new: Sequence[str], gap: _Gap) -> _Gap:
    """Leave out the equal lines at both ends; whole blocks at a time, as most of a file is equal."""
    old_from, old_to, new_from, new_to = gap
    for step in (_BLOCK, 1):
        room = min(old_to - old_from, new_to - new_from)
        while room >= step and old[old_from : old_from + step] == new[new_from : new_from + step]:
            old_from, new_from, room = old_from + step, new_from + step, room - step
    for step in (_BLOCK, 1):
        room = min(old_to - old_from, new_to - new_from)
        while room >= step and old[old_to - step : old_to] == new[new_to - step : new_to]:
            old_to, new_to, room = old_to - step, new_to - step, room - step
    return old_from, old_to, new_from, new_to


def _anchors(old: Sequence[str], new: Sequence[str], gap: _Gap) -> list[tuple[int, int]]:
    """Pairs of equal lines that occur once on each side: the longest run of them that is in order on both."""
    old_from, old_to, new_from, new_to = gap
    if (old_to - old_from) * (new_to - new_from) <= _SMALL:
        return []
    there = _singles(new, new_from, new_to)
    pairs = [
        (mine, there[line])
        for line, mine in _singles(old, old_from, old_to).items()
        if mine >= 0 and there.get(line, -1) >= 0
    ]
    return _rising(pairs)


def _singles(lines: Sequence[str], begin: int, end: int) -> dict[str, int]:
    """Map each line that occurs once to its number, in order."""
    part = lines[begin:end]
    last = dict(zip(part, range(begin, end), strict=True))
    if len(last) == end - begin:
        return last
    first = dict(zip(reversed(part), range(end - 1, begin - 1, -1), strict=True))
    return {line: number for line, number in last.items() if first[line] == number}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence whose second numbers rise (the first ones do already)."""
    if all(map(lt, (there for _, there in pairs), (there for _, there in pairs[1:]))):
        return pairs
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(pairs):
        length = bisect_left(tops, there)
        if length == len(tops):
            tops.append(there)
            ends.append(index)
        else:
            tops[length] = there
            ends[length] = index
        before.append(ends[length - 1] if length else -1)
    run = []
    index = ends[-1] if ends else -1
    while index >= 0:
        run.append(pairs[index])
        index = before[index]
    return run[::-1]


def _between(anchors: list[tuple[int, int]], gap: _Gap) -> Iterator[_Gap]:
    """The stretches that the anchors leave over."""
    old_at, old_to, new_at, new_to = gap
    for old_line, new_line in [*anchors, (old_to, new_to)]:
        if old_at < old_line or new_at < new_line:
            yield old_at, old_line, new_at, new_line
        old_at, new_at = old_line + 1, new_line + 1


def _exact(old: Sequence[str], new: Sequence[str], gap: _Gap) -> Iterator[Hunk]:
    """The fewest changes in a stretch (Myers, greedy), or all of it where there are too many."""
    old_from, old_to, new_from, new_to = gap
    steps = _forward(old[old_from:old_to], new[new_from:new_to])
    if steps is None:
        yield Hunk(new_from, new_to)
        return
    old_end, new_end = old_to - old_from, new_to - new_from
    for old_at, new_at in [*_common(steps, old_end, new_end), (-1, -1)]:
        if old_at + 1 < old_end or new_at + 1 < new_end:
            yield Hunk(new_from + new_at + 1, new_from + new_end)
        old_end, new_end = old_at, new_at


def _forward(old: Sequence[str], new: Sequence[str]) -> list[dict[int, int]] | None:
    """How far each diagonal reaches after 0, 1, 2... changes; None: more than `_FURTHEST` are needed."""
    reach = {1: 0}
    steps = []
    for changes in range(_FURTHEST + 1):
        steps.append(dict(reach))
        for diagonal in range(-changes, changes + 1, 2):
            down = diagonal == -changes or (diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1])
            at = reach[diagonal + 1] if down else reach[diagonal - 1] + 1
            while at < len(old) and 0 <= at - diagonal < len(new) and old[at] == new[at - diagonal]:
                at += 1
            reach[diagonal] = at
            if at >= len(old) and at - diagonal >= len(new):
                return steps
    return None


def _common(steps: list[dict[int, int]], old_at: int, new_at: int) -> Iterator[tuple[int, int]]:
    """Walk the way back from the ends and yield the pairs of equal lines, last first."""
    for changes in range(len(steps) - 1, -1, -1):
        reach = steps[changes]
        diagonal = old_at - new_at
        down = diagonal == -changes or (diagonal != changes and reach[diagonal - 1] < reach[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        old_start = reach[before]
        new_start = old_start - before
        while old_at > max(old_start, 0) and new_at > max(new_start, 0):
            old_at -= 1
            new_at -= 1
            yield old_at, new_at
        old_at, new_at = old_start, new_start
