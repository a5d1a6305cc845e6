"""Where in a Go file a check may find something, told from the text alone: most files need not even be parsed."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ahocorasick_rs import AhoCorasick
from ast_grep_py import SgNode

from archlsp.rules.analyses.go_at import Check


class Hot:
    """The places that one check looks at; None for a check that looks everywhere."""

    def __init__(self, check: Check, places: list[int] | None) -> None:
        """Keep the places in order."""
        self.check = check
        self._places = places

    def is_in(self, node: SgNode) -> bool:
        """Tell whether the check may find something in a node."""
        if self._places is None:
            return True
        extent = node.range()
        at = bisect_left(self._places, extent.start.index)
        return at < len(self._places) and self._places[at] < extent.end.index


def glance(text: str, checks: Sequence[Check]) -> list[Hot]:
    """List the checks that may find something in a text."""
    found = []
    known = _finder(tuple(checks)).places(text)
    for check in checks:
        places = known.get(check, ()) if check.places is None else check.places(text)
        if places is None:
            found.append(Hot(check, None))
        elif at := sorted(places):
            found.append(Hot(check, at))
    return found


@lru_cache(maxsize=256)
def _finder(checks: tuple[Check, ...]) -> "_Finder":
    return _Finder(checks)


class _Finder:
    """The words of some checks, looked for in one pass."""

    def __init__(self, checks: Sequence[Check]) -> None:
        self._words = [(word, check) for check in checks for word in check.words]
        self._automaton = AhoCorasick([word for word, _ in self._words])

    def places(self, text: str) -> dict[Check, list[int]]:
        """Return the places of each check's words that count, in order."""
        found: dict[Check, list[int]] = {}
        for check, start, end in self._hits(text):
            if check.fits is None or check.fits(text, start, end):
                found.setdefault(check, []).append(start)
        return found

    def _hits(self, text: str) -> Iterator[tuple[Check, int, int]]:
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            yield self._words[number][1], start, end
