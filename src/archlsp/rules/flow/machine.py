"""The state of one file's interpretation, and what its parts call each other by."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Block, Expr, Function, Lambda
from archlsp.rules.flow.knowledge import Knowledge
from archlsp.rules.flow.nextdoor import Foreign, NextDoor
from archlsp.rules.flow.program import Program
from archlsp.rules.flow.sinks import Sinks
from archlsp.rules.flow.sites import Place, Site
from archlsp.rules.flow.values import Value
from archlsp.rules.source import Source

Env = dict[str, Value]
_DEEPEST = 3
_MOST_STEPS = 60_000


class EnoughError(Exception):
    """The file takes more work than it is worth."""


@dataclass(slots=True)
class Frame:
    """One call of a function: what it returned so far, and where its loops' jumps lead."""

    function: Function | None
    outer: SgNode | None = None
    loops: int = 0
    returned: list[Value] = field(default_factory=list)
    breaks: list[list[Env]] = field(default_factory=list)
    continues: list[list[Env]] = field(default_factory=list)
    final: list[Env] = field(default_factory=list)


@dataclass(slots=True)
class Machine:
    """Interprets one file. `evaluate`, `execute` and `invoke` are set by the engine, so that modules need no cycle."""

    source: Source
    program: Program
    knowledge: Knowledge
    sinks: Sinks
    hot: Callable[[SgNode], bool]
    evaluate: Callable[["Machine", Expr, Env], Value]
    execute: Callable[["Machine", Block, Env], Env | None]
    place: Place = field(default_factory=Place)
    frames: list[Frame] = field(default_factory=list)
    steps: int = 0
    memo: dict[Any, tuple[Value, Env | None]] = field(default_factory=dict)
    globals: Env = field(default_factory=dict)
    objects: Env = field(default_factory=dict)
    pending: list[tuple[Function, Env]] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    next_door: NextDoor | None = None
    away: int = 0
    muted: bool = False

    def eval(self, expr: Expr, env: Env) -> Value:
        """Evaluate an expression."""
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise EnoughError
        return self.evaluate(self, expr, env)

    def run(self, block: Block, env: Env) -> Env | None:
        """Run a block; None when every way through it leaves."""
        return self.execute(self, block, env)

    @property
    def frame(self) -> Frame:
        """The function that runs."""
        return self.frames[-1]

    @property
    def is_deep(self) -> bool:
        """Tell whether no further function may be entered."""
        return len(self.frames) > _DEEPEST

    @contextmanager
    def inside(self, **changed: Any) -> Iterator[None]:  # noqa: ANN401 - fields of Place
        """Be in another place for a while."""
        before = self.place
        self.place = replace(before, **changed)
        try:
            yield
        finally:
            self.place = before

    @contextmanager
    def looping(self) -> Iterator[None]:
        """Be in a loop for a while."""
        self.frame.loops += 1
        with self.inside(loops=self.place.loops + 1):
            yield
        self.frame.loops -= 1

    def later(self, expr: Lambda, env: Env) -> None:
        """Remember a function that nobody may call here."""
        self.pending.append((expr.function, env))

    @contextmanager
    def at(self, foreign: Foreign) -> Iterator[None]:
        """Be in another file for a while: its names and types hold, and nothing of it is reported as ours."""
        kept = (self.source, self.program, self.knowledge, self.globals, self.objects, self.pending)
        self.source, self.program, self.knowledge = foreign.source, foreign.program, foreign.program.knowledge
        self.globals, self.objects, self.pending = foreign.globals or {}, {}, []
        self.away += 1
        try:
            yield
        finally:
            self.away -= 1
            self.source, self.program, self.knowledge, self.globals, self.objects, self.pending = kept

    def check_call(self, site: Site) -> None:
        """Let the rules look at a call."""
        if not self.muted:
            self.sinks.check(self.sinks.calls, site)

    def check_assign(self, site: Site) -> None:
        """Let the rules look at an assignment to a field."""
        if not self.muted:
            self.sinks.check(self.sinks.assigns, site)

    def check_return(self, site: Site) -> None:
        """Let the rules look at what a handler returns."""
        self.sinks.check(self.sinks.returns, site)
