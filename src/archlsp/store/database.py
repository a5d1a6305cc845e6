"""One SQLite file: opened safely, moved aside when it is not ours, replaced by memory when the disk fails."""

import errno
import fcntl
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from archlsp.store import schema
from archlsp.store.directory import StoreTroubleError, make_private, prepare, regular
from archlsp.store.schema import NewerError, NotOursError

FILE_NAME = "ledger.db"
ASIDE = "ledger.damaged.db"
_TAILS = ("", "-wal", "-shm", "-journal")
_PATIENCE = 2.0  # seconds to wait for another process's transaction


@dataclass(slots=True)
class Connections:
    """`reader` never waits for `writer`, its own or another process's: that is what WAL is for.

    `file` is the device and inode that are open, None in memory, where both are the same connection.
    `rebuilt`: what was there before was moved aside.
    """

    writer: sqlite3.Connection
    reader: sqlite3.Connection
    file: tuple[int, int] | None = None
    rebuilt: bool = False

    def close(self) -> None:
        """Give the file back."""
        for connection in (self.reader, self.writer):
            with suppress(sqlite3.Error):
                connection.close()


def open_disk(directory: Path, broken: tuple[int, int] | None = None) -> Connections:
    """Open, make or rebuild the file; `broken` is the one that was found damaged. Raises StoreTroubleError."""
    prepare(directory)
    path = directory / FILE_NAME
    # Of several processes that find a damaged file, one rebuilds it; the others then find a good one.
    with _alone(directory):
        rebuilt = broken is not None and identity_of(path) == broken
        if rebuilt:
            _move_aside(path)
        for _ in range(2):
            try:
                return _open(path, rebuilt)
            except NewerError as newer:
                raise StoreTroubleError("ledger-newer") from newer
            except NotOursError:
                _move_aside(path)
                rebuilt = True
    raise StoreTroubleError("ledger-unwritable")


def open_memory(directory: Path) -> Connections:
    """A ledger that lasts as long as the process, with the dismissals that the disk still lets us read."""
    connection = _connect(":memory:")
    schema.upgrade(connection)
    for row in _readable(directory / FILE_NAME):
        connection.execute("INSERT INTO dismissal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return Connections(connection, connection)


def identity_of(path: Path) -> tuple[int, int] | None:
    """Device and inode, None where nothing is: the file may be replaced while we have the old one open."""
    try:
        about = path.stat(follow_symlinks=False)
    except OSError:
        return None
    return about.st_dev, about.st_ino


def trouble_of(error: sqlite3.Error) -> StoreTroubleError | NotOursError:
    """What an error of SQLite means for the ledger."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR}:
        return NotOursError()
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreTroubleError("ledger-busy")
    # A file size limit or a quota is told as an I/O error, a full disk as itself.
    return StoreTroubleError("ledger-full" if code == sqlite3.SQLITE_FULL else "ledger-unwritable")


@contextmanager
def _alone(directory: Path) -> Iterator[None]:
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        lock = os.open(directory / "ledger.lock", flags, 0o600)
    except OSError as trouble:
        raise StoreTroubleError(_disk_code(trouble)) from trouble
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _disk_code(trouble: OSError) -> str:
    return "ledger-full" if trouble.errno in {errno.ENOSPC, errno.EDQUOT} else "ledger-unwritable"


def _open(path: Path, rebuilt: bool) -> Connections:
    if not all(regular(path.with_name(path.name + tail)) for tail in _TAILS):
        raise NotOursError
    _create(path)
    writer = _connect(str(path))
    try:
        schema.check(writer)
        writer.execute("PRAGMA journal_mode = WAL")
        schema.upgrade(writer)
        reader = _connect(str(path))
        schema.check(reader)
        reader.execute("PRAGMA query_only = ON")
    except sqlite3.Error as error:
        writer.close()
        raise trouble_of(error) from error
    except BaseException:
        writer.close()
        raise
    return Connections(writer, reader, identity_of(path), rebuilt)


def _create(path: Path) -> None:
    """Make the file private before SQLite can make it otherwise; its companions take over its mode."""
    try:
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        mode = stat.S_IMODE(os.fstat(number).st_mode)
        os.close(number)
    except OSError as trouble:
        raise StoreTroubleError(_disk_code(trouble)) from trouble
    make_private(path, mode, 0o600)


def _connect(place: str, *, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(place, timeout=_PATIENCE, isolation_level=None, check_same_thread=False, uri=uri)


def _move_aside(path: Path) -> None:
    """Rename what is there (a link itself, not its target); an older damaged file makes room."""
    for tail in _TAILS:
        source = path.with_name(path.name + tail)
        target = path.with_name(ASIDE + tail)
        try:
            if source.is_dir() and not source.is_symlink():
                target = target.with_name(f"{target.name}.{os.getpid()}")
            source.replace(target)
        except FileNotFoundError:
            continue
        except OSError as trouble:
            raise StoreTroubleError("ledger-unwritable") from trouble


def _readable(path: Path) -> list[tuple[object, ...]]:
    """The dismissals of a file that we may only read; none where that fails too."""
    if not path.is_file() or not regular(path):
        return []
    for how in ("mode=ro", "mode=ro&immutable=1"):  # the second reads without the -shm file that WAL wants
        try:
            connection = _connect(f"{path.absolute().as_uri()}?{how}", uri=True)
            try:
                if schema.check(connection) == schema.VERSION:
                    return connection.execute("SELECT * FROM dismissal").fetchall()
            finally:
                connection.close()
        except (sqlite3.Error, NotOursError, NewerError):
            continue
    return []
