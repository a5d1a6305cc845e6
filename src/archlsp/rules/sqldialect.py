"""Which database a text speaks to, by the words that only that one understands."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

UNKNOWN = "unknown"
DIALECTS = ("postgres", "mysql", "sqlite", "tsql", "oracle", UNKNOWN)


@dataclass(frozen=True, slots=True)
class _Signs:
    """Any one decides: a word in the text, a literal in it, or a regex, which is tried only where its word is."""

    words: frozenset[str]
    literals: tuple[str, ...] = ()
    phrases: tuple[tuple[str, re.Pattern[str]], ...] = ()

    def are_in(self, text: str, words: frozenset[str]) -> bool:
        if not self.words.isdisjoint(words) or any(literal in text for literal in self.literals):
            return True
        return any(word in words and phrase.search(text) for word, phrase in self.phrases)


def _signs(words: str, literals: str = "", **phrases: str) -> _Signs:
    compiled = tuple(
        (word.upper(), re.compile(regex, re.IGNORECASE | re.MULTILINE)) for word, regex in phrases.items()
    )
    return _Signs(frozenset(words.split()), tuple(literals.split()), compiled)


# Ordered: the first that is seen decides.
_BY_SQL: Mapping[str, _Signs] = {
    "mysql": _signs(
        "AUTO_INCREMENT UNSIGNED TINYINT MEDIUMTEXT LONGTEXT DATETIME",
        "`",
        engine=r"\bENGINE\s*=",
        duplicate=r"\bON\s+DUPLICATE\s+KEY\b",
        modify=r"\bMODIFY\s+COLUMN\b",
        change=r"\bCHANGE\s+COLUMN\b",
        algorithm=r"\bALGORITHM\s*=",
        charset=r"\bDEFAULT\s+CHARSET\b",
        character=r"\bCHARACTER\s+SET\b",
    ),
    "sqlite": _signs("AUTOINCREMENT", pragma=r"^\s*PRAGMA\s", rowid=r"\bWITHOUT\s+ROWID\b"),
    "tsql": _signs("NVARCHAR SYSUTCDATETIME DBO", identity=r"\bIDENTITY\s*\(\s*1", go=r"^\s*GO\s*$"),
    "oracle": _signs("VARCHAR2 SYSDATE DUAL", number=r"\bNUMBER\s*\("),
    "postgres": _signs(
        "SERIAL BIGSERIAL SMALLSERIAL JSONB TIMESTAMPTZ BYTEA TSVECTOR UUID CITEXT INT2 INT4 INT8 RETURNING"
        " CONCURRENTLY ILIKE PLPGSQL LOCK_TIMEOUT EXTENSION BTREE GIN GIST BRIN",
        ":: $$ $1 [] ->>",
        schema=r"\bCREATE\s+SCHEMA\b",
        type=r"\b(?:CREATE|ALTER)\s+TYPE\b|\bALTER\s+(?:COLUMN\s+)?\S+\s+(?:SET\s+DATA\s+)?TYPE\b",
        conflict=r"\bON\s+CONFLICT\b",
        identity=r"\bGENERATED\s+(?:ALWAYS|BY\s+DEFAULT)\s+AS\s+IDENTITY\b",
        validate=r"\bVALIDATE\s+CONSTRAINT\b",
        valid=r"\bNOT\s+VALID\b",
        set=r"\bALTER\s+(?:COLUMN\s+)?\S+\s+SET\s+NOT\s+NULL\b",
        zone=r"\bWITH(?:OUT)?\s+TIME\s+ZONE\b",
        text=r'"\w+"\s+TEXT\b',
        integer=r'"\w+"\s+INTEGER\b',
    ),
}
_BY_HOST: Mapping[str, _Signs] = {
    "postgres": _signs(
        "ASYNCPG PSYCOPG PSYCOPG2 PGX PQ POSTGRES POSTGRESQL PGPOOL PGCONNECTION PGROW",
        "'pg' \"pg\" pg-promise",
    ),
    "mysql": _signs("PYMYSQL MYSQL MYSQL2 MYSQLDB MARIADB"),
    "sqlite": _signs("SQLITE SQLITE3"),
    "tsql": _signs("MSSQL PYODBC SQLSERVER"),
    "oracle": _signs("CX_ORACLE ORACLEDB"),
}
_WORD = re.compile(r"\w+")
_PATH = re.compile(
    r"(?:^|[/._-])(postgres(?:ql)?|pg|mysql|mariadb|sqlite3?|mssql|sqlserver|oracle|h2|hsqldb)(?=[/._-])",
    re.IGNORECASE,
)
_BY_PATH = {
    "postgresql": "postgres",
    "pg": "postgres",
    "mariadb": "mysql",
    "sqlite3": "sqlite",
    "mssql": "tsql",
    "sqlserver": "tsql",
    "h2": UNKNOWN,
    "hsqldb": UNKNOWN,
}


def dialect_of(path: str, sql: str, host: str = "") -> str:
    """Name the dialect of a file's SQL, `host` being the program around it; UNKNOWN where nothing gives it away."""
    if named := _PATH.search(path):
        word = named[1].lower()
        return _BY_PATH.get(word, word)
    return _of_host(host) or (_of_short_sql(sql) if len(sql) <= _WORTH_KEEPING else _of_sql(sql))


def _of_host(text: str) -> str | None:
    upper = text.upper()
    # Cheaper than to cut a whole program into words.
    known = frozenset[str]().union(*(signs.words for signs in _BY_HOST.values()))
    words = frozenset(word for word in known if _has_word(upper, word))
    return next((dialect for dialect, signs in _BY_HOST.items() if signs.are_in(text, words)), None)


def _has_word(text: str, word: str) -> bool:
    at = text.find(word)
    while at >= 0:
        end = at + len(word)
        if not _is_word(text[at - 1 : at]) and not _is_word(text[end : end + 1]):
            return True
        at = text.find(word, end)
    return False


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _of_sql(text: str) -> str:
    words = frozenset(_WORD.findall(text.upper()))
    return next((dialect for dialect, signs in _BY_SQL.items() if signs.are_in(text, words)), UNKNOWN)


# A program's SQL is the same at nearly every save.
_WORTH_KEEPING = 20_000
_of_short_sql = lru_cache(maxsize=64)(_of_sql)
