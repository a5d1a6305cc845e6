"""Go: loops."""

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Block, Loop, Name, Stmt
from archlsp.rules.flow.readers.go_expressions import Expressions
from archlsp.rules.flow.readers.go_shape import tuple_of, without_comments

_PAIR = 2


class Loops(Expressions):
    """Reads the forms of `for`; whoever derives from it reads the statements in them."""

    def one(self, node: SgNode) -> Block:
        """Read one statement."""
        raise NotImplementedError

    def loop(self, node: SgNode, out: list[Stmt]) -> None:
        """Read a loop."""
        children = without_comments(node)
        body = self.block(children[-1])
        head = children[1] if len(children) > _PAIR else None
        kind = head.kind() if head is not None else ""
        if head is None:
            out.append(Loop(node, body))
        elif kind == "for_clause":
            out.append(self._counted(node, head, body))
        elif kind == "range_clause":
            out.append(self._ranged(node, head, body))
        else:
            out.append(Loop(node, body, test=self.expr(head)))

    def _counted(self, node: SgNode, head: SgNode, body: Block) -> Loop:
        parts: list[SgNode | None] = [None, None, None]
        place = 0
        for child in head.children():
            if child.kind() == ";":
                place += 1
            elif place < len(parts):
                parts[place] = child
        before, test, step = parts
        return Loop(
            node,
            body,
            test=self.expr(test) if test is not None else None,
            before=self.one(before) if before is not None else (),
            step=self.one(step) if step is not None else (),
        )

    def _ranged(self, node: SgNode, head: SgNode, body: Block) -> Loop:
        children = without_comments(head)
        over = self.expr(children[-1])
        if children[0].kind() == "range":
            return Loop(node, body, over=over)
        targets = self.exprs(children[0])
        if len(targets) == _PAIR and isinstance(targets[0], Name) and targets[0].id == "_":
            targets = targets[1:]
        return Loop(
            node, body, target=targets[0] if len(targets) == 1 else tuple_of(head, targets), over=over
        )
