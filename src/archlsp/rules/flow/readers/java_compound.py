"""Java's loops, branches and tries, from the tree to `ir.py`."""

from functools import partial

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Block, Do, Expr, Handler, If, Loop, Name, Stmt, Try, With
from archlsp.rules.flow.readers.java_switches import Switches
from archlsp.rules.flow.readers.java_types import is_comment

EMITTING = frozenset({"assignment_expression", "update_expression", "switch_expression"})


class Compound(Switches):
    """Reads statements that have blocks."""

    def _if(self, node: SgNode) -> None:
        named = self.named(node)
        test = self.expr(named[0])
        then = self.one(named[1]) if len(named) > 1 else ()
        other = self.one(named[2]) if len(named) > 2 else ()  # noqa: PLR2004 - test, then, else
        self.out.append(If(node, test, then, other))

    def _while(self, node: SgNode) -> None:
        named = self.named(node)
        if node.kind() == "do_statement":
            named.reverse()
        test, emitted = self.emitted(partial(self.expr, named[0]))
        body = self.one(named[-1]) if len(named) > 1 else ()
        self.out.append(Loop(node, body, test=test, before=emitted, step=emitted))

    def _for(self, node: SgNode) -> None:
        """The parts are told apart by the semicolons between them."""
        before: Block = ()
        step: Block = ()
        test: Expr | None = None
        body: SgNode | None = None
        semicolons, is_head = 0, True
        for child in node.children():
            kind = child.kind()
            if kind == ";":
                semicolons += 1
            elif kind == ")":
                is_head = False
            elif not is_head:
                body = child if child.is_named() and not is_comment(child) else body
            elif kind == "local_variable_declaration":
                before, semicolons = self.one(child), semicolons + 1
            elif child.is_named() and not is_comment(child):
                value, emitted = self.emitted(partial(self.expr, child))
                if semicolons == 1:
                    test = value
                elif semicolons == 0:
                    before += self._done(child, value, emitted)
                else:
                    step += self._done(child, value, emitted)
        self.out.append(Loop(node, self.one(body) if body else (), test=test, before=before, step=step))

    def _done(self, node: SgNode, value: Expr, emitted: Block) -> Block:
        return emitted if node.kind() in EMITTING else (*emitted, Do(node, value))

    def _for_each(self, node: SgNode) -> None:
        declared, name = None, None
        *head, over, body = self.named(node)
        for child in head:
            if child.kind() == "identifier":
                name = child
            elif child.kind() != "modifiers":
                declared = self.type_of(child)
        iterated = self.expr(over)
        if name is None:
            self.out.append(Loop(node, self.one(body), over=iterated))
            return
        text = self.text(name)
        self.scope.locals[text] = declared
        typed: Block = ()
        if declared is not None:
            typed = (Assign(name, Name(name, text), Name(name, text), type=declared),)
        self.out.append(Loop(node, (*typed, *self.one(body)), Name(name, text), iterated))

    def _try(self, node: SgNode) -> None:
        body: Block = ()
        last: Block = ()
        items: list[tuple[Expr | None, Expr]] = []
        handlers: list[Handler] = []
        types: Block = ()
        for child in node.named_children():
            kind = child.kind()
            if kind == "resource_specification":
                items, types = self._resources(child)
            elif kind == "block":
                body = self.block(child)
            elif kind == "catch_clause":
                handlers.append(self._catch(child))
            elif kind == "finally_clause":
                last = self.block(self.named(child)[-1])
        if items:
            body = (With(node, tuple(items), (*types, *body)),)
        self.out.append(Try(node, body, tuple(handlers), (), last))

    def _resources(self, node: SgNode) -> tuple[list[tuple[Expr | None, Expr]], Block]:
        """Read resources; their declared types are told to the block."""
        items: list[tuple[Expr | None, Expr]] = []
        types: list[Stmt] = []
        for resource in self.named(node):
            named = [child for child in self.named(resource) if child.kind() != "modifiers"]
            if len(named) == 1:
                items.append((None, self.expr(named[0])))
            elif named:
                name = Name(resource, self.text(named[1]))
                self.scope.locals[name.id] = self.type_of(named[0])
                items.append((name, self.expr(named[-1])))
                declared = self.type_of(named[0])
                if declared:
                    types.append(Assign(resource, name, name, type=declared))
        return items, tuple(types)

    def _catch(self, node: SgNode) -> Handler:
        types: tuple[str, ...] = ()
        name: str | None = None
        body: Block = ()
        for child in self.named(node):
            if child.kind() == "catch_formal_parameter":
                for part in self.named(child):
                    if part.kind() == "catch_type":
                        types = tuple(one for each in self.named(part) if (one := self.type_of(each)))
                    elif part.kind() == "identifier":
                        name = self.text(part)
                        self.scope.locals[name] = types[0] if types else None
            elif child.kind() == "block":
                body = self.block(child)
        return Handler(node, types, name, body)

    def _synchronized(self, node: SgNode) -> None:
        lock, *body = self.named(node)
        held = self.expr(lock)
        self.out.append(With(node, ((None, held),), self.block(body[0]) if body else ()))
