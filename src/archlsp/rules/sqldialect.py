"""Which database a text speaks to, by the words that only that one understands."""

import re
from collections.abc import Mapping

UNKNOWN = "unknown"
DIALECTS = ("postgres", "mysql", "sqlite", "tsql", "oracle", UNKNOWN)


def _words(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(words), re.IGNORECASE | re.MULTILINE)


# Ordered: the first that is seen decides.
_SIGNS: Mapping[str, re.Pattern[str]] = {
    "mysql": _words(
        r"\bENGINE\s*=",
        r"\bAUTO_INCREMENT\b",
        r"\b(?:UNSIGNED|TINYINT|MEDIUMTEXT|LONGTEXT)\b",
        r"\bDATETIME\b",
        r"`\w+`",
        r"\bON\s+DUPLICATE\s+KEY\b",
        r"\b(?:MODIFY|CHANGE)\s+COLUMN\b",
        r"\bALGORITHM\s*=",
        r"\bCHARACTER\s+SET\b",
        r"\bDEFAULT\s+CHARSET\b",
    ),
    "sqlite": _words(r"\bAUTOINCREMENT\b", r"^\s*PRAGMA\s", r"\bWITHOUT\s+ROWID\b"),
    "tsql": _words(
        r"\bNVARCHAR\b", r"\bIDENTITY\s*\(\s*1", r"\[?\bdbo\]?\.", r"^\s*GO\s*$", r"\bSYSUTCDATETIME\b"
    ),
    "oracle": _words(r"\bVARCHAR2\b", r"\bNUMBER\s*\(", r"\bSYSDATE\b", r"\bFROM\s+DUAL\b"),
    "postgres": _words(
        r"\b(?:BIG|SMALL)?SERIAL\b",
        r"\b(?:JSONB|TIMESTAMPTZ|BYTEA|TSVECTOR|UUID|CITEXT|INT[248])\b",
        r"::\s*\w",
        r"\$\$",
        r"\$\d",
        r"\w\[\]",
        r"\b(?:RETURNING|CONCURRENTLY|ILIKE|plpgsql|lock_timeout)\b",
        r"\bCREATE\s+(?:EXTENSION|TYPE|SCHEMA)\b",
        r"\bON\s+CONFLICT\b",
        r"\bGENERATED\s+(?:ALWAYS|BY\s+DEFAULT)\s+AS\s+IDENTITY\b",
        r"\b(?:VALIDATE\s+CONSTRAINT|NOT\s+VALID|ADD\s+VALUE)\b",
        r"\bALTER\s+(?:COLUMN\s+)?\S+\s+(?:SET\s+NOT\s+NULL|(?:SET\s+DATA\s+)?TYPE)\b",
        r"\bWITH(?:OUT)?\s+TIME\s+ZONE\b",
        r"\bUSING\s+(?:btree|gin|gist|brin)\b",
        r'"\w+"\s+(?:TEXT|INTEGER|BOOLEAN|DOUBLE)\b',
    ),
}
_DRIVERS: Mapping[str, re.Pattern[str]] = {
    "postgres": _words(
        r"\b(?:asyncpg|psycopg2?|pgx|lib/pq|postgres(?:ql)?|Pg(?:Pool|Connection|Row)|pg-promise)\b",
        r"['\"]pg['\"]",
    ),
    "mysql": _words(r"\b(?:py)?mysql2?\b", r"\bMySQLdb\b", r"\bmariadb\b"),
    "sqlite": _words(r"\bsqlite3?\b"),
    "tsql": _words(r"\b(?:mssql|pyodbc|sqlserver)\b"),
    "oracle": _words(r"\b(?:cx_Oracle|oracledb)\b"),
}
_PATH = re.compile(
    r"(?:^|[/._-])(postgres(?:ql)?|pg|mysql|mariadb|sqlite3?|mssql|sqlserver|oracle)(?=[/._-])", re.IGNORECASE
)
_BY_PATH = {"postgresql": "postgres", "pg": "postgres", "mariadb": "mysql", "sqlite3": "sqlite"}
_BY_PATH |= {"mssql": "tsql", "sqlserver": "tsql"}


def dialect_of(path: str, sql: str, host: str = "") -> str:
    """Name the dialect of a file's SQL, `host` being the program around it; UNKNOWN where nothing gives it away."""
    if named := _PATH.search(path):
        word = named[1].lower()
        return _BY_PATH.get(word, word)
    for signs, text in ((_DRIVERS, host), (_SIGNS, sql)):
        for dialect, sign in signs.items():
            if sign.search(text):
                return dialect
    return UNKNOWN
