"""Java's types, annotations and imports, from the tree to dotted names."""

import re
from collections.abc import Iterable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Arg, Attr, Call, Collection, Expr, Name
from archlsp.rules.flow.readers.java_packages import ALWAYS, PACKAGES
from archlsp.rules.flow.readers.java_scopes import COMMENTS, Scopes

_GENERICS = re.compile(r"<[^<>]*>|\s+|@\w+(?:\([^()]*\))?\s")
_SEVERAL = frozenset({"List", "Set", "Collection", "Optional", "Iterable", "ArrayList"})
_MOVED = "jakarta."


class Types(Scopes):
    """Reads what stands around code: types and annotations."""

    def type_of(self, node: SgNode) -> str | None:
        """Return a type's dotted name without its type arguments; an array's ends in []; None for `var`."""
        kind = node.kind()
        if kind == "generic_type":
            named = node.named_children()
            return self.type_of(named[0]) if named else None
        if kind == "array_type":
            named = node.named_children()
            return f"{self.type_of(named[0])}[]" if named else None
        if kind == "annotated_type":
            return self.type_of(node.named_children()[-1])
        text = self.text(node)
        if kind == "type_identifier":
            return None if text == "var" else text
        if kind == "scoped_type_identifier":
            text = _GENERICS.sub("", text)
        return javax(text)

    def element_of(self, node: SgNode) -> str | None:
        """Return a parameter's type: of a collection of numbers, that of the numbers."""
        found = self.type_of(node)
        if found in _SEVERAL and node.kind() == "generic_type":
            arguments = node.named_children()[-1].named_children()
            if len(arguments) == 1 and self.text(arguments[0]) in NUMBERS:
                return self.text(arguments[0])
        return found

    def type_expr(self, node: SgNode) -> Expr:
        """Read a type where an expression is wanted: `new T`, `T.class`, `T::m`."""
        name = self.type_of(node) or "var"
        if name.endswith("[]") or "." not in name:
            return Name(node, name)
        head, *rest = name.split(".")
        found: Expr = Name(node, head)
        for part in rest:
            found = Attr(node, found, part)
        return found

    def annotations(self, modifiers: SgNode) -> tuple[Expr, ...]:
        """Read the annotations among modifiers."""
        return tuple(
            self.annotation(child)
            for child in modifiers.named_children()
            if child.kind() in {"annotation", "marker_annotation"}
        )

    def annotation(self, node: SgNode) -> Expr:
        """Read an annotation: a name, or a call with its arguments."""
        named = self.named(node)
        if not named:
            return Name(node, "")
        name = self.expr(named[0])
        if len(named) == 1:
            return name
        args = tuple(self._annotation_argument(child) for child in self.named(named[1]))
        return Call(node, name, args)

    def _annotation_argument(self, node: SgNode) -> Arg:
        if node.kind() == "element_value_pair":
            named = self.named(node)
            return Arg(self._annotation_value(named[-1]), self.text(named[0]))
        return Arg(self._annotation_value(node))

    def _annotation_value(self, node: SgNode) -> Expr:
        kind = node.kind()
        if kind == "element_value_array_initializer":
            return Collection(
                node, "list", tuple((None, self._annotation_value(one)) for one in self.named(node))
            )
        if kind in {"annotation", "marker_annotation"}:
            return self.annotation(node)
        return self.expr(node)


NUMBERS = frozenset(
    {"int", "long", "short", "byte", "char", "float", "double", "boolean"}
    | {"Integer", "Long", "Short", "Byte", "Character", "Float", "Double", "Boolean"}
    | {"UUID", "BigInteger", "BigDecimal", "LocalDate", "LocalDateTime", "Instant"}
)


def javax(name: str) -> str:
    """Return the name that a class of Jakarta EE had before it moved."""
    return f"javax.{name[len(_MOVED) :]}" if name.startswith(_MOVED) else name


def imported(declarations: Iterable[SgNode]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return what local names stand for, and the packages that are imported whole."""
    names: dict[str, str] = {}
    wildcards: list[str] = []
    for node in declarations:
        kinds = {child.kind(): child for child in node.children()}
        path = next((kinds[kind] for kind in ("scoped_identifier", "identifier") if kind in kinds), None)
        if path is None:
            continue
        dotted = javax(_GENERICS.sub("", path.text()))
        if "asterisk" not in kinds:
            names[dotted.rpartition(".")[2]] = dotted
        elif "static" not in kinds:
            wildcards.append(dotted)
    for package in wildcards:
        for name in PACKAGES.get(package, ()):
            names.setdefault(name, f"{package}.{name}")
    return {**ALWAYS, **names}, tuple(wildcards)


def is_comment(node: SgNode) -> bool:
    """Tell whether a node is a comment."""
    return node.kind() in COMMENTS
