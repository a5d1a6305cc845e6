"""What an engine found: a place, before it becomes a finding with texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from archlsp.model.finding import Edit, Related
from archlsp.model.text import Span
from archlsp.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Match:
    """One place where `rule` holds.

    `span` is the culprit, `extent` the whole construct it belongs to (it contains `span`). `captures` fills the
    placeholders {NAME} of the rule's texts. `edits` None means: no fix here. `symbol` None means: the engine asks
    `Source.symbol_at`; an engine whose language has no definitions (YAML, Dockerfile, SQL) may name the service,
    the stage or the table instead, which makes the finding's identity steadier.
    """

    rule: Rule
    span: Span
    extent: Span
    captures: Mapping[str, str] = field(default_factory=dict)
    edits: tuple[Edit, ...] | None = None
    related: tuple[Related, ...] = ()
    symbol: str | None = None
