"""Java's expressions, from the tree to `ir.py`."""

from collections.abc import Callable
from functools import partial

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Arg,
    Assign,
    Attr,
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
    Text,
)
from archlsp.rules.flow.readers.java_scopes import COMMENTS, Scope
from archlsp.rules.flow.readers.java_text import float_of, integer_of, string_of
from archlsp.rules.flow.readers.java_types import NUMBERS, Types, is_comment

_BINARY = len(("left", "operator", "right"))
_TYPES = ("type", "type_identifier")
_LISTING = frozenset({"of", "asList"})
_LISTS = frozenset({"List", "Arrays", "Set"})
_EMPTY = {
    **dict.fromkeys(("ArrayList", "LinkedList", "Vector", "HashSet", "LinkedHashSet"), "list"),
    **dict.fromkeys(("HashMap", "LinkedHashMap", "TreeMap", "Hashtable", "ConcurrentHashMap"), "dict"),
}
_WORDS = {"&&": "and", "||": "or", "!": "not"}


class Expressions(Types):
    """Reads expressions; assignments, patterns and switches among them are emitted as statements before."""

    def block(self, node: SgNode | None) -> Block:
        """Read a block; the reader of statements knows how."""
        raise NotImplementedError

    def members(self, node: SgNode) -> list[Function]:
        """Read the methods of an anonymous class; the reader of definitions knows how."""
        raise NotImplementedError

    def switch(self, node: SgNode, target: Name | None) -> None:
        """Emit a switch, its results assigned to `target`; the reader of statements knows how."""
        raise NotImplementedError

    def params(self, node: SgNode) -> tuple[Param, ...]:
        """Read parameters; the reader of definitions knows how."""
        raise NotImplementedError

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""
        read = _EXPRESSIONS.get(node.kind())
        return read(self, node) if read is not None else self._other(node)

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

    def _call(self, node: SgNode) -> Expr:
        *before, arguments = node.named_children()
        name = before[-1] if before else arguments
        if name.kind() != "identifier":
            return self._other(node)
        is_own = before[0] is name
        if not is_own and self.text(name) in _LISTING and self.text(before[0]) in _LISTS:
            return self._array(arguments)
        func = self.method(name) if is_own else Attr(name, self.expr(before[0]), self.text(name))
        return Call(node, func, self.arguments(arguments))

    def arguments(self, node: SgNode) -> tuple[Arg, ...]:
        """Read the arguments of a call."""
        found = []
        for child in node.named_children():
            kind = child.kind()
            if kind not in COMMENTS:
                read = _EXPRESSIONS.get(kind)
                found.append(Arg(read(self, child) if read is not None else self._other(child)))
        return tuple(found)

    def _new(self, node: SgNode) -> Expr:
        func: Expr | None = None
        args: tuple[Arg, ...] = ()
        for child in node.named_children():
            kind = child.kind()
            if kind == "argument_list":
                args = (*self.arguments(child), *args)
            elif kind == "class_body":
                methods = self.members(child)
                args += tuple(Arg(Lambda(one.node, one), one.name) for one in methods)
            elif kind.endswith(_TYPES):
                func = self.type_expr(child)
        name = func.id if isinstance(func, Name) else func.name if isinstance(func, Attr) else "?"
        if not args and name in _EMPTY:
            return Collection(node, _EMPTY[name], ())
        return Call(node, func or Name(node, name), args, new=True)

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

    def _instanceof(self, node: SgNode) -> Expr:
        named = [child for child in self.named(node) if child.kind() != "modifiers"]
        subject = self.expr(named[0])
        if len(named) > 2:  # noqa: PLR2004 - what, type, the new name
            self.bind(node, self.text(named[2]), subject, self.type_of(named[1]))
        elif named[-1].kind().endswith("pattern"):
            self.pattern(named[-1], subject)
            return Op(node, "instanceof", (subject,))
        return Op(node, "instanceof", (subject, self.type_expr(named[1])))

    def bind(self, node: SgNode, name: str, value: Expr, type_: str | None) -> None:
        """Emit a declaration."""
        self.scope.locals[name] = type_
        self.out.append(Assign(node, Name(node, name), value, type=type_))

    def pattern(self, node: SgNode, subject: Expr) -> None:
        """Emit the declarations of a pattern: what a record has inside is what the record is."""
        named = self.named(node)
        declares = len(named) == 2 and named[1].kind() == "identifier"  # noqa: PLR2004 - type and name
        if declares and named[0].kind() != "identifier":
            self.bind(node, self.text(named[1]), subject, self.type_of(named[0]))
            return
        for child in named:
            self.pattern(child, subject)

    def _lambda(self, node: SgNode) -> Expr:
        head, *_, body = self.named(node)
        scope = self.nested()
        with self.within(scope):
            params = self._lambda_params(head)
        scope.locals.update({param.name: param.type for param in params})
        return Lambda(node, Function(node, "", params, partial(self._lambda_body, body, scope)))

    def _lambda_params(self, node: SgNode) -> tuple[Param, ...]:
        if node.kind() == "identifier":
            return (Param(self.text(node)),)
        if node.kind() == "inferred_parameters":
            return tuple(Param(self.text(child)) for child in self.named(node))
        return self.params(node)

    def _lambda_body(self, body: SgNode, scope: Scope) -> Block:
        with self.within(scope):
            return self.block(body) if body.kind() == "block" else self.block_of(partial(self.expr, body))

    def _reference(self, node: SgNode) -> Expr:
        base, *_, last = [child for child in node.children() if not is_comment(child)]
        is_type = base.kind().endswith(_TYPES)
        found = self.type_expr(base) if is_type else self.expr(base)
        return found if last.kind() == "new" else Attr(node, found, self.text(last))

    def _switch(self, node: SgNode) -> Expr:
        """A switch with a value is one that assigns to a variable of its own."""
        result = Name(node, f"switch {node.range().start.index}")
        self.switch(node, result)
        return result

    def emitted(self, read: Callable[[], Expr]) -> tuple[Expr, Block]:
        """Return an expression apart from what reading it emits."""
        with self.collecting() as out:
            value = read()
        return value, tuple(out)


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


_EXPRESSIONS: dict[str, Callable[[Expressions, SgNode], Expr]] = {
    "identifier": Expressions.name,
    "type_identifier": Expressions.type_expr,
    "scoped_type_identifier": Expressions.type_expr,
    "generic_type": Expressions.type_expr,
    "array_type": Expressions.type_expr,
    "scoped_identifier": Expressions._field,
    "field_access": Expressions._field,
    "array_access": Expressions._element,
    "method_invocation": Expressions._call,
    "object_creation_expression": Expressions._new,
    "array_creation_expression": Expressions._new_array,
    "array_initializer": Expressions._array,
    "string_literal": Expressions._string,
    "character_literal": Expressions._string,
    "decimal_integer_literal": Expressions._integer,
    "hex_integer_literal": Expressions._integer,
    "octal_integer_literal": Expressions._integer,
    "binary_integer_literal": Expressions._integer,
    "decimal_floating_point_literal": Expressions._float,
    "hex_floating_point_literal": Expressions._float,
    "true": Expressions._true,
    "false": Expressions._false,
    "null_literal": Expressions._null,
    "this": Expressions._own,
    "super": Expressions._own,
    "class_literal": Expressions._class_literal,
    "binary_expression": Expressions._binary,
    "unary_expression": Expressions._unary,
    "update_expression": Expressions._update,
    "assignment_expression": Expressions._assignment,
    "cast_expression": Expressions._cast,
    "parenthesized_expression": Expressions.inner,
    "ternary_expression": Expressions._ternary,
    "instanceof_expression": Expressions._instanceof,
    "lambda_expression": Expressions._lambda,
    "method_reference": Expressions._reference,
    "switch_expression": Expressions._switch,
    "line_comment": Expressions._nothing,
    "block_comment": Expressions._nothing,
}
