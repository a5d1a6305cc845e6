"""What calls give back whose code is not in the file: by the knowledge, else by what their names promise."""

import re
from collections.abc import Callable

from archlsp.rules.flow.machine import Machine
from archlsp.rules.flow.members import item_of
from archlsp.rules.flow.sites import Site
from archlsp.rules.flow.values import NOTHING, UNKNOWN, Value, constant, merged, text_of_parts

_SOUNDS_CLEAN = re.compile(
    r"(?i)^(?!de|un)(escape|saniti[sz]e|encode(?:for|uri|html|url)|quote|purify|bleach|html_?escape|url_?encode)"
)
_ASKS = re.compile(
    r"^(is|has|can|should|contains|exists|equals|count|len|length|size|indexOf|startswith|startsWith)"
)
_LOOKS_UP = re.compile(
    r"(?i)^(query|execute|fetch|select|find|load|lookup|save|create|insert|update|delete|count|send|publish"
    r"|request|post|put|patch|do$|doQuery|doExecute|run|exec|open|connect|log|info|debug|warn|error|print|scan|next|all|one|first)"
)
_MAKES_TEXT = re.compile(
    r"(?i)(decode|encode|format|concat|join|trim|strip|lower|upper|replace|split|parse|string|str|append|sub"
    r"|slice|copy|wrap|convert|unquote|unescape|normali[sz]e|build|make|clone|bytes|text|to_|into|from|as_|path"
    r"|render|url|uri|buffer|reverse|sorted|list|tuple|repeat|pad|collect|unwrap|expect|ok_or|dumps|json|get|value|of)"
)
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
    # A module of the project may be a function: `./text/sanitize`.
    name = site.names[0].rsplit(".", 1)[-1].rsplit("/", 1)[-1]
    value = _folded(machine, site, name)
    if value is not None:
        return _typed(machine, site, name, value, is_new) if not value.types else value
    value = _flow(machine, site, name)
    known = machine.knowledge.sanitizers.first(site.names)
    if known is not None:
        value = value.cleaned(known["kinds"])
    elif _SOUNDS_CLEAN.search(name):
        value = value.cleaned(
            ("xss", "log", "header", "command", "html", "redirect", "sql", "ldap", "xpath", "path")
        )
    elif (
        name == "replace"
        and site.given
        and _CLIMBING_FROM_START in machine.source.text_of(site.given[0].node)
    ):
        value = value.cleaned(("path",))
    return _typed(machine, site, name, value, is_new)


def _typed(machine: Machine, site: Site, name: str, value: Value, is_new: bool) -> Value:
    known = machine.knowledge.returns.first(site.names)
    if known is not None:
        kinds = tuple(known["type"]) if isinstance(known["type"], list) else (known["type"],)
        return value.but(types=kinds)
    if site.names[0].startswith("?"):
        return value
    if is_new or (name[:1].isupper() and not name.isupper() and machine.source.language != "go"):
        items = {key: given.value for key, given in site.keywords.items()}
        return value.but(types=site.names, items=items or None)
    return value.but(types=tuple(f"{one}()" for one in site.names)) if not value.types else value


def _folded(machine: Machine, site: Site, name: str) -> Value | None:
    """Carry out what is known of constants and containers."""
    receiver, values = site.receiver, [given.value for given in site.given]
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
    known = machine.knowledge.propagate.first(site.names)
    if known is not None and known["taint"] == "same" and len(values) == 1:
        return values[0].but(types=())
    if name in {"str", "String", "valueOf"} and len(values) == 1 and isinstance(values[0].const, str):
        return values[0]
    return None


def _flow(machine: Machine, site: Site, name: str) -> Value:
    """Return what comes through from the receiver and the arguments."""
    receiver, values = site.receiver, [given.value for given in site.given]
    if name in _FORMATTING or machine.knowledge.builds.first(site.names) is not None:
        return _formatted(site, name)
    if name == "concat" and receiver is not None and values:
        return text_of_parts([receiver, *values]).but(built=True)
    rule = machine.knowledge.propagate.first(site.names)
    if (rule is not None and rule["taint"] == "none") or _ASKS.search(name):
        return Value.number() if _ASKS.search(name) else NOTHING
    if name in _NUMBERS:
        return Value.number()
    result = NOTHING
    if receiver is not None:
        result = _kept(receiver)
    if rule["taint"] in {"all", "same"} if rule is not None else _passes(site, name):
        for value in values:
            result = result.with_origins(value.all_origins())
            if value.built and not result.built:
                result = result.but(built=True, prefix=value.prefix)
    return result


def _kept(receiver: Value) -> Value:
    """What a method of a text gives is made of that text."""
    is_text = receiver.built or isinstance(receiver.const, str)
    prefix = receiver.prefix if is_text else ""
    return Value(origins=receiver.all_origins(), built=receiver.built, prefix=prefix)


def _passes(site: Site, name: str) -> bool:
    """Tell whether the arguments are likely in the result; a query's answer is not what was asked."""
    if _LOOKS_UP.search(name):
        return False
    return not site.names[0].startswith("?") or bool(_MAKES_TEXT.search(name)) or name[:1].isupper()


def _formatted(site: Site, name: str) -> Value:
    values = [given.value for given in site.given]
    receiver = site.receiver
    if receiver is not None and receiver.const is not UNKNOWN and name in _FORMATTING:
        values = [receiver, *values]
    if not values or all(value.is_constant for value in values):
        return constant(values[0].const) if values and isinstance(values[0].const, str) else NOTHING
    form = next((value.const for value in values if isinstance(value.const, str)), "")
    origins = values[0].all_origins()
    for value in values[1:]:
        origins = merged(origins, value.all_origins())
    return Value(origins=origins, built=True, prefix=re.split(r"[%{]", form, maxsplit=1)[0])
