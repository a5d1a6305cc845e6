"""What a linter said of a file, before it is a finding."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archlsp.model.finding import Category, Severity

_LEVELS = {
    "error": Severity.ERROR,
    "high": Severity.ERROR,
    "warning": Severity.WARNING,
    "medium": Severity.WARNING,
    "warn": Severity.WARNING,
    "info": Severity.INFO,
    "low": Severity.INFO,
    "informational": Severity.INFO,
    "advice": Severity.HINT,
    "style": Severity.HINT,
}


@dataclass(frozen=True, slots=True)
class Report:
    """One complaint: lines from 0, columns from 0 in bytes of UTF-8 (`bytes`) or in code points.

    `end_line` None: to the end of the line it begins in.
    """

    code: str
    message: str
    line: int
    column: int = 0
    end_line: int | None = None
    end_column: int = 0
    severity: Severity = Severity.WARNING
    category: Category = Category.MAINTAINABILITY
    cwe: tuple[str, ...] = ()
    url: str = ""
    advice: str = ""
    bytes: bool = False


def level(word: object, usual: Severity = Severity.WARNING) -> Severity:
    """Return the severity that a linter's own word means."""
    return _LEVELS.get(str(word).lower(), usual)


def items(value: object, *keys: str) -> Iterator[Mapping[str, Any]]:
    """Yield the mappings of a list that lies at `keys` of a linter's answer; nothing where it does not."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, list):
        yield from (item for item in value if isinstance(item, dict))


def number(value: object, less: int = 0) -> int:
    """Return a whole number of an answer, less an offset, and not below zero."""
    return max(0, value - less) if isinstance(value, int) else 0
