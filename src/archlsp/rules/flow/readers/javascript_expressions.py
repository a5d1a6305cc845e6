"""Expressions of JavaScript and TypeScript.

An assignment inside an expression is put in front of the statement it stands in (`pending`).
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Assign,
    Attr,
    Await,
    Call,
    Choice,
    Class,
    Collection,
    Const,
    Define,
    Expr,
    Function,
    Index,
    Lambda,
    Name,
    Op,
    Other,
    Stmt,
    Text,
)
from archlsp.rules.flow.readers.javascript_text import number_of, unescaped
from archlsp.rules.source import Source

Item = tuple[Expr | None, Expr]
_SIGNS = {"===": "==", "!==": "!=", "&&": "and", "||": "or", "instanceof": "is"}
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_COMMENTS = frozenset({"comment", "html_comment"})


class Expressions(ABC):
    """Turns nodes into expressions."""

    def __init__(self, source: Source) -> None:
        """Keep how to read a leaf: the tree of a text that is ASCII says the text itself."""
        self.text: Callable[[SgNode], str] = SgNode.text if source.text.isascii() else source.text_of
        self.pending: list[Stmt] = []
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

    @abstractmethod
    def function(self, node: SgNode, name: str = "", owner: str | None = None) -> Function:
        """Read a function."""

    @abstractmethod
    def klass(self, node: SgNode, decorators: Sequence[Expr] = ()) -> Class:
        """Read a class."""

    @abstractmethod
    def pattern(self, node: SgNode) -> Expr:
        """Read what is assigned to."""

    def expr(self, node: SgNode) -> Expr:
        """Read an expression of any kind."""
        read = self._read.get(node.kind())
        return read(node) if read is not None else self.other(node)

    def other(self, node: SgNode) -> Expr:
        """Keep the expressions inside something that has no form of its own."""
        return Other(node, tuple(self.expr(child) for child in _meaning(node)))

    def named_expr(self, node: SgNode, name: str) -> Expr:
        """Read an expression that gets a name; a function without one takes it."""
        kind = node.kind()
        if kind in _FUNCTIONS:
            return Lambda(node, self.function(node, name))
        read = self._read.get(kind)
        return read(node) if read is not None else self.other(node)

    def test(self, node: SgNode) -> Expr:
        """Read a condition: there `||` only decides."""
        kind = node.kind()
        if kind == "parenthesized_expression":
            inner = _meaning(node)
            return self.test(inner[0]) if inner else self.other(node)
        if kind == "binary_expression":
            parts = node.children()
            sign = self.text(parts[1]) if len(parts) > 1 else ""
            if sign in {"&&", "||"}:
                return Op(node, _SIGNS[sign], (self.test(parts[0]), self.test(parts[-1])))
        return self.expr(node)

    def arguments(self, node: SgNode) -> tuple[Arg, ...]:
        """Read the arguments of a call."""
        found = []
        for child in node.children():
            if not child.is_named():
                continue
            kind = child.kind()
            if kind == "spread_element":
                found.append(Arg(self.expr(child.children()[-1]), spread=True))
            elif kind not in _COMMENTS:
                read = self._read.get(kind)
                found.append(Arg(read(child) if read is not None else self.other(child)))
        return tuple(found)

    def key(self, node: SgNode) -> Expr:
        """Read the name of a property."""
        kind = node.kind()
        if kind == "computed_property_name":
            inner = _meaning(node)
            return self.expr(inner[0]) if inner else self.other(node)
        return self.expr(node) if kind in {"string", "number"} else Const(node, self.text(node))

    def _name(self, node: SgNode) -> Expr:
        return Name(node, self.text(node))

    def _word(self, node: SgNode) -> Expr:
        return Const(node, self.text(node))

    def _first_inside(self, node: SgNode) -> Expr:
        inner = node.child(0)
        return self.expr(inner) if inner is not None else Other(node, ())

    def _last_inside(self, node: SgNode) -> Expr:
        inner = _meaning(node)
        return self.expr(inner[-1 if node.kind() == "type_assertion" else 0]) if inner else Other(node, ())

    def _member(self, node: SgNode) -> Expr:
        parts = node.children()
        return Attr(node, self.expr(parts[0]), self.text(parts[-1]))

    def _subscript(self, node: SgNode) -> Expr:
        inner = _meaning(node)
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

    def _string(self, node: SgNode) -> Expr:
        return Const(node, unescaped(self.text(node)[1:-1]))

    def _number(self, node: SgNode) -> Expr:
        return Const(node, number_of(self.text(node)))

    def _regex(self, node: SgNode) -> Expr:
        body, _, flags = self.text(node)[1:].rpartition("/")
        given = (Arg(Const(node, body)), Arg(Const(node, flags)))
        return Call(node, Name(node, "RegExp"), given, new=True)

    def _template(self, node: SgNode) -> Expr:
        text = self.text(node)
        if "${" not in text:
            return Const(node, unescaped(text[1:-1]))
        parts: list[Expr] = []
        for child in node.children():
            kind = child.kind()
            if kind == "template_substitution":
                parts += [self.expr(inner) for inner in _meaning(child)]
            elif kind != "`":
                parts.append(Const(child, unescaped(self.text(child))))
        return Text(node, tuple(parts))

    def _binary(self, node: SgNode) -> Expr:
        parts = node.children()
        sign = self.text(parts[1])
        if sign == "+":
            return self._sum(node)
        first, last = self.expr(parts[0]), self.expr(parts[-1])
        if sign in {"||", "??"}:
            return Choice(node, None, (first, last))
        return Op(node, _SIGNS.get(sign, sign), (first, last))

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
        inner = _meaning(node)
        target = self.expr(inner[0]) if inner else Other(node, ())
        self.pending.append(Assign(node, target, Const(node, 1), "+"))
        return target

    def _assignment(self, node: SgNode) -> Expr:
        parts = _meaning(node)
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
        parts = _meaning(node)
        options = tuple(self.expr(part) for part in parts[1:])
        return Choice(node, self.test(parts[0]), options)

    def _sequence(self, node: SgNode) -> Expr:
        return self.other(node)

    def _object(self, node: SgNode) -> Expr:
        items: list[Item] = []
        for child in node.children():
            if child.is_named() and (kind := child.kind()) not in _COMMENTS:
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
        return Collection(node, "list", tuple((None, self.expr(child)) for child in _meaning(node)))

    def _lambda(self, node: SgNode) -> Expr:
        return Lambda(node, self.function(node))

    def _class(self, node: SgNode) -> Expr:
        found = self.klass(node)
        self.pending.append(Define(node, found))
        return Name(node, found.name)


def _meaning(node: SgNode) -> list[SgNode]:
    return [child for child in node.children() if child.is_named() and child.kind() not in _COMMENTS]


def _added(node: SgNode, left: Expr, right: Expr) -> Expr:
    if not (_is_text(left) or _is_text(right)):
        return Op(node, "+", (left, right))
    before = left.parts if isinstance(left, Text) else (left,)
    after = right.parts if isinstance(right, Text) else (right,)
    return Text(node, (*before, *after))


def _is_text(expr: Expr) -> bool:
    return isinstance(expr, Text) or (isinstance(expr, Const) and isinstance(expr.value, str))
