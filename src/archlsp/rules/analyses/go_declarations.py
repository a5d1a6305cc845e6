"""A Go file for the analyses: what it declares."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_types import ERROR, Type, TypeReader
from archlsp.rules.flow.ir import Attr, Class, Define, Expr, Function, Name
from archlsp.rules.flow.readers.go import read
from archlsp.rules.source import Source

Types = dict[str, Type | None]
_DEEPEST = 12


class Declarations:
    """What a file declares."""

    def __init__(self, source: Source) -> None:
        """Read the declarations; functions' bodies are read when they are looked at."""
        self.source = source
        self.module = read(source)
        self.imports = self.module.imports
        self.say: Callable[[SgNode], str] = SgNode.text if source.text.isascii() else source.text_of
        self.reader = TypeReader(self.imports, self.say)
        self.functions: dict[str, Function] = {}
        self.classes: dict[str, Class] = {}
        self.specs: dict[str, SgNode] = {}
        for statement in self.module.body:
            if isinstance(statement, Define) and isinstance(statement.what, Function):
                self.functions[statement.what.name] = statement.what
            elif isinstance(statement, Define) and isinstance(statement.what, Class):
                self.add_class(statement.node, statement.what)
        self._declared: Types = {}
        self._results: dict[int, Type | None] = {}
        self.globals: Types = {}

    def add_class(self, node: SgNode, found: Class) -> None:
        """Note a type that is declared at a node."""
        self.classes.setdefault(found.name, found)
        self.specs.setdefault(found.name, node)

    def path(self, expr: Expr, types: Types | None = None) -> str:
        """Return the qualified name of a package's member, "" for anything else."""
        if isinstance(expr, Attr) and isinstance(expr.base, Name):
            package = expr.base.id
            if package in self.imports and (types is None or package not in types):
                return f"{self.imports[package]}.{expr.name}"
        return ""

    def declared(self, name: str) -> Type | None:
        """Return what a name of a type of this file stands for."""
        if name not in self._declared:
            node = self.specs.get(name)
            if node is None or node.kind() != "type_spec":
                return None
            self._declared[name] = self.reader.read(node.children()[-1])
        return self._declared[name]

    def underlying(self, type_: Type | None) -> Type | None:
        """Return a named type's own meaning, as far as this file tells."""
        for _ in range(_DEEPEST):
            if type_ is None or type_.kind != "named":
                return type_
            below = self.declared(type_.name)
            if below is None:
                return type_
            type_ = below
        return type_

    def results(self, function: Function) -> Type | None:
        """Return what a function gives."""
        key = id(function)
        if key not in self._results:
            self._results[key] = self.reader.results(function.node)
        return self._results[key]

    def field(self, type_: Type | None, name: str, depth: int = 3) -> Type | None:
        """Return the type of a field, also of an embedded struct's."""
        below = self.underlying(type_)
        if below is not None and below.kind == "ptr":
            below = self.underlying(below.element)
        if below is None or below.kind != "struct" or depth == 0:
            return None
        for field in below.fields:
            if field.name == name:
                return field.type
        inner = (self.field(field.type, name, depth - 1) for field in below.fields if field.embedded)
        return next((found for found in inner if found is not None), None)

    def method(self, type_: Type | None, name: str) -> Function | None:
        """Return a method that this file declares."""
        if type_ is not None and type_.kind == "ptr":
            type_ = type_.element
        found = self.classes.get(type_.name) if type_ is not None and type_.kind == "named" else None
        return next((method for method in found.functions if method.name == name), None) if found else None

    def is_error(self, type_: Type | None) -> bool:
        """Tell whether a type is the interface `error`."""
        return type_ == ERROR

    def is_interface(self, type_: Type | None) -> bool:
        """Tell whether a type is known to be an interface."""
        below = self.underlying(type_)
        return below is not None and (
            below.kind == "iface" or below.name in {"error", "any", "context.Context"}
        )
