"""Python's match statement."""

from collections.abc import Iterator
from typing import Protocol

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Block, Cases, Expr, If, Name, Other


class Reading(Protocol):
    """What is needed of the reader."""

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""

    def test(self, node: SgNode) -> Expr:
        """Read a condition."""

    def block(self, node: SgNode | None) -> Block:
        """Read a block."""

    def text(self, node: SgNode) -> str:
        """Return what a node says."""


_LITERALS = frozenset({"string", "concatenated_string", "integer", "float", "true", "false", "none"})


def read_match(reader: Reading, node: SgNode) -> Cases:
    """Read a match: what a pattern captures has what the subject carries."""
    subjects = [reader.expr(child) for child in node.field_children("subject")]
    subject = subjects[0] if len(subjects) == 1 else Other(node, tuple(subjects))
    body = node.field("body") or node
    clauses = [child for child in body.named_children() if child.kind() == "case_clause"]
    return Cases(node, subject, tuple(_case(reader, clause, subject) for clause in clauses))


def _case(reader: Reading, clause: SgNode, subject: Expr) -> tuple[Expr | None, Block]:
    patterns = [child for child in clause.named_children() if child.kind() == "case_pattern"]
    captured = [name for pattern in patterns for name in _captures(pattern)]
    block = reader.block(clause.field("consequence"))
    guard = clause.field("guard")
    if guard is not None:
        test = next((child for child in guard.named_children() if child.kind() != "comment"), None)
        block = (If(guard, reader.test(test), block),) if test is not None else block
    before = tuple(Assign(name, Name(name, reader.text(name)), Other(name, (subject,))) for name in captured)
    return _value(reader, patterns), (*before, *block)


def _value(reader: Reading, patterns: list[SgNode]) -> Expr | None:
    """The constant a case compares with; None for a case that takes whatever comes."""
    inner = [child for pattern in patterns for child in pattern.named_children()]
    if len(inner) == 1 and inner[0].kind() in _LITERALS:
        return reader.expr(inner[0])
    if not inner or (
        len(inner) == 1 and inner[0].kind() == "dotted_name" and "." not in reader.text(inner[0])
    ):
        return None
    return Other(inner[0], ())


def _captures(node: SgNode) -> Iterator[SgNode]:
    """The names that a pattern binds: a name alone, one behind `as` or a star."""
    for child in node.named_children():
        kind = child.kind()
        if kind == "dotted_name":
            if len(child.named_children()) == 1 and node.kind() == "case_pattern":
                yield child
        elif kind == "identifier":
            if node.kind() in {"as_pattern", "splat_pattern"}:
                yield child
        elif kind not in _LITERALS:
            yield from _captures(child)
