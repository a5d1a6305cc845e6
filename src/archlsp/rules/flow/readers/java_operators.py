"""Java's literals, names and operators, from the tree to `ir.py`."""

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Assign,
    Attr,
    Call,
    Choice,
    Collection,
    Const,
    Expr,
    Index,
    Name,
    Op,
    Other,
    Text,
)
from archlsp.rules.flow.readers.java_text import float_of, integer_of, string_of
from archlsp.rules.flow.readers.java_types import NUMBERS, Types, is_comment

_BINARY = len(("left", "operator", "right"))
_WORDS = {"&&": "and", "||": "or", "!": "not"}


class Operators(Types):
    """Reads what has its parts written out: literals, members, operators; assignments are emitted before."""

    def _other(self, node: SgNode) -> Expr:
        return Other(node, tuple(self.expr(child) for child in self.named(node)))

    def _nothing(self, node: SgNode) -> Expr:
        return Other(node, ())

    def _string(self, node: SgNode) -> Expr:
        return Const(node, string_of(self.text(node)))

    def _integer(self, node: SgNode) -> Expr:
        return _literal(node, integer_of(self.text(node)))

    def _float(self, node: SgNode) -> Expr:
        return _literal(node, float_of(self.text(node)))

    def _true(self, node: SgNode) -> Expr:
        return Const(node, True)

    def _false(self, node: SgNode) -> Expr:
        return Const(node, False)

    def _null(self, node: SgNode) -> Expr:
        return Const(node, None)

    def _own(self, node: SgNode) -> Expr:
        return Name(node, node.kind())

    def _class_literal(self, node: SgNode) -> Expr:
        named = self.named(node)
        return Attr(node, self.type_expr(named[0]), "class") if named else Other(node, ())

    def _field(self, node: SgNode) -> Expr:
        base, *_, last = [child for child in node.children() if not is_comment(child)]
        if last.kind() == "this":
            own = self.scope.owner
            name = self.text(base)
            return Name(node, "this" if own is None or own.name == name else name)
        return Attr(node, self.expr(base), self.text(last))

    def _element(self, node: SgNode) -> Expr:
        named = self.named(node)
        return Index(node, self.expr(named[0]), self.expr(named[-1]))

    def _new_array(self, node: SgNode) -> Expr:
        named = self.named(node)
        if named and named[-1].kind() == "array_initializer":
            return self._array(named[-1])
        sizes = [child for child in named[1:] if child.kind() == "dimensions_expr"]
        name = f"new {self.type_of(named[0])}[]" if named else "new []"
        return Call(node, Name(node, name), tuple(Arg(self.inner(size)) for size in sizes), new=True)

    def _array(self, node: SgNode) -> Expr:
        return Collection(node, "list", tuple((None, self.expr(child)) for child in self.named(node)))

    def _binary(self, node: SgNode) -> Expr:
        """Read a chain of the same operator without going deeper for each link."""
        right: list[tuple[SgNode, str, SgNode]] = []
        while node.kind() == "binary_expression":
            parts = node.children()
            if len(parts) != _BINARY:
                parts = [child for child in parts if not is_comment(child)]
            if len(parts) != _BINARY:
                return self._other(node)
            right.append((node, parts[1].kind(), parts[2]))
            node = parts[0]
        found = self.expr(node)
        for whole, op, operand in reversed(right):
            found = _joined(whole, _WORDS.get(op, op), found, self.expr(operand))
        return found

    def _unary(self, node: SgNode) -> Expr:
        sign, *operand = [child for child in node.children() if not is_comment(child)]
        if not operand:
            return self._other(node)
        value, op = self.expr(operand[0]), sign.kind()
        if op == "-" and isinstance(value, Const) and isinstance(value.value, int | float):
            return Const(node, -value.value)
        return Op(node, _WORDS.get(op, op), (value,))

    def _update(self, node: SgNode) -> Expr:
        parts = [child for child in node.children() if not is_comment(child)]
        first = parts[0].kind()
        is_prefix = first in {"++", "--"}
        sign = (first if is_prefix else parts[-1].kind())[:1]
        target = self.expr(parts[-1] if is_prefix else parts[0])
        self.out.append(Assign(node, target, Const(node, 1), sign))
        if is_prefix:
            return target
        return Op(node, "-" if sign == "+" else "+", (target, Const(node, 1)))

    def _assignment(self, node: SgNode) -> Expr:
        parts = [child for child in node.children() if not is_comment(child)]
        target = self.expr(parts[0])
        value = self.expr(parts[-1])
        declared = self.declared(target)
        if declared in NUMBERS:
            value = self.as_number(value)
        self.out.append(Assign(node, target, value, parts[1].kind()[:-1], declared))
        return target

    def _cast(self, node: SgNode) -> Expr:
        declared, *_, operand = self.named(node)
        value = self.expr(operand)
        return self.as_number(value) if self.text(declared) in NUMBERS else value

    def as_number(self, value: Expr) -> Expr:
        """Return what is left of a call's result when it is a number; that of a random number is its origin."""
        if not isinstance(value, Call) or _is_random(value) or _is_character(value):
            return value
        return Call(value.node, Name(value.node, "int"), (Arg(value),))

    def _ternary(self, node: SgNode) -> Expr:
        named = self.named(node)
        if len(named) != len(("test", "then", "else")):
            return self._other(node)
        test, then, other = map(self.expr, named)
        return Choice(node, test, (then, other))


def _literal(node: SgNode, value: float | None) -> Expr:
    return Other(node, ()) if value is None else Const(node, value)


def _joined(node: SgNode, op: str, left: Expr, right: Expr) -> Expr:
    if op != "+":
        return Op(node, op, (left, right))
    if isinstance(left, Text):
        return Text(node, (*left.parts, right))
    if _is_text(left) or _is_text(right):
        return Text(node, (left, right))
    return Op(node, op, (left, right))


def _is_random(call: Call) -> bool:
    return isinstance(call.func, Attr) and call.func.name.startswith(("next", "random"))


def _is_character(call: Call) -> bool:
    return isinstance(call.func, Attr) and call.func.name == "charAt"


def _is_text(expr: Expr) -> bool:
    return isinstance(expr, Text) or (isinstance(expr, Const) and isinstance(expr.value, str))
