"""Functions of JavaScript and TypeScript."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Block,
    Exit,
    Expr,
    Function,
    Name,
    Param,
    Stmt,
)
from archlsp.rules.flow.readers.javascript_customs import add_customary_types
from archlsp.rules.flow.readers.javascript_patterns import Patterns
from archlsp.rules.flow.readers.javascript_text import type_name

_MODIFIERS = frozenset({"accessibility_modifier", "readonly", "override_modifier"})
NAMES = frozenset(
    {
        "identifier",
        "property_identifier",
        "private_property_identifier",
        "string",
        "number",
        "type_identifier",
    }
)


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


class Functions(Patterns):
    """Turns nodes into functions; a body is read when it is first needed."""

    @abstractmethod
    def block(self, node: SgNode) -> Block:
        """Read the statements in a block."""

    def function(self, node: SgNode, name: str = "", owner: str | None = None) -> Function:
        """Read a function's head."""
        parts = self._parts(node)
        add_customary_types(parts.params, parts.name or name)
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
            if kind in NAMES:
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


def _owned(node: SgNode, params: Sequence[Param]) -> tuple[Stmt, ...]:
    """A constructor's parameter with a modifier is a field, too."""
    return tuple(
        Assign(node, Attr(node, Name(node, "this"), param.name), Name(node, param.name)) for param in params
    )
