"""Go: from the syntax tree to the program of `ir.py`."""

import re
from functools import lru_cache

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Block, Class, Define, Function, Module, Stmt
from archlsp.rules.flow.readers.go_statements import Statements
from archlsp.rules.source import Source

_VERSION = re.compile(r"(/v\d+|\.v\d+)$")
_GO_WORD = re.compile(r"^go-|[-.]go$")


@lru_cache(maxsize=1)
def read(source: Source) -> Module:
    """Read a file; the last one is kept, since the analyses of Go ask for it, too."""
    return _Reader(source).module()


class _Reader(Statements):
    """Reads the top level: imports, and methods into the types that own them."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.imports: dict[str, str] = {}
        self.wildcards: list[str] = []
        self.methods: dict[str, list[Function]] = {}

    def module(self) -> Module:
        out: list[Stmt] = []
        for node in self.source.root.children():
            self._top(node, node.kind(), out)
        return Module(self.imports, (*self._owned(out), *out), tuple(self.wildcards))

    def _top(self, node: SgNode, kind: str, out: list[Stmt]) -> None:
        if kind == "function_declaration":
            out.append(Define(node, self.function(node, self._named(node, "identifier"))))
        elif kind == "method_declaration":
            self._method(node)
        elif kind == "import_declaration":
            self._import(node)
        elif kind != "package_clause":
            self.read_all([node], out)

    def _named(self, node: SgNode, kind: str) -> str:
        name = next((child for child in node.children() if child.kind() == kind), None)
        return self.say(name) if name is not None else ""

    def _method(self, node: SgNode) -> None:
        method = self.function(node, self._named(node, "field_identifier"))
        method.owner = (method.receiver.type if method.receiver else None) or ""
        self.methods.setdefault(method.owner, []).append(method)

    def _owned(self, out: list[Stmt]) -> Block:
        """Hand the methods to their types; those of types that other files declare get a class of their own."""
        for statement in out:
            what = statement.what if isinstance(statement, Define) else None
            if isinstance(what, Class) and what.name in self.methods:
                what.functions = tuple(self.methods.pop(what.name))
                what.node = self.source.root  # they stand anywhere in the file
        return tuple(
            Define(
                methods[0].node,
                Class(self.source.root, name, functions=tuple(methods)),
            )
            for name, methods in self.methods.items()
        )

    def _import(self, node: SgNode) -> None:
        for child in node.children():
            kind = child.kind()
            if kind == "import_spec_list":
                self._import(child)
            elif kind == "import_spec":
                self._imported(child.children())

    def _imported(self, parts: list[SgNode]) -> None:
        path = _VERSION.sub("", self.say(parts[-1])[1:-1])
        local = self.say(parts[0]) if len(parts) > 1 else package_of(path)
        if local == ".":
            self.wildcards.append(path)
        elif local != "_":
            self.imports[local] = path


def package_of(path: str) -> str:
    """Guess the name of the package at an import path."""
    return _GO_WORD.sub("", path.rsplit("/", 1)[-1]).replace("-", "_")
