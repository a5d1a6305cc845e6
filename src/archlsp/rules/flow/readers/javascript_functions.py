"""Functions and classes of JavaScript and TypeScript."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Block,
    Class,
    Collection,
    Const,
    Exit,
    Expr,
    Function,
    Lambda,
    Name,
    Other,
    Param,
    Stmt,
)
from archlsp.rules.flow.readers.javascript_customs import add_customary_types
from archlsp.rules.flow.readers.javascript_expressions import Expressions
from archlsp.rules.flow.readers.javascript_text import type_name

_MODIFIERS = frozenset({"accessibility_modifier", "readonly", "override_modifier"})
_NAMES = frozenset(
    {
        "identifier",
        "property_identifier",
        "private_property_identifier",
        "string",
        "number",
        "type_identifier",
    }
)
_METHODS = frozenset({"method_definition", "abstract_method_signature"})
_FIELDS = frozenset({"public_field_definition", "field_definition"})


@dataclass(slots=True)
class _Parts:
    """The children of a function by what they are."""

    name: str = ""
    is_async: bool = False
    params: tuple[Param, ...] = ()
    owned: tuple[Param, ...] = ()
    returns: str | None = None
    body: SgNode | None = None
    decorators: list[Expr] = field(default_factory=list)


class Functions(Expressions):
    """Turns nodes into functions and classes; a body is read when it is first needed."""

    @abstractmethod
    def block(self, node: SgNode) -> Block:
        """Read the statements in a block."""

    def function(self, node: SgNode, name: str = "", owner: str | None = None) -> Function:
        """Read a function's head."""
        parts = self._parts(node)
        add_customary_types(parts.params)
        return Function(
            node,
            parts.name or name,
            parts.params,
            self._lowering(node, parts),
            owner,
            tuple(parts.decorators),
            parts.is_async,
            parts.returns,
        )

    def _parts(self, node: SgNode) -> _Parts:
        parts = _Parts()
        arrow = node.kind() == "arrow_function"
        for child in node.children():
            kind = child.kind()
            if kind == "formal_parameters":
                self._parameters(child, parts)
            elif kind == "async":
                parts.is_async = True
            elif kind == "decorator":
                parts.decorators.append(self.decorator(child))
            elif kind == "type_annotation":
                parts.returns = type_name(self.text(child))
            elif kind == "statement_block":
                parts.body = child
            elif child.is_named():
                self._plain_part(child, kind, arrow, parts)
        return parts

    def _plain_part(self, node: SgNode, kind: str, arrow: bool, parts: _Parts) -> None:
        """Read a name, an arrow function's only parameter, or its expression."""
        if not arrow:
            if kind in _NAMES:
                parts.name = self.text(node).strip("'\"")
        elif kind not in {"comment", "type_parameters", "type_predicate_annotation"}:
            before = node.prev()
            if before is not None and before.kind() == "=>":
                parts.body = node
            elif kind == "identifier" and not parts.params:
                parts.params = (Param(self.text(node)),)
            else:
                parts.body = node

    def _lowering(self, node: SgNode, parts: _Parts) -> Callable[[], Block]:
        body = parts.body

        def lower() -> Block:
            if body is None:
                return ()
            if body.kind() == "statement_block":
                return (*_owned(node, parts.owned), *self.block(body))
            return self._expression_body(body)

        return lower

    def _expression_body(self, body: SgNode) -> Block:
        before, self.pending = self.pending, []
        try:
            value = self.expr(body)
            return (*self.pending, Exit(body, "return", value))
        finally:
            self.pending = before

    def _parameters(self, node: SgNode, parts: _Parts) -> None:
        found: list[Param] = []
        owned: list[Param] = []
        for child in node.children():
            if not child.is_named():
                continue
            kind = child.kind()
            if kind in {"required_parameter", "optional_parameter"}:
                self._typed_parameter(child, found, owned)
            elif kind == "assignment_pattern":
                inner = child.children()
                found.append(self._param(inner[0]))
                found[-1].default = self.expr(inner[-1])
            elif kind not in {"comment", "ERROR"}:
                found.append(self._param(child))
        parts.params, parts.owned = tuple(found), tuple(owned)

    def _typed_parameter(self, node: SgNode, found: list[Param], owned: list[Param]) -> None:
        param: Param | None = None
        annotations: list[Expr] = []
        is_owned, type_, default = False, None, None
        for child in node.children():
            kind = child.kind()
            if kind == "decorator":
                annotations.append(self.decorator(child))
            elif kind in _MODIFIERS:
                is_owned = True
            elif kind == "type_annotation":
                type_ = type_name(self.text(child))
            elif kind == "this":
                return
            elif param is None and child.is_named():
                param = self._param(child)
            elif child.is_named():
                default = self.expr(child)
        if param is None:
            return
        param.type, param.default, param.annotations = type_, default, tuple(annotations)
        found.append(param)
        if is_owned:
            owned.append(param)

    def _param(self, node: SgNode) -> Param:
        kind = node.kind()
        if kind == "rest_pattern":
            target = self.pattern(node.children()[-1])
            return Param(target.id if isinstance(target, Name) else "", kind="rest")
        if kind in {"object_pattern", "array_pattern"}:
            return Param("", pattern=self.pattern(node))
        return Param(self.text(node))

    def decorator(self, node: SgNode) -> Expr:
        """Read what stands behind the @."""
        return self.expr(node.children()[-1])

    def pattern(self, node: SgNode) -> Expr:
        """Read a target; the default of a part is left out."""
        kind = node.kind()
        if kind == "object_pattern":
            return Collection(node, "dict", tuple(self._part(c) for c in node.children() if c.is_named()))
        if kind == "array_pattern":
            return Collection(node, "list", self._places(node))
        if kind in {"assignment_pattern", "object_assignment_pattern"}:
            return self.pattern(node.children()[0])
        if kind == "shorthand_property_identifier_pattern":
            return Name(node, self.text(node))
        if kind == "rest_pattern":
            return Other(node, (self.pattern(node.children()[-1]),))
        return self.expr(node)

    def _part(self, node: SgNode) -> tuple[Expr | None, Expr]:
        kind = node.kind()
        if kind == "pair_pattern":
            inner = [child for child in node.children() if child.is_named()]
            return self.key(inner[0]), self.pattern(inner[-1])
        target = self.pattern(node)
        return (Const(node, target.id) if isinstance(target, Name) else None), target

    def _places(self, node: SgNode) -> tuple[tuple[Expr | None, Expr], ...]:
        """Read the targets of `[a, , b]`: a hole is a target, too."""
        found: list[tuple[Expr | None, Expr]] = []
        empty = True
        for child in node.children()[1:-1]:
            if child.is_named():
                found.append((None, self.pattern(child)))
                empty = False
            elif empty:
                found.append((None, Other(child, ())))
            else:
                empty = True
        return tuple(found)

    def klass(self, node: SgNode, decorators: Sequence[Expr] = ()) -> Class:
        """Read a class with the heads of its methods."""
        found = Class(node, "", decorators=tuple(decorators))
        for child in node.children():
            kind = child.kind()
            if kind in {"type_identifier", "identifier"}:
                found.name = self.text(child)
            elif kind == "class_heritage":
                found.bases = self._bases(child)
            elif kind == "decorator":
                found.decorators = (*found.decorators, self.decorator(child))
            elif kind == "class_body":
                self._members(child, found)
        return found

    def _bases(self, node: SgNode) -> tuple[str, ...]:
        found: list[str] = []
        for child in node.children():
            inner = child.children() if child.kind() in {"extends_clause", "implements_clause"} else (child,)
            names = (type_name(self.text(part)) for part in inner if part.is_named())
            found += [name for name in names if name]
        return tuple(found)

    def _members(self, node: SgNode, found: Class) -> None:
        functions: list[Function] = []
        inits: list[Assign] = []
        waiting: list[Expr] = []
        for child in node.children():
            kind = child.kind()
            if kind == "decorator":
                waiting.append(self.decorator(child))
                continue
            if kind in _METHODS:
                functions.append(self._method(child, found, waiting))
                waiting = []
            elif kind in _FIELDS:
                self._field(child, found, functions, inits)
                waiting = []
        found.functions, found.inits = tuple(functions), tuple(inits)

    def _method(self, node: SgNode, found: Class, decorators: Sequence[Expr]) -> Function:
        function = self.function(node, owner=found.name)
        function.decorators = (*decorators, *function.decorators)
        if function.name == "constructor":
            for param in self._parts(node).owned:
                found.fields[param.name] = param.type
        return function

    def _field(self, node: SgNode, found: Class, functions: list[Function], inits: list[Assign]) -> None:
        name, type_, equals = "", None, False
        for child in node.children():
            kind = child.kind()
            if kind in _NAMES and not name:
                name = self.text(child)
            elif kind == "type_annotation":
                type_ = type_name(self.text(child))
            elif kind == "=":
                equals = True
            elif equals and child.is_named():
                value = self.named_expr(child, name)
                if isinstance(value, Lambda):
                    value.function.owner = found.name
                    functions.append(value.function)
                else:
                    inits.append(Assign(node, Name(node, name), value, type=type_))
        found.fields[name] = type_


def _owned(node: SgNode, params: Sequence[Param]) -> tuple[Stmt, ...]:
    """A constructor's parameter with a modifier is a field, too."""
    return tuple(
        Assign(node, Attr(node, Name(node, "this"), param.name), Name(node, param.name)) for param in params
    )
