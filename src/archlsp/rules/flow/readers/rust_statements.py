"""Rust: statements. A block has a value, so each one is read with what becomes of its last expression."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Assign, Block, Cases, Do, Exit, Expr, If, Loop, Name, Other, Stmt
from archlsp.rules.flow.readers.rust_expressions import Expressions
from archlsp.rules.flow.readers.rust_patterns import parts_of

Sink = Callable[[SgNode, Expr], Stmt]
_ENDING = frozenset({"panic", "unreachable", "todo", "unimplemented", "bail"})
_BLOCKS = frozenset({"block", "unsafe_block", "const_block"})
_PLAIN = frozenset({"expression_statement", "let_declaration"})
_EXITS = {"return_expression": "return", "break_expression": "break", "continue_expression": "continue"}


def _done(node: SgNode, value: Expr) -> Stmt:
    return Do(node, value)


def _returned(node: SgNode, value: Expr) -> Stmt:
    return Exit(node, "return", value)


class Statements(Expressions):
    """Reads blocks."""

    def body(self, node: SgNode) -> Block:
        """Read a block or an expression as what a function returns."""
        out: list[Stmt] = []
        self.into(node, _returned, out)
        return tuple(out)

    def item(self, node: SgNode, kind: str, out: list[Stmt]) -> bool:
        """Read a definition; False when it is none."""
        raise NotImplementedError

    def into(self, node: SgNode, sink: Sink, out: list[Stmt]) -> None:
        """Read an expression whose value goes into `sink`."""
        kind = node.kind()
        read = _STATEMENTS.get(kind)
        if read is not None:
            read(self, node, parts_of(node), sink, out)
        elif kind in _EXITS:
            self._exit(node, kind, out)
        elif kind == "macro_invocation" and self.say(node).split("!", 1)[0].rsplit(":", 1)[-1] in _ENDING:
            out.append(Exit(node, "raise", self.expr(node)))
        else:
            out.append(sink(node, self.expr(node)))

    def _exit(self, node: SgNode, kind: str, out: list[Stmt]) -> None:
        named = [child for child in parts_of(node) if child.is_named() and child.kind() != "label"]
        if kind == "return_expression" and named:
            self.into(named[-1], _returned, out)
        else:
            out.append(Exit(node, _EXITS[kind], self.expr(named[-1]) if named else None))

    def _block(self, node: SgNode, children: list[SgNode], sink: Sink, out: list[Stmt]) -> None:
        for child in children:
            kind = child.kind()
            if kind in _PLAIN:
                self.statement(child, kind, out)
            elif (
                child.is_named()
                and kind not in {"label", "attribute_item"}
                and not self.item(child, kind, out)
            ):
                self.into(child, sink, out)

    def statement(self, node: SgNode, kind: str, out: list[Stmt]) -> None:
        """Read a statement whose value nobody uses."""
        if kind == "let_declaration":
            self._let(node, out)
        elif kind == "expression_statement":
            for child in node.children():
                if child.is_named():
                    self.into(child, _done, out)
        else:
            self.into(node, _done, out)

    def _let(self, node: SgNode, out: list[Stmt]) -> None:
        """Read `let pattern: type = value else { .. };`."""
        pattern = declared = value = other = None
        before = ""
        for child in parts_of(node):
            if not child.is_named():
                before = child.kind()
            elif before == ":":
                declared, before = child, ""
            elif before == "=":
                value, before = child, ""
            elif before == "else":
                other = child
            elif child.kind() != "mutable_specifier":
                pattern = child
        if pattern is None:
            return
        target = self.pattern(pattern)
        name = type_of(self.say(declared)) if declared is not None else None
        if value is None:
            out.append(Assign(node, target, None, type=name))
        else:
            self.into(value, lambda at, found: Assign(at, target, found, type=name), out)
        if other is not None:
            out.append(If(node, Other(node, ()), self._inside(other, _done)))

    def _inside(self, node: SgNode, sink: Sink) -> Block:
        out: list[Stmt] = []
        self.into(node, sink, out)
        return tuple(out)

    def _if(self, node: SgNode, children: list[SgNode], sink: Sink, out: list[Stmt]) -> None:
        named = [child for child in children if child.is_named()]
        test = self._condition(named[0], out)
        then = self._inside(named[1], sink) if len(named) > 1 else ()
        other = parts_of(named[-1]) if named[-1].kind() == "else_clause" else []
        out.append(If(node, test, then, self._inside(other[-1], sink) if other else ()))

    def _condition(self, node: SgNode, out: list[Stmt]) -> Expr:
        """Read a condition; what `let` binds in it is bound before."""
        kind = node.kind()
        named = [child for child in parts_of(node) if child.is_named()]
        if kind == "let_condition" and len(named) > 1:
            value = self.expr(named[-1])
            out.append(Assign(node, self.pattern(named[0]), value))
            return Other(node, ())
        if kind == "let_chain":
            tests = [self._condition(child, out) for child in named]
            return Other(node, tuple(test for test in tests if not isinstance(test, Other)))
        return self.expr(node)

    def _match(self, node: SgNode, children: list[SgNode], sink: Sink, out: list[Stmt]) -> None:
        named = [child for child in children if child.is_named()]
        subject = Name(named[0], f"match@{named[0].range().start.index}")
        self.into(named[0], lambda at, found: Assign(at, subject, found), out)
        arms = [arm for arm in parts_of(named[-1]) if arm.kind() == "match_arm"]
        # A match leaves nothing out, so its last arm is what is left.
        cases = tuple(
            (Other(arm, ()) if arm is not arms[-1] else None, self._arm(arm, subject, sink)) for arm in arms
        )
        out.append(Cases(node, None, cases))

    def _arm(self, node: SgNode, subject: Expr, sink: Sink) -> Block:
        named = [child for child in parts_of(node) if child.is_named() and child.kind() != "attribute_item"]
        out: list[Stmt] = []
        if len(named) > 1:
            out.append(Assign(named[0], self.pattern(named[0]), subject))
            self.into(named[-1], sink, out)
        return tuple(out)

    def _for(self, node: SgNode, children: list[SgNode], sink: Sink, out: list[Stmt]) -> None:
        named = [child for child in children if child.is_named() and child.kind() != "label"]
        if len(named) > 2:  # noqa: PLR2004
            body = self._inside(named[-1], _done)
            out.append(Loop(node, body, self.pattern(named[0]), self.expr(named[-2])))

    def _while(self, node: SgNode, children: list[SgNode], sink: Sink, out: list[Stmt]) -> None:
        named = [child for child in children if child.is_named() and child.kind() != "label"]
        before: list[Stmt] = []
        test = self._condition(named[0], before) if len(named) > 1 else None
        out.append(Loop(node, (*before, *self._inside(named[-1], _done)), test=test))

    def _assign(self, node: SgNode, children: list[SgNode], sink: Sink, out: list[Stmt]) -> None:
        sign, target = self.say(children[1]), self.expr(children[0])
        op = sign[:-1]
        self.into(children[-1], lambda at, found: Assign(node, target, found, op), out)


def type_of(text: str) -> str | None:
    """Return the dotted name of a type, without references, generics and lifetimes."""
    text = text.split("<", 1)[0].split("'", 1)[-1] if "'" in text else text.split("<", 1)[0]
    name = (
        text.strip("&*() >,").removeprefix("mut ").removeprefix("dyn ").removeprefix("impl ").split(" ")[-1]
    )
    return name.replace("::", ".").strip(".") or None


_STATEMENTS: dict[str, Callable[[Statements, SgNode, list[SgNode], Sink, list[Stmt]], None]] = {
    **dict.fromkeys(_BLOCKS, Statements._block),
    "if_expression": Statements._if,
    "match_expression": Statements._match,
    "for_expression": Statements._for,
    "while_expression": Statements._while,
    "loop_expression": Statements._while,
    "assignment_expression": Statements._assign,
    "compound_assignment_expr": Statements._assign,
}
