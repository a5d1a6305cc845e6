"""What the SQL of one file says about its own tables: the context in which a statement is dangerous or harmless."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from archlsp.rules.sqlindex import StatementIndex
from archlsp.rules.sqlscript import Statement
from archlsp.rules.sqltext import Role
from archlsp.rules.sqltransactions import Transactions

_CREATED_BY_TOOL = re.compile(r"\b(?:create_table|createTable|CreateTable)\(\s*[\"'`](?:\w+\.)?(\w+)[\"'`]")
_CREATES = re.compile(r"^CREATE (?:\S+ ){0,3}?TABLE ")
_INDEX = re.compile(
    r"^CREATE (?:UNIQUE )?INDEX (?:.*? )?ON (?:ONLY )?\S+ (?:USING \S+ )?\( (?P<column>[^\s,)]+)"
)
_KEY = re.compile(r"(?<!FOREIGN )\b(?:PRIMARY KEY|UNIQUE|INDEX|KEY)(?: \S+)? \( (?P<column>[^\s,)]+)")
_INLINE_KEY = re.compile(
    r"^(?:ADD (?:COLUMN )?(?:IF NOT EXISTS )?)?(?P<column>\S+) .*\b(?:PRIMARY KEY|UNIQUE)\b(?! \()"
)


class Facts:
    """The statements of one file that are for going forward, and what follows from them."""

    def __init__(self, path: str, text: str, statements: Sequence[Statement]) -> None:
        """Keep the file's text and its statements."""
        self._text = text
        self._known: dict[str, frozenset[int]] = {}
        self.statements = [item for item in statements if item.role is not Role.DOWN]
        self._transactions = Transactions(path, text, self.statements)

    @cached_property
    def created(self) -> frozenset[str]:
        """The tables that this very file creates: nobody else can be using them yet."""
        own = {item.table for item in self.statements if _CREATES.match(item.text)}
        return frozenset(own | {found[1].upper() for found in _CREATED_BY_TOOL.finditer(self._text)})

    @cached_property
    def indexed(self) -> frozenset[tuple[str, str]]:
        """(table, leading column) of each index that this file makes."""
        return frozenset(pair for item in self.statements for pair in _indexed(item))

    def is_created_here(self, statement: Statement, _captures: Mapping[str, str]) -> bool:
        """Tell whether the statement is about a table of this same file."""
        return statement.table in self.created

    def is_indexed_here(self, statement: Statement, captures: Mapping[str, str]) -> bool:
        """Tell whether COLUMN leads an index that this file makes."""
        column = captures.get("COLUMN", "").strip('`"[]').upper()
        return (statement.table, column) in self.indexed

    def is_in_transaction(self, statement: Statement, _captures: Mapping[str, str]) -> bool:
        """Tell whether the statement runs inside a transaction that the file or its tool opens."""
        return self._transactions.holds(statement)

    def is_left_open(self, statement: Statement, _captures: Mapping[str, str]) -> bool:
        """Tell whether the statement begins a transaction that nothing ends."""
        return self._transactions.is_left_open(statement)

    def is_sent_together(self, statement: Statement, _captures: Mapping[str, str]) -> bool:
        """Tell whether the file's tool sends the statement in one message with others."""
        return self._transactions.is_sent_whole and statement.role is Role.MIGRATION

    def shares_transaction(self, regex: str, statement: Statement, captures: Mapping[str, str]) -> bool:
        """Tell whether another statement of the same transaction matches; see `has`."""
        values = _values(statement, captures)
        wanted = re.compile(_filled(regex, values))
        others = self._transactions.among(self._index.candidates(regex, values), statement)
        return any(wanted.search(item.text) for item in others)

    def has(self, regex: str, statement: Statement, captures: Mapping[str, str]) -> bool:
        """Tell whether another statement's normalised text matches; {TABLE} and other captures in their normal form."""
        values = _values(statement, captures)
        filled = _filled(regex, values)
        if filled not in self._known:
            tried = self._index.candidates(regex, values)
            if all(item is statement for item in tried):
                return False
            # Asked again for each statement of a long file, so remembered.
            wanted = re.compile(filled)
            self._known[filled] = frozenset(id(item) for item in tried if wanted.search(item.text))
        return not self._known[filled] <= {id(statement)}

    @cached_property
    def _index(self) -> StatementIndex:
        return StatementIndex(self.statements)


def _values(statement: Statement, captures: Mapping[str, str]) -> dict[str, str]:
    named = {**captures, "TABLE": statement.table}
    return {
        name: text if text.startswith("'") else text.strip('`"[]').upper() for name, text in named.items()
    }


def _filled(regex: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        regex = regex.replace(f"{{{name}}}", re.escape(value))
    return regex


def _indexed(statement: Statement) -> Iterator[tuple[str, str]]:
    if found := _INDEX.match(statement.text):
        yield statement.table, found["column"]
    for start, end in statement.clauses:
        clause = statement.text[start:end]
        for pattern in (_KEY, _INLINE_KEY):
            if found := pattern.search(clause):
                yield statement.table, found["column"]
