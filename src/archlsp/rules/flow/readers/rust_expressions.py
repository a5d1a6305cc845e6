"""Rust: expressions and patterns."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Attr,
    Await,
    Block,
    Call,
    Choice,
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
)
from archlsp.rules.flow.readers.rust_macros import LITERALS, Macros
from archlsp.rules.flow.readers.rust_patterns import NAMES, Patterns, parts_of
from archlsp.rules.flow.readers.rust_text import literal
from archlsp.rules.source import Source

_INNER = frozenset(
    {
        "try_expression",
        "generic_function",
        "generic_type",
        "generic_type_with_turbofish",
        "type_cast_expression",
    }
)
# What gives back the same thing, or what is in it: the value and its type go on.
_SAME = frozenset(
    {
        "as_bytes",
        "as_ref",
        "as_str",
        "as_mut",
        "as_deref",
        "as_path",
        "to_owned",
        "to_string",
        "to_vec",
        "into",
    }
    | {"into_bytes", "into_inner", "into_boxed_str", "clone", "cloned", "borrow", "iter", "into_iter"}
    | {"unwrap", "expect", "unwrap_or_default", "to_path_buf", "ok"}
)
_WRAPPING = frozenset({"Ok", "Some", "Err"})
_LOGIC = {"&&": "and", "||": "or"}
_BRACKETS = frozenset(
    {"(", ")", "[", "]", "{", "}", ",", ";", "|", "&", "*", "mut", "ref", "raw", "..", "=>", "::", "@"}
)


class Expressions(Patterns):
    """Reads expressions; the statements in blocks are read by the subclass."""

    def __init__(self, source: Source) -> None:
        """Read from this source."""
        super().__init__(source)
        self.macros = Macros(source)

    def body(self, node: SgNode) -> Block:
        """Read a block or an expression as what a function returns."""
        raise NotImplementedError

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""
        kind = node.kind()
        if kind in NAMES:
            return Name(node, self.say(node))
        if kind in LITERALS:
            return literal(node, kind, self.say(node))
        read = _READERS.get(kind)
        children = parts_of(node)
        if read is not None and children:
            return read(self, node, children)
        return self._other(node, children)

    def _other(self, node: SgNode, children: list[SgNode]) -> Expr:
        return Other(node, tuple(self.expr(child) for child in children if child.is_named()))

    def _inner(self, node: SgNode, children: list[SgNode]) -> Expr:
        return self.expr(children[0])

    def _last(self, node: SgNode, children: list[SgNode]) -> Expr:
        named = [child for child in children if child.is_named() and child.kind() != "mutable_specifier"]
        return self.expr(named[-1]) if named else Other(node, ())

    def _scoped(self, node: SgNode, children: list[SgNode]) -> Expr:
        name = self.say(children[-1])
        return Attr(node, self.expr(children[0]), name) if children[0].is_named() else Name(node, name)

    def _field(self, node: SgNode, children: list[SgNode]) -> Expr:
        base, last = self.expr(children[0]), children[-1]
        text = self.say(last)
        return Index(node, base, Const(last, int(text))) if text.isdigit() else Attr(node, base, text)

    def _call(self, node: SgNode, children: list[SgNode]) -> Expr:
        func = self.expr(children[0])
        if isinstance(func, Attr) and func.name in _SAME:
            return func.base
        args = tuple(
            Arg(self.expr(one))
            for one in parts_of(children[-1])
            if one.is_named() and one.kind() != "attribute_item"
        )
        if isinstance(func, Name) and func.id in _WRAPPING and len(args) == 1:
            return Other(node, (args[0].value,))
        return Call(node, func, args)

    def _macro(self, node: SgNode, children: list[SgNode]) -> Expr:
        tree = children[-1] if children[-1].kind() == "token_tree" else None
        return self.macros.macro(node, self.expr(children[0]), tree)

    def _struct(self, node: SgNode, children: list[SgNode]) -> Expr:
        args = []
        for item in parts_of(children[-1]):
            kind = item.kind()
            inner = parts_of(item) if item.is_named() else []
            if kind == "field_initializer" and len(inner) > 1:
                args.append(
                    Arg(
                        self.expr(inner[-1]), self.say(next(c for c in inner if c.kind() != "attribute_item"))
                    )
                )
            elif kind == "shorthand_field_initializer" and inner:
                args.append(Arg(Name(item, self.say(inner[-1])), self.say(inner[-1])))
            elif kind == "base_field_initializer" and inner:
                args.append(Arg(self.expr(inner[-1]), spread=True))
        return Call(node, self.expr(children[0]), tuple(args), new=True)

    def _binary(self, node: SgNode, children: list[SgNode]) -> Expr:
        if len(children) != 3:  # noqa: PLR2004
            return self._other(node, children)
        sign = self.say(children[1])
        return Op(node, _LOGIC.get(sign, sign), (self.expr(children[0]), self.expr(children[2])))

    def _unary(self, node: SgNode, children: list[SgNode]) -> Expr:
        sign, operand = self.say(children[0]), self.expr(children[-1])
        return operand if sign == "*" else Op(node, "not" if sign == "!" else sign, (operand,))

    def _await(self, node: SgNode, children: list[SgNode]) -> Expr:
        return Await(node, self.expr(children[0]))

    def _index(self, node: SgNode, children: list[SgNode]) -> Expr:
        named = [child for child in children if child.is_named()]
        return Index(node, self.expr(named[0]), self.expr(named[-1]))

    def _list(self, node: SgNode, children: list[SgNode]) -> Expr:
        named = [child for child in children if child.is_named() and child.kind() != "attribute_item"]
        return Collection(node, "list", tuple((None, self.expr(child)) for child in named))

    def _lambda(self, node: SgNode, children: list[SgNode]) -> Expr:
        params: tuple[Param, ...] = ()
        is_async = False
        for child in children[:-1]:
            kind = child.kind()
            if kind == "closure_parameters":
                params = tuple(self.closure_param(one) for one in parts_of(child) if one.is_named())
            is_async = is_async or kind == "async"
        return Lambda(node, Function(node, "", params, lambda: self.body(children[-1]), is_async=is_async))

    def _async(self, node: SgNode, children: list[SgNode]) -> Expr:
        return Lambda(node, Function(node, "", (), lambda: self.body(children[-1]), is_async=True))

    def closure_param(self, node: SgNode) -> Param:
        """Read a closure's parameter, with a type or without."""
        kind = node.kind()
        pattern = self.pattern(parts_of(node)[0]) if kind == "parameter" else self.pattern(node)
        if isinstance(pattern, Name):
            return Param(pattern.id)
        return Param("_", pattern=pattern)

    def _choice(self, node: SgNode, children: list[SgNode]) -> Expr:
        """Read `if` and `match` in the middle of an expression: one of the last values."""
        found = tuple(self._tails(node, 0))
        return Choice(node, None, found) if found else Other(node, ())

    def _tails(self, node: SgNode, depth: int) -> list[Expr]:
        children = [child for child in parts_of(node) if child.is_named()]
        kind = node.kind()
        if not children or depth > 20 or kind in {"return_expression", "break_expression"}:  # noqa: PLR2004
            return []
        if kind == "match_block":
            return [
                tail
                for arm in children
                if arm.kind() == "match_arm"
                for tail in self._tails(parts_of(arm)[-1], depth + 1)
            ]
        if kind in {"match_expression", "block", "unsafe_block", "else_clause", "const_block", "match_arm"}:
            return self._tails(children[-1], depth + 1)
        if kind == "if_expression":
            return [tail for child in children[1:] for tail in self._tails(child, depth + 1)]
        return [] if kind in {"expression_statement", "let_declaration"} else [self.expr(node)]


_READERS: dict[str, Callable[[Expressions, SgNode, list[SgNode]], Expr]] = {
    **dict.fromkeys(_INNER, Expressions._inner),
    **dict.fromkeys(("scoped_identifier", "scoped_type_identifier"), Expressions._scoped),
    **dict.fromkeys(
        ("if_expression", "match_expression", "block", "unsafe_block", "const_block"), Expressions._choice
    ),
    **dict.fromkeys(("reference_expression", "parenthesized_expression", "let_condition"), Expressions._last),
    **dict.fromkeys(("array_expression", "tuple_expression"), Expressions._list),
    "field_expression": Expressions._field,
    "call_expression": Expressions._call,
    "macro_invocation": Expressions._macro,
    "struct_expression": Expressions._struct,
    "binary_expression": Expressions._binary,
    "unary_expression": Expressions._unary,
    "await_expression": Expressions._await,
    "index_expression": Expressions._index,
    "closure_expression": Expressions._lambda,
    "async_block": Expressions._async,
}
