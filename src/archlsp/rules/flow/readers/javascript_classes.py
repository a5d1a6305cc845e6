"""Classes of JavaScript and TypeScript."""

from collections.abc import Sequence

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Class, Expr, Function, Lambda, Name
from archlsp.rules.flow.readers.javascript_functions import NAMES, Functions
from archlsp.rules.flow.readers.javascript_text import type_name

_METHODS = frozenset({"method_definition", "abstract_method_signature"})
_FIELDS = frozenset({"public_field_definition", "field_definition"})


class Classes(Functions):
    """Turns nodes into classes."""

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
            if kind in NAMES and not name:
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
