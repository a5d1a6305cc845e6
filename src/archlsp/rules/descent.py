"""The way from a tree's root down to a place: the nodes around it, without a walk over all the others."""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from ast_grep_py import SgNode


class Branch:
    """A node with its range in code points; what is below it is read at the first question and kept."""

    def __init__(self, node: SgNode) -> None:
        """Keep the node."""
        place = node.range()
        self.node = node
        self.start, self.end = place.start.index, place.end.index

    @cached_property
    def _below(self) -> tuple[list["Branch"], list[int]]:
        branches = [Branch(child) for child in self.node.children()]
        return branches, [branch.start for branch in branches]

    def around(self, start: int, end: int) -> Iterator["Branch"]:
        """Yield this branch and those below it that hold all of `start` to `end`, outer before inner."""
        pending = [self]
        while pending:
            branch = pending.pop()
            yield branch
            pending += branch._holding(start, end)

    def _holding(self, start: int, end: int) -> Iterator["Branch"]:
        """Yield the children that hold the place, last first: several may touch one that is empty."""
        branches, starts = self._below
        at = bisect_right(starts, start) - 1
        while at >= 0 and branches[at].end >= end:
            yield branches[at]
            at -= 1
