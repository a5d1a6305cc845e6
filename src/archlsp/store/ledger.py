"""What is remembered: dismissals and the last review of each file. Any thread may call; nothing raises.

Every write is one `BEGIN IMMEDIATE` transaction on a WAL file, so servers on one repository wait for each other
for microseconds and lose nothing. Trouble with the disk turns the ledger into one in memory, with a `problem`.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from archlsp.model.review import Problem
from archlsp.store.background import Background
from archlsp.store.database import (
    ASIDE,
    FILE_NAME,
    Connections,
    identity_of,
    open_disk,
    open_memory,
    trouble_of,
)
from archlsp.store.directory import StoreTroubleError, state_directory
from archlsp.store.dismissal import Dismissal, DismissalKind
from archlsp.store.schema import NotOursError

_DISMISS = (
    "INSERT INTO dismissal VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT DO UPDATE"
    " SET reason = excluded.reason, made = excluded.made, active = 1"
)
# Taken back ones stay as inactive rows: else a rename, which is seen at every scan, would bring them back.
_RESTORE = "UPDATE dismissal SET active = 0 WHERE active = 1 AND workspace = ? AND path = ?"
_LIST = (
    "SELECT path, identity, rule, kind, reason, made FROM dismissal"
    " WHERE workspace = ? AND active = 1 ORDER BY path, made, identity"
)
_CARRIED = (
    " FROM dismissal AS old WHERE workspace = ? AND path = ? AND active = 1 AND NOT EXISTS (SELECT 1 FROM"
    " dismissal AS new WHERE new.workspace = old.workspace AND new.path = ? AND new.identity = old.identity"
    " AND new.rule = old.rule AND new.kind = old.kind)"
)
_CARRY = "INSERT INTO dismissal SELECT workspace, ?, identity, rule, kind, reason, made, 1" + _CARRIED
_REVIEWED = "INSERT OR REPLACE INTO review VALUES (?, ?, ?, ?, ?, ?, ?)"
_ATTEMPTS = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """The last review of a file by a reviewer; `when` is in seconds since the epoch."""

    path: str
    reviewer: str
    findings: int
    outcome: str
    milliseconds: float
    when: float


class Ledger:
    """The user's records; see `open`."""

    def __init__(self, directory: Path) -> None:
        """Use `Ledger.open`."""
        self._directory = directory
        self._writing = Lock()
        self._swapping = Lock()
        self._background: Background[tuple[Any, ...]] = Background(self._write_reviews)
        self.problem: Problem | None = None
        self._connections = self._open()

    @classmethod
    def open(cls, directory: Path | None = None) -> "Ledger":
        """Open the ledger in `directory`, by default in the user's state directory. Never raises.

        On trouble with the disk it works in memory, and `problem` says why.
        """
        return cls(directory if directory is not None else state_directory())

    @property
    def path(self) -> Path:
        """Where the file is, or would be."""
        return self._directory / FILE_NAME

    @property
    def in_memory(self) -> bool:
        """Tell whether what is written now is lost at the end of the process."""
        return self._connections.file is None

    def close(self) -> None:
        """Write what waits, and give the file back."""
        self._background.flush()
        with self._writing:
            self._connections.close()

    def dismiss(self, workspace: str, dismissal: Dismissal) -> None:
        """Remember a dismissal; it is on the disk when this returns."""
        d = dismissal
        row = (workspace, d.path, d.identity, d.rule, d.kind.value, d.reason)
        self.write("FULL", _DISMISS, [(*map(cell, row), d.when)])

    def restore(self, workspace: str, path: str, identity: str | None = None, rule: str | None = None) -> int:
        """Take back the dismissals of a file, of one finding or of one rule; return how many there were."""
        statement, row = _RESTORE, [cell(workspace), cell(path)]
        for column, wanted in (("identity", identity), ("rule", rule)):
            if wanted is not None:
                statement += f" AND {column} = ?"
                row.append(cell(wanted))
        return self.write("FULL", statement, [tuple(row)])

    def dismissals(self, workspace: str) -> tuple[Dismissal, ...]:
        """Every dismissal in force in a workspace, by path and time."""
        rows = self.read(_LIST, (cell(workspace),))
        return tuple(dismissal for row in rows if (dismissal := _dismissal(row)) is not None)

    def renamed(self, workspace: str, old: str, new: str) -> None:
        """Let the dismissals of `old` hold for `new` too. Cheap when there is nothing to carry over."""
        place = (cell(workspace), cell(old), cell(new))
        if self.read("SELECT 1" + _CARRIED + " LIMIT 1", place):
            self.write("FULL", _CARRY, [(cell(new), *place)])

    def record_review(  # noqa: PLR0913, PLR0917 (one value a column)
        self, workspace: str, path: str, reviewer: str, findings: int, outcome: str, milliseconds: float
    ) -> None:
        """Remember the last review of a file. Returns at once; a crash may lose the last few."""
        names = (cell(workspace), cell(path), cell(reviewer))
        self._background.put((*names, findings, outcome, milliseconds, time.time()))

    def last_reviews(self, workspace: str) -> tuple[ReviewRecord, ...]:
        """The last review of each file by each reviewer, newest first."""
        self._background.flush()
        statement = (
            "SELECT path, reviewer, findings, outcome, milliseconds, made FROM review"
            " WHERE workspace = ? ORDER BY made DESC, path, reviewer"
        )
        rows = self.read(statement, (cell(workspace),))
        return tuple(ReviewRecord(_text(row[0]), _text(row[1]), *row[2:]) for row in rows)

    def _write_reviews(self, rows: Sequence[tuple[Any, ...]]) -> None:
        self.write("NORMAL", _REVIEWED, rows)

    def _open(self) -> Connections:
        try:
            connections = open_disk(self._directory)
        except StoreTroubleError as trouble:
            return self._in_memory(trouble)
        self._note_rebuilt(connections)
        return connections

    def _in_memory(self, trouble: StoreTroubleError) -> Connections:
        self.problem = Problem.of(trouble.code, directory=self._directory)
        return open_memory(self._directory)

    def _note_rebuilt(self, connections: Connections) -> None:
        if connections.rebuilt:
            self.problem = Problem.of("ledger-rebuilt", moved=ASIDE)

    def read(self, statement: str, row: tuple[object, ...]) -> list[Any]:
        """Run a query of a room of `store/`; no rows where the disk fails."""
        nothing: list[Any] = []
        return self._attempt(lambda used: used.reader.execute(statement, row).fetchall(), nothing)

    def write(self, durability: str, statement: str, rows: Sequence[tuple[object, ...]]) -> int:
        """Run a statement of a room of `store/` for each row, in one transaction; return how many rows it touched.

        `durability` is "FULL" (on the disk when this returns) or "NORMAL" (a power cut may lose the last ones).
        """

        def transact(used: Connections) -> int:
            with self._writing:
                return _transact(used.writer, durability, statement, rows)

        return self._attempt(transact, 0)

    def _attempt(self, work: Callable[[Connections], T], otherwise: T) -> T:
        for _ in range(_ATTEMPTS):
            used = self._current()
            try:
                return work(used)
            except sqlite3.Error as error:
                self._recover(used, error)
        return otherwise

    def _current(self) -> Connections:
        """The connections, opened again when the file was replaced or deleted under us."""
        used = self._connections
        if used.file is not None and identity_of(self.path) != used.file:
            with self._swapping:
                if self._connections is used:
                    self._connections = self._open()
                    used.close()
        return self._connections

    def _recover(self, used: Connections, error: sqlite3.Error) -> None:
        """Replace connections that failed; another thread may have done it already."""
        with self._swapping:
            # A ProgrammingError is no trouble of the disk: the connection was closed by another thread.
            if self._connections is not used or isinstance(error, sqlite3.ProgrammingError):
                return
            trouble = trouble_of(error)
            if isinstance(trouble, NotOursError):
                self._connections = self._rebuild(used)
            else:
                self._connections = self._in_memory(trouble)
            used.close()

    def _rebuild(self, used: Connections) -> Connections:
        try:
            connections = open_disk(self._directory, used.file)
        except StoreTroubleError as trouble:
            return self._in_memory(trouble)
        self._note_rebuilt(connections)
        return connections


def _transact(
    writer: sqlite3.Connection, durability: str, statement: str, rows: Sequence[tuple[object, ...]]
) -> int:
    writer.execute(f"PRAGMA synchronous = {durability}")
    writer.execute("BEGIN IMMEDIATE")
    try:
        count = writer.executemany(statement, rows).rowcount
        writer.execute("COMMIT")
    except sqlite3.Error:
        writer.rollback()
        raise
    return count


def cell(text: str) -> str | bytes:
    """Paths may hold bytes that are no UTF-8, as lone surrogates, which SQLite's text cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text


def _text(cell: str | bytes) -> str:
    return cell if isinstance(cell, str) else cell.decode("utf-8", "surrogatepass")


def _dismissal(row: tuple[Any, ...]) -> Dismissal | None:
    """None for a row that somebody else wrote: SQLite's columns hold values of any type."""
    path, identity, rule, kind, reason, when = row
    try:
        return Dismissal(
            _text(path), _text(identity), _text(rule), DismissalKind(kind), _text(reason), float(when)
        )
    except (ValueError, TypeError, AttributeError):
        return None
