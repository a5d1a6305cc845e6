"""Statements that a program's migration makes by calls, written as the SQL that they amount to.

`op.drop_column("orders", "note")` is `ALTER TABLE ORDERS DROP COLUMN NOTE`: the rules about SQL hold for it as they
are. Each token has the place of what it comes from: a name that of its string, all else that of its call.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from archlsp.rules.source import Source
from archlsp.rules.sqlcalls import Place, Value
from archlsp.rules.sqlscript import Reading, Statement
from archlsp.rules.sqltext import Fragment, Role
from archlsp.rules.sqltokens import Token, tokens

UNKNOWN_NAME = "?"


class Piece:
    """A growing run of tokens that come from one call."""

    def __init__(self, value: Value) -> None:
        """Begin with nothing."""
        self.place: Place = value.place
        self.tokens: list[Token] = []

    def say(self, sql: str) -> "Piece":
        """Add words of SQL."""
        self.tokens += [Token(word, *self.place) for word in _words(sql)]
        return self

    def name(self, value: Value | None) -> "Piece":
        """Add a name that the program has in a string; one that it computes is `?`."""
        if value is None or not value.string.strip():
            return self.say(UNKNOWN_NAME)
        parts = value.string.strip().split(".")
        self.tokens += [
            Token(text, *value.inside)
            for at, part in enumerate(parts)
            for text in ([".", part.upper()] if at else [part.upper()])
        ]
        return self

    def names(self, values: Sequence[Value]) -> "Piece":
        """Add a list of names in parentheses."""
        self.say("(")
        for at, value in enumerate(values):
            if at:
                self.say(",")
            self.name(value)
        return self.say(")")

    def add(self, pieces: Iterable["Piece"]) -> "Piece":
        """Add other runs, commas between them."""
        for at, piece in enumerate(pieces):
            if at:
                self.say(",")
            self.tokens += piece.tokens
        return self


@lru_cache(maxsize=512)
def _words(sql: str) -> tuple[str, ...]:
    return tuple(token.text for token in tokens(sql, "postgres"))


class Drafted(Statement):
    """A statement that stands nowhere in the file as such."""

    def __init__(self, source: Source, piece: Piece) -> None:
        """Take the tokens."""
        super().__init__(Fragment(source.text, 0, Role.MIGRATION), Reading(piece.tokens))
        self._call = piece.place

    @property
    def range(self) -> Place:
        """The whole call."""
        return self._call

    def verbatim(self, start: int, end: int) -> str:
        """Return a name as the program has it; what it computes or leaves out has none."""
        starts, tokens = self.reading.starts, self.reading.tokens
        found = [token for at, token in enumerate(tokens) if start <= starts[at] < end]
        places = [(token.start, token.end) for token in found]
        if not places or self._call in places or found[0].text == UNKNOWN_NAME:
            return " ".join(token.text.lower() for token in found)
        return self.fragment.text[places[0][0] : places[-1][1]]

    def _place(self, first: int, last: int) -> Place:
        start, end = self._call
        tokens = self.reading.tokens[first : last + 1]
        # A table's name may stand in another call, that of the batch or of the builder.
        own = [token for token in tokens if start <= token.start and token.end <= end]
        return (min(token.start for token in own), max(token.end for token in own)) if own else self._call
