"""Rules about data flow: `engine: flow`.

Body:

    calls: [{name: .., receiver: regex, when: [..], report: call | arg, fixable: call | <arg>}]
    assigns: [{name: .., when: [..]}]       # `x.name = value`; the value is argument 0
    returns: [{when: [..]}]                 # what a handler returns; argument 0
    kind: sql                               # what a sanitizer must be good for to count
    from: [request]                         # which untrusted data counts; `any` for all

A name is dotted and qualified: `subprocess.run`, `java.sql.Statement.execute` (by the receiver's type), `*.execute`
(any receiver; `receiver` then looks at its text), `express().get` (a member of what a call gives back), `eval` (a
name of nobody's). The rule's `fix` is for the entries that are `fixable`: it replaces the call, or the value of the
argument that `fixable` names; $RECEIVER, $NAME (of the function) and $ARGS (all arguments) fill it.

The tests of `when` are in conditions.py, the values in values.py, the data about libraries in `knowledge/`.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from itertools import chain
from typing import Any

from ast_grep_py import SgNode

from archlsp.model.finding import Edit, Related
from archlsp.rules.fixes import edits_of
from archlsp.rules.flow import conditions
from archlsp.rules.flow.expressions import evaluate
from archlsp.rules.flow.functions import is_constructor
from archlsp.rules.flow.handlers import run_root
from archlsp.rules.flow.ir import Class, Function, Module, Name
from archlsp.rules.flow.knowledge import Knowledge, family_of, knowledge_for
from archlsp.rules.flow.machine import EnoughError, Env, Frame, Machine
from archlsp.rules.flow.names import last_part
from archlsp.rules.flow.nextdoor import NextDoor
from archlsp.rules.flow.program import Program
from archlsp.rules.flow.reach import reached
from archlsp.rules.flow.sinks import Found, sinks_of
from archlsp.rules.flow.statements import execute
from archlsp.rules.flow.values import Value, extent_of
from archlsp.rules.imports import Imports
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source

_HELPER_LEVELS = 2
# What follows a name that is called or made; or assigned to, also in `x["name"] = y`.
_CALLED = re.compile(r"""["'\]]*\s*(?:[({<`!]|\?\.\(|::)""")
_ASSIGNED = re.compile(r"""["'\]]*\s*(?:[({<`!]|=(?!=)|\?\.\(|::)""")
# What follows a name that gets another one, and what is before it in its line.
# They are `x as y`, `{x: y}`, `require("x")` and `y = a.x`.
_RENAMINGS = (
    (re.compile(r"\s+as\s"), ("",)),
    (re.compile(r"\s*:\s*\w+\s*[,}]"), ("{", "\t", "  ")),
    (re.compile(r"[\"']"), ("require(", "import", "from")),
    (re.compile(r"[ \t]*(?:$|[;,)}\r])", re.MULTILINE), ("=",)),
)
READERS = frozenset({"python", "javascript", "go", "java", "rust"})
_KEYS = frozenset({"calls", "assigns", "returns", "kind", "from"})


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place where one of `rules` holds."""
    family = family_of(source.language)
    if family not in READERS:
        return
    knowledge = knowledge_for(family, Imports(source.text, source.language))
    able = reached(rules, knowledge, source.text)
    watched = _watched(tuple(able))
    if not watched.may_be_in(source.text):
        return
    machine = _machine(source, knowledge, able, watched)
    with suppress(EnoughError):  # what was found by then counts
        _run_module(machine)
    for found in machine.sinks.found.values():
        yield _match(source, found)


def check_body(body: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a rule's body beyond what the schema says."""
    found = [f"{key} is no key of a flow rule" for key in body if key not in _KEYS]
    entries = [*body.get("calls", ()), *body.get("assigns", ()), *body.get("returns", ())]
    if not entries:
        found.append("calls, assigns or returns is needed")
    for entry in entries:
        found += conditions.complaints(entry.get("when", []))
        if "receiver" in entry:
            found += _regex_complaints(entry["receiver"])
    for entry in chain(body.get("calls", ()), body.get("assigns", ())):
        if "name" not in entry:
            found.append("name is needed")
    return found


def _regex_complaints(pattern: str) -> list[str]:
    try:
        re.compile(pattern)
    except re.error as error:
        return [f"receiver: {error}"]
    return []


def _machine(source: Source, knowledge: Knowledge, rules: Sequence[Rule], watched: "_Watched") -> Machine:
    reader: Any = import_module(f"archlsp.rules.flow.readers.{family_of(source.language)}")
    module: Module = reader.read(source)
    program = Program(module, knowledge)
    aliases = {local for local, name in module.imports.items() if last_part(name) in watched.words}
    places = watched.places(source.text, aliases)
    hot = _hot(source.text, places, program.functions)
    machine = Machine(source, program, knowledge, sinks_of(rules), hot, evaluate, execute)
    machine.next_door = NextDoor(source) if source.folder else None
    return machine


@lru_cache(maxsize=256)
def _watched(rules: tuple[Rule, ...]) -> "_Watched":
    return _Watched(rules)


class _Watched:
    """The words without which no rule holds: what it watches is called so. A return has no name, but anchors."""

    def __init__(self, rules: tuple[Rule, ...]) -> None:
        sinks = sinks_of(rules)
        returning = (rule for rule in rules if rule.body.get("returns"))
        given = {literal for rule in returning for together in rule.anchors for literal in together}
        self._assigned = frozenset(sinks.assigns.last_parts() | given)
        self.words = self._assigned | sinks.calls.last_parts()

    def may_be_in(self, text: str) -> bool:
        """Tell whether a word is used, or what has the name may go by another one."""
        known = [word for word in self.words if word in text]
        return any(
            _is_used(text, at, word, self._after(word)) or _is_renamed(text, at, word)
            for word in known
            for at in _occurrences(text, word)
        )

    def places(self, text: str, aliases: set[str]) -> list[int]:
        """List where a word, or what this file calls one, is used."""
        return sorted(
            at
            for word in self.words | aliases
            for at in _occurrences(text, word)
            if _is_used(text, at, word, self._after(word))
        )

    def _after(self, word: str) -> re.Pattern[str]:
        return _ASSIGNED if word in self._assigned else _CALLED


def _hot(text: str, places: list[int], functions: Sequence[Function]) -> Callable[[SgNode], bool]:
    """Tell of a node whether something watched is in it, or a call of a function of the file that has it."""
    for _ in range(_HELPER_LEVELS):
        names = {function.name for function in functions if function.name and _is_hot(places, function.node)}
        calls = (at for name in names for at in _occurrences(text, name + "("))
        places = sorted({*places, *calls})
    return lambda node: _is_hot(places, node)


def _is_used(text: str, at: int, word: str, after: re.Pattern[str]) -> bool:
    """Tell whether a word is called, made, or assigned to there, as far as its neighbours show."""
    before = text[at - 1 : at]
    if before.isalnum() or before == "_":
        return False
    if not word[-1:].isidentifier():
        return True
    return after.match(text, at + len(word)) is not None


def _is_renamed(text: str, at: int, word: str) -> bool:
    """Tell whether what a word stands for may be given another name there: by an import, or as a value."""
    before = text[at - 1 : at]
    if before.isalnum() or before == "_":
        return False
    line = text[text.rfind("\n", 0, at) + 1 : at]
    return any(
        regex.match(text, at + len(word)) is not None and any(sign in line for sign in signs)
        for regex, signs in _RENAMINGS
    )


def _occurrences(text: str, literal: str) -> Iterator[int]:
    at = text.find(literal)
    while at >= 0:
        yield at
        at = text.find(literal, at + len(literal))


def _is_hot(places: Sequence[int], node: SgNode) -> bool:
    start, end = extent_of(node)
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _run_module(machine: Machine) -> None:
    env: Env = machine.globals
    machine.frames.append(Frame(None))
    for statement in machine.program.module.body:
        # A module that ends early here may be imported for its functions all the same.
        machine.run((statement,), env)
    machine.frames.clear()
    for found in machine.program.classes.values():
        _run_class(machine, found, env)
    while machine.pending:
        function, closure = machine.pending.pop(0)
        if machine.hot(function.node):
            run_root(machine, function, closure)


def _run_class(machine: Machine, found: Class, env: Env) -> None:
    if not machine.hot(found.node):
        return
    own = Value(types=(found.name, *machine.program.bases_of(found.name)))
    machine.frames.append(Frame(None))
    fields = machine.run(found.inits, dict(env))
    machine.frames.clear()
    for init in found.inits:
        if isinstance(init.target, Name) and fields is not None and init.target.id in fields:
            own = own.with_item(init.target.id, fields[init.target.id])
    machine.objects[found.name] = own
    for function in sorted(found.functions, key=is_constructor, reverse=True):
        if is_constructor(function) or machine.hot(function.node):
            run_root(machine, function, env, found.name)


def _match(source: Source, found: Found) -> Match:
    span, extent = source.span_of(found.node), source.span_of(found.extent)
    site = found.site
    captures = {"CALL": site.names[0].lstrip("?."), "NAME": site.names[0].rsplit(".", 1)[-1].lstrip("?")}
    captures["RECEIVER"] = site.receiver_text
    captures["SOURCE"] = _first_line(source, found.origins[0].at) if found.origins else ""
    related = tuple(_related(source, found))
    return Match(found.rule, span, extent, captures, _edits(source, found, captures), related)


def _edits(source: Source, found: Found, captures: Mapping[str, str]) -> tuple[Edit, ...] | None:
    """Fill in the rule's fix where this entry has one."""
    which = found.entry.get("fixable")
    if which is None or found.rule.fix is None:
        return None
    node: SgNode | None = found.site.node
    if which != "call":
        given = next(found.site.find(which), None)
        node = given.node if given is not None else None
    place = source.span_of(node) if node is not None else None
    return edits_of(source, found.rule.fix, place, {**captures, "ARGS": _arguments(source, found)})


def _arguments(source: Source, found: Found) -> str:
    given = found.site.given
    if not given:
        return ""
    first, last = extent_of(given[0].node)[0], extent_of(given[-1].node)[1]
    return source.text[first:last]


def _related(source: Source, found: Found) -> Iterator[Related]:
    """Tell the way of the data: where it came in, and the assignments it went through."""
    if not found.origins:
        return
    origin = found.origins[0]
    for start, end in (origin.at, *origin.steps):
        yield Related(source.path, source.span(start, end), _first_line(source, (start, end))[:80])


def _first_line(source: Source, extent: tuple[int, int]) -> str:
    return source.text[slice(*extent)].split("\n", 1)[0]
