"""Python's statements that hold others: if, for, while, with, try, match."""

from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Block, Const, Expr, Handler, If, Loop, Try, With
from archlsp.rules.flow.readers.python_definitions import Definitions
from archlsp.rules.flow.readers.python_match import read_match


class Compound(Definitions):
    """Reads compound statements into `out`."""

    def _if(self, node: SgNode) -> None:
        test = self._condition(node)
        then = self.block(node.field("consequence"))
        self.out.append(If(node, test, then, self._otherwise(node.field_children("alternative"))))

    def _otherwise(self, nodes: list[SgNode]) -> Block:
        if not nodes:
            return ()
        first = nodes[0]
        if first.kind() != "elif_clause":
            return self._clause(first)
        then = self.block(first.field("consequence"))
        return (If(first, self._condition(first), then, self._otherwise(nodes[1:])),)

    def _condition(self, node: SgNode) -> Expr:
        test = node.field("condition")
        return Const(node, value=True) if test is None else self.test(test)

    def _clause(self, node: SgNode | None) -> Block:
        """The block of an else or a finally."""
        if node is None:
            return ()
        return self.block(next((child for child in node.named_children() if child.kind() == "block"), None))

    def _for(self, node: SgNode) -> None:
        left, right = node.field("left"), node.field("right")
        over = self.expr(right) if right is not None else None
        target = self.expr(left) if left is not None else None
        self.out.append(Loop(node, self.block(node.field("body")), target, over))
        self.out.extend(self._clause(node.field("alternative")))

    def _while(self, node: SgNode) -> None:
        test = self._condition(node)
        self.out.append(Loop(node, self.block(node.field("body")), test=test))
        self.out.extend(self._clause(node.field("alternative")))

    def _with(self, node: SgNode) -> None:
        items: list[tuple[Expr | None, Expr]] = []
        for clause in node.named_children():
            if clause.kind() == "with_clause":
                items += [self._item(item) for item in self._named(clause)]
        self.out.append(With(node, tuple(items), self.block(node.field("body"))))

    def _item(self, node: SgNode) -> tuple[Expr | None, Expr]:
        value = (self._named(node) or [node])[0]
        if value.kind() != "as_pattern":
            return None, self.expr(value)
        named = self._named(value)
        return self.expr(named[-1]), self.expr(named[0])

    def _try(self, node: SgNode) -> None:
        handlers: list[Handler] = []
        other: Block = ()
        last: Block = ()
        for child in node.named_children():
            kind = child.kind()
            if kind in {"except_clause", "except_group_clause"}:
                handlers.append(self._handler(child))
            elif kind == "else_clause":
                other = self._clause(child)
            elif kind == "finally_clause":
                last = self._clause(child)
        self.out.append(Try(node, self.block(node.field("body")), tuple(handlers), other, last))

    def _handler(self, node: SgNode) -> Handler:
        *what, body = self._named(node)
        if what and what[0].kind() == "as_pattern":
            what = self._named(what[0])
        types = tuple(self._types(what[0])) if what else ()
        name = self.text(what[1]) if len(what) > 1 else None
        return Handler(node, types, name, self.block(body))

    def _types(self, node: SgNode) -> Iterator[str]:
        kind = node.kind()
        if kind in {"tuple", "parenthesized_expression"}:
            for child in self._named(node):
                yield from self._types(child)
        elif kind in {"identifier", "attribute"}:
            yield self.text(node)
        else:
            yield "*"

    def _match(self, node: SgNode) -> None:
        self.out.append(read_match(self, node))
