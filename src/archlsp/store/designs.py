"""Design questions and their answers, kept for the user: what was asked, what was answered, and with what."""

import json
import secrets
import time
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from archlsp.model.design import DesignState
from archlsp.store.ledger import Ledger, cell

_MOST = 500
_LARGEST = 1 << 22
_LONGEST_THREAD = 50
_SILENT_SECONDS = 30.0
"""An answer that is being written is touched every few seconds; after so many its writer is gone."""
_KEEP = "INSERT OR REPLACE INTO design VALUES (?, ?, ?, ?, ?, ?, ?)"
_PRUNE = "DELETE FROM design WHERE asked < (SELECT asked FROM design ORDER BY asked DESC LIMIT 1 OFFSET ?)"
_COLUMNS = "SELECT id, workspace, follows, asked, touched, state, value FROM design"


@dataclass(frozen=True, slots=True)
class DesignRecord:
    """One question. `answer` is as the model wrote it, `page` as it was shown; `follows`: the id of the one before.

    `context` is what the first question of the conversation was sent with. `asked`: seconds since the epoch.
    """

    id: str
    workspace: str
    question: str
    title: str
    follows: str = ""
    asked: float = 0.0
    state: DesignState = DesignState.STREAMING
    answer: str = ""
    page: str = ""
    context: str = ""
    focus: str = ""


class Designs:
    """Blocking. A disk that cannot be written keeps them in memory, as all of the ledger."""

    def __init__(self, ledger: Ledger) -> None:
        """Nothing is read yet."""
        self._ledger = ledger

    def begin(self, workspace: str, question: str, title: str, follows: str, focus: str) -> DesignRecord:
        """Write down a question that is about to be asked."""
        made = DesignRecord(
            secrets.token_hex(6), workspace, question, title, follows, time.time(), focus=focus
        )
        self.keep(made)
        self._ledger.write("NORMAL", _PRUNE, [(_MOST,)])
        return made

    def keep(self, record: DesignRecord) -> None:
        """Write down how far an answer is."""
        value = {
            "question": record.question,
            "title": record.title,
            "answer": record.answer,
            "page": record.page,
            "context": record.context,
            "focus": record.focus,
        }
        row = (
            record.id,
            cell(record.workspace),
            record.follows,
            record.asked,
            time.time(),
            record.state.value,
            zlib.compress(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")),
        )
        self._ledger.write("NORMAL", _KEEP, [row])

    def find(self, design: str) -> DesignRecord | None:
        """Return one answer."""
        rows = self._ledger.read(f"{_COLUMNS} WHERE id = ?", (design,))
        return next(iter(_records(rows)), None)

    def of(self, workspace: str, most: int = 100) -> list[DesignRecord]:
        """List the answers of a workspace, the newest first."""
        rows = self._ledger.read(
            f"{_COLUMNS} WHERE workspace = ? ORDER BY asked DESC LIMIT ?", (cell(workspace), most)
        )
        return _records(rows)

    def thread(self, design: str) -> list[DesignRecord]:
        """Return an answer and those that it goes on from, the oldest first."""
        found: list[DesignRecord] = []
        while design and len(found) < _LONGEST_THREAD:
            record = self.find(design)
            if record is None or any(record.id == known.id for known in found):
                break
            found.append(record)
            design = record.follows
        return found[::-1]


def _records(rows: Sequence[Sequence[Any]]) -> list[DesignRecord]:
    return [record for row in rows if (record := _record(row)) is not None]


def _record(row: Sequence[Any]) -> DesignRecord | None:
    """None for what somebody else wrote."""
    try:
        text = zlib.decompressobj().decompress(row[6], _LARGEST).decode("utf-8", "surrogatepass")
        value = {str(key): str(said) for key, said in json.loads(text).items()}
        record = DesignRecord(
            id=str(row[0]),
            workspace=str(row[1]),
            follows=str(row[2]),
            asked=float(row[3]),
            state=DesignState(row[5]),
            **value,
        )
    except (ValueError, TypeError, AttributeError, RecursionError, zlib.error):
        return None
    if record.state is DesignState.STREAMING and time.time() - float(row[4]) > _SILENT_SECONDS:
        return replace(record, state=DesignState.FAILED)
    return record
