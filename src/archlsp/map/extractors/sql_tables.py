"""Tables as SQL makes and changes them. What takes a migration back is left out.

detail: op (create, alter, drop, index), columns, indexes, source=sql.
"""

import re
from collections.abc import Iterator

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.columns import told
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.page import Page
from archlsp.rules.sqldialect import dialect_of
from archlsp.rules.sqlscript import Statement, statements
from archlsp.rules.sqltext import Role, file_fragments

_CREATE = re.compile(r"^CREATE (?P<words>(?:\S+ ){0,3}?)TABLE (?!FUNCTION\b|SPACE\b)")
_CREATE_INDEX = re.compile(
    r"^CREATE (?P<unique>UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?(?:(?P<name>(?!ON\b)\S+) )?ON (?:ONLY )?"
    r"\S+ (?:USING \S+ )?\( (?P<columns>.*)$"
)
_NO_COLUMN = re.compile(
    r"^(?:CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|KEY|INDEX|EXCLUDE|LIKE|FULLTEXT|SPATIAL|PERIOD)\b"
)
_COLUMN = re.compile(
    r"^(?P<name>\"[^\"]+\"|`[^`]+`|\[[^\]]+\]|[\w$]+)\s*(?P<type>\"?[A-Za-z_][\w.]*\"?(?:\s+(?:varying|precision|unsigned|big|identity)\b)*"
    r"(?:\s*\([^()]{0,40}\))?(?:\[\])?)?",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"^ADD (?:COLUMN )?(?:IF NOT EXISTS )?"
    r"(?!CONSTRAINT\b|PRIMARY\b|FOREIGN\b|UNIQUE\b|CHECK\b|KEY\b|INDEX\b|PARTITION\b|VALUE\b)"
)
_DROPPED = re.compile(
    r"^DROP (?:COLUMN )?(?:IF EXISTS )?(?!CONSTRAINT\b|PRIMARY\b|FOREIGN\b|INDEX\b|KEY\b|DEFAULT\b)(?P<name>\S+)"
)
_TEMPORARY = re.compile(r"\b(?:TEMP|TEMPORARY|VIRTUAL|EXTERNAL)\b")
_PARENTHESIS = re.compile(r"[()]")
_NAME = re.compile(r"^[\w$.\"`\[\]-]+$")


def _find(page: Page) -> Iterator[Entry]:
    dialect = dialect_of(page.path, page.text)
    for statement in statements(file_fragments(page.path, page.text), dialect):
        if statement.role in {Role.MIGRATION, Role.SCRIPT}:
            yield from _of(page, statement)


def _of(page: Page, statement: Statement) -> Iterator[Entry]:
    table = plain(statement.written_table)
    if not table or not _NAME.match(statement.written_table):
        return
    detail = {"source": "sql"}
    text = statement.text
    if found := _CREATE.match(text):
        if not _TEMPORARY.search(found["words"]):
            detail |= {"op": "create", "columns": told(_columns(statement))}
            yield _entry(page, statement, table, detail)
    elif text.startswith("ALTER "):
        changed = _altered(statement)
        if changed:
            yield _entry(page, statement, table, detail | {"op": "alter"} | changed)
    elif text.startswith("DROP TABLE "):
        yield _entry(page, statement, table, detail | {"op": "drop"})
    elif found := _CREATE_INDEX.match(text):
        columns = statement.verbatim(found.start("columns"), _closing(text, found.start("columns")))
        name = plain(statement.verbatim(*found.span("name"))) if found["name"] else ""
        said = f"{name}({' '.join(columns.split())})"
        yield _entry(
            page,
            statement,
            table,
            detail | {"op": "index", "indexes": said, "unique": "yes" if found["unique"] else ""},
        )


def _entry(page: Page, statement: Statement, table: str, detail: dict[str, str]) -> Entry:
    return page.entry(Kind.TABLE, table, statement.range, detail, symbol="")


def _closing(text: str, start: int) -> int:
    """Find where the parenthesis ends that was opened before `start`."""
    depth = 1
    for found in _PARENTHESIS.finditer(text, start):
        depth += 1 if found[0] == "(" else -1
        if depth == 0:
            return max(found.start() - 1, start + 1)
    return len(text)


def plain(name: str) -> str:
    """Take the quotes off a name."""
    return "".join(character for character in name if character not in '"`[]').strip()


def _columns(statement: Statement) -> Iterator[tuple[str, str]]:
    for start, end in statement.clauses:
        if not _NO_COLUMN.match(statement.text[start:end]) and (
            column := _column(statement.verbatim(start, end))
        ):
            yield column


def _column(written: str) -> tuple[str, str] | None:
    found = _COLUMN.match(written)
    return (plain(found["name"]), found["type"] or "") if found else None


def _altered(statement: Statement) -> dict[str, str]:
    added: list[tuple[str, str]] = []
    dropped: list[str] = []
    for start, end in statement.clauses:
        text = statement.text[start:end]
        if (found := _ADD.match(text)) and found.end() < len(text):
            column = _column(statement.verbatim(start + found.end(), end))
            added += [column] if column else []
        elif found := _DROPPED.match(text):
            dropped.append(plain(statement.verbatim(start + found.start("name"), start + found.end("name"))))
    return {key: text for key, text in (("columns", told(added)), ("dropped", ", ".join(dropped))) if text}


EXTRACTORS = (
    Extractor(("sql",), _find, ("CREATE", "create", "ALTER", "alter", "Create", "Alter", "DROP", "drop")),
)
