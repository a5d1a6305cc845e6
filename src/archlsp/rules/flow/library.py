"""What calls give back whose code is not in the file: by the knowledge, else by what their names promise."""

import re
from collections.abc import Callable

from archlsp.rules.flow.about import About
from archlsp.rules.flow.machine import Machine
from archlsp.rules.flow.members import item_of
from archlsp.rules.flow.sites import Site
from archlsp.rules.flow.values import NOTHING, UNKNOWN, Value, constant, merged, text_of_parts

_CLIMBING_FROM_START = "/^(\\.\\."  # what takes `../` off the front, in JavaScript
_NUMBERS = frozenset(
    {"int", "float", "Number", "parseInt", "parseFloat", "bool", "Boolean", "len", "ord", "hash"}
)
_FORMATTING = frozenset({"format", "formatted", "sprintf", "Sprintf"})
_KEEPING: dict[str, Callable[[str], str]] = {
    "toLowerCase": str.lower,
    "lower": str.lower,
    "toUpperCase": str.upper,
    "upper": str.upper,
    "trim": str.strip,
    "strip": str.strip,
    "toString": str,
    "encode": str,
    "getBytes": str,
    "toCharArray": str,
    "as_str": str,
    "to_string": str,
    "intern": str,
}


def result_of(machine: Machine, site: Site, *, is_new: bool) -> Value:
    """Return what a call gives back; `is_new`: it is a constructor."""
    about = machine.knowledge.about(site.names)
    name = about.name
    value = _folded(about, site)
    if value is not None:
        return _typed(machine, about, site, value, is_new) if not value.types else value
    value = _flow(about, site)
    if about.sanitizer is not None:
        value = value.cleaned(about.sanitizer["kinds"])
    elif about.sounds_clean:
        value = value.cleaned(
            ("xss", "log", "header", "command", "html", "redirect", "sql", "ldap", "xpath", "path")
        )
    elif (
        name == "replace"
        and site.given
        and _CLIMBING_FROM_START in machine.source.text_of(site.given[0].node)
    ):
        value = value.cleaned(("path",))
    return _typed(machine, about, site, value, is_new)


def _typed(machine: Machine, about: About, site: Site, value: Value, is_new: bool) -> Value:
    if about.result_types:
        return value.but(types=about.result_types)
    if about.is_unknown:
        return value
    if is_new or (about.is_capital and machine.source.language != "go"):
        items = {key: given.value for key, given in site.keywords.items()}
        # What a composite literal of Go leaves out is zero.
        return value.but(types=site.names, items=items or None, closed=machine.source.language == "go")
    return value.but(types=about.call_types) if not value.types else value


def _folded(about: About, site: Site) -> Value | None:
    """Carry out what is known of constants and containers."""
    receiver, name = site.receiver, about.name
    values = [given.value for given in site.given]
    if receiver is not None and isinstance(receiver.const, str):
        if name in _KEEPING and not values:
            return constant(_KEEPING[name](receiver.const))
        if name in {"charAt", "codePointAt"} and values and isinstance(values[0].const, int):
            at = values[0].const
            return constant(receiver.const[at]) if 0 <= at < len(receiver.const) else None
    if (
        receiver is not None
        and receiver.items is not None
        and name in {"get", "getOrDefault", "getProperty"}
        and values
    ):
        found = item_of(receiver, values[0].const)
        return found if found is not None else None
    if about.taint == "same" and len(values) == 1:
        return values[0].but(types=())
    if name in {"str", "String", "valueOf"} and len(values) == 1 and isinstance(values[0].const, str):
        return values[0]
    return None


def _flow(about: About, site: Site) -> Value:
    """Return what comes through from the receiver and the arguments."""
    receiver, name = site.receiver, about.name
    values = [given.value for given in site.given]
    if name in _FORMATTING or about.builds:
        return _formatted(site, name)
    if name == "concat" and receiver is not None and values:
        return text_of_parts([receiver, *values]).but(built=True)
    if about.taint == "none" or about.asks:
        return Value.number() if about.asks else NOTHING
    if name in _NUMBERS:
        return Value.number()
    result = NOTHING
    if receiver is not None:
        result = _kept(receiver) if name != "join" else NOTHING
    if about.passes:
        for value in values:
            result = result.with_origins(value.all_origins())
            if value.built and not result.built:
                result = result.but(built=True, prefix=value.prefix, clean=value.clean)
    return result


def _kept(receiver: Value) -> Value:
    """What a method of a text gives is made of that text."""
    is_text = receiver.built or isinstance(receiver.const, str)
    prefix = receiver.prefix if is_text else ""
    return Value(origins=receiver.all_origins(), built=receiver.built, prefix=prefix, clean=receiver.clean)


def _formatted(site: Site, name: str) -> Value:
    values = [given.value for given in site.given]
    receiver = site.receiver
    if receiver is not None and receiver.const is not UNKNOWN and name in _FORMATTING:
        values = [receiver, *values]
    if not values or all(value.is_constant for value in values):
        return constant(values[0].const) if values and isinstance(values[0].const, str) else NOTHING
    if all(value.safe or value.is_constant for value in values):
        return Value(safe=True)
    form = next((value.const for value in values if isinstance(value.const, str)), "")
    origins = values[0].all_origins()
    for value in values[1:]:
        origins = merged(origins, value.all_origins())
    return Value(origins=origins, built=True, prefix=re.split(r"[%{]", form, maxsplit=1)[0])
