"""Expressions of JavaScript and TypeScript."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Attr,
    Await,
    Call,
    Collection,
    Const,
    Define,
    Expr,
    Index,
    Lambda,
    Name,
    Other,
)
from archlsp.rules.flow.readers.javascript_nodes import COMMENTS, meaning
from archlsp.rules.flow.readers.javascript_operators import Operators
from archlsp.rules.source import Source

Item = tuple[Expr | None, Expr]
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})


class Expressions(Operators):
    """Turns nodes into expressions."""

    def __init__(self, source: Source) -> None:
        """Know which kind of node is read how."""
        super().__init__(source)
        self._read: dict[str, Callable[[SgNode], Expr]] = {
            **dict.fromkeys(("identifier", "this", "super", "import", "meta_property"), self._name),
            **dict.fromkeys(("property_identifier", "private_property_identifier"), self._word),
            **dict.fromkeys(("statement_identifier", "type_identifier"), self._name),
            **dict.fromkeys(("shorthand_property_identifier", "undefined_identifier"), self._name),
            "member_expression": self._member,
            "nested_identifier": self._member,
            "subscript_expression": self._subscript,
            "call_expression": self._call,
            "new_expression": self._new,
            "string": self._string,
            "number": self._number,
            "regex": self._regex,
            "template_string": self._template,
            "true": lambda node: Const(node, True),
            "false": lambda node: Const(node, False),
            "null": lambda node: Const(node, None),
            "undefined": lambda node: Const(node, None),
            "binary_expression": self._binary,
            "unary_expression": self._unary,
            "update_expression": self._update,
            "assignment_expression": self._assignment,
            "augmented_assignment_expression": self._augmented,
            "ternary_expression": self._ternary,
            "sequence_expression": self._sequence,
            "await_expression": lambda node: Await(node, self.expr(node.children()[-1])),
            "object": self._object,
            "object_pattern": self.pattern,
            "array": self._array,
            "array_pattern": self.pattern,
            **dict.fromkeys(("arrow_function", "function_expression", "generator_function"), self._lambda),
            "function": self._lambda,
            "class": self._class,
            **dict.fromkeys(("parenthesized_expression", "type_assertion"), self._last_inside),
            **dict.fromkeys(("as_expression", "satisfies_expression"), self._first_inside),
            **dict.fromkeys(("non_null_expression", "instantiation_expression"), self._first_inside),
        }

    def expr(self, node: SgNode) -> Expr:
        """Read an expression of any kind."""
        read = self._read.get(node.kind())
        return read(node) if read is not None else self.other(node)

    def other(self, node: SgNode) -> Expr:
        """Keep the expressions inside something that has no form of its own."""
        return Other(node, tuple(self.expr(child) for child in meaning(node)))

    def named_expr(self, node: SgNode, name: str) -> Expr:
        """Read an expression that gets a name; a function without one takes it."""
        kind = node.kind()
        if kind in _FUNCTIONS:
            return Lambda(node, self.function(node, name))
        read = self._read.get(kind)
        return read(node) if read is not None else self.other(node)

    def arguments(self, node: SgNode) -> tuple[Arg, ...]:
        """Read the arguments of a call."""
        found = []
        for child in node.children():
            if not child.is_named():
                continue
            kind = child.kind()
            if kind == "spread_element":
                found.append(Arg(self.expr(child.children()[-1]), spread=True))
            elif kind not in COMMENTS:
                read = self._read.get(kind)
                found.append(Arg(read(child) if read is not None else self.other(child)))
        return tuple(found)

    def key(self, node: SgNode) -> Expr:
        """Read the name of a property."""
        kind = node.kind()
        if kind == "computed_property_name":
            inner = meaning(node)
            return self.expr(inner[0]) if inner else self.other(node)
        return self.expr(node) if kind in {"string", "number"} else Const(node, self.text(node))

    def _first_inside(self, node: SgNode) -> Expr:
        inner = node.child(0)
        return self.expr(inner) if inner is not None else Other(node, ())

    def _last_inside(self, node: SgNode) -> Expr:
        inner = meaning(node)
        return self.expr(inner[-1 if node.kind() == "type_assertion" else 0]) if inner else Other(node, ())

    def _member(self, node: SgNode) -> Expr:
        parts = node.children()
        return Attr(node, self.expr(parts[0]), self.text(parts[-1]))

    def _subscript(self, node: SgNode) -> Expr:
        inner = meaning(node)
        return Index(node, self.expr(inner[0]), self.expr(inner[-1]))

    def _call(self, node: SgNode) -> Expr:
        parts = node.children()
        func = self.expr(parts[0])
        last = parts[-1]
        if last.kind() == "template_string":
            return Call(node, func, (Arg(self._template(last)),))
        return Call(node, func, self.arguments(last))

    def _new(self, node: SgNode) -> Expr:
        parts = node.children()
        last = parts[-1]
        given = self.arguments(last) if last.kind() == "arguments" else ()
        return Call(node, self.expr(parts[1]), given, new=True)

    def _object(self, node: SgNode) -> Expr:
        items: list[Item] = []
        for child in node.children():
            if child.is_named() and (kind := child.kind()) not in COMMENTS:
                items.append(self._item(child, kind))
        return Collection(node, "dict", tuple(items))

    def _item(self, node: SgNode, kind: str) -> Item:
        if kind == "pair":
            parts = node.children()
            key = self.key(parts[0])
            name = key.value if isinstance(key, Const) and isinstance(key.value, str) else ""
            return key, self.named_expr(parts[-1], name)
        if kind == "shorthand_property_identifier":
            name = self.text(node)
            return Const(node, name), Name(node, name)
        if kind == "method_definition":
            function = self.function(node)
            return Const(node, function.name), Lambda(node, function)
        return None, self.other(node)

    def _array(self, node: SgNode) -> Expr:
        return Collection(node, "list", tuple((None, self.expr(child)) for child in meaning(node)))

    def _lambda(self, node: SgNode) -> Expr:
        return Lambda(node, self.function(node))

    def _class(self, node: SgNode) -> Expr:
        found = self.klass(node)
        self.pending.append(Define(node, found))
        return Name(node, found.name)
