"""What was spent on the model: every answer's tokens and price, on the disk before the next question."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from archlsp.model.terms import Usage
from archlsp.store.ledger import Ledger, cell

_ADD = "INSERT INTO spend VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_SUMS = "count(*), sum(input + write5m + write1h + read + output), sum(read), sum(usd), sum(usd IS NULL)"


@dataclass(frozen=True, slots=True)
class Spent:
    """A sum. `usd` is that of the answers with a known price; `unpriced` counts the others."""

    calls: int = 0
    tokens: int = 0
    cache_read: int = 0
    usd: float = 0.0
    unpriced: int = 0


@dataclass(frozen=True, slots=True)
class SpentLine:
    """What one model took for one purpose on one day (local time, YYYY-MM-DD)."""

    day: str
    purpose: str
    model: str
    spent: Spent


class Spending:
    """Everything is blocking, and never raises."""

    def __init__(self, ledger: Ledger) -> None:
        """Nothing is read yet."""
        self._ledger = ledger

    def add(self, workspace: str, purpose: str, model: str, usage: Usage, usd: float | None) -> None:
        """Write down one answer."""
        counts = (usage.input, usage.cache_write_5m, usage.cache_write_1h, usage.cache_read, usage.output)
        row = (time.time(), _day(0), cell(workspace), purpose, model, *counts, usd)
        self._ledger.write("FULL", _ADD, [row])

    def today(self) -> Spent:
        """What was spent today, over all workspaces."""
        rows = self._ledger.read(f"SELECT {_SUMS} FROM spend WHERE day = ?", (_day(0),))  # noqa: S608
        return _spent(rows[0]) if rows else Spent()

    def by_day(self, days: int) -> tuple[SpentLine, ...]:
        """What was spent in the last days, today included, newest first."""
        statement = (
            f"SELECT day, purpose, model, {_SUMS} FROM spend WHERE day >= ?"  # noqa: S608
            " GROUP BY day, purpose, model ORDER BY day DESC, purpose, model"
        )
        rows = self._ledger.read(statement, (_day(days - 1),))
        return tuple(SpentLine(str(row[0]), str(row[1]), str(row[2]), _spent(row[3:])) for row in rows)


def _spent(row: Sequence[Any]) -> Spent:
    calls, tokens, cached, usd, unpriced = row
    return Spent(int(calls), int(tokens or 0), int(cached or 0), float(usd or 0), int(unpriced or 0))


def _day(ago: int) -> str:
    return time.strftime("%Y-%m-%d", time.localtime(time.time() - ago * 86_400))
