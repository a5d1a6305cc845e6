"""Which texts of a file are SQL, and what each is for: whole `.sql` files by parts, and string literals by shape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_MIGRATION_PATH = re.compile(
    r"(^|/)([\w-]*migrations?|migrate|flyway|liquibase|change(?:logs?|sets?)|alembic|evolutions|db/(?:versions|updates))/"
    r"|(^|/)[VR]\d*(?:[._]\d+)*__[^/]*\.sql$"
    r"|(^|/)\d{3,}[-_.][^/]*\.sql$"
    r"|(^|[./])up\.sql$"
    r"|(^|/)versions/[^/]*\d[^/]*_[^/]+\.py$"
)
_DOWN_PATH = re.compile(
    r"(^|[./_-])(down|undo|rollback|revert)\.sql$|(^|/)U\d[^/]*__[^/]*\.sql$|(^|/)(down|rollback)/"
)
# goose, sql-migrate, dbmate, rambler, micrate; Play; MyBatis, whose first part has no marker.
_MARKER = re.compile(
    r"^[ \t]*--[ \t]*(?:\+goose|\+migrate|\+micrate|migrate:|rambler)[ \t]*(up|down)\b[^\n]*"
    r"|^[ \t]*(?:#|--)[ \t]*(?:---)?[ \t]*!(ups|downs)\b[^\n]*|^[ \t]*--[ \t]*//[ \t]*@?(undo)\b[^\n]*",
    re.IGNORECASE | re.MULTILINE,
)
_UP = frozenset({"up", "ups"})
# The tools whose files say themselves what they are: Liquibase, Sqitch.
_FORMATTED = re.compile(
    r"\A\s*--[ \t]*(?:liquibase formatted sql|(Deploy|Revert|Verify) \S+ (?:to|from|on)\b)"
)

# Functions of a program's migration that take it back.
DOWN_NAMES = frozenset(
    {"down", "downgrade", "backward", "backwards", "reverse", "rollback", "undo", "revert"}
)


class Role(StrEnum):
    """What a piece of SQL is for; DOWN takes a migration back, ROUTINE is the body of a function."""

    MIGRATION = "migration"
    DOWN = "down"
    SCRIPT = "script"
    QUERY = "query"
    ROUTINE = "routine"


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of SQL. `text[i]` stands at `offset + i` of the file; what is not SQL in between is blanked.

    `whole`: nothing is known to be put in front of it or after it. `symbol` is the definition around it.
    """

    text: str
    offset: int
    role: Role
    whole: bool = True
    symbol: str | None = None


def is_migration_path(path: str) -> bool:
    """Tell whether a file's place or name says that it changes a live database."""
    return _MIGRATION_PATH.search(path) is not None


def file_fragments(path: str, text: str) -> Iterator[Fragment]:
    """Cut a `.sql` file at the markers of tools that keep both directions in one file."""
    markers = list(_MARKER.finditer(text))
    head_end = markers[0].start() if markers else len(text)
    if text[:head_end].strip():
        yield Fragment(text[:head_end], 0, _file_role(path, text))
    ends = [marker.start() for marker in markers[1:]] + [len(text)]
    for marker, end in zip(markers, ends, strict=False):
        role = Role.MIGRATION if marker[marker.lastindex or 0].lower() in _UP else Role.DOWN
        yield Fragment(text[marker.end() : end], marker.end(), role)


def _file_role(path: str, text: str) -> Role:
    if _DOWN_PATH.search(path):
        return Role.DOWN
    if formatted := _FORMATTED.match(text):
        return Role.DOWN if formatted[1] in {"Revert", "Verify"} else Role.MIGRATION
    return Role.MIGRATION if is_migration_path(path) else Role.SCRIPT
