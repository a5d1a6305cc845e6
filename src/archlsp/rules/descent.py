"""The way from a tree's root down to a place: the nodes around it, without a walk over all the others."""

from collections.abc import Iterator

from ast_grep_py import SgNode


class Branch:
    """A node with its range in code points; what is below it is read at the first question and kept.

    Children are made branches when they are looked at: a list may have 100,000 items. (No cached properties: they
    take a lock each time, and a review goes down some hundred times.)
    """

    __slots__ = ("_kind", "_made", "_nodes", "end", "node", "start")

    def __init__(self, node: SgNode) -> None:
        """Keep the node."""
        place = node.range()
        self.node = node
        self.start, self.end = place.start.index, place.end.index
        self._kind: str | None = None
        self._nodes: list[SgNode] | None = None
        self._made: list[Branch | None] = []

    @property
    def kind(self) -> str:
        """The node's kind."""
        if self._kind is None:
            self._kind = self.node.kind()
        return self._kind

    def below(self) -> Iterator["Branch"]:
        """Yield the children."""
        return map(self._child, range(len(self._children())))

    def around(self, start: int, end: int) -> Iterator["Branch"]:
        """Yield this branch and those below it that hold all of `start` to `end`, outer before inner."""
        pending = [self]
        while pending:
            branch = pending.pop()
            yield branch
            if (branch._nodes is None or branch._nodes) and (held := branch._holding(start, end)):
                pending += held

    def _holding(self, start: int, end: int) -> list["Branch"]:
        """List the children that hold the place, last first: several may touch one that is empty."""
        nodes = self._children()
        made = self._made  # without a call for each child: a review asks a hundred thousand times
        low, high = 0, len(nodes)
        while low < high:
            middle = (low + high) >> 1
            child = made[middle]
            if child is None:
                child = made[middle] = Branch(nodes[middle])
            if child.start <= start:
                low = middle + 1
            else:
                high = middle
        found: list[Branch] = []
        while low > 0:
            last = made[low - 1] or self._child(low - 1)
            if last.end < end:
                break
            found.append(last)
            low -= 1
        return found

    def _children(self) -> list[SgNode]:
        if self._nodes is None:
            self._nodes = self.node.children()
            self._made = [None] * len(self._nodes)
        return self._nodes

    def _child(self, number: int) -> "Branch":
        child = self._made[number]
        if child is None:
            child = self._made[number] = Branch(self._children()[number])
        return child
