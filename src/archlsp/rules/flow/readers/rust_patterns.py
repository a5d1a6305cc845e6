"""Rust: patterns, as what is assigned to."""

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Collection, Const, Expr, Name, Other
from archlsp.rules.flow.readers.rust_macros import COMMENTS
from archlsp.rules.source import Source

NAMES = frozenset(
    {
        "identifier",
        "self",
        "crate",
        "super",
        "type_identifier",
        "primitive_type",
        "shorthand_field_identifier",
    }
    | {"field_identifier"}
)


class Patterns:
    """Reads patterns."""

    def __init__(self, source: Source) -> None:
        """Read from this source."""
        self.source = source
        self.say = source.text_of

    def pattern(self, node: SgNode) -> Expr:
        """Read a pattern as what is assigned to."""
        kind = node.kind()
        if kind in NAMES:
            return Name(node, self.say(node))
        named = [
            child for child in parts_of(node) if child.is_named() and child.kind() != "mutable_specifier"
        ]
        if kind == "tuple_struct_pattern":
            inner = named[1:]
            return self.pattern(inner[0]) if len(inner) == 1 else self._several(node, inner)
        if kind in {"tuple_pattern", "slice_pattern"}:
            return self._several(node, named)
        if kind == "struct_pattern":
            return Collection(node, "dict", tuple(self._fields(named[1:])))
        if (
            kind
            in {
                "mut_pattern",
                "ref_pattern",
                "reference_pattern",
                "captured_pattern",
                "or_pattern",
                "match_pattern",
            }
            and named
        ):
            return self.pattern(
                named[0] if kind in {"captured_pattern", "or_pattern", "match_pattern"} else named[-1]
            )
        return Other(node, ())

    def _several(self, node: SgNode, items: list[SgNode]) -> Expr:
        return Collection(node, "tuple", tuple((None, self.pattern(item)) for item in items))

    def _fields(self, items: list[SgNode]) -> list[tuple[Expr | None, Expr]]:
        found: list[tuple[Expr | None, Expr]] = []
        for item in items:
            inner = [
                child for child in parts_of(item) if child.is_named() and child.kind() != "mutable_specifier"
            ]
            if item.kind() == "field_pattern" and inner:
                found.append((Const(item, self.say(inner[0])), self.pattern(inner[-1])))
        return found


def parts_of(node: SgNode) -> list[SgNode]:
    """Return the children that are no comments."""
    return [child for child in node.children() if child.kind() not in COMMENTS]
