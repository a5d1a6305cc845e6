"""Go: small questions about nodes."""

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Collection, Expr


def without_comments(node: SgNode) -> list[SgNode]:
    """Return the children that are code."""
    return [child for child in node.children() if child.kind() != "comment"]


def tuple_of(node: SgNode, items: list[Expr]) -> Expr:
    """Return several values, or targets, as one."""
    return Collection(node, "tuple", tuple((None, item) for item in items))
