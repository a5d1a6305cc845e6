"""Rust: from the syntax tree to the program of `ir.py`.

`::` is a dot, a macro is a call, `?`, `&`, `*` and casts are what they stand before. A parameter whose type is one
of a web framework's extractors has that type as its annotation too: `Query(page): Query<Page>` is untrusted.
"""

import re

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Call,
    Class,
    Const,
    Define,
    Expr,
    Function,
    Index,
    Module,
    Name,
    Param,
    Stmt,
)
from archlsp.rules.flow.readers.rust_macros import COMMENTS
from archlsp.rules.flow.readers.rust_patterns import parts_of
from archlsp.rules.flow.readers.rust_statements import Statements, type_of
from archlsp.rules.source import Source

_VARIABLE = re.compile(r"\b[a-z_]\w*")
_NUMERIC = re.compile(r"<\s*([ui](?:8|16|32|64|128|size)|f32|f64|bool|(?:uuid::)?Uuid)\s*>")
_FIELD = re.compile(r"^(?:pub(?:\([^)]*\))?\s+)?(\w+)\s*:\s*(.+)$", re.DOTALL)
_TESTS = re.compile(r"^#\[cfg\(.*\btest\b|^#\[(?:\w+::)*test\b", re.DOTALL)


def read(source: Source) -> Module:
    """Read a file."""
    return _Reader(source).module()


class _Reader(Statements):
    """Reads the definitions of a file."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self._imports: dict[str, str] = {}
        self._wildcards: list[str] = []
        self._classes: dict[str, Class] = {}

    def module(self) -> Module:
        out: list[Stmt] = []
        self._items(self.source.root.children(), out)
        owned = [Define(found.node, found) for found in self._classes.values()]
        return Module(self._imports, (*owned, *out), tuple(self._wildcards))

    def _items(self, nodes: list[SgNode], out: list[Stmt]) -> None:
        attributes: list[SgNode] = []
        for node in nodes:
            kind = node.kind()
            if kind == "attribute_item":
                attributes.append(node)
                continue
            if not self._is_test(attributes):
                self._top(node, kind, attributes, out)
            if node.is_named() and kind not in COMMENTS:
                attributes = []

    def _top(self, node: SgNode, kind: str, attributes: list[SgNode], out: list[Stmt]) -> None:
        if kind == "function_item":
            out.append(Define(node, self._function(node, None, attributes)))
        elif node.is_named() and kind not in COMMENTS and not self.item(node, kind, out):
            self.statement(node, kind, out)

    def _is_test(self, attributes: list[SgNode]) -> bool:
        return any(_TESTS.match(self.say(one)) for one in attributes)

    def item(self, node: SgNode, kind: str, out: list[Stmt]) -> bool:
        """Read a definition; False when it is none."""
        if kind == "use_declaration":
            self._use(parts_of(node)[-2], "")
        elif kind == "function_item":
            out.append(Define(node, self._function(node, None, [])))
        elif kind == "impl_item":
            self._impl(node)
        elif kind == "struct_item":
            self._struct_item(node)
        elif kind in {"mod_item", "trait_item"}:
            self._items(parts_of(parts_of(node)[-1]), out)
        elif kind in {"const_item", "static_item"}:
            self._constant(node, out)
        else:
            return kind.endswith("_item") or kind in {
                "macro_definition",
                "extern_crate_declaration",
                "empty_statement",
            }
        return True

    def _use(self, node: SgNode, prefix: str) -> None:
        kind = node.kind()
        children = parts_of(node)
        if kind == "use_list":
            for child in children:
                if child.is_named():
                    self._use(child, prefix)
        elif kind == "scoped_use_list":
            self._use(
                children[-1], prefix + self._path(children[0]) + "." if children[0].is_named() else prefix
            )
        elif kind == "use_as_clause":
            self._imports[self.say(children[-1])] = prefix + self._path(children[0])
        elif kind == "use_wildcard":
            self._wildcards.append((prefix + self._path(children[0])).rstrip("."))
        elif kind == "self":
            self._imports[prefix.rstrip(".").rsplit(".", 1)[-1]] = prefix.rstrip(".")
        else:
            path = prefix + self._path(node)
            self._imports[path.rsplit(".", 1)[-1]] = path

    def _path(self, node: SgNode) -> str:
        return re.sub(r"\s", "", self.say(node)).replace("::", ".")

    def _impl(self, node: SgNode) -> None:
        children = parts_of(node)
        types = [
            child
            for child in children
            if child.is_named()
            and (child.kind().endswith("type") or child.kind().endswith("type_identifier"))
        ]
        name = type_of(self.say(types[-1])) if types else None
        if not name or children[-1].kind() != "declaration_list":
            return
        functions, attributes = [], list[SgNode]()
        for child in parts_of(children[-1]):
            kind = child.kind()
            if kind == "attribute_item":
                attributes.append(child)
            elif kind == "function_item":
                functions.append(self._function(child, name, attributes))
                attributes = []
        found = self._classes.setdefault(name, Class(node, name))
        found.functions += tuple(functions)

    def _struct_item(self, node: SgNode) -> None:
        children = parts_of(node)
        name = next((self.say(child) for child in children if child.kind() == "type_identifier"), "")
        found = self._classes.setdefault(name, Class(node, name))
        for child in parts_of(children[-1]) if children[-1].kind() == "field_declaration_list" else ():
            field = _FIELD.match(self.say(child)) if child.kind() == "field_declaration" else None
            if field:
                found.fields[field[1]] = type_of(field[2])

    def _constant(self, node: SgNode, out: list[Stmt]) -> None:
        children = parts_of(node)
        name = next((child for child in children if child.kind() == "identifier"), None)
        if name is not None and len(children) > 3 and children[-2].is_named():  # noqa: PLR2004
            out.append(Assign(node, Name(name, self.say(name)), self.expr(children[-2])))

    def _function(self, node: SgNode, owner: str | None, attributes: list[SgNode]) -> Function:
        children = parts_of(node)
        kinds = {child.kind(): child for child in reversed(children)}
        name, params, modifiers = (
            kinds.get(kind) for kind in ("identifier", "parameters", "function_modifiers")
        )
        before: list[Stmt] = []
        return Function(
            node,
            self.say(name) if name is not None else "",
            tuple(self._params(params, before)) if params is not None else (),
            lambda: (*before, *self.body(children[-1])) if "block" in kinds else (),
            owner,
            tuple(one for item in attributes if (one := self._decorator(item)) is not None),
            modifiers is not None and "async" in self.say(modifiers),
        )

    def _decorator(self, item: SgNode) -> Expr | None:
        inner = [child for child in parts_of(item) if child.kind() == "attribute"]
        children = parts_of(inner[0]) if inner else []
        if not children:
            return None
        func = self.expr(children[0])
        if not isinstance(func, Name | Attr):
            return None
        tree = children[-1] if children[-1].kind() == "token_tree" else None
        return Call(item, func, tuple(self.macros.arguments(tree)) if tree is not None else ())

    def _params(self, node: SgNode, before: list[Stmt]) -> list[Param]:
        found = []
        for child in parts_of(node):
            kind = child.kind()
            if kind == "self_parameter":
                found.append(Param("self"))
            elif kind == "parameter":
                found.append(self._param(child, before))
        return found

    def _param(self, node: SgNode, before: list[Stmt]) -> Param:
        """Read a parameter; what an extractor holds, `State(pool): State<PgPool>`, has the inner type."""
        named = [child for child in parts_of(node) if child.is_named()]
        children = [child for child in named if child.kind() != "mutable_specifier"]
        text = self.say(children[-1])
        pattern, name = self.pattern(children[0]), type_of(text)
        annotation = self._reference(children[-1], name)
        number = _NUMERIC.search(text)
        declared = number[1].replace("::", ".").replace("Uuid", "UUID") if number else name
        annotations = (annotation,) if annotation is not None else ()
        if number is None and isinstance(pattern, Name) and children[0].kind() == "tuple_struct_pattern":
            inner = type_of(text.partition("<")[2])
            value = Index(pattern.node, Name(pattern.node, pattern.id), Const(pattern.node, 0))
            before.append(Assign(node, pattern, value, type=inner))
        if isinstance(pattern, Name):
            return Param(pattern.id, declared, annotations=annotations)
        names = _VARIABLE.findall(self.say(children[0]))
        return Param(names[-1] if names else "_", declared, annotations=annotations, pattern=pattern)

    def _reference(self, node: SgNode, name: str | None) -> Expr | None:
        if not name:
            return None
        head, *rest = name.split(".")
        found: Expr = Name(node, head)
        for part in rest:
            found = Attr(node, found, part)
        return found
