"""Go: switch, type switch and select."""

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Await, Block, Cases, Expr, If, Op, Other, Stmt
from archlsp.rules.flow.readers.go_expressions import Expressions
from archlsp.rules.flow.readers.go_shape import tuple_of, without_comments
from archlsp.rules.flow.readers.go_types import type_name

_SILENT = frozenset({"comment", "empty_statement", ";", "\n", "{", "}"})
_CASES = frozenset({"expression_case", "type_case", "communication_case", "default_case"})


class Switches(Expressions):
    """Reads what has cases; whoever derives from it reads the statements in them."""

    def read_all(self, nodes: list[SgNode], out: list[Stmt]) -> None:
        """Read statements."""
        raise NotImplementedError

    def assigned(self, node: SgNode, targets: list[Expr], values: list[Expr], out: list[Stmt]) -> None:
        """Read an assignment."""
        raise NotImplementedError

    def send(self, node: SgNode, out: list[Stmt]) -> None:
        """Read `channel <- value`."""
        raise NotImplementedError

    def switch(self, node: SgNode, out: list[Stmt]) -> None:
        """Read a switch over values."""
        head: list[SgNode] = []
        cases: list[SgNode] = []
        for child in node.children()[1:]:
            kind = child.kind()
            if kind in _CASES:
                cases.append(child)
            elif kind == ";":
                self.read_all(head, out)
                head = []
            elif kind not in _SILENT:
                head.append(child)
        subject = self.expr(head[-1]) if head else None
        read = [self._case(case, subject) for case in cases]
        out.append(Cases(node, subject, tuple(read)) if subject else self._choices(node, read))

    def _choices(self, node: SgNode, cases: list[tuple[Expr | None, Block]]) -> Stmt:
        """`switch { case a: .. }` is a chain of ifs, unless a case leaves it early or runs on into the next."""
        text = self.say(node)
        if "break" in text or "fallthrough" in text or not cases or cases[0][0] is None:
            return Cases(node, None, tuple(cases))
        rest: Block = next((block for test, block in cases if test is None), ())
        for test, block in reversed([case for case in cases if case[0] is not None]):
            rest = (If(node, test or Other(node, ()), block, rest),)
        return rest[0]

    def _case(self, node: SgNode, subject: Expr | None) -> tuple[Expr | None, Block]:
        children = without_comments(node)
        if node.kind() == "default_case":
            return None, self._after_colon(children[1:])
        values = self.exprs(children[1])
        if len(values) == 1:
            label = values[0]
        else:
            label = tuple_of(node, values) if subject is not None else Op(node, "or", tuple(values))
        return label, self._after_colon(children[2:])

    def _after_colon(self, nodes: list[SgNode]) -> Block:
        out: list[Stmt] = []
        self.read_all([node for node in nodes if node.kind() != ":"], out)
        return tuple(out)

    def type_switch(self, node: SgNode, out: list[Stmt]) -> None:
        """Read a switch over types."""
        head: list[SgNode] = []
        cases: list[SgNode] = []
        name: Expr | None = None
        for child in node.children()[1:]:
            kind = child.kind()
            if kind in _CASES:
                cases.append(child)
            elif kind == ";":
                self.read_all(head, out)
                head = []
            elif kind == ":=":
                name = self.exprs(head.pop())[0]
            elif kind not in _SILENT and kind not in {".", "(", ")", "type"}:
                head.append(child)
        subject = self.expr(head[-1]) if head else Other(node, ())
        read = tuple(self._typed_case(case, name, subject) for case in cases)
        out.append(Cases(node, Other(node, (subject,)), read))

    def _typed_case(self, node: SgNode, name: Expr | None, subject: Expr) -> tuple[Expr | None, Block]:
        children = without_comments(node)
        colon = next((at for at, child in enumerate(children) if child.kind() == ":"), len(children))
        body = self._after_colon(children[colon:])
        types = [child for child in children[1:colon] if child.kind() != ","]
        if name is not None:
            type_ = type_name(types[0], self.say) if len(types) == 1 else None
            body = (Assign(node, name, subject, type=type_), *body)
        return (Other(node, ()) if types else None), body

    def select(self, node: SgNode, out: list[Stmt]) -> None:
        """Read a select."""
        read = tuple(self._communication(case) for case in node.children() if case.kind() in _CASES)
        out.append(Cases(node, None, read))

    def _communication(self, node: SgNode) -> tuple[Expr | None, Block]:
        children = without_comments(node)
        if node.kind() == "default_case":
            return None, self._after_colon(children[1:])
        first = children[1]
        out: list[Stmt] = []
        label: Expr = Other(first, ())
        if first.kind() == "send_statement":
            self.send(first, out)
        elif first.kind() == "receive_statement":
            label = self._received(first, out)
        return label, (*out, *self._after_colon(children[2:]))

    def _received(self, node: SgNode, out: list[Stmt]) -> Expr:
        children = without_comments(node)
        value = self.expr(children[-1])
        if len(children) > 1:
            self.assigned(node, self.exprs(children[0]), [value], out)
            return Other(node, ())
        return value if isinstance(value, Await) else Other(node, (value,))
