"""The resolved settings: frozen, complete, and right by construction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from archlsp.model.finding import Severity
from archlsp.model.scope import ScopeSpec

MAX_FILE_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Budget:
    """What the AI may spend: US dollars a day, tokens a review, findings a review, tokens a design question."""

    daily_usd: float = 2.0
    per_review_tokens: int = 60_000
    max_findings: int = 3
    per_design_tokens: int = 30_000


@dataclass(frozen=True, slots=True)
class AiSettings:
    """`enabled` is "ask", "on" or "off"; an empty model, effort or base_url leaves the choice to archlsp.

    `provider` is "anthropic", "bedrock" or "vertex". `key_command`: a program and its arguments that print the API
    key. `persona`: the name of an agent file, "" for ours. `verify`: which new findings a second question tries to
    disprove, "off", "errors" or "on". `delay_ms`: how long saving must rest before Claude is asked.
    """

    enabled: str = "ask"
    model: str = ""
    effort: str = ""
    base_url: str = ""
    provider: str = "anthropic"
    key_command: tuple[str, ...] = ()
    persona: str = ""
    verify: str = "errors"
    delay_ms: int = 800
    budget: Budget = field(default_factory=Budget)


@dataclass(frozen=True, slots=True)
class Settings:
    """What is in force.

    `language` is "ja" or "en". `exclude` holds patterns as in .gitignore. `severity` maps a rule to the
    severity the user wants, None for off. `linters` maps a linter to "auto" or "off".
    """

    language: str = "ja"
    scope: ScopeSpec = field(default_factory=ScopeSpec)
    exclude: tuple[str, ...] = ()
    severity: Mapping[str, Severity | None] = field(default_factory=lambda: MappingProxyType({}))
    typing_delay_ms: int = 300
    max_file_bytes: int = MAX_FILE_BYTES
    ai: AiSettings = field(default_factory=AiSettings)
    linters: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
