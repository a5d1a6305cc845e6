"""A Go file for the analyses: its declarations and the types of expressions."""

from collections.abc import Callable
from functools import lru_cache

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_declarations import Declarations, Types
from archlsp.rules.analyses.go_library import RESULTS, VALUES
from archlsp.rules.analyses.go_types import BOOL, INT, NIL, STRING, Type, named
from archlsp.rules.analyses.go_words import words
from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Await,
    Call,
    Collection,
    Const,
    Expr,
    Index,
    Lambda,
    Name,
    Op,
    Other,
    Text,
)
from archlsp.rules.source import Source

_COMPARISONS = frozenset({"==", "!=", "<", ">", "<=", ">=", "and", "or", "not"})


class GoFile(Declarations):
    """What a file declares, and what its expressions are."""

    def __init__(self, source: Source) -> None:
        """Read the declarations, then the types of the package's variables."""
        super().__init__(source)
        for statement in self.module.body:
            if isinstance(statement, Assign):
                self.declare(statement, self.globals)

    def type_of(self, expr: Expr, types: Types) -> Type | None:
        """Return the type of an expression, None when the file does not tell."""
        return self._wrapped(expr.node, expr, types)

    def _wrapped(self, node: SgNode, expr: Expr, types: Types) -> Type | None:
        """Take into account what the reader has left out around an operand."""
        kind = node.kind()
        if kind == "unary_expression" and not isinstance(expr, Op | Await | Const):
            sign, inner = node.children()[0].kind(), self._wrapped(node.children()[-1], expr, types)
            if sign == "&":
                return Type("ptr", args=(inner,))
            below = self.underlying(inner)
            return below.element if below is not None and below.kind == "ptr" else None
        if kind == "parenthesized_expression":
            return self._wrapped(node.children()[1], expr, types)
        if kind == "type_assertion_expression":
            return self.reader.read(node.children()[-2])
        if kind == "type_conversion_expression" and not isinstance(expr, Call):
            return self.reader.read(node.children()[0])
        evaluate = _TYPES.get(type(expr))
        return evaluate(self, expr, types) if evaluate is not None else None

    def _const(self, expr: Const, _: Types) -> Type | None:
        if isinstance(expr.value, bool):
            return BOOL
        if isinstance(expr.value, str):
            return STRING if expr.node.kind() != "rune_literal" else named("rune")
        if isinstance(expr.value, int):
            return INT
        return named("float64") if isinstance(expr.value, float) else NIL

    def _name(self, expr: Name, types: Types) -> Type | None:
        return types[expr.id] if expr.id in types else self.globals.get(expr.id)

    def _attr(self, expr: Attr, types: Types) -> Type | None:
        path = self.path(expr, types)
        if path:
            return VALUES.get(path)
        return self.field(self.type_of(expr.base, types), expr.name)

    def _index(self, expr: Index, types: Types) -> Type | None:
        base = self.underlying(self.type_of(expr.base, types))
        if base is not None and base.kind == "ptr":
            base = self.underlying(base.element)
        return base.element if base is not None and base.kind in {"slice", "array", "map"} else None

    def _call(self, expr: Call, types: Types) -> Type | None:
        if expr.new:
            made = self._literal(expr)
            return Type("ptr", args=(made,)) if self.say(expr.node)[:4] == "new(" else made
        if isinstance(expr.func, Name) and expr.func.id not in types:
            return self._plain_call(expr, expr.func.id, types)
        if isinstance(expr.func, Attr):
            return self._member_call(expr.func, types)
        if isinstance(expr.func, Lambda):
            return self.results(expr.func.function)
        func = self.underlying(self.type_of(expr.func, types))
        return func.element if func is not None and func.kind == "func" else None

    def _literal(self, expr: Call) -> Type | None:
        path = self.path(expr.func)
        if path:
            return named(path)
        if isinstance(expr.func, Name):
            return named(expr.func.id)
        children = expr.node.children()
        return self.reader.read(children[0]) if expr.node.kind() == "composite_literal" else None

    def _plain_call(self, expr: Call, name: str, types: Types) -> Type | None:
        if name in self.functions:
            return self.results(self.functions[name])
        if name in {"append", "min", "max"} and expr.args:
            return self.type_of(expr.args[0].value, types)
        if name == "make" and expr.args:
            return self.reader.read(expr.args[0].value.node)
        if name in {"len", "cap", "copy"}:
            return INT
        return named(name) if name in _BASIC or name in self.classes else None

    def _member_call(self, func: Attr, types: Types) -> Type | None:
        path = self.path(func, types)
        if path:
            return RESULTS.get(path)
        receiver = self.type_of(func.base, types)
        method = self.method(receiver, func.name)
        if method is not None:
            return self.results(method)
        below = self.underlying(receiver)
        if below is not None and below.kind == "ptr":
            below = below.element
        if below is not None and below.kind == "iface":
            return next((field.type.element for field in below.fields if field.name == func.name), None)
        if below is not None and below.kind == "named":
            known = RESULTS.get(f"{below.name}.{func.name}")
            return known if known is not None or func.name != "Error" else STRING
        return STRING if func.name == "Error" else None

    def _other(self, expr: Other, types: Types) -> Type | None:
        if expr.parts and expr.node.kind() == "slice_expression":
            base = self.type_of(expr.parts[0], types)
            below = self.underlying(base)
            return Type("slice", args=below.args) if below is not None and below.kind == "array" else base
        return None

    def _await(self, expr: Await, types: Types) -> Type | None:
        channel = self.underlying(self.type_of(expr.value, types))
        return channel.element if channel is not None and channel.kind == "chan" else None

    def _op(self, expr: Op, types: Types) -> Type | None:
        if expr.op in _COMPARISONS:
            return BOOL
        return next((t for t in (self.type_of(operand, types) for operand in expr.operands) if t), None)

    def _collection(self, expr: Collection, _: Types) -> Type | None:
        kind = expr.node.kind()
        if kind == "composite_literal":
            return self.reader.read(expr.node.children()[0])
        if kind == "call_expression":
            arguments = expr.node.children()[-1].children()
            return self.reader.read(arguments[1]) if len(arguments) > 1 else None
        return None

    def _text(self, _: Text, __: Types) -> Type | None:
        return STRING

    def _lambda(self, expr: Lambda, _: Types) -> Type | None:
        return Type("func", args=(self.results(expr.function),))

    def declare(self, stmt: Assign, types: Types) -> None:
        """Note the types of the variables that a statement declares."""
        kind = stmt.node.kind()
        if kind == "var_spec" and (spelled := self._spelled(stmt.node)) is not None:
            for target in _targets(stmt.target):
                types[target] = spelled
        elif kind in {"short_var_declaration", "var_spec", "const_spec", "range_clause", "receive_statement"}:
            self._inferred(stmt, types)
        elif kind == "type_case" and isinstance(stmt.target, Name):
            found = [
                child
                for child in stmt.node.children()[1:-1]
                if child.kind() not in {":", ",", "statement_list"}
            ]
            own = self.type_of(stmt.value, types) if stmt.value is not None else None
            types[stmt.target.id] = self.reader.read(found[0]) if len(found) == 1 else own

    def _spelled(self, node: SgNode) -> Type | None:
        for child in node.children():
            if child.kind() not in {"identifier", ",", "=", "expression_list", "comment"}:
                return self.reader.read(child)
        return None

    def _inferred(self, stmt: Assign, types: Types) -> None:
        if isinstance(stmt.target, Name):
            types[stmt.target.id] = self.type_of(stmt.value, types) if stmt.value is not None else None
            return
        names = _targets(stmt.target)
        found = self._several(stmt.value, types)
        for at, name in enumerate(names):
            types[name] = found[at] if at < len(found) else None

    def _several(self, value: Expr | None, types: Types) -> tuple[Type | None, ...]:
        if isinstance(value, Collection) and value.kind == "tuple":
            return tuple(self.type_of(item, types) for _, item in value.items)
        whole = self.type_of(value, types) if value is not None else None
        return whole.args if whole is not None and whole.kind == "tuple" else ()


def _targets(target: Expr) -> list[str]:
    if isinstance(target, Name):
        return [target.id]
    if isinstance(target, Collection):
        return [item.id if isinstance(item, Name) else "" for _, item in target.items]
    return []


_BASIC = words(
    "bool string int int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 uintptr byte rune float32 float64 "
    "complex64 complex128 error any"
)
_TYPES: dict[type[Expr], Callable[..., Type | None]] = {
    Const: GoFile._const,
    Name: GoFile._name,
    Attr: GoFile._attr,
    Index: GoFile._index,
    Call: GoFile._call,
    Other: GoFile._other,
    Await: GoFile._await,
    Op: GoFile._op,
    Collection: GoFile._collection,
    Text: GoFile._text,
    Lambda: GoFile._lambda,
}


@lru_cache(maxsize=1)
def go_file(source: Source) -> GoFile:
    """Return the file's declarations; the last file is kept."""
    return GoFile(source)
