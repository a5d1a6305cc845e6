"""Where a walk through a Go file is, and what looks at it there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_declarations import Types
from archlsp.rules.analyses.go_file import GoFile
from archlsp.rules.analysis import Place
from archlsp.rules.flow.ir import Block, Call, Expr, Function, Loop, Stmt


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
    """What one kind of finding looks at, in functions that hold one of its `words`.

    `fits` tells of a word's place in the text (start, end) whether it counts. `places` finds the places by itself; None
    where they may be anywhere.
    """

    words: tuple[str, ...]
    call: OnCall | None = None
    statement: OnStatement | None = None
    function: OnFunction | None = None
    fits: Callable[[str, int, int], bool] | None = None
    places: Callable[[str], Iterable[int] | None] | None = None
