"""SQL as a sequence of statements, each read on its own: one that is broken does not hide the others.

A statement's normalised text is its tokens in upper case, one space between them (none around a dot), comments
gone, quoted identifiers without their quotes, strings as `'...'` with their case kept:
`ALTER TABLE APP.ORDERS ADD COLUMN NOTE TEXT DEFAULT 'none'`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from archlsp.rules.sqltext import Fragment, Role
from archlsp.rules.sqltokens import Token, tokens

_TABLE = re.compile(
    r"^(?:ALTER (?:FOREIGN )?TABLE (?:IF EXISTS )?(?:ONLY )?"
    r"|CREATE (?:UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?(?:\S+ )?ON (?:ONLY )?"
    r"|CREATE (?:\S+ ){0,3}?TABLE (?:IF NOT EXISTS )?"
    r"|DROP TABLE (?:IF EXISTS )?|TRUNCATE (?:TABLE )?(?:ONLY )?|UPDATE (?:ONLY )?|DELETE FROM (?:ONLY )?|INSERT INTO )"
    r"(?P<table>[^\s(]+)"
)
_ITEMS_AFTER = re.compile(
    r"^(?:ALTER (?:FOREIGN )?TABLE (?:IF EXISTS )?(?:ONLY )?\S+ |CREATE (?:\S+ ){0,3}?TABLE (?:IF NOT EXISTS )?\S+ \( )"
)
_OPEN, _CLOSE = ("(", "["), (")", "]")
Range = tuple[int, int]


class Statement:
    """One statement of a fragment."""

    def __init__(self, fragment: Fragment, tokens: Sequence[Token]) -> None:
        """Keep the tokens, of which there is at least one."""
        self.fragment = fragment
        self._tokens = tokens
        self._starts: list[int] = []
        self.text = self._normalise()

    @property
    def role(self) -> Role:
        """What the statement is for."""
        return self.fragment.role

    @property
    def range(self) -> Range:
        """Where the statement is in the file."""
        return self._place(0, len(self._tokens) - 1)

    @cached_property
    def table(self) -> str:
        """The table it changes: its last name in upper case, "" where it changes none."""
        found = _TABLE.match(self.text)
        return found["table"].rsplit(".", 1)[-1] if found else ""

    @cached_property
    def written_table(self) -> str:
        """The same table as it is written in the file."""
        found = _TABLE.match(self.text)
        return self.verbatim(*found.span("table")) if found else ""

    @cached_property
    def clauses(self) -> tuple[Range, ...]:
        """The actions of an ALTER TABLE and the items of a CREATE TABLE, as ranges of the normalised text."""
        head = _ITEMS_AFTER.match(self.text)
        return tuple(self._items(bisect_right(self._starts, head.end() - 1))) if head else ()

    @property
    def source(self) -> str:
        """The statement as it is written."""
        start, end = self.range
        return self.fragment.text[start - self.fragment.offset : end - self.fragment.offset]

    def place(self, start: int, end: int) -> Range:
        """Turn a range of the normalised text into offsets of the file; a space belongs to the token behind it."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        if start == self._starts[first] + len(self._tokens[first].text) and first + 1 < len(self._tokens):
            first += 1
        last = max(bisect_right(self._starts, max(end - 1, start)) - 1, first)
        return self._place(first, last)

    def verbatim(self, start: int, end: int) -> str:
        """Return what the file has at a range of the normalised text."""
        begin, stop = self.place(start, end)
        return self.fragment.text[begin - self.fragment.offset : stop - self.fragment.offset]

    def _place(self, first: int, last: int) -> Range:
        base = self.fragment.offset
        return base + self._tokens[first].start, base + self._tokens[last].end

    def _normalise(self) -> str:
        pieces: list[str] = []
        length, is_dotted = 0, True
        for token in self._tokens:
            if not (is_dotted or token.text == "."):
                pieces.append(" ")
                length += 1
            self._starts.append(length)
            pieces.append(token.text)
            length += len(token.text)
            is_dotted = token.text == "."
        return "".join(pieces)

    def _items(self, index: int) -> Iterator[Range]:
        """Split at the commas outside of parentheses, from a token on up to the parenthesis that closes them all."""
        depth, first = 0, index
        for at in range(index, len(self._tokens)):
            word = self._tokens[at].text
            depth += (word in _OPEN) - (word in _CLOSE)
            if depth < 0 or (depth == 0 and word == ","):
                yield from self._item(first, at)
                first = at + 1
            if depth < 0:
                return
        yield from self._item(first, len(self._tokens))

    def _item(self, first: int, end: int) -> Iterator[Range]:
        if first < end:
            stop = self._starts[end] - 1 if end < len(self._starts) else len(self.text)
            yield self._starts[first], stop


def statements(fragments: Iterable[Fragment], dialect: str) -> Iterator[Statement]:
    """Split fragments into statements."""
    for fragment in fragments:
        current: list[Token] = []
        for token in tokens(fragment.text, dialect):
            if token.text != ";":
                current.append(token)
            elif current:
                yield Statement(fragment, current)
                current = []
        if current:
            yield Statement(fragment, current)
