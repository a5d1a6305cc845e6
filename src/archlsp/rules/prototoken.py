"""The words and signs of a .proto file, with their places."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_TOKEN = re.compile(
    r"(?P<comment>//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z))|(?P<string>\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?)"
    r"|(?P<name>\.?[A-Za-z_][\w.]*)|(?P<number>\d[\w.]*)|(?P<sign>\S)"
)
_MOST_TOKENS = 400_000
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, sign or string, and where it is."""

    text: str
    kind: str
    start: int

    @property
    def range(self) -> Range:
        """Where it is in the text."""
        return self.start, self.start + len(self.text)


def tokens(text: str) -> Iterator[Token]:
    """Cut a text into tokens; comments are left out."""
    for found in islice(_TOKEN.finditer(text), _MOST_TOKENS):
        kind = found.lastgroup or ""
        if kind != "comment":
            yield Token(found[0], kind, found.start())
