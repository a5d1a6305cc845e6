"""Go: expressions."""

import re
from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Attr,
    Await,
    Call,
    Const,
    Expr,
    Index,
    Lambda,
    Name,
    Op,
    Other,
    Text,
)
from archlsp.rules.flow.readers.go_heads import Heads
from archlsp.rules.flow.readers.go_literals import Literals
from archlsp.rules.flow.readers.go_types import number_value, text_value
from archlsp.rules.source import Source

_VERB = re.compile(r"%[-+# 0]*+\d*+(?:\.\d++)?([a-zA-Z%])")
_NUMERIC = frozenset("bcdeEfFgGoOtU")
_FORMATTED = frozenset({"fmt.Sprintf"})
_MEMBER = re.compile(r"(\w+)\.(\w+)")
_PUNCTUATION = frozenset({"(", ")", "[", "]", "{", "}", ",", ":", ";", "\n", "comment", "...", "func"})
_OPERATORS = {"&&": "and", "||": "or", "!": "not"}
_CONSTANTS = {"true": True, "false": False, "nil": None}


class Expressions(Heads, Literals):
    """Reads expressions; whoever derives from it reads blocks.

    What Go writes around an operand without changing what it holds (`*p`, `&x`, `(x)`, `[]byte(x)`, `x.(T)`) is that
    operand with the outer node, so that `node` still tells how it was written.
    """

    def __init__(self, source: Source) -> None:
        """Keep the source; the text of a node is the tree's own when nothing in it was folded."""
        self.source = source
        self.say: Callable[[SgNode], str] = SgNode.text if source.text.isascii() else source.text_of

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""
        read = _READERS.get(node.kind())
        return read(self, node) if read is not None else self._other(node)

    def exprs(self, node: SgNode) -> list[Expr]:
        """Read the expressions of a list, or the one that stands alone."""
        if node.kind() != "expression_list":
            return [self.expr(node)]
        return [self.expr(child) for child in node.children() if child.kind() not in _PUNCTUATION]

    def _other(self, node: SgNode) -> Expr:
        parts = [self.expr(child) for child in node.children() if child.kind() in _READERS]
        return Other(node, tuple(parts))

    def _opaque(self, node: SgNode) -> Expr:
        return Other(node, ())

    def _name(self, node: SgNode) -> Expr:
        return Name(node, self.say(node))

    def _constant(self, node: SgNode) -> Expr:
        return Const(node, _CONSTANTS[node.kind()])

    def _string(self, node: SgNode) -> Expr:
        return Const(node, text_value(self.say(node)))

    def _number(self, node: SgNode) -> Expr:
        return Const(node, number_value(self.say(node)))

    def _selector(self, node: SgNode) -> Expr:
        simple = _MEMBER.fullmatch(self.say(node))
        if simple:
            return Attr(node, Name(node.child(0) or node, simple[1]), simple[2])
        children = node.children()
        return Attr(node, self.expr(children[0]), self.say(children[-1]))

    def _within(self, node: SgNode) -> Expr:
        """Read what carries on the value of its first operand."""
        children = [child for child in node.children() if child.kind() not in _PUNCTUATION]
        return self._as(node, self.expr(children[0])) if children else Other(node, ())

    def _as(self, node: SgNode, inner: Expr) -> Expr:
        if not isinstance(inner, Lambda):
            inner.node = node
        return inner

    def _conversion(self, node: SgNode) -> Expr:
        children = [child for child in node.children() if child.kind() not in _PUNCTUATION]
        if not children:
            return Other(node, ())
        inner = self.expr(children[-1])
        if children[0].kind() == "generic_type":  # F[int](x) looks the same
            return Call(node, self.named_type(children[0]), (Arg(inner),))
        return self._as(node, inner)

    def _slice(self, node: SgNode) -> Expr:
        return Other(node, (self.expr(node.children()[0]),))

    def _index(self, node: SgNode) -> Expr:
        children = [child for child in node.children() if child.kind() not in _PUNCTUATION]
        if len(children) < 2:  # noqa: PLR2004 - base and key
            return self._other(node)
        return Index(node, self.expr(children[0]), self.expr(children[1]))

    def _unary(self, node: SgNode) -> Expr:
        children = node.children()
        sign, inner = children[0].kind(), self.expr(children[-1])
        if sign in {"*", "&"}:
            return self._as(node, inner)
        if sign == "<-":
            return Await(node, inner)
        if sign == "-" and isinstance(inner, Const) and isinstance(inner.value, int | float):
            return Const(node, -inner.value)
        return Op(node, _OPERATORS.get(sign, sign), (inner,))

    def _binary(self, node: SgNode) -> Expr:
        right: list[tuple[SgNode, str, SgNode]] = []
        children = self._operands(node)
        while len(children) == 3:  # noqa: PLR2004 - left, sign, right
            right.append((node, children[1].kind(), children[2]))
            node = children[0]
            if node.kind() != "binary_expression":
                break
            children = self._operands(node)
        value = self.expr(node) if right else self._other(node)
        while right:
            outer, sign, operand = right.pop()
            value = self._operation(outer, sign, value, self.expr(operand))
        return value

    def _operands(self, node: SgNode) -> list[SgNode]:
        children = node.children()
        return children if len(children) == 3 else [c for c in children if c.kind() != "comment"]  # noqa: PLR2004

    def _operation(self, node: SgNode, sign: str, left: Expr, right: Expr) -> Expr:
        if sign == "+" and (_is_text(left) or _is_text(right)):
            parts = [*left.parts] if isinstance(left, Text) else [left]
            parts += right.parts if isinstance(right, Text) else (right,)
            return Text(node, tuple(parts))
        return Op(node, _OPERATORS.get(sign, sign), (left, right))

    def _call(self, node: SgNode) -> Expr:
        children = node.children()
        func, given = children[0], children[-1]
        head = self.say(func) if func.kind() == "identifier" else ""
        if head in {"new", "make"}:
            return self.made(node, head, given)
        args = self._args(given)
        if len(args) > 1 and func.kind() == "selector_expression" and self.say(func) in _FORMATTED:
            args = _numbered(args)
        return Call(node, self.expr(func), args)

    def _args(self, given: SgNode) -> tuple[Arg, ...]:
        args: list[Arg] = []
        for child in given.children():
            kind = child.kind()
            if kind == "variadic_argument":
                args.append(Arg(self._within(child), spread=True))
            elif kind not in _PUNCTUATION:
                read = _READERS.get(kind)
                args.append(Arg(read(self, child) if read is not None else self._other(child)))
        return tuple(args)

    def _lambda(self, node: SgNode) -> Expr:
        return Lambda(node, self.function(node))


def _numbered(args: tuple[Arg, ...]) -> tuple[Arg, ...]:
    """What goes where a format wants a number is a number: nothing else gets through."""
    form = args[0].value
    if not isinstance(form, Const) or not isinstance(form.value, str) or "%" not in form.value:
        return args
    verbs = [verb for verb in _VERB.findall(form.value) if verb != "%"]
    if "[" in form.value or "*" in form.value:
        return args
    kinds = [*verbs, *("" for _ in args)]
    return args[:1] + tuple(
        Arg(Call(arg.value.node, Name(arg.value.node, "int"), (arg,))) if kind and kind in _NUMERIC else arg
        for kind, arg in zip(kinds, args[1:], strict=False)
    )


def _is_text(expr: Expr) -> bool:
    return isinstance(expr, Text) or (isinstance(expr, Const) and isinstance(expr.value, str))


_READERS: dict[str, Callable[[Expressions, SgNode], Expr]] = {
    "identifier": Expressions._name,
    "field_identifier": Expressions._name,
    "package_identifier": Expressions._name,
    "blank_identifier": Expressions._name,
    "type_identifier": Expressions._name,
    "iota": Expressions._opaque,
    "true": Expressions._constant,
    "false": Expressions._constant,
    "nil": Expressions._constant,
    "int_literal": Expressions._number,
    "float_literal": Expressions._number,
    "imaginary_literal": Expressions._opaque,
    "rune_literal": Expressions._string,
    "interpreted_string_literal": Expressions._string,
    "raw_string_literal": Expressions._string,
    "selector_expression": Expressions._selector,
    "qualified_type": Expressions.named_type,
    "generic_type": Expressions.named_type,
    "pointer_type": Expressions.named_type,
    "parenthesized_expression": Expressions._within,
    "type_assertion_expression": Expressions._within,
    "type_instantiation_expression": Expressions._within,
    "type_conversion_expression": Expressions._conversion,
    "slice_expression": Expressions._slice,
    "index_expression": Expressions._index,
    "unary_expression": Expressions._unary,
    "binary_expression": Expressions._binary,
    "call_expression": Expressions._call,
    "func_literal": Expressions._lambda,
    "composite_literal": Expressions.composite,
    "expression_list": Expressions._other,
    "argument_list": Expressions._other,
    "ERROR": Expressions._other,
}
for _kind in (
    "slice_type",
    "array_type",
    "map_type",
    "channel_type",
    "function_type",
    "interface_type",
    "struct_type",
):
    _READERS[_kind] = Expressions._opaque
