"""Python's expressions, from the tree to `ir.py`."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Attr,
    Await,
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
from archlsp.rules.flow.readers.python_scopes import Scopes
from archlsp.rules.flow.readers.python_text import (
    is_text,
    literal_of,
    number_of,
    operands_of,
    parts_of,
    unescaped,
)

_BINARY = 3
_TEMPLATES = frozenset("fFtT")


class Expressions(Scopes):
    """Reads expressions."""

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""
        try:
            return _EXPRESSIONS.get(node.kind(), Expressions._other)(self, node)
        except (IndexError, ValueError):  # a part is missing: somebody is typing
            return self._other(node)

    def test(self, node: SgNode) -> Expr:
        """Read a condition: its `or` is an operator, while that of a value is a choice."""
        kind = node.kind()
        if kind == "boolean_operator":
            left, right = self._named(node)[:2]
            op = "or" if node.children()[1].kind() == "or" else "and"
            return Op(node, op, (self.test(left), self.test(right)))
        if kind == "not_operator":
            return Op(node, "not", (self.test(self._named(node)[0]),))
        if kind == "parenthesized_expression":
            return self.test(self._named(node)[0])
        return self.expr(node)

    def _other(self, node: SgNode) -> Expr:
        return Other(node, tuple(self.expr(child) for child in self._named(node)))

    def _name(self, node: SgNode) -> Expr:
        return Name(node, self.text(node))

    def _string(self, node: SgNode) -> Expr:
        text = self.text(node)
        first = text[:1]
        if first in "\"'" or _TEMPLATES.isdisjoint(text[:2]):
            return Const(node, literal_of(text))
        raw = "r" in text[:2].lower()
        parts = [part for child in node.named_children() if (part := self._piece(child, raw=raw))]
        if all(isinstance(part, Const) for part in parts):
            return Const(node, "".join(str(part.value) for part in parts if isinstance(part, Const)))
        return Text(node, tuple(parts))

    def _piece(self, node: SgNode, *, raw: bool) -> Expr | None:
        kind = node.kind()
        if kind == "interpolation":
            inner = self._named(node)
            return self.expr(inner[0]) if inner else None
        if kind != "string_content":
            return None
        text = self.text(node).replace("{{", "{").replace("}}", "}")
        return Const(node, text if raw or "\\" not in text else unescaped(text))

    def _concatenated(self, node: SgNode) -> Expr:
        parts = [self.expr(child) for child in self._named(node)]
        if all(isinstance(part, Const) for part in parts):
            values: list[Any] = [part.value for part in parts if isinstance(part, Const)]
            kind = bytes if all(isinstance(value, bytes) for value in values) else str
            empty: Any = kind()
            return Const(node, empty.join(value for value in values if isinstance(value, kind)))
        return Text(node, tuple(piece for part in parts for piece in parts_of(part)))

    def _number(self, node: SgNode) -> Expr:
        value = number_of(self.text(node))
        return Other(node, ()) if value is None else Const(node, value)

    def _attribute(self, node: SgNode) -> Expr:
        named = node.named_children()
        return Attr(node, self.expr(named[0]), self.text(named[-1]))

    def _subscript(self, node: SgNode) -> Expr:
        base, *keys = self._named(node)
        if len(keys) == 1:
            return Index(node, self.expr(base), self.expr(keys[0]))
        items = tuple((None, self.expr(key)) for key in keys)
        return Index(node, self.expr(base), Collection(node, "tuple", items))

    def _call(self, node: SgNode) -> Expr:
        named = node.named_children()
        func = self.expr(named[0])
        last = named[-1]
        if last.kind() == "argument_list":
            return Call(node, func, tuple(self.args(last)))
        return Call(node, func, (Arg(self.expr(last)),))

    def args(self, node: SgNode) -> list[Arg]:
        """Read an argument list."""
        found: list[Arg] = []
        for child in node.named_children():
            kind = child.kind()
            if kind == "keyword_argument":
                named = child.named_children()
                found.append(Arg(self.expr(named[-1]), self.text(named[0])))
            elif kind in {"list_splat", "dictionary_splat"}:
                found.append(Arg(self._inner(child), spread=True))
            elif kind != "comment":
                found.append(Arg(_EXPRESSIONS.get(kind, Expressions._other)(self, child)))
        return found

    def _binary(self, node: SgNode) -> Expr:
        children = node.children()
        if len(children) != _BINARY:
            return self._other(node)
        left, right, op = self.expr(children[0]), self.expr(children[2]), children[1].kind()
        if op == "+" and (is_text(left) or is_text(right)):
            return Text(node, (*parts_of(left), *parts_of(right)))
        if op == "%" and is_text(left):
            return Text(node, (left, *operands_of(right)), formatted=True)
        return Op(node, op, (left, right))

    def _unary(self, node: SgNode) -> Expr:
        value = self._inner(node)
        op = node.children()[0].kind()
        if op == "-" and isinstance(value, Const) and isinstance(value.value, int | float):
            return Const(node, -value.value)
        return Op(node, op, (value,))

    def _boolean(self, node: SgNode) -> Expr:
        left, right = (self.expr(child) for child in self._named(node)[:2])
        if node.children()[1].kind() == "or":
            return Choice(node, None, (left, right))
        return Op(node, "and", (left, right))

    def _comparison(self, node: SgNode) -> Expr:
        operands, ops = [], []
        for child in node.children():
            if child.is_named():
                if child.kind() != "comment":
                    operands.append(self.expr(child))
            else:
                ops.append("!=" if child.kind() == "<>" else child.kind())
        pairs = [Op(node, op, tuple(operands[at : at + 2])) for at, op in enumerate(ops)]
        return pairs[0] if len(pairs) == 1 else Op(node, "and", tuple(pairs))

    def _conditional(self, node: SgNode) -> Expr:
        then, test, other = self._named(node)[:3]
        return Choice(node, self.test(test), (self.expr(then), self.expr(other)))

    def _collection(self, node: SgNode, kind: str) -> Expr:
        items = tuple((None, self.expr(child)) for child in self._named(node))
        return Collection(node, kind, items)

    def _dictionary(self, node: SgNode) -> Expr:
        items: list[tuple[Expr | None, Expr]] = []
        for child in self._named(node):
            named = self._named(child) if child.kind() == "pair" else []
            if named:
                items.append((self.expr(named[0]), self.expr(named[-1])))
            else:
                items.append((None, self.expr(child)))
        return Collection(node, "dict", tuple(items))

    def _await(self, node: SgNode) -> Expr:
        return Await(node, self._inner(node))

    def _pair(self, node: SgNode) -> Expr:
        items = tuple((None, self.expr(child)) for child in self._named(node))
        return Collection(node, "tuple", items)


_LIST, _TUPLE = partial(Expressions._collection, kind="list"), partial(Expressions._collection, kind="tuple")
_EXPRESSIONS: dict[str, Callable[[Expressions, SgNode], Expr]] = {
    "identifier": Expressions._name,
    "attribute": Expressions._attribute,
    "subscript": Expressions._subscript,
    "call": Expressions._call,
    "string": Expressions._string,
    "concatenated_string": Expressions._concatenated,
    "integer": Expressions._number,
    "float": Expressions._number,
    "true": lambda _, node: Const(node, value=True),
    "false": lambda _, node: Const(node, value=False),
    "none": lambda _, node: Const(node, None),
    "ellipsis": lambda _, node: Other(node, ()),
    "parenthesized_expression": Expressions._inner,
    "binary_operator": Expressions._binary,
    "unary_operator": Expressions._unary,
    "boolean_operator": Expressions._boolean,
    "not_operator": lambda self, node: self.test(node),
    "comparison_operator": Expressions._comparison,
    "conditional_expression": Expressions._conditional,
    "list": _LIST,
    "list_pattern": _LIST,
    "set": partial(Expressions._collection, kind="set"),
    "tuple": _TUPLE,
    "tuple_pattern": _TUPLE,
    "pattern_list": _TUPLE,
    "expression_list": _TUPLE,
    "dictionary": Expressions._dictionary,
    "pair": Expressions._pair,
    "await": Expressions._await,
    "named_expression": Expressions._walrus,
    "lambda": Expressions._lambda,
    "list_comprehension": Expressions._comprehension,
    "set_comprehension": Expressions._comprehension,
    "dictionary_comprehension": Expressions._comprehension,
    "generator_expression": Expressions._comprehension,
    "yield": Expressions._yield,
    "as_pattern_target": Expressions._inner,
}
