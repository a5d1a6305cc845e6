"""The way through a Go file: every function with its statements and calls, and the types known at each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_file import GoFile, Types
from archlsp.rules.analyses.go_types import INT, Type
from archlsp.rules.analysis import Place
from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Await,
    Block,
    Call,
    Cases,
    Choice,
    Class,
    Collection,
    Const,
    Define,
    Do,
    Exit,
    Expr,
    Function,
    If,
    Index,
    Lambda,
    Loop,
    Name,
    Op,
    Other,
    Stmt,
    Text,
)

_HEAD = 200


@dataclass(slots=True)
class Step:
    """A block around the walk and the place in it."""

    block: Block
    place: int = 0


@dataclass(slots=True)
class At:
    """Where the walk is. `loops` and `functions` are those around; `trail`: the function's blocks, outer first."""

    file: GoFile
    types: Types
    functions: tuple[Function, ...] = ()
    loops: tuple[Loop, ...] = ()
    out: list[Place] = field(default_factory=list)
    trail: tuple[Step, ...] = ()

    def report(self, ask: str, node: SgNode, extent: SgNode | None = None, **captures: str) -> None:
        """Note a finding."""
        source = self.file.source
        span = source.span_of(node)
        self.out.append(Place(ask, span, source.span_of(extent) if extent is not None else span, captures))

    def text(self, expr: Expr) -> str:
        """Return the source of an expression."""
        return self.file.source.text_of(expr.node)

    @property
    def function(self) -> Function | None:
        """The innermost function."""
        return self.functions[-1] if self.functions else None


OnCall = Callable[[At, Call, Stmt], None]
OnStatement = Callable[[At, Stmt], None]
OnFunction = Callable[[At, Function], None]


@dataclass(frozen=True, slots=True)
class Check:
    """What one kind of finding looks at. A function is walked only when it holds one of the active checks' `words`."""

    words: tuple[str, ...]
    call: OnCall | None = None
    statement: OnStatement | None = None
    function: OnFunction | None = None


class Walk:
    """Goes through functions once for all checks."""

    def __init__(self, file: GoFile, checks: Sequence[Check]) -> None:
        """Keep what is asked for."""
        self._file = file
        self._out: list[Place] = []
        self._calls = [check.call for check in checks if check.call]
        self._statements = [check.statement for check in checks if check.statement]
        self._functions = [check.function for check in checks if check.function]
        self._words = {word for check in checks for word in check.words}

    def run(self) -> list[Place]:
        """Walk the functions that may have something."""
        at = At(self._file, dict(self._file.globals), out=self._out)
        for statement in self._file.module.body:
            if isinstance(statement, Define):
                if isinstance(statement.what, Class):
                    for look in self._statements:
                        look(at, statement)
                for function in _functions_of(statement.what):
                    if self._is_hot(function.node):
                        self._function(at, function)
            elif (
                isinstance(statement, Assign) and statement.value is not None and self._is_hot(statement.node)
            ):
                self._statement(at, statement)
        return self._out

    def _is_hot(self, node: SgNode) -> bool:
        place = node.range()
        start, end = place.start.index, place.end.index
        text = self._file.source.text
        return any(text.find(word, start, end) >= 0 for word in self._words)

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
        if stmt.value is not None:
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
            self._file.classes.setdefault(stmt.what.name, stmt.what)
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


def range_targets(file: GoFile, stmt: Loop, types: Types) -> list[tuple[Expr, Type | None]]:
    """Return a range's variables with what they hold in each round."""
    if stmt.target is None or stmt.over is None:
        return []
    over = file.underlying(file.type_of(stmt.over, types))
    if over is not None and over.kind == "ptr":
        over = file.underlying(over.element)
    first, second = _rounds(over)
    if isinstance(stmt.target, Collection):
        targets = [item for _, item in stmt.target.items]
        return list(zip(targets, (first, second), strict=False))
    # The reader leaves out a key that is `_`.
    head = file.say(stmt.node)[:_HEAD].partition("range")[0]
    return [(stmt.target, second if "," in head and not head.rstrip(" :=").endswith("_") else first)]


def _rounds(over: Type | None) -> tuple[Type | None, Type | None]:
    if over is None:
        return None, None
    if over.kind == "map":
        return over.args[0], over.args[-1]
    if over.kind == "chan":
        return over.element, None
    return INT, over.element if over.kind in {"slice", "array"} else None


def _functions_of(what: Function | Class) -> tuple[Function, ...]:
    return (what,) if isinstance(what, Function) else what.functions


def parts_of(expr: Expr) -> Sequence[Expr]:
    """Return the expressions directly inside one; a closure is none of them."""
    read = _PARTS.get(type(expr))
    return read(expr) if read is not None else ()


def _call_parts(expr: Call) -> Sequence[Expr]:
    return [expr.func, *[arg.value for arg in expr.args]]


def _collection_parts(expr: Collection) -> Sequence[Expr]:
    return [part for item in expr.items for part in item if part is not None]


_PARTS: dict[type[Expr], Callable[..., Sequence[Expr]]] = {
    Call: _call_parts,
    Index: lambda expr: (expr.base, expr.key),
    Collection: _collection_parts,
    Attr: lambda expr: (expr.base,),
    Await: lambda expr: (expr.value,),
    Text: lambda expr: expr.parts,
    Other: lambda expr: expr.parts,
    Op: lambda expr: expr.operands,
    Choice: lambda expr: expr.options,
}

_STATEMENTS: dict[type[Stmt], Callable[..., None]] = {
    Assign: Walk._assign,
    Do: Walk._do,
    Exit: Walk._exit,
    If: Walk._if,
    Cases: Walk._cases,
    Loop: Walk._loop,
    Define: Walk._define,
}
