"""Goroutines, channels, contexts: what starts too late, ends the wrong one or grows."""

from collections.abc import Iterator

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_inside import calls, inside, statements
from archlsp.rules.analyses.go_words import words
from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Call,
    Do,
    Expr,
    Function,
    Lambda,
    Name,
    Stmt,
)

TEST_END, SIGNAL, WAIT_ADD, CONTEXT_LOOP, DEFER_EARLY = (
    "test-ended-in-goroutine",
    "signal-unbuffered",
    "waitgroup-add-inside",
    "context-grows-in-loop",
    "defer-evaluated-early",
)
_ENDING = words("Fatal Fatalf FailNow Skip Skipf SkipNow")
_TESTERS = frozenset({"testing.T", "testing.B", "testing.F", "testing.TB"})
_DERIVED = frozenset(
    f"context.{name}" for name in words("WithValue WithCancel WithTimeout WithDeadline WithoutCancel")
)
_EARLY = frozenset({"time.Since", "time.Until"})
_REQUIRE = "github.com/stretchr/testify/require"


def _test_end(at: At, stmt: Stmt) -> None:
    if not (isinstance(stmt, Do) and stmt.how == "go" and isinstance(stmt.value, Call)):
        return
    func = stmt.value.func
    if isinstance(func, Lambda):
        for call in _ending_calls(at, func.function, stmt.value):
            at.report(TEST_END, call.node, stmt.node, CALL=at.text(call.func))
        return
    if isinstance(func, Attr) and func.name in _ENDING and _is_tester(at, func.base):
        at.report(TEST_END, stmt.value.node, stmt.node, CALL=at.text(func))
        return
    named = _named_function(at, func)
    if named is not None and any(True for _ in _ending_calls(at, named, stmt.value)):
        at.report(TEST_END, stmt.value.node, stmt.node, CALL=at.text(func))


def _begins(text: str, start: int, _: int) -> bool:
    """Tell whether a word begins there."""
    return not text[start - 1 : start].isalnum()


def _named_function(at: At, func: Expr) -> Function | None:
    if isinstance(func, Attr):
        return at.file.method(at.file.type_of(func.base, at.types), func.name)
    if not isinstance(func, Name):
        return None
    for outer in reversed(at.functions):
        for stmt in statements(outer.block):
            named = isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id == func.id
            if named and isinstance(stmt, Assign) and isinstance(stmt.value, Lambda):
                return stmt.value.function
    return at.file.functions.get(func.id)


def _ending_calls(at: At, function: Function, started: Call) -> Iterator[Call]:
    types = dict(at.types)
    for found in function.node.children():
        if found.kind() == "parameter_list":
            types.update(at.file.reader.params(found))
    inner = At(at.file, types, (*at.functions, function), (), at.out)
    own = {
        s.target.id
        for s in statements(function.block)
        if isinstance(s, Assign) and isinstance(s.target, Name) and s.node.kind() != "assignment_statement"
    }
    for call in calls(function.block):
        if isinstance(call.func, Attr) and call.func.name in _ENDING:
            if _is_tester(inner, call.func.base) and not (
                isinstance(call.func.base, Name) and call.func.base.id in own
            ):
                yield call
        elif (
            call.args
            and at.file.path(call.func, types).startswith(_REQUIRE)
            and _is_tester(inner, call.args[0].value)
        ):
            yield call


def _is_tester(at: At, expr: Expr) -> bool:
    type_ = at.file.type_of(expr, at.types)
    owner = type_.element if type_ is not None and type_.kind == "ptr" else type_
    if owner is None:
        return False
    if owner.name in _TESTERS:
        return True
    below = at.file.underlying(owner)
    embedded = (
        [f.type.element if f.type.kind == "ptr" else f.type for f in below.fields if f.embedded]
        if below is not None
        else []
    )
    return any(one is not None and one.name in _TESTERS for one in embedded)


def _signal(at: At, call: Call, _: Stmt) -> None:
    if at.file.path(call.func, at.types) != "os/signal.Notify" or not call.args:
        return
    channel = call.args[0].value
    made = channel if isinstance(channel, Call) else _made(at, channel)
    if (
        isinstance(made, Call)
        and isinstance(made.func, Name)
        and made.func.id == "make"
        and len(made.args) == 1
    ) and "chan" in at.text(made):
        at.report(SIGNAL, channel.node, call.node, CHANNEL=at.text(channel))


def _made(at: At, channel: Expr) -> Expr | None:
    if not isinstance(channel, Name):
        return None
    for function in reversed(at.functions):
        for stmt in statements(function.block):
            if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id == channel.id:
                return stmt.value
    for stmt in at.file.module.body:
        if isinstance(stmt, Assign) and isinstance(stmt.target, Name) and stmt.target.id == channel.id:
            return stmt.value
    return None


def _wait_add(at: At, stmt: Stmt) -> None:
    """`wg.Add` as the first thing of a goroutine: Wait may come before it."""
    if not (isinstance(stmt, Do) and stmt.how == "go" and isinstance(stmt.value, Call)):
        return
    func = stmt.value.func
    if not isinstance(func, Lambda):
        return
    for first in func.function.block:
        if isinstance(first, Do) and isinstance(first.value, Call) and isinstance(first.value.func, Attr):
            target = first.value.func
            if target.name == "Add" and _is_wait_group(at, target.base):
                at.report(WAIT_ADD, first.value.node, stmt.node, GROUP=at.text(target.base))


def _is_wait_group(at: At, base: Expr) -> bool:
    type_ = at.file.type_of(base, at.types)
    owner = type_.element if type_ is not None and type_.kind == "ptr" else type_
    return owner is not None and owner.name == "sync.WaitGroup"


def _context_loop(at: At, stmt: Stmt) -> None:
    """`ctx = context.WithValue(ctx, ..)` in a loop or a closure that is called again wraps it once more each time."""
    if not (isinstance(stmt, Assign) and stmt.node.kind() == "assignment_statement" and at.loops):
        return
    target = stmt.target
    if not isinstance(target, Name | Attr):
        items = getattr(target, "items", ())
        target = items[0][1] if items else target
    if not isinstance(stmt.value, Call) or at.file.path(stmt.value.func, at.types) not in _DERIVED:
        return
    name = at.text(target)
    if (
        not stmt.value.args
        or at.text(stmt.value.args[0].value) != name
        or _declaredinside(at, name.split(".", 1)[0])
    ):
        return
    at.report(CONTEXT_LOOP, stmt.node, CONTEXT=name)


def _declaredinside(at: At, name: str) -> bool:
    """Tell whether the loop's body has a variable of its own by that name."""
    loop = at.loops[-1]
    return any(
        isinstance(stmt, Assign)
        and stmt.node.kind() in {"short_var_declaration", "var_spec"}
        and _declares(stmt.target, name)
        for stmt in statements(loop.body)
    )


def _declares(target: Expr, name: str) -> bool:
    if isinstance(target, Name):
        return target.id == name
    return any(isinstance(item, Name) and item.id == name for _, item in getattr(target, "items", ()))


def _defer_early(at: At, stmt: Stmt) -> None:
    if not (isinstance(stmt, Do) and stmt.how == "defer" and isinstance(stmt.value, Call)):
        return
    for expr in inside(stmt.value):
        if isinstance(expr, Call) and at.file.path(expr.func, at.types) in _EARLY:
            at.report(DEFER_EARLY, expr.node, stmt.node, CALL=at.text(expr.func))
            return


CHECKS = {
    TEST_END: Check(("go ",), statement=_test_end, fits=_begins),
    SIGNAL: Check(("signal.Notify(", "Notify("), call=_signal),
    WAIT_ADD: Check((".Add(",), statement=_wait_add),
    CONTEXT_LOOP: Check((".With",), statement=_context_loop),
    DEFER_EARLY: Check((".Since(", ".Until("), statement=_defer_early),
}
