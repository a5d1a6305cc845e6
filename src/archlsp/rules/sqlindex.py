"""Which statements of a file can match a regex that names a table: found by that name, not by trying each.

A long migration asks for every one of its statements whether another one is about the same table.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from archlsp.rules.sqlscript import Statement

_PIECE = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{[A-Z_]+\}|.", re.DOTALL)
_NAME = re.compile(r"\{([A-Z_]+)\}")
_WORD = re.compile(r"\w+")
# What makes sure that a word of the name is a whole word of the statement.
_WORD_BEGINS = re.compile(r"(?: |\\b)(?:\(\?:[\w ]+ \)\?)*(?:\(\?:\\S\+\\\.\)\?)?$")
_WORD_ENDS = re.compile(r" (?![?*{])|\\b|\$")
_MAY_BE_MISSING = ("?", "*", "{")
_IGNORES_CASE = re.compile(r"\(\?[a-z]*i")
# The name of a capture that must be in the text, whether its first and its last word are whole words there.
Need = tuple[str, bool, bool]
Needs = tuple[tuple[Need, ...], ...]


class StatementIndex:
    """The statements of one file by the words of their normalised texts."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        """Keep the statements; they are read at the first question."""
        self._statements = statements

    def candidates(self, regex: str, values: Mapping[str, str]) -> Sequence[Statement]:
        """Return the statements, not all of which need match `regex` with `values` for its {NAME}s; no other does."""
        found: dict[int, Statement] = {}
        for needs in _needs(regex):
            words = {word for need in needs for word in _words(need, values)}
            if not words:
                return self._statements
            rarest = min((self._by_word.get(word, ()) for word in words), key=len)
            found |= {id(statement): statement for statement in rarest}
        return list(found.values())

    @cached_property
    def _by_word(self) -> dict[str, list[Statement]]:
        index: dict[str, list[Statement]] = {}
        for statement in self._statements:
            for word in set(_WORD.findall(statement.text)):
                index.setdefault(word, []).append(statement)
        return index


def _words(need: Need, values: Mapping[str, str]) -> Iterable[str]:
    """Return the words of a value that are whole words of every text with that value at the place of `need`."""
    name, begins, ends = need
    value = values.get(name, "")
    return [
        word[0]
        for word in _WORD.finditer(value)
        if (begins or word.start() > 0) and (ends or word.end() < len(value))
    ]


@lru_cache(maxsize=256)
def _needs(regex: str) -> Needs:
    """Say for each alternative which names its matches have in them; one that has none needs every statement tried."""
    if _IGNORES_CASE.search(regex):
        return ((),)
    return tuple(tuple(_needs_of(pieces)) for pieces in _alternatives(regex))


def _alternatives(regex: str) -> Iterator[list[str]]:
    """Split at the bars outside of groups; pieces inside of groups are joined to one."""
    current: list[str] = []
    depth = 0
    for piece in _PIECE.findall(regex):
        if piece == "|" and depth == 0:
            yield current
            current = []
            continue
        depth -= piece == ")"
        if depth > 0 or (piece == ")" and current):
            current[-1] += piece
        else:
            current.append(piece)
        depth += piece == "("
    yield current


def _needs_of(pieces: Sequence[str]) -> Iterator[Need]:
    for at, piece in enumerate(pieces):
        behind = "".join(pieces[at + 1 :])
        if (name := _NAME.fullmatch(piece)) and not behind.startswith(_MAY_BE_MISSING):
            begins = _WORD_BEGINS.search("".join(pieces[:at])) is not None
            yield name[1], begins, _WORD_ENDS.match(behind) is not None
