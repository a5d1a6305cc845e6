"""Which module runs which engine. They are imported at the first need: each brings a parser of its own."""

from collections.abc import Iterator, Sequence
from importlib import import_module

from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source

_MODULES = {
    "pattern": "archlsp.rules.pattern",
    "sql": "archlsp.rules.sql",
    "dockerfile": "archlsp.rules.dockerfile",
    "yaml": "archlsp.rules.yamldoc",
    "flow": "archlsp.rules.flow.engine",
    "text": "archlsp.rules.textual",
    "terraform": "archlsp.rules.terraform",
    "graphql": "archlsp.rules.graphql",
    "proto": "archlsp.rules.proto",
    "analysis": "archlsp.rules.analysis",
}


def run(engine: str, source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Run the rules of one engine over a source."""
    matches: Iterator[Match] = import_module(_MODULES[engine]).matches(source, rules)
    return matches


def body_complaints(rule: Rule) -> list[str]:
    """Ask the rule's engine what is wrong with the rule's body."""
    module = import_module(_MODULES[rule.engine])
    found: list[str] = (
        module.check_body(rule.body, rule.languages)
        if rule.engine == "pattern"
        else module.check_body(rule.body)
    )
    return found


def preload() -> None:
    """Import what is slow to import (0.2 s), before the first file that needs it has to wait for it."""
    import_module("archlsp.rules.sqltree")
