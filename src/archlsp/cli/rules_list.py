"""`archlsp rules list`: the catalog as a table."""

import json
import os
import sys

from archlsp.cli.arguments import Parsed
from archlsp.cli.known_rules import own_catalog
from archlsp.cli.notices import tell
from archlsp.cli.page import title_of
from archlsp.cli.terminal import Style, style_of
from archlsp.cli.width import cut, pad, width
from archlsp.messages import problem_text, say
from archlsp.rules.catalog import Catalog
from archlsp.rules.rule import Rule

_COLUMNS = ("rule", "languages", "category", "severity", "title")


def run(parsed: Parsed, locale: str) -> int:
    """Print the rules; 3 where one of them is off because of an error."""
    catalog, own = Catalog.load(), own_catalog()
    rules = (*catalog.rules, *own.rules)
    errors = (*catalog.errors, *own.errors)
    if parsed.values.get("--format") == "json":
        sys.stdout.write(json.dumps([_value(rule, locale) for rule in rules], ensure_ascii=False, indent=2))
        sys.stdout.write("\n")
    else:
        sys.stdout.write(_table(rules, locale, style_of(sys.stdout, os.environ)))
    for problem in errors:
        tell(problem_text(locale, problem))
    return 3 if errors else 0


def _value(rule: Rule, locale: str) -> dict[str, object]:
    return {
        "id": rule.id,
        "version": rule.version,
        "languages": list(rule.languages),
        "category": rule.category.value,
        "severity": rule.severity.word,
        "confidence": rule.confidence.word,
        "cwe": list(rule.cwe),
        "fix": rule.fix is not None,
        "title": title_of(rule, locale),
    }


def _table(rules: tuple[Rule, ...], locale: str, style: Style) -> str:
    head = tuple(say(locale, f"column-{name}") for name in _COLUMNS)
    rows = [_row(rule, locale) for rule in rules]
    sizes = [max(width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    on_terminal = sys.stdout.isatty()
    lines = []
    for row in (head, *rows):
        cells = (pad(cell, size) for cell, size in zip(row, sizes, strict=True))
        line = "  ".join(cells).rstrip()
        lines.append(cut(line, style.columns) if on_terminal else line)
    lines[0] = style.paint(lines[0], "bold")
    return "\n".join([*lines, "", say(locale, "rules-count", count=len(rules))]) + "\n"


def _row(rule: Rule, locale: str) -> tuple[str, ...]:
    category = say(locale, f"category-{rule.category.value}")
    severity = say(locale, f"severity-{rule.severity.word}")
    return (rule.id, ",".join(rule.languages), category, severity, title_of(rule, locale))
