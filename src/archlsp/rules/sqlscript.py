"""SQL as a sequence of statements, each read on its own: one that is broken does not hide the others.

A statement's normalised text is its tokens in upper case, one space between them (none around a dot), comments
gone, quoted identifiers without their quotes, strings as `'...'` with their case kept:
`ALTER TABLE APP.ORDERS ADD COLUMN NOTE TEXT DEFAULT 'none'`.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TypeVar, cast

from archlsp.rules.sqlparts import parts
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
Given = TypeVar("Given")
Answer = TypeVar("Answer")


class Reading:
    """What is known of a statement from its text alone, wherever it stands."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        """Keep the tokens, of which there is at least one."""
        self.tokens = tokens
        self.starts: list[int] = []
        self.text = self._normalise()
        self._known: dict[object, object] = {}

    def remembered(self, given: Given, answer: Callable[[Given], Answer]) -> Answer:
        """Return `answer(given)`, which depends on the statement's text alone; the second time it is at hand."""
        if given not in self._known:
            self._known[given] = answer(given)
        return cast(Answer, self._known[given])

    @cached_property
    def table_place(self) -> Range | None:
        """Where the table that it changes is in the normalised text."""
        found = _TABLE.match(self.text)
        return found.span("table") if found else None

    @cached_property
    def table(self) -> str:
        """The last name of that table in upper case, "" where it changes none."""
        return self.text[slice(*self.table_place)].rsplit(".", 1)[-1] if self.table_place else ""

    @cached_property
    def clauses(self) -> tuple[Range, ...]:
        """The actions of an ALTER TABLE and the items of a CREATE TABLE, as ranges of the normalised text."""
        head = _ITEMS_AFTER.match(self.text)
        return tuple(self._items(bisect_right(self.starts, head.end() - 1))) if head else ()

    def _normalise(self) -> str:
        pieces: list[str] = []
        length, is_dotted = 0, True
        for token in self.tokens:
            if not (is_dotted or token.text == "."):
                pieces.append(" ")
                length += 1
            self.starts.append(length)
            pieces.append(token.text)
            length += len(token.text)
            is_dotted = token.text == "."
        return "".join(pieces)

    def _items(self, index: int) -> Iterator[Range]:
        """Split at the commas outside of parentheses, from a token on up to the parenthesis that closes them all."""
        depth, first = 0, index
        for at in range(index, len(self.tokens)):
            word = self.tokens[at].text
            depth += (word in _OPEN) - (word in _CLOSE)
            if depth < 0 or (depth == 0 and word == ","):
                yield from self._item(first, at)
                first = at + 1
            if depth < 0:
                return
        yield from self._item(first, len(self.tokens))

    def _item(self, first: int, end: int) -> Iterator[Range]:
        if first < end:
            stop = self.starts[end] - 1 if end < len(self.starts) else len(self.text)
            yield self.starts[first], stop


class Statement:
    """One statement of a fragment."""

    def __init__(self, fragment: Fragment, reading: Reading) -> None:
        """Put a reading at its place."""
        self.fragment = fragment
        self.reading = reading
        self.text = reading.text

    @property
    def role(self) -> Role:
        """What the statement is for."""
        return self.fragment.role

    @property
    def range(self) -> Range:
        """Where the statement is in the file."""
        return self._place(0, len(self.reading.tokens) - 1)

    @property
    def table(self) -> str:
        """The table it changes: its last name in upper case, "" where it changes none."""
        return self.reading.table

    @cached_property
    def written_table(self) -> str:
        """The same table as it is written in the file."""
        place = self.reading.table_place
        return self.verbatim(*place) if place else ""

    @property
    def clauses(self) -> tuple[Range, ...]:
        """The actions of an ALTER TABLE and the items of a CREATE TABLE, as ranges of the normalised text."""
        return self.reading.clauses

    @property
    def source(self) -> str:
        """The statement as it is written."""
        start, end = self.range
        return self.fragment.text[start - self.fragment.offset : end - self.fragment.offset]

    def place(self, start: int, end: int) -> Range:
        """Turn a range of the normalised text into offsets of the file; a space belongs to the token behind it."""
        starts, tokens = self.reading.starts, self.reading.tokens
        first = max(bisect_right(starts, start) - 1, 0)
        if start == starts[first] + len(tokens[first].text) and first + 1 < len(tokens):
            first += 1
        last = max(bisect_right(starts, max(end - 1, start)) - 1, first)
        return self._place(first, last)

    def verbatim(self, start: int, end: int) -> str:
        """Return what the file has at a range of the normalised text."""
        begin, stop = self.place(start, end)
        return self.fragment.text[begin - self.fragment.offset : stop - self.fragment.offset]

    def _place(self, first: int, last: int) -> Range:
        base, tokens = self.fragment.offset, self.reading.tokens
        return base + tokens[first].start, base + tokens[last].end


def statements(fragments: Iterable[Fragment], dialect: str) -> Iterator[Statement]:
    """Split fragments into statements."""
    for fragment in fragments:
        for part in parts(fragment, dialect):
            read = _remembered if len(part.text) <= _WORTH_KEEPING else readings
            for reading in read(part.text, dialect):
                yield Statement(part, reading)


def readings(text: str, dialect: str) -> tuple[Reading, ...]:
    """Read the statements of a text."""
    found: list[Reading] = []
    current: list[Token] = []
    for token in tokens(text, dialect):
        if token.text != ";":
            current.append(token)
        elif current:
            found.append(Reading(current))
            current = []
    return (*found, Reading(current)) if current else tuple(found)


# Most statements are the same at every save; a very long one is not worth its memory.
_WORTH_KEEPING = 8000
_remembered = lru_cache(maxsize=1024)(readings)
