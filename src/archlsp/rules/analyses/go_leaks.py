"""What must be given back and is not on some way through a function; responses used before the error is checked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_file import GoFile
from archlsp.rules.analyses.go_words import words
from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Block,
    Call,
    Cases,
    Collection,
    Do,
    Exit,
    Expr,
    If,
    Loop,
    Name,
    Stmt,
)

CANCEL, SPAN, RESPONSE = "cancel-lost", "span-not-ended", "response-before-error"
_CANCELS = frozenset(
    f"context.{name}"
    for name in words(
        "WithCancel WithTimeout WithDeadline WithCancelCause WithTimeoutCause WithDeadlineCause"
    )
) | {"os/signal.NotifyContext"}
_SPANS = frozenset({"go.opencensus.io/trace.StartSpan", "go.opencensus.io/trace.StartSpanWithRemoteParent"})
_TRACER = re.compile(r"(?i)tracer|\btr\b|\.Tracer\(")
_ENDS = re.compile(r"\b(?:Fatal\w*|FailNow|Goexit|Panic\w*)\(|\bos\.Exit\(")
_ENDING_KINDS = frozenset({"raise", "break", "continue"})
_PAIR = 2


@dataclass(slots=True)
class Ways:
    """The ways on from a statement that do not use a variable; `leaks` are the places where one leaves."""

    file: GoFile
    use: re.Pattern[str]
    name: str
    results: frozenset[str]
    leaks: list[SgNode]

    def follow(self, block: Block) -> bool:
        """Tell whether a way without a use runs to the end of the block."""
        return all(self._step(stmt) for stmt in block)

    def _step(self, stmt: Stmt) -> bool:
        if isinstance(stmt, If):
            return self._if(stmt)
        if isinstance(stmt, Loop):
            return self._loop(stmt)
        if isinstance(stmt, Cases):
            return self._cases(stmt)
        return self._plain(stmt)

    def _if(self, stmt: If) -> bool:
        if self._uses(stmt.test.node):
            return False
        # Both, so that every leak is seen.
        then, other = self.follow(stmt.then), self.follow(stmt.other)
        return then or other

    def _plain(self, stmt: Stmt) -> bool:
        if isinstance(stmt, Assign) and stmt.value is None:
            return True
        if self._uses(stmt.node):
            return self._lost(stmt)
        if isinstance(stmt, Exit):
            return self._exit(stmt)
        return not (isinstance(stmt, Do) and _ENDS.search(self.file.say(stmt.node)))

    def _lost(self, stmt: Stmt) -> bool:
        """A statement that names the variable uses it, but for `_ = x` and a new value for it."""
        if not isinstance(stmt, Assign) or stmt.value is None:
            return False
        if isinstance(stmt.target, Name) and stmt.target.id == "_" and isinstance(stmt.value, Name):
            return True
        if self.name in _names(stmt.target) and not self._uses(stmt.value.node):
            self.leaks.append(stmt.node)
        return False

    def _exit(self, stmt: Exit) -> bool:
        if stmt.kind == "return" and not (stmt.value is None and self.name in self.results):
            self.leaks.append(stmt.node)
        return False

    def _loop(self, stmt: Loop) -> bool:
        if any(self._uses(part.node) for part in (stmt.over, stmt.test, *stmt.before) if part is not None):
            return False
        self.follow(stmt.body)
        return stmt.over is not None or stmt.test is not None or _breaks(stmt.body)

    def _cases(self, stmt: Cases) -> bool:
        if stmt.subject is not None and self._uses(stmt.subject.node):
            return False
        if "fallthrough" in self.file.say(stmt.node):
            return False
        ends = [self.follow(block) or _breaks(block) for _, block in stmt.cases]
        complete = any(label is None for label, _ in stmt.cases) or stmt.node.kind() == "select_statement"
        return any(ends) or not complete

    def _uses(self, node: SgNode) -> bool:
        return self.use.search(self.file.say(node)) is not None


def _breaks(block: Block) -> bool:
    for stmt in block:
        if isinstance(stmt, Exit) and stmt.kind == "break":
            return True
        if isinstance(stmt, If) and (_breaks(stmt.then) or _breaks(stmt.other)):
            return True
    return False


def _leak(at: At, name: str, use: str) -> SgNode | None:
    """Return where a way leaves the variable's reach without using it."""
    function = at.function
    if function is None:
        return None
    results = frozenset(found for found, _ in _named_results(at))
    ways = Ways(at.file, re.compile(use.replace("NAME", re.escape(name))), name, results, [])
    for depth in range(len(at.trail) - 1, -1, -1):
        step = at.trail[depth]
        falls = ways.follow(step.block[step.place + 1 :])
        if ways.leaks:
            return ways.leaks[0]
        if not falls:
            return None
        outer = at.trail[depth - 1] if depth else None
        if outer is not None and isinstance(outer.block[outer.place], Loop):
            return outer.block[outer.place].node
    return None if name in results else function.node


def _named_results(at: At) -> Iterator[tuple[str, object]]:
    node = at.function.node if at.function is not None else None
    lists = (
        [child for child in node.children() if child.kind() == "parameter_list"] if node is not None else []
    )
    for found in lists[1:]:
        yield from at.file.reader.params(found)


def _obligations(at: At, stmt: Stmt) -> None:
    if (
        isinstance(stmt, Do)
        and stmt.how == ""
        and isinstance(stmt.value, Call)
        and _starts_span(at, stmt.value)
    ):
        at.report(SPAN, stmt.node, NAME="_")
    if not (
        isinstance(stmt, Assign) and isinstance(stmt.value, Call) and isinstance(stmt.target, Collection)
    ):
        return
    names = _names(stmt.target)
    if len(names) != _PAIR:
        return
    if at.file.path(stmt.value.func, at.types) in _CANCELS:
        _owe(at, stmt, names[1], CANCEL, r"(?<![.\w])NAME\b")
    elif _starts_span(at, stmt.value):
        _owe(at, stmt, names[1], SPAN, r"(?<![.\w])NAME\b(?!\.(?!End\b))")


def _owe(at: At, stmt: Assign, name: str, ask: str, use: str) -> None:
    if name == "_":
        at.report(ask, stmt.node, NAME=name)
        return
    own = stmt.node.kind() in {"short_var_declaration", "var_spec"} or name in _locals(at)
    if not name or not own:
        return
    if _leak(at, name, use) is not None:
        at.report(ask, stmt.node, NAME=name)


def _locals(at: At) -> set[str]:
    """Return the variables that the innermost function declares before the place."""
    found: set[str] = set()
    for step in at.trail:
        for stmt in step.block[: step.place]:
            if isinstance(stmt, Assign) and stmt.node.kind() in {"short_var_declaration", "var_spec"}:
                found.update(_names(stmt.target))
    return found


def _starts_span(at: At, call: Call) -> bool:
    path = at.file.path(call.func, at.types)
    if path in _SPANS:
        return True
    if not (
        isinstance(call.func, Attr) and call.func.name == "Start" and len(call.args) >= _PAIR and not path
    ):
        return False
    imported = any("opentelemetry.io" in one for one in at.file.imports.values())
    return imported and _TRACER.search(at.text(call.func)) is not None


def _names(target: Expr) -> list[str]:
    items = [item for _, item in target.items] if isinstance(target, Collection) else [target]
    return [item.id if isinstance(item, Name) else "" for item in items]


def _response(at: At, stmt: Stmt) -> None:
    """`resp, err := http.Get(..)` and then resp before err has been looked at."""
    if not (
        isinstance(stmt, Assign) and isinstance(stmt.value, Call) and isinstance(stmt.target, Collection)
    ):
        return
    names = _names(stmt.target)
    if len(names) != _PAIR or "" in names or "_" in names or not _gives_response(at, stmt.value):
        return
    step = at.trail[-1] if at.trail else None
    following = step.block[step.place + 1 : step.place + 2] if step is not None else ()
    for after in following:
        if isinstance(after, Do) and after.how in {"", "defer"}:
            text = at.file.say(after.node)
            if re.search(rf"(?<![.\w]){re.escape(names[0])}\.Body\b", text) and not re.search(
                rf"\b{re.escape(names[1])}\b", text
            ):
                at.report(RESPONSE, after.node, after.node, NAME=names[0], ERR=names[1])


def _gives_response(at: At, call: Call) -> bool:
    type_ = at.file.type_of(call, at.types)
    first = type_.args[0] if type_ is not None and type_.kind == "tuple" else None
    return first is not None and first.element is not None and first.element.name == "net/http.Response"


CHECKS = {
    CANCEL: Check((".WithCancel", ".WithTimeout", ".WithDeadline", "NotifyContext"), statement=_obligations),
    SPAN: Check((".Start", "StartSpan"), statement=_obligations),
    RESPONSE: Check((".Body",), statement=_response),
}
