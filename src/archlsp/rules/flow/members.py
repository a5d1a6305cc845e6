"""What a value has inside: attributes, fields, elements; and the names that its members go by."""

from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.flow.machine import Machine
from archlsp.rules.flow.values import NOTHING, UNKNOWN, Origin, Value

_UNKNOWN_BASE = "?"
_LONGEST_NAME = 160


def member_names(machine: Machine, base: Value, name: str) -> tuple[str, ...]:
    """Return the qualified names of a member, most telling first; one begins with ? when nothing is known."""
    found = [f"{kind}.{name}" for kind in base.types]
    if base.path:
        found.append(f"{base.path}.{name}")
    if base.klass is not None:
        found.append(f"{base.klass.name}.{name}")
    found = [machine.program.alias(one) for one in found]
    return tuple(found) if found else (f"{_UNKNOWN_BASE}.{name}",)


def attribute(machine: Machine, base: Value, name: str, node: SgNode) -> Value:
    """Return a member of a value that is read."""
    if base.items is not None and name in base.items:
        return base.items[name]
    names = member_names(machine, base, name)
    value = _member(machine, base, name, names)
    if base.origins:
        value = value.with_origins(base.origins)
    return with_source(machine, value, names, node)


def with_source(machine: Machine, value: Value, names: tuple[str, ...], node: SgNode) -> Value:
    """Return the value with its origin, where the knowledge says that untrusted data comes in here."""
    source = machine.knowledge.about(names).source
    if source is None:
        return value
    # What comes in in another file comes in at our call of it, as far as this file is concerned.
    place = machine.frame.outer if machine.away else node
    return value.with_origins([Origin.of(source["kind"], place or node)])


def _member(machine: Machine, base: Value, name: str, names: tuple[str, ...]) -> Value:
    for kind in (*base.types, *((base.klass.name,) if base.klass else ())):
        if kind in machine.program.classes:
            method = machine.program.method(kind, name)
            if method is not None:
                return Value(function=method)
            return Value(types=machine.program.field_types(kind, name))
    known = machine.knowledge.about(names).field
    if known is not None:
        return Value(types=(known["type"],))
    if base.path and len(base.path) < _LONGEST_NAME:
        return Value(path=machine.program.alias(f"{base.path}.{name}"))
    kinds = tuple(f"{kind}.{name}" for kind in base.types if len(kind) < _LONGEST_NAME)
    return Value(types=kinds) if kinds else NOTHING


def element(machine: Machine, base: Value, key: Value, node: SgNode) -> Value:
    """Return an element of a container that is read."""
    if isinstance(key.const, str) and base.items is None and not base.origins:
        return attribute(machine, base, key.const, node)
    known = item_of(base, key.const)
    if known is not None:
        return known
    found = Value(origins=base.origins, built=base.built)
    if key.const is UNKNOWN and base.items:
        found = found.with_origins(base.all_origins())
    return found


def item_of(base: Value, key: Any) -> Value | None:  # noqa: ANN401 - a literal's value
    """Return what is known to be in a container under a constant key; NOTHING when it is known not to be there."""
    if base.items is None or key is UNKNOWN or isinstance(key, list | dict):
        return None
    if isinstance(key, int) and key < 0 and base.closed:
        key += len(base.items)
    if key in base.items:
        return base.items[key]
    return NOTHING if base.closed else None


def element_of(base: Value) -> Value:
    """Return any element of a container: what a loop's variable is."""
    if base.items and base.closed:
        values = list(base.items.values())
        if len(values) == 1:
            return values[0]
        return Value(origins=base.all_origins(), built=any(value.built for value in values))
    return Value(origins=base.all_origins(), built=base.built)


def without_constant(value: Value) -> Value:
    """Return the value as it may be after it was changed in a way that is not followed."""
    return value.but(const=UNKNOWN, prefix="")
