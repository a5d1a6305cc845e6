"""What all of Python's readers share, and the expressions that are small programs: lambdas, comprehensions, `:=`."""

from collections.abc import Callable, Sequence
from functools import partial

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Assign,
    Block,
    Call,
    Do,
    Exit,
    Expr,
    Function,
    If,
    Lambda,
    Loop,
    Other,
    Param,
    Stmt,
)
from archlsp.rules.source import Source


class Scopes:
    """Keeps `out`, the block being read: what an expression does on the way (`:=`, yield) is appended to it.

    `depth`: how many functions are around.
    """

    def __init__(self, source: Source) -> None:
        """Keep the source; nothing is read yet."""
        # A node's own text is the cheaper question, but it is folded to ASCII.
        self.text: Callable[[SgNode], str] = SgNode.text if source.text.isascii() else source.text_of
        self.out: list[Stmt] = []
        self.depth = 0

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""
        raise NotImplementedError

    def test(self, node: SgNode) -> Expr:
        """Read a condition."""
        raise NotImplementedError

    def params(self, node: SgNode) -> tuple[Param, ...]:
        """Read parameters; the reader of definitions knows how."""
        raise NotImplementedError

    def block_of(self, read: Callable[[], Expr | None]) -> Block:
        """Collect what reading an expression emits, and the expression's value as what is returned."""
        before, self.out = self.out, []
        try:
            value = read()
            if value is not None:
                self.out.append(Exit(value.node, "return", value))
            return tuple(self.out)
        finally:
            self.out = before

    def _named(self, node: SgNode) -> list[SgNode]:
        return [child for child in node.named_children() if child.kind() != "comment"]

    def _inner(self, node: SgNode) -> Expr:
        named = self._named(node)
        return self.expr(named[0]) if named else Other(node, ())

    def _lambda(self, node: SgNode) -> Expr:
        *params, body = self._named(node)
        read = partial(self.block_of, partial(self.expr, body))
        return Lambda(node, Function(node, "", self.params(params[0]) if params else (), read))

    def _comprehension(self, node: SgNode) -> Expr:
        """A function that returns the element from within the loops: so tests guard and loops are loops."""
        element, *clauses = self._named(node)
        function = Function(node, "", (), partial(self._loops, node, element, clauses))
        return Other(node, (Call(node, Lambda(node, function), ()),))

    def _loops(self, node: SgNode, element: SgNode, clauses: Sequence[SgNode]) -> Block:
        if not clauses:
            return self.block_of(lambda: self.expr(element))
        clause, rest = clauses[0], clauses[1:]
        before, self.out = self.out, []
        try:
            named = self._named(clause)
            body = partial(self._loops, node, element, rest)
            if not named:
                return body()
            if clause.kind() == "if_clause":
                self.out.append(If(clause, self.test(named[0]), body()))
            else:
                target, over = self.expr(named[0]), self.expr(named[-1])
                self.out.append(Loop(clause, body(), target, over))
            return tuple(self.out)
        finally:
            self.out = before

    def _walrus(self, node: SgNode) -> Expr:
        named = self._named(node)
        target = self.expr(named[0])
        self.out.append(Assign(node, target, self.expr(named[-1])))
        return target

    def _yield(self, node: SgNode) -> Expr:
        named = self._named(node)
        value = self.expr(named[0]) if len(named) == 1 else Other(node, tuple(map(self.expr, named)))
        self.out.append(Do(node, value, "yield"))
        return Other(node, ())
