"""Answers of the model, remembered by what was asked: the same question is never paid for twice."""

import json
import time
import zlib
from collections.abc import Mapping, Sequence
from typing import Any

from archlsp.store.ledger import Ledger, cell

_MOST = 20_000
_AT_ONCE = 500
_LARGEST = 1 << 20
_KEEP = "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?)"
_PRUNE = "DELETE FROM answer WHERE made < (SELECT made FROM answer ORDER BY made DESC LIMIT 1 OFFSET ?)"


class Answers:
    """Values are JSON. A power cut may lose the last few: they would be asked again."""

    def __init__(self, ledger: Ledger) -> None:
        """Nothing is read yet."""
        self._ledger = ledger

    def find(self, keys: Sequence[str]) -> dict[str, Any]:
        """Return what is known. Blocking."""
        found: dict[str, Any] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = tuple(keys[start : start + _AT_ONCE])
            marks = ", ".join("?" * len(some))
            rows = self._ledger.read(f"SELECT key, value FROM answer WHERE key IN ({marks})", some)  # noqa: S608
            found.update({key: value for key, packed in rows if (value := _unpacked(packed)) is not None})
        return found

    def keep(self, workspace: str, values: Mapping[str, Any]) -> None:
        """Remember answers by key. Blocking."""
        made = time.time()
        rows = [(key, cell(workspace), _packed(value), made) for key, value in values.items()]
        if rows:
            self._ledger.write("NORMAL", _KEEP, rows)
            self._ledger.write("NORMAL", _PRUNE, [(_MOST,)])

    def count(self) -> int:
        """How many answers are remembered."""
        rows = self._ledger.read("SELECT count(*) FROM answer", ())
        return int(rows[0][0]) if rows else 0

    def clear(self, workspace: str | None = None) -> int:
        """Forget the answers of a workspace, or all; return how many there were."""
        if workspace is None:
            return self._ledger.write("FULL", "DELETE FROM answer", [()])
        return self._ledger.write("FULL", "DELETE FROM answer WHERE workspace = ?", [(cell(workspace),)])


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _unpacked(packed: object) -> Any:  # noqa: ANN401 - JSON of any shape
    """None for what somebody else wrote."""
    if not isinstance(packed, bytes):
        return None
    try:
        inflater = zlib.decompressobj()
        return json.loads(inflater.decompress(packed, _LARGEST).decode("utf-8", "surrogatepass"))
    except (ValueError, zlib.error):
        return None
