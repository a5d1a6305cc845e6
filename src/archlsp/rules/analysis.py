"""Rules whose finding takes code of its own: `engine: analysis`.

Body: `module` (a module of `rules/analyses/`) and `ask` (which of the module's findings this rule speaks for). The
module has `ASKS`, the findings it can make, and `places(source, asks)`, which makes those that are asked for; it runs
once a file, however many rules ask.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from itertools import groupby
from typing import Any

from archlsp.model.finding import Related
from archlsp.model.text import Span
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source


@dataclass(frozen=True, slots=True)
class Place:
    """One finding of an analysis; `captures` fills the placeholders of the rule's texts."""

    ask: str
    span: Span
    extent: Span
    captures: Mapping[str, str] = field(default_factory=dict)
    related: tuple[Related, ...] = ()


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place that one of `rules` speaks for."""
    ordered = sorted(rules, key=_module_name)
    for name, group in groupby(ordered, key=_module_name):
        speakers: dict[str, list[Rule]] = {}
        for rule in group:
            speakers.setdefault(rule.body.get("ask", ""), []).append(rule)
        for place in _module(name).places(source, frozenset(speakers)):
            for rule in speakers.get(place.ask, ()):
                yield Match(rule, place.span, place.extent, place.captures, related=place.related)


def check_body(body: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a rule's body beyond what the schema says."""
    try:
        asks = _module(body["module"]).ASKS
    except ModuleNotFoundError:
        return [f"module: there is no analysis {body['module']}"]
    ask = body.get("ask", "")
    return [] if ask in asks else [f"ask: {ask} is not one of {', '.join(sorted(asks))}"]


def _module_name(rule: Rule) -> str:
    return str(rule.body["module"])


def _module(name: str) -> Any:  # noqa: ANN401 - a module, told by its name
    return import_module(f"archlsp.rules.analyses.{name}")
