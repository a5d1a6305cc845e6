"""Java's switch, old and new, as a statement and as a value."""

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Block, Cases, Collection, Do, Exit, Expr, Name, Other
from archlsp.rules.flow.readers.java_definitions import Definitions
from archlsp.rules.source import Source

_LABEL = "switch_label"


class Switches(Definitions):
    """Reads switches; the variable of each that has a value is on `_results`."""

    def __init__(self, source: Source) -> None:
        """Keep the source; nothing is read yet."""
        super().__init__(source)
        self._results: list[Name | None] = []

    def one(self, node: SgNode) -> Block:
        """Read one statement; the reader of statements knows how."""
        raise NotImplementedError

    def switch(self, node: SgNode, target: Name | None) -> None:
        """Emit a switch, its results assigned to `target`."""
        named = self.named(node)
        subject = self.expr(named[0])
        cases: list[tuple[Expr | None, Block]] = []
        self._results.append(target)
        for arm in self.named(named[-1]) if len(named) > 1 else ():
            if arm.kind() == "switch_rule":
                cases.append(self._rule(arm, subject, target))
            else:
                cases += self._group(arm, subject)
        self._results.pop()
        self.out.append(Cases(node, subject, tuple(cases)))

    def _group(self, node: SgNode, subject: Expr) -> list[tuple[Expr | None, Block]]:
        """`case a: case b: ...`: all but the last label fall through."""
        labels: list[Expr | None] = []
        with self.collecting() as out:
            for child in self.named(node):
                if child.kind() == _LABEL:
                    labels.append(self._label(child, subject))
                else:
                    out += self.one(child)
        if not labels:
            return [(Other(node, ()), tuple(out))]
        return [*((label, ()) for label in labels[:-1]), (labels[-1], tuple(out))]

    def _rule(self, node: SgNode, subject: Expr, target: Name | None) -> tuple[Expr | None, Block]:
        label: Expr | None = None
        with self.collecting() as out:
            for child in self.named(node):
                kind = child.kind()
                if kind == _LABEL:
                    label = self._label(child, subject)
                elif kind == "expression_statement" and target is not None:
                    out.append(Assign(child, target, self.inner(child)))
                else:
                    out += self.block(child) if kind == "block" else self.one(child)
            out.append(Exit(node, "break"))
        return label, tuple(out)

    def _label(self, node: SgNode, subject: Expr) -> Expr | None:
        values: list[Expr] = []
        for child in self.named(node):
            kind = child.kind()
            if kind == "pattern" or kind.endswith("_pattern"):
                self.pattern(child, subject)
                values.append(Other(child, ()))
            elif kind == "guard":
                self.out.append(Do(child, self.inner(child)))
            else:
                values.append(self.expr(child))
        if not values:
            return None
        if len(values) == 1:
            return values[0]
        return Collection(node, "list", tuple((None, value) for value in values))

    def yielded(self, node: SgNode) -> None:
        """Emit `yield x`: the result of the switch around, which it leaves."""
        target = self._results[-1] if self._results else None
        named = self.named(node)
        if named:
            value = self.expr(named[0])
            self.out.append(Do(node, value) if target is None else Assign(node, target, value))
        self.out.append(Exit(node, "break"))
