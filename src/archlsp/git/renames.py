"""Files moved without telling git: deleted ones paired with untracked ones of like content."""

from collections import Counter
from collections.abc import Callable, Sequence
from posixpath import splitext

_ALIKE = 0.5
_MOST = 200

Lines = Callable[[str], Sequence[str] | None]
"""The lines of a path, or None where there is no text."""


def pair_renames(deleted: Sequence[str], added: Sequence[str], old: Lines, new: Lines) -> dict[str, str]:
    """Map added paths to the deleted ones they were, where at least half of the lines are the same.

    Only files with the same suffix are compared, and nothing where more than a refactoring's worth has moved.
    """
    suffixes = {splitext(path)[1] for path in deleted}
    candidates = [path for path in added if splitext(path)[1] in suffixes]
    if not deleted or len(deleted) > _MOST or len(candidates) > _MOST:
        return {}
    before = {path: _counted(old(path)) for path in deleted}
    pairs: dict[str, str] = {}
    for score, now, then in sorted(_scores(before, candidates, new), reverse=True):
        if score >= _ALIKE and now not in pairs and then not in pairs.values():
            pairs[now] = then
    return pairs


def _scores(
    before: dict[str, Counter[str]], candidates: Sequence[str], new: Lines
) -> list[tuple[float, str, str]]:
    scores: list[tuple[float, str, str]] = []
    for path in candidates:
        now = _counted(new(path))
        suffix = splitext(path)[1]
        scores.extend(
            (_likeness(then, now), path, old_path)
            for old_path, then in before.items()
            if splitext(old_path)[1] == suffix
        )
    return scores


def _counted(lines: Sequence[str] | None) -> Counter[str]:
    return Counter(stripped for line in lines or () if (stripped := line.strip()))


def _likeness(one: Counter[str], other: Counter[str]) -> float:
    larger = max(one.total(), other.total())
    return (one & other).total() / larger if larger else 0.0
