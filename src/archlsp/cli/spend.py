"""`archlsp spend`: what the AI has cost, day by day and by purpose and model."""

import sys

from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.notices import tell
from archlsp.cli.terminal import visible
from archlsp.cli.width import pad, width
from archlsp.messages import problem_text, say
from archlsp.store.ledger import Ledger
from archlsp.store.spending import Spending, Spent, SpentLine

TROUBLE = 3
_DAYS, _MOST_DAYS = 14, 3_650
_COLUMNS = ("day", "purpose", "model", "calls", "tokens", "usd")
_NUMBERS = 3
"""So many columns at the right are numbers."""
_PURPOSES = frozenset({"review", "verify", "rewrite", "deepen", "fix", "test", "design"})


def run(parsed: Parsed, locale: str) -> int:
    """Print a table with a total; 3 where the ledger cannot be used."""
    days = _days(parsed)
    ledger = Ledger.open()
    try:
        lines = Spending(ledger).by_day(days)
        if ledger.problem is not None:
            tell(problem_text(locale, ledger.problem))
            return TROUBLE
    finally:
        ledger.close()
    sys.stdout.write(_table(lines, locale) if lines else say(locale, "spend-none") + "\n")
    return 0


def _days(parsed: Parsed) -> int:
    given = parsed.values.get("--days", str(_DAYS))
    if not (given.isascii() and given.isdecimal() and 1 <= int(given) <= _MOST_DAYS):
        raise UsageError("usage-days", value=given)
    return int(given)


def _table(lines: tuple[SpentLine, ...], locale: str) -> str:
    head = tuple(say(locale, f"column-{name}") for name in _COLUMNS)
    rows = [
        (line.day, _purpose(line, locale), visible(line.model), *_figures(line.spent, locale))
        for line in lines
    ]
    total = (say(locale, "spend-total"), "", "", *_figures(_sum(lines), locale))
    table = [head, *rows, total]
    sizes = [max(width(row[column]) for row in table) for column in range(len(_COLUMNS))]
    return "".join(_line(row, sizes) for row in table)


def _line(row: tuple[str, ...], sizes: list[int]) -> str:
    names = len(row) - _NUMBERS
    left = [pad(cell, size) for cell, size in zip(row[:names], sizes[:names], strict=True)]
    right = [" " * (size - width(cell)) + cell for cell, size in zip(row[names:], sizes[names:], strict=True)]
    return "  ".join([*left, *right]).rstrip() + "\n"


def _purpose(line: SpentLine, locale: str) -> str:
    return say(locale, f"purpose-{line.purpose}") if line.purpose in _PURPOSES else visible(line.purpose)


def _figures(spent: Spent, locale: str) -> tuple[str, str, str]:
    usd = f"${spent.usd:.4f}"
    if spent.unpriced:
        usd = say(locale, "spend-unpriced", usd=usd, count=spent.unpriced)
    return str(spent.calls), f"{spent.tokens:,}", usd


def _sum(lines: tuple[SpentLine, ...]) -> Spent:
    return Spent(
        sum(line.spent.calls for line in lines),
        sum(line.spent.tokens for line in lines),
        sum(line.spent.cache_read for line in lines),
        sum(line.spent.usd for line in lines),
        sum(line.spent.unpriced for line in lines),
    )
