"""Go: statements."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Await,
    Block,
    Call,
    Cases,
    Collection,
    Define,
    Do,
    Exit,
    Expr,
    If,
    Index,
    Loop,
    Name,
    Op,
    Other,
    Stmt,
)
from archlsp.rules.flow.readers.go_expressions import Expressions
from archlsp.rules.flow.readers.go_structs import Structs
from archlsp.rules.flow.readers.go_types import type_name

_SILENT = frozenset(
    {"comment", "empty_statement", "fallthrough_statement", "goto_statement", ";", "\n", "{", "}"}
)
_ENDING = frozenset(
    {"os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "log.Panicln"}
)
_FILLING = frozenset(
    "Decode Unmarshal Bind BindJSON BindQuery BindUri BindHeader BindXML BindYAML MustBindWith ShouldBind ShouldBindJSON "
    "ShouldBindQuery ShouldBindUri ShouldBindHeader ShouldBindXML ShouldBindYAML BodyParser QueryParser ParamsParser "
    "ReqHeaderParser CookieParser ReadJSON ReadForm ReadQuery ReadEntity ParseForm".split()
)
_CASES = frozenset({"expression_case", "type_case", "communication_case", "default_case"})
_PAIR = 2


class Statements(Structs, Expressions):
    """Reads statements into a list that the caller gives."""

    def block(self, node: SgNode | None) -> Block:
        """Read the statements of a block or a list of statements."""
        out: list[Stmt] = []
        if node is not None:
            self._read_all(node.children(), out)
        return tuple(out)

    def one(self, node: SgNode) -> Block:
        """Read one statement."""
        out: list[Stmt] = []
        self._read_all([node], out)
        return tuple(out)

    def _read_all(self, nodes: list[SgNode], out: list[Stmt]) -> None:
        for node in nodes:
            kind = node.kind()
            read = _READERS.get(kind)
            if read is not None:
                read(self, node, out)
            elif kind not in _SILENT:
                out.append(Do(node, self.expr(node)))

    def _list(self, node: SgNode, out: list[Stmt]) -> None:
        self._read_all(node.children(), out)

    def _expression(self, node: SgNode, out: list[Stmt]) -> None:
        value = self.expr(node.children()[0])
        if isinstance(value, Call):
            name = _callee(value.func)
            if name == "panic":
                out.append(Exit(node, "raise", value))
                return
            out.append(Do(node, value))
            self._filled(value, out)
            if name in _ENDING:
                out.append(Exit(node, "raise"))
        else:
            out.append(Do(node, value))

    def _short(self, node: SgNode, out: list[Stmt]) -> None:
        left, _, right = _without_comments(node)[:3]
        targets = self.exprs(left)
        values = self.exprs(right)
        self._assigned(node, targets, values, out)

    def _assignment(self, node: SgNode, out: list[Stmt]) -> None:
        left, sign, right = _without_comments(node)[:3]
        op = sign.kind().removesuffix("=")
        if op:
            out.append(Assign(node, self.expr(left.children()[0]), self.exprs(right)[0], op=op))
        else:
            self._assigned(node, self.exprs(left), self.exprs(right), out)

    def _filled(self, value: Expr, out: list[Stmt]) -> None:
        """`Decode(&v)` and its kin put what the call is about into v."""
        if (
            isinstance(value, Call)
            and value.args
            and isinstance(value.func, Attr)
            and value.func.name in _FILLING
        ):
            last = value.args[-1].value
            if isinstance(last, Name) and last.id != "nil":
                out.append(Assign(value.node, Name(last.node, last.id), value))

    def _assigned(
        self, node: SgNode, targets: list[Expr], values: list[Expr], out: list[Stmt], type_: str | None = None
    ) -> None:
        if len(targets) == 1 and len(values) == 1:
            out.append(Assign(node, targets[0], values[0], type=type_ or self._asserted(values[0])))
            self._filled(values[0], out)
        elif len(targets) == _PAIR and len(values) == 1 and not isinstance(values[0], Call):
            # `v, ok := m[k]`, x.(T), <-ch: the second says whether there was one.
            out.append(Assign(node, targets[0], values[0], type=self._asserted(values[0])))
            out.append(Assign(node, targets[1], Other(node, ())))
        elif len(values) == 1:
            out.append(Assign(node, _tuple(node, targets), values[0], type=type_))
        else:
            out.append(Assign(node, _tuple(node, targets), _tuple(node, values), type=type_))

    def _asserted(self, value: Expr) -> str | None:
        """Return the type of `x.(T)`."""
        if isinstance(value, Call | Op) or value.node.kind() != "type_assertion_expression":
            return None
        return type_name(value.node.children()[-2], self.say)

    def _inc(self, node: SgNode, out: list[Stmt]) -> None:
        inner = node.children()
        out.append(Assign(node, self.expr(inner[0]), Other(node, ()), op=inner[-1].kind()[0]))

    def _send(self, node: SgNode, out: list[Stmt]) -> None:
        channel, _, value = _without_comments(node)[:3]
        out.append(Assign(node, Index(node, self.expr(channel), Other(channel, ())), self.expr(value)))

    def _deferred(self, node: SgNode, out: list[Stmt]) -> None:
        out.append(Do(node, self.expr(_without_comments(node)[-1]), how=node.children()[0].kind()))

    def _return(self, node: SgNode, out: list[Stmt]) -> None:
        children = _without_comments(node)
        values = self.exprs(children[1]) if len(children) > 1 else []
        value = values[0] if len(values) == 1 else _tuple(node, values) if values else None
        out.append(Exit(node, "return", value))

    def _leave(self, node: SgNode, out: list[Stmt]) -> None:
        out.append(Exit(node, node.kind().removesuffix("_statement")))

    def _labeled(self, node: SgNode, out: list[Stmt]) -> None:
        self._read_all(node.children()[2:], out)

    def _if(self, node: SgNode, out: list[Stmt]) -> None:
        children = _without_comments(node)
        if len(children) > 3 and children[2].kind() == ";":  # noqa: PLR2004 - if, first, ;
            self._read_all([children[1]], out)
            children = children[2:]
        if len(children) < 3:  # noqa: PLR2004 - if, test, block
            out.append(Do(node, self.expr(node)))
            return
        other: Block = ()
        if len(children) > 4:  # noqa: PLR2004 - else, what
            last = children[4]
            other = self.block(last) if last.kind() == "block" else self.one(last)
        test = self.expr(children[1])
        if isinstance(test, Op):
            self._filled(test.operands[0], out)
        out.append(If(node, test, self.block(children[2]), other))

    def _for(self, node: SgNode, out: list[Stmt]) -> None:
        children = _without_comments(node)
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
        children = _without_comments(head)
        over = self.expr(children[-1])
        if children[0].kind() == "range":
            return Loop(node, body, over=over)
        targets = self.exprs(children[0])
        if len(targets) == _PAIR and isinstance(targets[0], Name) and targets[0].id == "_":
            targets = targets[1:]
        return Loop(node, body, target=targets[0] if len(targets) == 1 else _tuple(head, targets), over=over)

    def _switch(self, node: SgNode, out: list[Stmt]) -> None:
        head: list[SgNode] = []
        cases: list[SgNode] = []
        for child in node.children()[1:]:
            kind = child.kind()
            if kind in _CASES:
                cases.append(child)
            elif kind == ";":
                self._read_all(head, out)
                head = []
            elif kind not in _SILENT:
                head.append(child)
        subject = self.expr(head[-1]) if head else None
        read = [self._case(case, subject) for case in cases]
        out.append(Cases(node, subject, tuple(read)) if subject else self._choices(node, read))

    def _choices(self, node: SgNode, cases: list[tuple[Expr | None, Block]]) -> Stmt:
        """`switch { case a: .. }` is a chain of ifs, unless a case leaves it early or runs on into the next."""
        text = self.say(node)
        if "break" in text or "fallthrough" in text or not cases or cases[0][0] is None:
            return Cases(node, None, tuple(cases))
        rest: Block = next((block for test, block in cases if test is None), ())
        for test, block in reversed([case for case in cases if case[0] is not None]):
            rest = (If(node, test or Other(node, ()), block, rest),)
        return rest[0]

    def _case(self, node: SgNode, subject: Expr | None) -> tuple[Expr | None, Block]:
        children = _without_comments(node)
        if node.kind() == "default_case":
            return None, self._after_colon(children[1:])
        values = self.exprs(children[1])
        if len(values) == 1:
            label = values[0]
        else:
            label = _tuple(node, values) if subject is not None else Op(node, "or", tuple(values))
        return label, self._after_colon(children[2:])

    def _after_colon(self, nodes: list[SgNode]) -> Block:
        out: list[Stmt] = []
        self._read_all([node for node in nodes if node.kind() != ":"], out)
        return tuple(out)

    def _type_switch(self, node: SgNode, out: list[Stmt]) -> None:
        head, cases, name = [], [], None
        for child in node.children()[1:]:
            kind = child.kind()
            if kind in _CASES:
                cases.append(child)
            elif kind == ";":
                self._read_all(head, out)
                head = []
            elif kind == ":=":
                name = self.exprs(head.pop())[0]
            elif kind not in _SILENT and kind not in {".", "(", ")", "type"}:
                head.append(child)
        subject = self.expr(head[-1]) if head else Other(node, ())
        read = tuple(self._typed_case(case, name, subject) for case in cases)
        out.append(Cases(node, Other(node, (subject,)), read))

    def _typed_case(self, node: SgNode, name: Expr | None, subject: Expr) -> tuple[Expr | None, Block]:
        children = _without_comments(node)
        colon = next((at for at, child in enumerate(children) if child.kind() == ":"), len(children))
        body = self._after_colon(children[colon:])
        types = [child for child in children[1:colon] if child.kind() != ","]
        if name is not None:
            type_ = type_name(types[0], self.say) if len(types) == 1 else None
            body = (Assign(node, name, subject, type=type_), *body)
        return (Other(node, ()) if types else None), body

    def _select(self, node: SgNode, out: list[Stmt]) -> None:
        read = tuple(self._communication(case) for case in node.children() if case.kind() in _CASES)
        out.append(Cases(node, None, read))

    def _communication(self, node: SgNode) -> tuple[Expr | None, Block]:
        children = _without_comments(node)
        if node.kind() == "default_case":
            return None, self._after_colon(children[1:])
        first = children[1]
        out: list[Stmt] = []
        label: Expr = Other(first, ())
        if first.kind() == "send_statement":
            self._send(first, out)
        elif first.kind() == "receive_statement":
            label = self._received(first, out)
        return label, (*out, *self._after_colon(children[2:]))

    def _received(self, node: SgNode, out: list[Stmt]) -> Expr:
        children = _without_comments(node)
        value = self.expr(children[-1])
        if len(children) > 1:
            self._assigned(node, self.exprs(children[0]), [value], out)
            return Other(node, ())
        return value if isinstance(value, Await) else Other(node, (value,))

    def _variables(self, node: SgNode, out: list[Stmt]) -> None:
        for spec in node.children():
            kind = spec.kind()
            if kind == "var_spec_list":
                self._variables(spec, out)
            elif kind in {"var_spec", "const_spec"}:
                self._variable(spec, out)

    def _variable(self, node: SgNode, out: list[Stmt]) -> None:
        names: list[Expr] = []
        values: list[Expr] = []
        type_: str | None = None
        for child in node.children():
            kind = child.kind()
            if kind == "identifier":
                names.append(self.expr(child))
            elif kind == "expression_list":
                values = self.exprs(child)
            elif kind not in {",", "=", "comment", "ERROR"}:
                type_ = type_name(child, self.say)
        if values:
            self._assigned(node, names, values, out, type_)
        else:
            out.extend(Assign(node, name, None, type=type_) for name in names)

    def _types(self, node: SgNode, out: list[Stmt]) -> None:
        out.extend(Define(found.node, found) for found in self.structs(node))


def _without_comments(node: SgNode) -> list[SgNode]:
    return [child for child in node.children() if child.kind() != "comment"]


def _tuple(node: SgNode, items: list[Expr]) -> Expr:
    return Collection(node, "tuple", tuple((None, item) for item in items))


def _callee(func: Expr) -> str:
    if isinstance(func, Name):
        return func.id
    base = getattr(func, "base", None)
    return f"{base.id}.{func.name}" if isinstance(base, Name) and hasattr(func, "name") else ""


_Reader = Callable[[Statements, SgNode, list[Stmt]], None]
_READERS: dict[str, _Reader] = {
    "statement_list": Statements._list,
    "block": Statements._list,
    "expression_statement": Statements._expression,
    "short_var_declaration": Statements._short,
    "assignment_statement": Statements._assignment,
    "inc_statement": Statements._inc,
    "dec_statement": Statements._inc,
    "send_statement": Statements._send,
    "go_statement": Statements._deferred,
    "defer_statement": Statements._deferred,
    "return_statement": Statements._return,
    "break_statement": Statements._leave,
    "continue_statement": Statements._leave,
    "labeled_statement": Statements._labeled,
    "if_statement": Statements._if,
    "for_statement": Statements._for,
    "expression_switch_statement": Statements._switch,
    "type_switch_statement": Statements._type_switch,
    "select_statement": Statements._select,
    "var_declaration": Statements._variables,
    "const_declaration": Statements._variables,
    "type_declaration": Statements._types,
}
