"""Branches, loops and exceptions of JavaScript and TypeScript."""

from abc import abstractmethod
from collections.abc import Sequence

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Arg, Attr, Block, Call, Cases, Do, Expr, Handler, If, Loop, Name, Stmt, Try
from archlsp.rules.flow.readers.javascript_classes import Classes
from archlsp.rules.source import Source

_SILENT = frozenset({"assignment_expression", "augmented_assignment_expression", "update_expression"})


class Control(Classes):
    """Turns nodes into statements that have others inside; `_depth`: how many blocks are around."""

    def __init__(self, source: Source) -> None:
        """Begin at the top level."""
        super().__init__(source)
        self._depth = 0

    @abstractmethod
    def statements(self, nodes: Sequence[SgNode]) -> Block:
        """Read statements."""

    def block(self, node: SgNode) -> Block:
        """Read the statements of a block, or a statement alone."""
        self._depth += 1
        try:
            children = node.children() if node.kind() == "statement_block" else (node,)
            return self.statements(children)
        finally:
            self._depth -= 1

    def _add(self, statement: Stmt) -> None:
        self.pending.append(statement)

    def _add_value(self, node: SgNode, kind: str) -> None:
        value = self.expr(node)
        if kind not in _SILENT:
            self._add(Do(node, value, "yield" if kind == "yield_expression" else ""))

    def _if(self, node: SgNode) -> None:
        parts = [child for child in node.children() if child.is_named() and child.kind() != "comment"]
        test = self.test(parts[0])
        then = self.block(parts[1]) if len(parts) > 1 else ()
        other: Block = ()
        if len(parts) > 2:  # noqa: PLR2004 - test, block, else
            inner = [child for child in parts[2].children() if child.is_named()]
            other = self.block(inner[-1]) if inner else ()
        self._add(If(node, test, then, other))

    def _for(self, node: SgNode) -> None:
        test, step = node.field("condition"), node.field("increment")
        start, body = node.field("initializer"), node.field("body")
        before = self.block(start) if start is not None else ()
        condition = self.test(test) if test is not None and test.kind() != "empty_statement" else None
        rounds = self.block(body) if body is not None else ()
        self._add(Loop(node, rounds, test=condition, before=before, step=self._step(step)))

    def _step(self, node: SgNode | None) -> Block:
        if node is None:
            return ()
        before, self.pending = self.pending, []
        try:
            self._add_value(node, node.kind())
            return tuple(self.pending)
        finally:
            self.pending = before

    def _for_each(self, node: SgNode) -> None:
        left, right, body = node.field("left"), node.field("right"), node.field("body")
        if left is None or right is None:
            self._add(Do(node, self.other(node)))
            return
        over = self.expr(right)
        sign = node.field("operator")
        if sign is not None and self.text(sign) == "in":
            over = Call(right, Attr(right, Name(right, "Object"), "keys"), (Arg(over),))
        rounds = self.block(body) if body is not None else ()
        self._add(Loop(node, rounds, target=self.pattern(left), over=over))

    def _while(self, node: SgNode) -> None:
        test, body = node.field("condition"), node.field("body")
        condition = self.test(test) if test is not None else None
        self._add(Loop(node, self.block(body) if body is not None else (), test=condition))

    def _switch(self, node: SgNode) -> None:
        subject, body = node.field("value"), node.field("body")
        value = self.expr(subject) if subject is not None else None
        children = body.children() if body is not None else []
        cases = [self._case(child) for child in children if child.kind() in {"switch_case", "switch_default"}]
        self._add(Cases(node, value, tuple(cases)))

    def _case(self, node: SgNode) -> tuple[Expr | None, Block]:
        parts = node.children()
        colon = next((at for at, part in enumerate(parts) if part.kind() == ":"), 0)
        label = self.expr(parts[colon - 1]) if colon > 1 else None
        return label, self._deeper(parts[colon + 1 :])

    def _deeper(self, nodes: Sequence[SgNode]) -> Block:
        self._depth += 1
        try:
            return self.statements(nodes)
        finally:
            self._depth -= 1

    def _try(self, node: SgNode) -> None:
        body: Block = ()
        last: Block = ()
        handlers: tuple[Handler, ...] = ()
        for child in node.children():
            kind = child.kind()
            if kind == "statement_block":
                body = self.block(child)
            elif kind == "catch_clause":
                handlers = (self._handler(child),)
            elif kind == "finally_clause":
                last = self.block(child.children()[-1])
        self._add(Try(node, body, handlers, last=last))

    def _handler(self, node: SgNode) -> Handler:
        caught, body = node.field("parameter"), node.field("body")
        name = self.text(caught) if caught is not None and caught.kind() == "identifier" else None
        return Handler(node, (), name, self.block(body) if body is not None else ())
