"""Secrets of a file stay hidden in pieces of it too: a line from the middle of a key does not look like a secret."""

import re
from collections.abc import Iterator
from typing import Protocol

_PLACEHOLDER = r"\[redacted:[a-z-]{2,40}:[0-9a-f]{6}\]"
_SHORTEST = 6
_SHORTEST_LINE = 12


class Redacting(Protocol):
    """Whoever replaces secrets by placeholders, and knows what they stand for."""

    def redact(self, text: str) -> str:
        """Replace the secrets in a text by placeholders."""
        ...

    def restore(self, text: str) -> str:
        """Put back the values of placeholders."""
        ...


class Veil:
    """Redacts pieces of one text: what was a secret in the whole of it is one wherever it stands."""

    def __init__(self, redactor: Redacting, whole: str) -> None:
        """Learn the secrets of the whole text."""
        self._redactor = redactor
        self._made: dict[str, str] = {}
        redacted = redactor.redact(whole)
        self._placeholders = dict(_known(redactor, redacted))
        values = sorted(self._placeholders, key=lambda value: (-len(value), value))
        listed = "|".join(re.escape(value) for value in values)
        self._regex = re.compile(rf"{_PLACEHOLDER}|(?<!\w)(?:{listed})(?!\w)") if values else None
        self._made[whole] = self._spread(redacted)

    def redact(self, text: str) -> str:
        """Replace the secrets in a text, those of the whole text among them."""
        if text not in self._made:
            self._made[text] = self._spread(self._redactor.redact(text))
        return self._made[text]

    def restore(self, text: str) -> str:
        """Put back the values of placeholders."""
        return self._redactor.restore(text)

    def _spread(self, redacted: str) -> str:
        """Replace the values that are known where nothing else says that they are secrets."""
        if self._regex is None:
            return redacted
        return self._regex.sub(lambda match: self._placeholders.get(match[0], match[0]), redacted)


def _known(redactor: Redacting, redacted: str) -> Iterator[tuple[str, str]]:
    """The values behind placeholders, those of several lines line by line."""
    for placeholder in sorted(set(re.findall(_PLACEHOLDER, redacted))):
        value = redactor.restore(placeholder)
        if value == placeholder:
            continue
        lines = [line.strip() for line in value.splitlines()]
        shortest = _SHORTEST if len(lines) == 1 else _SHORTEST_LINE
        yield from ((line, placeholder) for line in lines if len(line) >= shortest)
