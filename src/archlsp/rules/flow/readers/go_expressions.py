"""Go: expressions."""

import re
from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Attr,
    Await,
    Block,
    Call,
    Collection,
    Const,
    Expr,
    Function,
    Index,
    Lambda,
    Name,
    Op,
    Other,
    Param,
    Text,
)
from archlsp.rules.flow.readers.go_types import number_value, text_value, type_name
from archlsp.rules.source import Source

_VERB = re.compile(r"%[-+# 0]*\d*(?:\.\d+)?([a-zA-Z%])")
_NUMERIC = frozenset("bcdeEfFgGoOtU")
_FORMATTED = frozenset({"fmt.Sprintf"})
_MEMBER = re.compile(r"(\w+)\.(\w+)")
_PUNCTUATION = frozenset({"(", ")", "[", "]", "{", "}", ",", ":", ";", "\n", "comment", "...", "func"})
_OPERATORS = {"&&": "and", "||": "or", "!": "not"}
_CONSTANTS = {"true": True, "false": False, "nil": None}
_MAPS = frozenset({"map_type"})
_LISTS = frozenset({"slice_type", "array_type", "implicit_length_array_type"})


class Expressions:
    """Reads expressions; whoever derives from it reads blocks.

    What Go writes around an operand without changing what it holds (`*p`, `&x`, `(x)`, `[]byte(x)`, `x.(T)`) is that
    operand with the outer node, so that `node` still tells how it was written.
    """

    def __init__(self, source: Source) -> None:
        """Keep the source; the text of a node is the tree's own when nothing in it was folded."""
        self.source = source
        self.say: Callable[[SgNode], str] = SgNode.text if source.text.isascii() else source.text_of

    def block(self, node: SgNode | None) -> Block:
        """Read the statements of a block."""
        raise NotImplementedError

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""
        read = _READERS.get(node.kind())
        return read(self, node) if read is not None else self._other(node)

    def exprs(self, node: SgNode) -> list[Expr]:
        """Read the expressions of a list, or the one that stands alone."""
        if node.kind() != "expression_list":
            return [self.expr(node)]
        return [self.expr(child) for child in node.children() if child.kind() not in _PUNCTUATION]

    def params(self, node: SgNode | None) -> tuple[Param, ...]:
        """Read a list of parameters; those without a name have ""."""
        if node is None:
            return ()
        found: list[Param] = []
        for child in node.children():
            kind = child.kind()
            if kind == "parameter_declaration":
                found += self._declared(child)
            elif kind == "variadic_parameter_declaration":
                found += self._declared(child, "rest")
        return tuple(found)

    def function(self, node: SgNode, name: str = "", owner: str | None = None) -> Function:
        """Read a function's head; its body is read when somebody asks."""
        lists, body, result = [], None, None
        for child in node.children():
            kind = child.kind()
            if kind == "parameter_list":
                lists.append(child)
            elif kind == "block":
                body = child
            elif kind.endswith("_type") or kind == "type_identifier":
                result = child
        receiver = self.params(lists.pop(0)) if node.kind() == "method_declaration" and lists else ()
        returns = type_name(result, self.say) if result else self._first_result(lists[1:])
        return Function(
            node,
            name,
            self.params(lists[0]) if lists else (),
            lambda: self.block(body),
            owner=owner,
            returns=returns,
            receiver=receiver[0] if receiver else None,
        )

    def _first_result(self, results: list[SgNode]) -> str | None:
        declared = self.params(results[0]) if results else ()
        return declared[0].type if declared else None

    def _declared(self, node: SgNode, kind: str = "") -> list[Param]:
        children = [child for child in node.children() if child.kind() not in _PUNCTUATION]
        if not children:
            return []
        *names, last = children
        type_ = None if kind else type_name(last, self.say)
        if not names:
            return [Param("", type_, kind=kind)]
        return [Param(self.say(name), type_, kind=kind) for name in names]

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
            return Call(node, self._type(children[0]), (Arg(inner),))
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
            return self._made(node, head, given)
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

    def _made(self, node: SgNode, head: str, given: SgNode) -> Expr:
        args = [child for child in given.children() if child.kind() not in _PUNCTUATION]
        if head == "new" and args:
            return Call(node, self._type(args[0]), (), new=True)
        if len(args) == 1 and args[0].kind() == "map_type":
            return Collection(node, "dict", ())
        values = tuple(Arg(self.expr(arg)) for arg in args)
        return Call(node, Name(node, head), values)

    def _type(self, node: SgNode) -> Expr:
        name = type_name(node, self.say)
        if name is None:
            return Other(node, ())
        package, dot, member = name.partition(".")
        return Attr(node, Name(node, package), member) if dot else Name(node, name)

    def _lambda(self, node: SgNode) -> Expr:
        return Lambda(node, self.function(node))

    def _composite(self, node: SgNode) -> Expr:
        children = [child for child in node.children() if child.kind() != "comment"]
        return self._literal(node, children[0], children[-1])

    def _literal(self, node: SgNode, type_: SgNode | None, body: SgNode) -> Expr:
        """Read `T{..}`; an element that leaves out its type has that of the list or map around it."""
        kind = type_.kind() if type_ is not None else ""
        if type_ is not None and kind in _MAPS | _LISTS:
            inner = type_.children()[-1]
            items = tuple(self._item(element, inner) for element in body.children() if _is_element(element))
            return Collection(node, "dict" if kind in _MAPS else "list", items)
        func = self._type(type_) if type_ is not None else Other(node, ())
        args = [self._item(element, None) for element in body.children() if _is_element(element)]
        return Call(node, func, tuple(_field(key, value) for key, value in args), new=True)

    def _item(self, element: SgNode, type_: SgNode | None) -> tuple[Expr | None, Expr]:
        if element.kind() != "keyed_element":
            return None, self._element(element, type_)
        children = [child for child in element.children() if child.kind() not in _PUNCTUATION]
        key = self._element(children[0], None)
        return key, self._element(children[-1], type_)

    def _element(self, element: SgNode, type_: SgNode | None) -> Expr:
        inner = element.children()[0] if element.kind() == "literal_element" else element
        if inner.kind() != "literal_value":
            return self.expr(inner)
        if type_ is not None and type_.kind() == "pointer_type":
            type_ = type_.children()[-1]
        return self._literal(inner, type_, inner)


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


def _is_element(node: SgNode) -> bool:
    return node.kind() in {"literal_element", "keyed_element"}


def _field(key: Expr | None, value: Expr) -> Arg:
    if isinstance(key, Name):
        return Arg(value, key.id)
    if isinstance(key, Const) and isinstance(key.value, str):
        return Arg(value, key.value)
    return Arg(value)


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
    "qualified_type": Expressions._type,
    "generic_type": Expressions._type,
    "pointer_type": Expressions._type,
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
    "composite_literal": Expressions._composite,
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
