"""Assigning to what stands on the left: variables, fields, elements, patterns."""

from ast_grep_py import SgNode

from archlsp.rules.flow.conditions import Conditions
from archlsp.rules.flow.ir import Attr, Collection, Const, Expr, Index, Name, Other
from archlsp.rules.flow.machine import Env, Machine
from archlsp.rules.flow.members import attribute, item_of, member_names
from archlsp.rules.flow.sites import Given, Site, Telling
from archlsp.rules.flow.values import NOTHING, UNKNOWN, Value

ANYTHING = Conditions("", ("any",))


def bind(machine: Machine, target: Expr, value: Value, env: Env, node: SgNode) -> Env:
    """Return the variables after `target = value`; changes `env` in place where that is enough."""
    if isinstance(target, Name):
        env[target.id] = value if machine.away else value.stepped(node)
    elif isinstance(target, Attr):
        _bind_field(machine, target, value, env, node)
    elif isinstance(target, Index):
        _bind_element(machine, target, value, env, node)
    elif isinstance(target, Collection):
        _destructure(machine, target, value, env, node)
    elif isinstance(target, Other) and target.parts:
        bind(machine, target.parts[-1], value.but(const=UNKNOWN), env, node)
    return env


def mark(machine: Machine, site: Site, value: Value) -> Value:
    """Return the object after what the knowledge says that a call or assignment does to it."""
    entries = machine.knowledge.about(site.names).marks
    if not entries:
        return value
    added = {
        entry["mark"]
        for entry in entries
        if entry.get("on") != "result" and ANYTHING.hold(entry.get("when", ()), site)
    }
    return value.but(marks=value.marks | added) if added else value


def _bind_field(machine: Machine, target: Attr, value: Value, env: Env, node: SgNode) -> None:
    base = machine.eval(target.base, env)
    names = member_names(machine, base, target.name)
    told = Telling(machine.source, target.base.node)
    site = Site(node, names, (Given(node, value),), machine.place, base, told)
    machine.check_assign(site)
    _store(machine, target.base, mark(machine, site, base).with_item(target.name, value), env, node)


def _bind_element(machine: Machine, target: Index, value: Value, env: Env, node: SgNode) -> None:
    base = machine.eval(target.base, env)
    key = machine.eval(target.key, env).const
    if isinstance(key, str):
        names = member_names(machine, base, key)
        told = Telling(machine.source, target.base.node)
        machine.check_assign(Site(node, names, (Given(node, value),), machine.place, base, told))
    if key is UNKNOWN or isinstance(key, list | dict):
        changed = base.with_origins(value.all_origins()).but(closed=False)
    else:
        changed = base.with_item(key, value)
    _store(machine, target.base, changed, env, node)


def _store(machine: Machine, base: Expr, value: Value, env: Env, node: SgNode) -> None:
    """Put a changed object back where it was found, without telling the rules of it again."""
    if isinstance(base, Name):
        env[base.id] = value
    elif isinstance(base, Attr):
        owner = machine.eval(base.base, env)
        _store(machine, base.base, owner.with_item(base.name, value), env, node)
    elif isinstance(base, Index):
        owner, key = machine.eval(base.base, env), machine.eval(base.key, env).const
        if key is not UNKNOWN and not isinstance(key, list | dict):
            _store(machine, base.base, owner.with_item(key, value), env, node)


def put_back(machine: Machine, base: Expr, value: Value, env: Env, node: SgNode) -> None:
    """Store what a method has made of its receiver."""
    _store(machine, base, value, env, node)


def _destructure(machine: Machine, target: Collection, value: Value, env: Env, node: SgNode) -> None:
    for number, (key, item) in enumerate(target.items):
        if isinstance(key, Const) and isinstance(key.value, str):
            part = attribute(machine, value, key.value, item.node)
        else:
            part = _part(machine, value, number)
        bind(machine, item, part, env, node)


def _part(machine: Machine, value: Value, number: int) -> Value:
    known = item_of(value, number)
    if known is not None:
        return known
    if machine.source.language == "go":
        # Of several results the first carries the data, the others say how it went.
        return value.but(const=UNKNOWN) if number == 0 else NOTHING
    return Value(origins=value.origins, built=value.built, types=value.types if number == 0 else ())
