"""The way through a Go file: every function with its statements and calls, and the types known at each."""

from collections.abc import Callable, Sequence

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_at import At, OnCall, OnFunction, OnStatement, Step
from archlsp.rules.analyses.go_file import GoFile
from archlsp.rules.analyses.go_glance import Hot
from archlsp.rules.analyses.go_inside import parts_of
from archlsp.rules.analyses.go_ranges import range_targets
from archlsp.rules.analysis import Place
from archlsp.rules.flow.ir import (
    Assign,
    Block,
    Call,
    Cases,
    Class,
    Collection,
    Const,
    Define,
    Do,
    Exit,
    Expr,
    Function,
    If,
    Lambda,
    Loop,
    Name,
    Stmt,
)

_FUNC = len("func(")


class Walk:
    """Goes through functions once for all checks."""

    def __init__(self, file: GoFile, hot: Sequence[Hot]) -> None:
        """Keep what is asked for, and where."""
        self._file = file
        self._out: list[Place] = []
        self._hot = hot
        self._calls: list[OnCall] = []
        self._statements: list[OnStatement] = []
        self._functions: list[OnFunction] = []

    def run(self) -> list[Place]:
        """Walk the functions that may have something."""
        at = At(self._file, dict(self._file.globals), out=self._out)
        for statement in self._file.module.body:
            if isinstance(statement, Define):
                if isinstance(statement.what, Class) and self._attend(statement.node):
                    for look in self._statements:
                        look(at, statement)
                for function in _functions_of(statement.what):
                    if self._attend(function.node):
                        self._function(at, function)
            elif (
                isinstance(statement, Assign) and statement.value is not None and self._attend(statement.node)
            ):
                self._statement(at, statement)
        return self._out

    def _attend(self, node: SgNode) -> bool:
        """Turn to the checks that may find something in a node; tell whether there are any."""
        checks = [hot.check for hot in self._hot if hot.is_in(node)]
        self._calls = [check.call for check in checks if check.call]
        self._statements = [check.statement for check in checks if check.statement]
        self._functions = [check.function for check in checks if check.function]
        return bool(checks)

    def _function(self, at: At, function: Function) -> None:
        types = dict(at.types)
        # What is around a closure, its loops included, is not around what runs when it is called.
        lists = [child for child in function.node.children() if child.kind() == "parameter_list"]
        for found in lists:
            types.update(self._file.reader.params(found))
        types.pop("", None)
        inner = At(self._file, types, (*at.functions, function), (), self._out)
        for look in self._functions:
            look(inner, function)
        if self._calls or self._statements or "func(" in self._file.say(function.node)[_FUNC:]:
            self._block(inner, function.block)

    def _block(self, at: At, block: Block, loops: tuple[Loop, ...] | None = None) -> None:
        step = Step(block)
        around = at.loops if loops is None else loops
        inner = At(self._file, dict(at.types), at.functions, around, self._out, (*at.trail, step))
        for place, statement in enumerate(block):
            step.place = place
            self._statement(inner, statement)

    def _statement(self, at: At, stmt: Stmt) -> None:
        for look in self._statements:
            look(at, stmt)
        walk = _STATEMENTS.get(type(stmt))
        if walk is not None:
            walk(self, at, stmt)

    def _assign(self, at: At, stmt: Assign) -> None:
        if stmt.value is not None and stmt.value.node is not stmt.node:  # else it is what `Decode(&v)` fills
            self._expr(at, stmt.value, stmt)
        if not isinstance(stmt.target, Collection):
            self._expr(at, stmt.target, stmt)
        self._file.declare(stmt, at.types)

    def _do(self, at: At, stmt: Do) -> None:
        self._expr(at, stmt.value, stmt)

    def _exit(self, at: At, stmt: Exit) -> None:
        if stmt.value is not None:
            self._expr(at, stmt.value, stmt)

    def _if(self, at: At, stmt: If) -> None:
        self._expr(at, stmt.test, stmt)
        self._block(at, stmt.then)
        self._block(at, stmt.other)

    def _cases(self, at: At, stmt: Cases) -> None:
        if stmt.subject is not None:
            self._expr(at, stmt.subject, stmt)
        for label, block in stmt.cases:
            if label is not None:
                self._expr(at, label, stmt)
            self._block(at, block)

    def _loop(self, at: At, stmt: Loop) -> None:
        inner = At(self._file, dict(at.types), at.functions, (*at.loops, stmt), self._out, at.trail)
        for statement in stmt.before:
            self._statement(inner, statement)
        if stmt.over is not None:
            self._expr(at, stmt.over, stmt)
        if stmt.test is not None:
            self._expr(inner, stmt.test, stmt)
        for target, type_ in range_targets(self._file, stmt, at.types):
            if isinstance(target, Name):
                inner.types[target.id] = type_
        self._block(inner, stmt.body)
        self._block(inner, stmt.step)

    def _define(self, at: At, stmt: Define) -> None:
        if isinstance(stmt.what, Class):
            self._file.add_class(stmt.node, stmt.what)
        for function in _functions_of(stmt.what):
            self._function(at, function)

    def _expr(self, at: At, root: Expr, stmt: Stmt) -> None:
        pending = [root]
        while pending:
            expr = pending.pop()
            kind = type(expr)
            if kind is Name or kind is Const:
                continue
            if kind is Lambda:
                self._function(at, expr.function)  # type: ignore[attr-defined]
                continue
            if kind is Call:
                for look in self._calls:
                    look(at, expr, stmt)  # type: ignore[arg-type]
            pending += parts_of(expr)


def _functions_of(what: Function | Class) -> tuple[Function, ...]:
    return (what,) if isinstance(what, Function) else what.functions


_STATEMENTS: dict[type[Stmt], Callable[..., None]] = {
    Assign: Walk._assign,
    Do: Walk._do,
    Exit: Walk._exit,
    If: Walk._if,
    Cases: Walk._cases,
    Loop: Walk._loop,
    Define: Walk._define,
}
