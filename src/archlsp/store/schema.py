"""The ledger's tables, and the check that a file holds these and nothing else.

A database is a program: its triggers and views run when our statements touch it. So the schema is compared
word for word before the first statement that could run anything. A further table is a further step in `STEPS`.
"""

import sqlite3

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE dismissal (workspace TEXT NOT NULL, path TEXT NOT NULL, identity TEXT NOT NULL,"
        " rule TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL, made REAL NOT NULL,"
        " active INTEGER NOT NULL, PRIMARY KEY (workspace, path, identity, rule, kind)) WITHOUT ROWID",
        "CREATE TABLE review (workspace TEXT NOT NULL, path TEXT NOT NULL, reviewer TEXT NOT NULL,"
        " findings INTEGER NOT NULL, outcome TEXT NOT NULL, milliseconds REAL NOT NULL, made REAL NOT NULL,"
        " PRIMARY KEY (workspace, path, reviewer)) WITHOUT ROWID",
    ),
    (
        "CREATE TABLE answer (key TEXT NOT NULL PRIMARY KEY, workspace TEXT NOT NULL, value BLOB NOT NULL,"
        " made REAL NOT NULL) WITHOUT ROWID",
        "CREATE TABLE spend (made REAL NOT NULL, day TEXT NOT NULL, workspace TEXT NOT NULL,"
        " purpose TEXT NOT NULL, model TEXT NOT NULL, input INTEGER NOT NULL, write5m INTEGER NOT NULL,"
        " write1h INTEGER NOT NULL, read INTEGER NOT NULL, output INTEGER NOT NULL, usd REAL)",
        "CREATE INDEX spend_day ON spend (day)",
    ),
    (
        "CREATE TABLE fact (key TEXT NOT NULL PRIMARY KEY, workspace TEXT NOT NULL, value BLOB NOT NULL,"
        " made REAL NOT NULL) WITHOUT ROWID",
    ),
    (
        "CREATE TABLE design (id TEXT NOT NULL PRIMARY KEY, workspace TEXT NOT NULL, follows TEXT NOT NULL,"
        " asked REAL NOT NULL, touched REAL NOT NULL, state TEXT NOT NULL, value BLOB NOT NULL) WITHOUT ROWID",
        "CREATE INDEX design_asked ON design (workspace, asked)",
    ),
)
VERSION = len(STEPS)


class NotOursError(Exception):
    """The file is damaged, or holds something that we did not put there."""


class NewerError(Exception):
    """The file was made by a later version; it is left alone."""


def check(connection: sqlite3.Connection) -> int:
    """Return the file's version, 0 for an empty one. Raises NotOursError, NewerError, sqlite3.Error."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise NewerError
    if version < 0:
        raise NotOursError
    found = sorted(str(row[0]) for row in connection.execute("SELECT sql FROM sqlite_schema"))
    if found != sorted(statement for step in STEPS[:version] for statement in step):
        raise NotOursError
    return version


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring the file to our version; safe when several processes do it at once. Raises as `check`."""
    if check(connection) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in STEPS[check(connection) :]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise
