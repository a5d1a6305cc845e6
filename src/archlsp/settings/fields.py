"""The table of settings: what each may be, and what a repository may say about it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from archlsp.settings.settings import MAX_FILE_BYTES, Budget
from archlsp.settings.values import (
    Parser,
    integer,
    number,
    one_of,
    patterns,
    revision,
    scope,
    text,
    url,
    words,
)

_BUDGET = Budget()


class Trust(Enum):
    """From whom a setting is taken. The files of a repository, and what an editor keeps in one, are not trusted."""

    ANYONE = "anyone"
    TIGHTEN = "tighten"  # a repository may only make it stricter, and then it stays stricter
    EDITOR = "editor"  # not from a repository
    USER = "user"  # not from an editor either: a workspace's settings file lies in the repository


@dataclass(frozen=True, slots=True)
class Field:
    """One setting. `tightens` says whether a repository's value is strict enough; `strictness` orders values."""

    parse: Parser
    trust: Trust = Trust.ANYONE
    tightens: Callable[[object], bool] = lambda _value: True


def _budget(parse: Parser, limit: float) -> Field:
    return Field(parse, Trust.TIGHTEN, lambda value: isinstance(value, int | float) and value <= limit)


def _is_off(value: object) -> bool:
    return value == "off"


FIELDS: dict[str, Field] = {
    "language": Field(one_of("ja", "en", "auto")),
    "scope": Field(scope),
    "base": Field(revision),
    "exclude": Field(patterns),
    "typing_delay_ms": Field(integer(0, 10_000), Trust.EDITOR),
    "max_file_bytes": Field(integer(1_000, MAX_FILE_BYTES), Trust.EDITOR),
    "ai.enabled": Field(one_of("ask", "on", "off"), Trust.TIGHTEN, _is_off),
    "ai.model": Field(text, Trust.EDITOR),
    "ai.effort": Field(one_of("low", "medium", "high"), Trust.EDITOR),
    "ai.base_url": Field(url, Trust.USER),
    "ai.provider": Field(one_of("anthropic", "bedrock", "vertex"), Trust.USER),
    "ai.key_command": Field(words, Trust.USER),
    "ai.persona": Field(text, Trust.EDITOR),
    "ai.verify": Field(one_of("off", "errors", "on"), Trust.EDITOR),
    "ai.delay_ms": Field(integer(0, 60_000), Trust.EDITOR),
    "ai.budget.daily_usd": _budget(number(0, 1_000), _BUDGET.daily_usd),
    "ai.budget.per_review_tokens": _budget(integer(1_000, 1_000_000), _BUDGET.per_review_tokens),
    "ai.budget.per_design_tokens": _budget(integer(8_000, 500_000), _BUDGET.per_design_tokens),
    "ai.budget.max_findings": _budget(integer(1, 50), _BUDGET.max_findings),
}
# Tables whose keys are names of rules and of linters.
MAPPINGS: dict[str, Field] = {
    "severity": Field(one_of("off", "hint", "info", "warning", "error")),
    "linters": Field(one_of("auto", "off"), Trust.TIGHTEN, _is_off),
}
TABLES = frozenset({"ai", "ai.budget", *MAPPINGS})


def field_of(key: str) -> Field | None:
    """The field of a dotted key, or None for an unknown one."""
    table, _, name = key.partition(".")
    return MAPPINGS[table] if table in MAPPINGS and name else FIELDS.get(key)
