"""What stands on the left of an assignment in JavaScript and TypeScript."""

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Collection, Const, Expr, Name, Other
from archlsp.rules.flow.readers.javascript_expressions import Expressions


class Patterns(Expressions):
    """Turns nodes into targets."""

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
