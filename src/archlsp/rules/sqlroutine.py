"""The SQL inside dollar quotes: the block of a DO, the body of a function, as statements of their own.

What PL/pgSQL puts in front of a statement (`BEGIN`, `IF ... THEN`, `ELSE`, `LOOP`) is left out.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from archlsp.rules.sqlscript import Reading, Statement, readings
from archlsp.rules.sqltext import Fragment, Role
from archlsp.rules.sqltokens import Token

_DOLLAR = re.compile(r"\$([A-Za-z_]*)\$(.*?)\$\1\$", re.DOTALL)
_BLOCK = re.compile(r"^DO (?:LANGUAGE \S+ )?\$\$")
_ROUTINE = re.compile(r"^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE) .*\bAS \$\$")
_PREFIXES = frozenset({"BEGIN", "THEN", "ELSE", "LOOP"})
_VERBS = frozenset({"ALTER", "CREATE", "DROP", "TRUNCATE", "UPDATE", "DELETE", "INSERT", "SELECT"})
_VERBS |= {"EXECUTE", "PERFORM", "WITH", "LOCK", "COMMENT", "REFRESH", "GRANT", "RETURN", "FOR"}


def inner_statements(statement: Statement, dialect: str) -> Iterator[Statement]:
    """Yield the statements inside a statement; one that is to be taken back has none of interest."""
    role = _role(statement)
    found = _DOLLAR.search(statement.source) if role else None
    if found is None or role is None:
        return
    outer = statement.fragment
    offset = statement.range[0] + found.start(2)
    fragment = Fragment(found[2], offset, role, outer.whole, outer.symbol)
    for reading in _inner_readings(found[2], dialect):
        yield Statement(fragment, reading)


def _role(statement: Statement) -> Role | None:
    if "$$" not in statement.text or statement.role is Role.DOWN:
        return None
    if _BLOCK.match(statement.text):
        return statement.role
    return Role.ROUTINE if _ROUTINE.match(statement.text) else None


@lru_cache(maxsize=64)
def _inner_readings(text: str, dialect: str) -> tuple[Reading, ...]:
    cut = (_without_prefix(reading.tokens) for reading in readings(text, dialect))
    return tuple(Reading(tokens) for tokens in cut if tokens)


def _without_prefix(tokens: Sequence[Token]) -> Sequence[Token]:
    words = [token.text for token in tokens]
    for at, word in enumerate(words[:-1]):
        if word in _PREFIXES and words[at + 1] in _VERBS:
            return tokens[at + 1 :]
    return tokens
