"""Running statements: how the variables change, and what can be reached."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from archlsp.rules.flow.expressions import truth
from archlsp.rules.flow.guards import refined
from archlsp.rules.flow.ir import (
    Assign,
    Block,
    Cases,
    Class,
    Collection,
    Const,
    Define,
    Do,
    Exit,
    If,
    Loop,
    Op,
    Stmt,
    Try,
    With,
)
from archlsp.rules.flow.machine import Env, Machine
from archlsp.rules.flow.members import element_of
from archlsp.rules.flow.sinks import RETURN
from archlsp.rules.flow.sites import Given, Site
from archlsp.rules.flow.targets import bind
from archlsp.rules.flow.values import NOTHING, UNKNOWN, Value, join

_FALLING_THROUGH = frozenset({"javascript", "typescript", "tsx", "java"})


def execute(machine: Machine, block: Block, env: Env) -> Env | None:
    """Run a block; None when every way through it leaves it."""
    current: Env | None = env
    for statement in block:
        if current is None:
            return None
        machine.steps += 1
        current = _RUNNERS[type(statement)](machine, statement, current)
    return current


def join_envs(envs: Iterable[Env | None]) -> Env | None:
    """Return what is true of the variables after one of several ways."""
    result: Env | None = None
    for env in envs:
        if env is None:
            continue
        result = env if result is None else _join_two(result, env)
    return result


def _join_two(a: Env, b: Env) -> Env:
    if a is b:
        return a
    joined = dict(a)
    for name, value in b.items():
        other = a.get(name)
        joined[name] = value if other is None or other is value else join(other, value)
    return joined


def _assign(machine: Machine, stmt: Assign, env: Env) -> Env:
    declared = machine.program.types_of(stmt.type)
    if stmt.value is None:
        value = Value(types=declared)
    else:
        whole = Op(stmt.node, stmt.op, (stmt.target, stmt.value)) if stmt.op else stmt.value
        value = machine.eval(whole, env)
        if declared and not (set(declared) & set(value.types)):
            value = value.but(types=(*declared, *value.types)[:4])
    return bind(machine, stmt.target, value, env, stmt.node)


def _do(machine: Machine, stmt: Do, env: Env) -> Env:
    if stmt.how == "go":
        with machine.inside(is_async=False):
            machine.eval(stmt.value, env)
    else:
        machine.eval(stmt.value, env)
    return env


def _if(machine: Machine, stmt: If, env: Env) -> Env | None:
    decided = truth(machine.eval(stmt.test, env))
    ways = []
    if decided is not False:
        ways.append(machine.run(stmt.then, dict(refined(machine, stmt.test, env, holds=True))))
    if decided is not True:
        ways.append(machine.run(stmt.other, dict(refined(machine, stmt.test, env, holds=False))))
    return join_envs(ways)


def _cases(machine: Machine, stmt: Cases, env: Env) -> Env | None:
    subject = machine.eval(stmt.subject, env) if stmt.subject is not None else NOTHING
    falls = machine.source.language in _FALLING_THROUGH
    left: list[Env] = []
    machine.frame.breaks.append(left)
    ends: list[Env | None] = []
    before: Env | None = None
    chosen, complete = False, False
    for label, block in stmt.cases:
        verdict = _case_verdict(machine, subject, label, env, chosen)
        chosen = chosen or verdict is True
        complete = complete or label is None
        start = dict(_inside_case(stmt, label, env)) if verdict is not False else None
        before = machine.run(block, joined) if (joined := join_envs([start, before])) is not None else None
        if not falls:
            ends.append(before)
            before = None
    machine.frame.breaks.pop()
    ends.append(before)
    return join_envs([*left, *ends, *([] if complete or chosen else [env])])


def _case_verdict(machine: Machine, subject: Value, label: Any, env: Env, chosen: bool) -> bool | None:  # noqa: ANN401
    """Tell whether a case is taken: known only for constants."""
    if subject.const is UNKNOWN:
        if label is not None:
            machine.eval(label, env)
        return None
    if label is None:
        return False if chosen else None
    labels = [item for _, item in label.items] if isinstance(label, Collection) else [label]
    found = [machine.eval(one, env).const for one in labels]
    if UNKNOWN in found:
        return None
    return subject.const in found


def _inside_case(stmt: Cases, label: Any, env: Env) -> Env:  # noqa: ANN401 - an expression or None
    """In the block of a constant's case the subject is that constant."""
    name = getattr(stmt.subject, "id", None)
    if name in env and isinstance(label, Const):
        return {**env, name: env[name].cleaned(("all",))}
    return env


def _loop(machine: Machine, stmt: Loop, env: Env) -> Env | None:
    start = machine.run(stmt.before, env)
    if start is None:
        return None
    over = machine.eval(stmt.over, start) if stmt.over is not None else None
    left: list[Env] = []
    machine.frame.breaks.append(left)
    current: Env = start
    with machine.looping():
        for _ in range(2):
            after = _round(machine, stmt, dict(current), over)
            current = join_envs([current, after]) or current
    machine.frame.breaks.pop()
    return join_envs([current, *left])


def _round(machine: Machine, stmt: Loop, env: Env, over: Value | None) -> Env | None:
    again: list[Env] = []
    machine.frame.continues.append(again)
    if stmt.test is not None:
        machine.eval(stmt.test, env)
        env = dict(refined(machine, stmt.test, env, holds=True))
    if stmt.target is not None:
        env = bind(machine, stmt.target, element_of(over or NOTHING), env, stmt.node)
    after = machine.run(stmt.body, env)
    machine.frame.continues.pop()
    joined = join_envs([after, *again])
    return machine.run(stmt.step, joined) if joined is not None else None


def _try(machine: Machine, stmt: Try, env: Env) -> Env | None:
    with machine.inside(tries=machine.place.tries + bool(stmt.handlers)):
        after = machine.run(stmt.body, dict(env))
    broken = join_envs([dict(env), after]) or env
    ways = [machine.run(stmt.other, after) if after is not None else None]
    for handler in stmt.handlers:
        inside = dict(broken)
        if handler.name:
            inside[handler.name] = Value(
                types=machine.program.types_of(handler.types[0] if handler.types else None)
            )
        ways.append(machine.run(handler.body, inside))
    result = join_envs(ways)
    with machine.inside(finals=machine.place.finals + 1):
        last = machine.run(stmt.last, dict(result if result is not None else broken))
    return last if result is not None else None


def _with(machine: Machine, stmt: With, env: Env) -> Env | None:
    names: list[str] = []
    for variable, expr in stmt.items:
        value = machine.eval(expr, env)
        names += [name.removesuffix("()") for name in (*value.types, *((value.path,) if value.path else ()))]
        if variable is not None:
            env = bind(machine, variable, value, env, stmt.node)
    with machine.inside(withs=(*machine.place.withs, *names)):
        return machine.run(stmt.body, env)


def _exit(machine: Machine, stmt: Exit, env: Env) -> None:
    value = machine.eval(stmt.value, env) if stmt.value is not None else NOTHING
    frame = machine.frame
    if stmt.kind == "return":
        frame.returned.append(value)
        frame.final.append(env)
        if machine.place.handler and len(machine.frames) == 1 and stmt.value is not None:
            given = (Given(stmt.value.node, value),)
            machine.check_return(Site(stmt.value.node, (RETURN,), given, machine.place))
    elif stmt.kind == "break" and frame.breaks:
        frame.breaks[-1].append(env)
    elif stmt.kind == "continue" and frame.continues:
        frame.continues[-1].append(env)


def _define(machine: Machine, stmt: Define, env: Env) -> Env:
    what = stmt.what
    for decorator in what.decorators:
        machine.eval(decorator, env)
    if isinstance(what, Class):
        env[what.name] = Value(klass=what, path=what.name)
        return env
    env[what.name] = Value(function=what, closure=env)
    machine.pending.append((what, env))
    return env


_RUNNERS: Mapping[type[Stmt], Callable[[Machine, Any, Env], Env | None]] = {
    Assign: _assign,
    Do: _do,
    If: _if,
    Cases: _cases,
    Loop: _loop,
    Try: _try,
    With: _with,
    Exit: _exit,
    Define: _define,
}
