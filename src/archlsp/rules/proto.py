"""Rules about Protocol Buffers: `engine: proto`.

Body: `ask`, which of the findings of protochecks.py (one file) and protochange.py (against its base) the rule speaks
for. {NAME} in the texts is what the finding is about.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archlsp.rules.match import Match
from archlsp.rules.protochange import CHANGES, changes
from archlsp.rules.protochecks import CHECKS, Finding
from archlsp.rules.prototext import read
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source

ASKS = frozenset(CHECKS) | CHANGES


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place where one of `rules` holds."""
    speakers: dict[str, list[Rule]] = {}
    for rule in rules:
        speakers.setdefault(rule.body["ask"], []).append(rule)
    for ask, finding in _findings(source, frozenset(speakers)):
        for rule in speakers.get(ask, ()):
            span = source.span(*finding.range)
            # What is gone has no place of its own: any change of the file may have taken it away.
            extent = source.span(0, len(source.text)) if finding.is_gone else span
            yield Match(rule, span, extent, {"NAME": finding.name}, symbol=finding.name)


def check_body(body: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a rule's body beyond what the schema says."""
    ask = body.get("ask", "")
    return [] if ask in ASKS else [f"ask: {ask} is not one of {', '.join(sorted(ASKS))}"]


def _findings(source: Source, asks: frozenset[str]) -> Iterator[tuple[str, Finding]]:
    now = read(source.text)
    for ask in sorted(asks & CHECKS.keys()):
        for finding in CHECKS[ask](now):
            yield ask, finding
    if asks & CHANGES and source.base is not None and source.base != source.text:
        yield from changes(read(source.base), now)
