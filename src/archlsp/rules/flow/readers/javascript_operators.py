"""Operators of JavaScript and TypeScript, assignment among them."""

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Attr, Choice, Collection, Const, Expr, Name, Op, Other, Text
from archlsp.rules.flow.readers.javascript_nodes import Nodes, meaning

SIGNS = {"===": "==", "!==": "!=", "&&": "and", "||": "or", "instanceof": "is"}


class Operators(Nodes):
    """Turns operations into expressions."""

    def test(self, node: SgNode) -> Expr:
        """Read a condition: there `||` only decides."""
        kind = node.kind()
        if kind == "parenthesized_expression":
            inner = meaning(node)
            return self.test(inner[0]) if inner else self.other(node)
        if kind == "binary_expression":
            parts = node.children()
            sign = self.text(parts[1]) if len(parts) > 1 else ""
            if sign in {"&&", "||"}:
                return Op(node, SIGNS[sign], (self.test(parts[0]), self.test(parts[-1])))
        return self.expr(node)

    def _binary(self, node: SgNode) -> Expr:
        parts = node.children()
        sign = self.text(parts[1])
        if sign == "+":
            return self._sum(node)
        first, last = self.expr(parts[0]), self.expr(parts[-1])
        if sign in {"||", "??"}:
            return Choice(node, None, (first, last))
        return Op(node, SIGNS.get(sign, sign), (first, last))

    def _sum(self, node: SgNode) -> Expr:
        """Read `a + b + c` without going down as deep as it is long."""
        chain: list[tuple[SgNode, SgNode]] = []
        left = node
        while left.kind() == "binary_expression":
            parts = left.children()
            if self.text(parts[1]) != "+":
                break
            chain.append((left, parts[-1]))
            left = parts[0]
        result = self.expr(left)
        for whole, right in reversed(chain):
            result = _added(whole, result, self.expr(right))
        return result

    def _unary(self, node: SgNode) -> Expr:
        parts = node.children()
        sign, value = self.text(parts[0]), self.expr(parts[-1])
        if sign == "void":
            return Const(node, None)
        if sign == "-" and isinstance(value, Const) and isinstance(value.value, int | float):
            return Const(node, -value.value)
        return Op(node, "not" if sign == "!" else sign, (value,))

    def _update(self, node: SgNode) -> Expr:
        inner = meaning(node)
        target = self.expr(inner[0]) if inner else Other(node, ())
        self.pending.append(Assign(node, target, Const(node, 1), "+"))
        return target

    def _assignment(self, node: SgNode) -> Expr:
        parts = meaning(node)
        target = self.pattern(parts[0])
        name = target.name if isinstance(target, Attr) else target.id if isinstance(target, Name) else ""
        self.pending.append(Assign(node, target, self.named_expr(parts[-1], name)))
        return self._read_back(target)

    def _augmented(self, node: SgNode) -> Expr:
        parts = node.children()
        sign = self.text(parts[1]).removesuffix("=")
        target, value = self.expr(parts[0]), self.expr(parts[-1])
        if sign in {"||", "??", "&&"}:
            self.pending.append(Assign(node, target, Choice(node, None, (target, value))))
        else:
            self.pending.append(Assign(node, target, value, sign))
        return target

    @staticmethod
    def _read_back(target: Expr) -> Expr:
        return Other(target.node, ()) if isinstance(target, Collection) else target

    def _ternary(self, node: SgNode) -> Expr:
        parts = meaning(node)
        options = tuple(self.expr(part) for part in parts[1:])
        return Choice(node, self.test(parts[0]), options)

    def _sequence(self, node: SgNode) -> Expr:
        return self.other(node)


def _added(node: SgNode, left: Expr, right: Expr) -> Expr:
    if not (_is_text(left) or _is_text(right)):
        return Op(node, "+", (left, right))
    before = left.parts if isinstance(left, Text) else (left,)
    after = right.parts if isinstance(right, Text) else (right,)
    return Text(node, (*before, *after))


def _is_text(expr: Expr) -> bool:
    return isinstance(expr, Text) or (isinstance(expr, Const) and isinstance(expr.value, str))
