"""Functions that nobody in the file calls: entered as what a framework calls with a request, or as nobody knows."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from archlsp.rules.flow.functions import HARMLESS, OWN, bind_own, bind_param, enter
from archlsp.rules.flow.ir import Call, Function, Param
from archlsp.rules.flow.machine import Env, Machine
from archlsp.rules.flow.values import Origin, Value, extent_of

Entry = Mapping[str, Any]
_INJECTED = frozenset({"Depends", "fastapi.Depends", "Security", "fastapi.Security"})


def run_root(machine: Machine, function: Function, env: Env, owner: str | None = None) -> None:
    """Run a function that nobody here calls: its parameters are unknown, or what a framework gives it."""
    if id(function) in machine.done:
        return
    machine.done.add(id(function))
    entry = _handler_entry(machine, function, owner)
    run_handler(machine, function, env, entry)


def run_handler(machine: Machine, function: Function, env: Env, entry: Entry | None) -> None:
    """Run a function as the knowledge's `entry` says that it is called; None: nobody knows."""
    machine.done.add(id(function))
    inner = dict(env)
    params = [param for param in function.params if param.name not in OWN]
    for number, param in enumerate(params):
        value = _given(machine, function, number, param, entry)
        bind_param(machine, param, value, inner)
    bind_own(machine, function, inner)
    frames, machine.frames = machine.frames, []
    with machine.inside(loops=0, tries=0, finals=0, withs=(), handler=entry is not None):
        enter(machine, function, inner, None)
    machine.frames = frames


def _given(machine: Machine, function: Function, number: int, param: Param, entry: Entry | None) -> Value:
    """Return what a framework hands to a parameter."""
    declared = machine.program.types_of(param.type)
    if entry is not None:
        types = entry.get("types", ())
        wanted = (
            types.get(number)
            if isinstance(types, Mapping)
            else types[number]
            if number < len(types)
            else None
        )
        if wanted and not (declared and "." in declared[0]):
            declared = (wanted, *declared)
    kind = _source_kind(machine, param, number, entry)
    if HARMLESS & set(declared):
        return Value(types=declared, safe=True)
    if kind is None:
        return Value(types=declared)
    return Value(types=declared, origins=(Origin(kind, _extent_of(machine, function, param)),))


def _source_kind(machine: Machine, param: Param, number: int, entry: Entry | None) -> str | None:
    for annotation in param.annotations:
        name = machine.program.dotted(annotation)
        known = machine.knowledge.params.first((name,)) if name else None
        if known is not None:
            return str(known["kind"])
    if entry is None or _is_injected(machine, param):
        return None
    taints = entry.get("taints", "none")
    if taints == "all" or (isinstance(taints, list) and (param.name in taints or number in taints)):
        return str(entry.get("kind", "request"))
    return None


def _is_injected(machine: Machine, param: Param) -> bool:
    given = [param.default, *param.annotations]
    return any(
        isinstance(one, Call) and machine.program.dotted(one) in _INJECTED for one in given if one is not None
    )


def _extent_of(machine: Machine, function: Function, param: Param) -> tuple[int, int]:
    """Find a parameter's name in the head of its function."""
    start, end = extent_of(function.node)
    found = re.compile(rf"\b{re.escape(param.name or '_')}\b").search(machine.source.text, start, end)
    return found.span() if found else (start, start)


def _handler_entry(machine: Machine, function: Function, owner: str | None) -> Entry | None:
    """Find how a framework calls a function, None when nothing says that one does."""
    for entry in machine.knowledge.handlers:
        if _is_handler(machine, function, owner or function.owner, entry):
            return entry
    return None


def _is_handler(machine: Machine, function: Function, owner: str | None, entry: Entry) -> bool:
    if "decorator" in entry:
        names = [machine.program.dotted(one) or "" for one in function.decorators]
        return any(_ends(name, wanted) for name in names for wanted in _listed(entry["decorator"]))
    if "type" in entry:
        wanted = set(_listed(entry["type"]))
        return any(wanted & set(machine.program.types_of(param.type)) for param in function.params)
    if "base" in entry:
        bases = set(machine.program.bases_of(owner)) if owner else set()
        fits = any(_ends(base, wanted) for base in bases for wanted in _listed(entry["base"]))
        return fits and ("method" not in entry or function.name in entry["method"])
    if "param" in entry:
        first = next((param.name for param in function.params if param.name not in OWN), None)
        return first in _listed(entry["param"])
    return False


def _ends(name: str, wanted: str) -> bool:
    return name == wanted or (wanted.startswith("*.") and ("." + name).endswith(wanted[1:]))


def _listed(value: Any) -> Sequence[str]:  # noqa: ANN401 - one name or several
    return (value,) if isinstance(value, str) else value
