"""Go: statements."""

import re
from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Block,
    Call,
    Define,
    Do,
    Exit,
    Expr,
    If,
    Index,
    Name,
    Op,
    Other,
    Stmt,
)
from archlsp.rules.flow.readers.go_loops import Loops
from archlsp.rules.flow.readers.go_shape import tuple_of, without_comments
from archlsp.rules.flow.readers.go_structs import Structs
from archlsp.rules.flow.readers.go_switches import Switches
from archlsp.rules.flow.readers.go_types import type_name

_SILENT = frozenset(
    {"comment", "empty_statement", "fallthrough_statement", "goto_statement", ";", "\n", "{", "}"}
)
_ENDING = frozenset(
    {"os.Exit", "log.Fatal", "log.Fatalf", "log.Fatalln", "log.Panic", "log.Panicf", "log.Panicln"}
)
_FILLING = re.compile(
    r"Decode|Unmarshal|(Must|Should)?Bind(JSON|Query|Uri|Header|XML|YAML|With|BodyWith)?"
    r"|(Body|Query|Params|ReqHeader|Cookie)Parser|Read(JSON|Form|Query|Entity)|ParseForm"
)
_PAIR = 2


class Statements(Loops, Switches, Structs):
    """Reads statements into a list that the caller gives."""

    def block(self, node: SgNode | None) -> Block:
        """Read the statements of a block or a list of statements."""
        out: list[Stmt] = []
        if node is not None:
            self.read_all(node.children(), out)
        return tuple(out)

    def one(self, node: SgNode) -> Block:
        """Read one statement."""
        out: list[Stmt] = []
        self.read_all([node], out)
        return tuple(out)

    def read_all(self, nodes: list[SgNode], out: list[Stmt]) -> None:
        """Read statements."""
        for node in nodes:
            kind = node.kind()
            read = _READERS.get(kind)
            if read is not None:
                read(self, node, out)
            elif kind not in _SILENT:
                out.append(Do(node, self.expr(node)))

    def _list(self, node: SgNode, out: list[Stmt]) -> None:
        self.read_all(node.children(), out)

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
        left, _, right = without_comments(node)[:3]
        targets = self.exprs(left)
        values = self.exprs(right)
        self.assigned(node, targets, values, out)

    def _assignment(self, node: SgNode, out: list[Stmt]) -> None:
        left, sign, right = without_comments(node)[:3]
        op = sign.kind().removesuffix("=")
        if op:
            out.append(Assign(node, self.expr(left.children()[0]), self.exprs(right)[0], op=op))
        else:
            self.assigned(node, self.exprs(left), self.exprs(right), out)

    def _filled(self, value: Expr, out: list[Stmt]) -> None:
        """`Decode(&v)` and its kin put what the call is about into v."""
        if not (isinstance(value, Call) and value.args and isinstance(value.func, Attr)):
            return
        last = value.args[-1].value
        if isinstance(last, Name) and _FILLING.fullmatch(value.func.name):
            out.append(Assign(value.node, Name(last.node, last.id), value))

    def assigned(
        self, node: SgNode, targets: list[Expr], values: list[Expr], out: list[Stmt], type_: str | None = None
    ) -> None:
        """Read an assignment."""
        if len(targets) == 1 and len(values) == 1:
            out.append(Assign(node, targets[0], values[0], type=type_ or self._asserted(values[0])))
            self._filled(values[0], out)
        elif len(targets) == _PAIR and len(values) == 1 and not isinstance(values[0], Call):
            # `v, ok := m[k]`, x.(T), <-ch: the second says whether there was one.
            out.append(Assign(node, targets[0], values[0], type=self._asserted(values[0])))
            out.append(Assign(node, targets[1], Other(node, ())))
        elif len(values) == 1:
            out.append(Assign(node, tuple_of(node, targets), values[0], type=type_))
        else:
            out.append(Assign(node, tuple_of(node, targets), tuple_of(node, values), type=type_))

    def _asserted(self, value: Expr) -> str | None:
        """Return the type of `x.(T)`."""
        if isinstance(value, Call | Op) or value.node.kind() != "type_assertion_expression":
            return None
        return type_name(value.node.children()[-2], self.say)

    def _inc(self, node: SgNode, out: list[Stmt]) -> None:
        inner = node.children()
        out.append(Assign(node, self.expr(inner[0]), Other(node, ()), op=inner[-1].kind()[0]))

    def send(self, node: SgNode, out: list[Stmt]) -> None:
        """Read `channel <- value`."""
        channel, _, value = without_comments(node)[:3]
        out.append(Assign(node, Index(node, self.expr(channel), Other(channel, ())), self.expr(value)))

    def _deferred(self, node: SgNode, out: list[Stmt]) -> None:
        out.append(Do(node, self.expr(without_comments(node)[-1]), how=node.children()[0].kind()))

    def _return(self, node: SgNode, out: list[Stmt]) -> None:
        children = without_comments(node)
        values = self.exprs(children[1]) if len(children) > 1 else []
        value = values[0] if len(values) == 1 else tuple_of(node, values) if values else None
        out.append(Exit(node, "return", value))

    def _leave(self, node: SgNode, out: list[Stmt]) -> None:
        out.append(Exit(node, node.kind().removesuffix("_statement")))

    def _labeled(self, node: SgNode, out: list[Stmt]) -> None:
        self.read_all(node.children()[2:], out)

    def _if(self, node: SgNode, out: list[Stmt]) -> None:
        children = without_comments(node)
        if len(children) > 3 and children[2].kind() == ";":  # noqa: PLR2004 - if, first, ;
            self.read_all([children[1]], out)
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
            self.assigned(node, names, values, out, type_)
        else:
            out.extend(Assign(node, name, None, type=type_) for name in names)

    def _types(self, node: SgNode, out: list[Stmt]) -> None:
        out.extend(Define(found.node, found) for found in self.structs(node))


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
    "send_statement": Statements.send,
    "go_statement": Statements._deferred,
    "defer_statement": Statements._deferred,
    "return_statement": Statements._return,
    "break_statement": Statements._leave,
    "continue_statement": Statements._leave,
    "labeled_statement": Statements._labeled,
    "if_statement": Statements._if,
    "for_statement": Statements.loop,
    "expression_switch_statement": Statements.switch,
    "type_switch_statement": Statements.type_switch,
    "select_statement": Statements.select,
    "var_declaration": Statements._variables,
    "const_declaration": Statements._variables,
    "type_declaration": Statements._types,
}
