"""What was found in files, remembered by path, content and version: an unchanged file is not parsed twice."""

import json
import time
import zlib
from collections.abc import Mapping, Sequence

from archlsp.store.ledger import Ledger, cell

_MOST = 100_000
_AT_ONCE = 500
_LARGEST = 1 << 24
_KEEP = "INSERT OR REPLACE INTO fact VALUES (?, ?, ?, ?)"
_PRUNE = "DELETE FROM fact WHERE made < (SELECT made FROM fact ORDER BY made DESC LIMIT 1 OFFSET ?)"


class Facts:
    """Values are JSON. A power cut may lose the last few: they would be found again."""

    def __init__(self, ledger: Ledger, workspace: str) -> None:
        """Nothing is read yet."""
        self._ledger = ledger
        self._workspace = workspace

    def find(self, keys: Sequence[str]) -> dict[str, object]:
        """Return what is known. Blocking."""
        found: dict[str, object] = {}
        for start in range(0, len(keys), _AT_ONCE):
            some = tuple(keys[start : start + _AT_ONCE])
            marks = ", ".join("?" * len(some))
            rows = self._ledger.read(f"SELECT key, value FROM fact WHERE key IN ({marks})", some)  # noqa: S608
            found |= {key: value for key, packed in rows if (value := _unpacked(packed)) is not None}
        return found

    def keep(self, values: Mapping[str, object]) -> None:
        """Remember values by key. Blocking."""
        made = time.time()
        rows = [(key, cell(self._workspace), _packed(value), made) for key, value in values.items()]
        if rows:
            self._ledger.write("NORMAL", _KEEP, rows)

    def prune(self) -> None:
        """Forget the oldest where there are too many. Blocking."""
        self._ledger.write("NORMAL", _PRUNE, [(_MOST,)])

    def clear(self) -> int:
        """Forget what is known of the workspace; return how many files that were."""
        return self._ledger.write("FULL", "DELETE FROM fact WHERE workspace = ?", [(cell(self._workspace),)])


_EMPTY = b"[]"


def _packed(value: object) -> bytes:
    """Most files hold nothing: two bytes for them."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return text if text == _EMPTY else zlib.compress(text, 1)


def _unpacked(packed: object) -> object:
    """None for what somebody else wrote."""
    if packed == _EMPTY:
        return []
    if not isinstance(packed, bytes):
        return None
    try:
        text = zlib.decompressobj().decompress(packed, _LARGEST)
        value: object = json.loads(text.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError, zlib.error):
        return None
    return value
