"""Evaluating expressions, but for calls."""

import operator
from collections.abc import Callable, Mapping
from typing import Any

from archlsp.rules.flow.calls import call
from archlsp.rules.flow.guards import refined
from archlsp.rules.flow.ir import (
    Attr,
    Await,
    Call,
    Choice,
    Collection,
    Const,
    Expr,
    Index,
    Lambda,
    Name,
    Op,
    Other,
    Text,
)
from archlsp.rules.flow.machine import Env, Machine
from archlsp.rules.flow.members import attribute, element
from archlsp.rules.flow.values import (
    LED,
    NOTHING,
    UNKNOWN,
    Origin,
    Value,
    constant,
    is_led,
    joined_of,
    merged,
    text_of_parts,
)


def evaluate(machine: Machine, expr: Expr, env: Env) -> Value:
    """Return the value of an expression; calls in it are shown to the rules."""
    return _EVALUATORS[type(expr)](machine, expr, env)


def truth(value: Value) -> bool | None:
    """Tell whether a value is true, None when that is not known."""
    return None if value.const is UNKNOWN else bool(value.const)


def _const(_: Machine, expr: Const, __: Env) -> Value:
    return constant(expr.value)


def _name(machine: Machine, expr: Name, env: Env) -> Value:
    known = env.get(expr.id)
    if known is not None:
        return known
    path = machine.program.alias(machine.program.module.imports.get(expr.id, expr.id))
    value = Value(path=path)
    source = machine.knowledge.sources.first((path,), loose=False)
    return value.with_origins([Origin.of(source["kind"], expr.node)]) if source else value


def _attr(machine: Machine, expr: Attr, env: Env) -> Value:
    return attribute(machine, machine.eval(expr.base, env), expr.name, expr.node)


def _index(machine: Machine, expr: Index, env: Env) -> Value:
    base = machine.eval(expr.base, env)
    return element(machine, base, machine.eval(expr.key, env), expr.node)


def _call(machine: Machine, expr: Call, env: Env) -> Value:
    return call(machine, expr, env)


def _text(machine: Machine, expr: Text, env: Env) -> Value:
    parts = [machine.eval(part, env) for part in expr.parts]
    if not expr.formatted:
        return text_of_parts(parts)
    form = parts[0].const if isinstance(parts[0].const, str) else ""
    if all(part.is_constant for part in parts) and form:
        return constant(form)
    return text_of_parts(parts[1:]).but(const=UNKNOWN, prefix=form.split("%", 1)[0].split("{", 1)[0])


def _op(machine: Machine, expr: Op, env: Env) -> Value:
    if expr.op in {"and", "or"}:
        return _short_circuit(machine, expr, env)
    values = [machine.eval(operand, env) for operand in expr.operands]
    if expr.op == "+" and any(isinstance(v.const, str) or v.built for v in values):
        return text_of_parts(values)
    folded = _folded(expr.op, values)
    if folded is not UNKNOWN:
        return constant(folded)
    if expr.op in _COMPARISONS or all(value.safe or value.const is not UNKNOWN for value in values):
        return Value.number()
    origins: tuple[Origin, ...] = ()
    for value in values:
        origins = merged(origins, value.all_origins())
    if expr.op != "+":
        return Value(origins=origins)
    marks = frozenset({LED}) if origins and is_led(values) else frozenset()
    return Value(origins=origins, prefix=values[0].prefix if values else "", marks=marks)


def _short_circuit(machine: Machine, expr: Op, env: Env) -> Value:
    known = env
    values = []
    for operand in expr.operands:
        values.append(machine.eval(operand, known))
        known = refined(machine, operand, known, holds=expr.op == "and")
    decided = [truth(value) for value in values]
    wanted = expr.op == "or"
    if any(one is wanted for one in decided):
        return constant(wanted)
    if all(one is (not wanted) for one in decided):
        return constant(not wanted)
    return joined_of(values).but(const=UNKNOWN)


def _folded(op: str, values: list[Value]) -> Any:  # noqa: ANN401 - a literal's value
    constants = [value.const for value in values]
    if UNKNOWN in constants:
        return UNKNOWN
    try:
        if op == "not":
            return not constants[0]
        if len(constants) == 1:
            return -constants[0] if op == "-" else UNKNOWN
        result = _OPERATORS[op](*constants) if op in _OPERATORS and len(constants) == 2 else UNKNOWN  # noqa: PLR2004
    except (TypeError, ValueError, ArithmeticError):
        return UNKNOWN
    return result


def _collection(machine: Machine, expr: Collection, env: Env) -> Value:
    items: dict[Any, Value] = {}
    closed, origins = True, ()
    for number, (key, item) in enumerate(expr.items):
        value = machine.eval(item, env)
        at = number if key is None else machine.eval(key, env).const
        if isinstance(item, Other) or at is UNKNOWN or isinstance(at, list):
            closed = False
            origins = merged(origins, value.all_origins())  # type: ignore[assignment]
        else:
            items[at] = value
    return Value(items=items, closed=closed, origins=origins)


def _choice(machine: Machine, expr: Choice, env: Env) -> Value:
    if expr.test is None:
        values = [machine.eval(option, env) for option in expr.options]
        return values[0] if values and truth(values[0]) is True else joined_of(values)
    decided = truth(machine.eval(expr.test, env))
    results = []
    for number, option in enumerate(expr.options):
        holds = number == 0
        if decided is not None and len(expr.options) == 2 and decided is not holds:  # noqa: PLR2004
            continue
        results.append(machine.eval(option, refined(machine, expr.test, env, holds=holds)))
    return joined_of(results)


def _lambda(machine: Machine, expr: Lambda, env: Env) -> Value:
    machine.later(expr, env)
    return Value(function=expr.function, closure=env)


def _await(machine: Machine, expr: Await, env: Env) -> Value:
    return machine.eval(expr.value, env)


def _other(machine: Machine, expr: Other, env: Env) -> Value:
    values = [machine.eval(part, env) for part in expr.parts]
    if len(values) == 1:
        return values[0]
    result = NOTHING
    for value in values:
        result = result.with_origins(value.all_origins())
        if value.built:
            result = result.but(built=True)
    return result


_COMPARISONS = frozenset(
    {"==", "!=", "<", ">", "<=", ">=", "in", "not in", "is", "is not", "not", "instanceof"}
)
_OPERATORS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "/": lambda a, b: a // b if isinstance(a, int) and isinstance(b, int) else a / b,
    "*": lambda a, b: a * b if isinstance(a, int | float) and isinstance(b, int | float) else UNKNOWN,
    "%": lambda a, b: a % b if isinstance(a, int) else UNKNOWN,
    "|": lambda a, b: a | b,
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_EVALUATORS: Mapping[type[Expr], Callable[[Machine, Any, Env], Value]] = {
    Const: _const,
    Name: _name,
    Attr: _attr,
    Index: _index,
    Call: _call,
    Text: _text,
    Op: _op,
    Collection: _collection,
    Choice: _choice,
    Lambda: _lambda,
    Await: _await,
    Other: _other,
}
