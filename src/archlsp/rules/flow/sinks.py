"""The places that rules watch, and what was found at them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.flow.conditions import Conditions, find_origins, reported_argument
from archlsp.rules.flow.names import NameIndex
from archlsp.rules.flow.sites import Site
from archlsp.rules.flow.values import Origin, extent_of
from archlsp.rules.rule import Rule

RETURN = "return"
DEFAULT_WANTED = ("request",)


@dataclass(frozen=True, slots=True, eq=False)
class Sink:
    """One entry of a rule's `calls`, `assigns` or `returns`."""

    rule: Rule
    entry: Mapping[str, Any]
    conditions: Conditions
    receiver: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A place where a rule holds; `extent` is the call in whose course it does, `entry` what of the rule holds."""

    rule: Rule
    entry: Mapping[str, Any]
    node: SgNode
    extent: SgNode
    origins: tuple[Origin, ...]
    site: Site


@dataclass(slots=True)
class Sinks:
    """The entries of some rules, by the names they watch."""

    calls: NameIndex[Sink] = field(default_factory=NameIndex)
    assigns: NameIndex[Sink] = field(default_factory=NameIndex)
    returns: NameIndex[Sink] = field(default_factory=NameIndex)
    found: dict[tuple[str, tuple[int, int]], Found] = field(default_factory=dict)

    def check(self, index: NameIndex[Sink], site: Site) -> None:
        """File what the rules find at a site, once for each rule and place."""
        for sink in index.find(site.names):
            if sink.receiver is not None and not sink.receiver.search(site.receiver_text):
                continue
            when = sink.entry.get("when", ())
            if sink.conditions.hold(when, site):
                self._file(sink, when, site)

    def _file(self, sink: Sink, when: Sequence[Mapping[str, Any]], site: Site) -> None:
        node = site.outer if site.away else self._culprit(sink, when, site)
        if node is None:
            return
        key = (sink.rule.id, extent_of(node))
        origins = find_origins(sink.conditions, when, site)
        known = self.found.get(key)
        if known is None or (origins and not known.origins):
            self.found[key] = Found(sink.rule, sink.entry, node, site.outer or site.node, origins, site)

    def _culprit(self, sink: Sink, when: Sequence[Mapping[str, Any]], site: Site) -> SgNode:
        """What a loop of a caller makes bad is bad at the call in that loop."""
        if site.outer is not None and site.own_loops == 0 and _asks_for_loop(when):
            return site.outer
        if sink.entry.get("report") == "arg":
            given = reported_argument(when, site)
            if given is not None:
                return given.node
        return site.node


def _asks_for_loop(when: Sequence[Mapping[str, Any]]) -> bool:
    return any("loop" in entry.get("inside", ()) for entry in when)


def sinks_of(rules: Sequence[Rule]) -> Sinks:
    """File the entries of `rules`; a fresh book of findings each time."""
    filed = _filed(tuple(rules))
    return Sinks(filed.calls, filed.assigns, filed.returns)


@lru_cache(maxsize=64)
def _filed(rules: tuple[Rule, ...]) -> Sinks:
    result = Sinks()
    for rule in rules:
        for entry, sink in _entries(rule, "calls"):
            result.calls.add(entry["name"], sink)
        for entry, sink in _entries(rule, "assigns"):
            result.assigns.add(entry["name"], sink)
        for _, sink in _entries(rule, "returns"):
            result.returns.add(RETURN, sink)
    return result


def _entries(rule: Rule, key: str) -> Iterator[tuple[Mapping[str, Any], Sink]]:
    conditions = _conditions(rule)
    for entry in rule.body.get(key, ()):
        receiver = re.compile(entry["receiver"]) if "receiver" in entry else None
        yield entry, Sink(rule, entry, conditions, receiver)


@lru_cache(maxsize=2048)
def _conditions(rule: Rule) -> Conditions:
    return Conditions(rule.body.get("kind", ""), rule.body.get("from", DEFAULT_WANTED))
