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
    Collection,
    Expr,
    Function,
    Lambda,
    Name,
    Op,
    Param,
)
from archlsp.rules.flow.readers.java_operators import Operators
from archlsp.rules.flow.readers.java_scopes import COMMENTS, Scope
from archlsp.rules.flow.readers.java_types import is_comment

_TYPES = ("type", "type_identifier")
_LISTING = frozenset({"of", "asList"})
_LISTS = frozenset({"List", "Arrays", "Set"})
_EMPTY = {
    **dict.fromkeys(("ArrayList", "LinkedList", "Vector", "HashSet", "LinkedHashSet"), "list"),
    **dict.fromkeys(("HashMap", "LinkedHashMap", "TreeMap", "Hashtable", "ConcurrentHashMap"), "dict"),
}


class Expressions(Operators):
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
