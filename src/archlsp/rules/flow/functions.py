"""Entering functions with the arguments of a caller."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Function, Param
from archlsp.rules.flow.machine import Env, Frame, Machine
from archlsp.rules.flow.sites import Site
from archlsp.rules.flow.targets import bind
from archlsp.rules.flow.values import NOTHING, Value, extent_of, joined_of

Entry = Mapping[str, Any]
_CONSTRUCTORS = frozenset({"__init__", "constructor", "setUp"})
OWN = frozenset({"self", "cls", "this"})
HARMLESS = frozenset(
    {
        "int",
        "float",
        "bool",
        "Integer",
        "Long",
        "long",
        "double",
        "Double",
        "boolean",
        "Boolean",
        "UUID",
        "short",
    }
    | {
        "uuid.UUID",
        "java.util.UUID",
        "number",
        "date",
        "datetime",
        "datetime.date",
        "datetime.datetime",
        "char",
    }
    | {
        "java.lang.Integer",
        "java.lang.Long",
        "java.lang.Boolean",
        "java.lang.Double",
        "i32",
        "i64",
        "u32",
        "u64",
    }
    | {
        "uint",
        "int64",
        "int32",
        "uint64",
        "float64",
        "decimal.Decimal",
        "Decimal",
        "java.time.LocalDate",
        "byte",
    }
)


@dataclass(frozen=True, slots=True)
class Arguments:
    """What a caller gives: by position, by name, and the object itself."""

    positional: Sequence[Value] = ()
    named: Mapping[str, Value] = field(default_factory=dict)
    this: Value | None = None

    @classmethod
    def of(cls, site: Site) -> "Arguments":
        """Return the arguments of a call."""
        positional = [one.value for one in site.given if one.name is None and not one.spread]
        return cls(positional, {name: one.value for name, one in site.keywords.items()}, site.receiver)


def invoke(
    machine: Machine, value: Value, given: Arguments, node: SgNode, *, callback: bool = False
) -> Value:
    """Run a function of this file with these arguments; what it returns.

    `callback`: it is only handed over here; who calls it, and on which thread, is not known.
    """
    function = value.function
    if function is None or machine.is_deep or any(frame.function is function for frame in machine.frames):
        return NOTHING
    signature = _signature([*given.positional, *given.named.values()])
    looped = extent_of(machine.frame.outer or node) if machine.place.loops else None
    key = (id(function), looped, machine.place.is_async, signature)
    known = machine.memo.get(key)
    if known is not None and function.name:
        return known[0]
    if not function.name:
        machine.done.add(id(function))  # nobody else can call it
    env = dict(value.closure or machine.globals)
    _bind_all(machine, function, given, env)
    waits = machine.place.is_async and not callback
    result = enter(machine, function, env, machine.frame.outer or node, waits=waits)
    machine.memo[key] = (result, None)
    return result


def enter(
    machine: Machine, function: Function, env: Env, outer: SgNode | None, *, waits: bool = False
) -> Value:
    """`waits`: an event loop waits for it, although it is not asynchronous itself."""
    frame = Frame(function, outer if machine.frames else None)
    machine.frames.append(frame)
    try:
        with machine.inside(is_async=function.is_async or waits, function=True):
            last = machine.run(function.block, env)
    finally:
        machine.frames.pop()
    if not machine.frames and is_constructor(function):
        _keep_fields(machine, function, [*frame.final, *([last] if last is not None else [])])
    return joined_of(frame.returned)


def is_constructor(function: Function) -> bool:
    """Tell whether a method makes the object's fields."""
    return function.owner is not None and (function.name in _CONSTRUCTORS or function.name == function.owner)


def _keep_fields(machine: Machine, function: Function, ends: Sequence[Env]) -> None:
    """Remember the object as its constructor leaves it, for the other methods."""
    name = "self" if machine.source.language == "python" else "this"
    own = [value for env in ends if (value := env.get(name)) is not None]
    if own and function.owner is not None:
        machine.objects[function.owner] = joined_of(own)


def _bind_all(machine: Machine, function: Function, given: Arguments, env: Env) -> None:
    params = list(function.params)
    if params and params[0].name in {"self", "cls"} and function.owner:
        params = params[1:]
    bind_own(machine, function, env, given.this)
    for number, param in enumerate(params):
        value = _argument(given, param, number)
        if value is None:
            value = machine.eval(param.default, env) if param.default is not None else NOTHING
        declared = machine.program.types_of(param.type)
        if declared and not value.types:
            value = _with_types(value, declared)
        bind_param(machine, param, value, env)


def _argument(given: Arguments, param: Param, number: int) -> Value | None:
    value = given.named.get(param.name)
    if value is None and param.kind == "rest":
        return Value(items=dict(enumerate(given.positional[number:])), closed=True)
    if value is None and number < len(given.positional) and not param.kind:
        return given.positional[number]
    return value


def bind_param(machine: Machine, param: Param, value: Value, env: Env) -> None:
    env[param.name] = value
    if param.pattern is not None:
        bind(machine, param.pattern, value, env, param.pattern.node)


def bind_own(machine: Machine, function: Function, env: Env, this: Value | None = None) -> None:
    """Give a method its object: its class by type, its fields as far as its constructor tells."""
    if function.owner is None:
        return
    known = machine.objects.get(function.owner)
    own = known or Value(types=(function.owner, *machine.program.bases_of(function.owner)))
    if this is not None and this.items:
        own = Value(types=own.types, items={**(own.items or {}), **this.items}, origins=this.origins)
    names = {"self", "this"} | ({function.receiver.name} if function.receiver else set())
    for name in names:
        env[name] = own
    if function.params and function.params[0].name == "cls":
        env["cls"] = own


def _signature(values: Sequence[Value]) -> tuple[object, ...]:
    return tuple(_one_signature(value) for value in values)


def _one_signature(value: Value) -> tuple[object, ...]:
    keys = tuple(origin.key for origin in value.all_origins())
    return (repr(value.const)[:80], value.path, value.types, value.built, keys, value.marks, id(value.items))


def _with_types(value: Value, types: tuple[str, ...]) -> Value:
    if HARMLESS & set(types):
        return Value(types=types, safe=True)
    return value.but(types=types)
