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
    def kind(self) -> str:
        """The node's kind."""
        return self.node.kind()

    @cached_property
    def _below(self) -> "_Branches":
        return _Branches(self.node.children())

    def around(self, start: int, end: int) -> Iterator["Branch"]:
        """Yield this branch and those below it that hold all of `start` to `end`, outer before inner."""
        pending = [self]
        while pending:
            branch = pending.pop()
            yield branch
            pending += branch._below.holding(start, end)


class _Branches:
    """The children of a node, made branches when they are looked at: a list may have 100,000 items."""

    def __init__(self, nodes: list[SgNode]) -> None:
        self._nodes = nodes
        self._made: dict[int, Branch] = {}

    def holding(self, start: int, end: int) -> Iterator[Branch]:
        """Yield those that hold the place, last first: several may touch one that is empty."""
        at = bisect_right(range(len(self._nodes)), start, key=self._start) - 1
        while at >= 0 and (branch := self._at(at)).end >= end:
            yield branch
            at -= 1

    def _start(self, number: int) -> int:
        return self._at(number).start

    def _at(self, number: int) -> Branch:
        found = self._made.get(number)
        if found is None:
            found = self._made[number] = Branch(self._nodes[number])
        return found
