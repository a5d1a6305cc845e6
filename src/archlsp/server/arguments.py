"""The arguments of a command, checked one by one: what is wrong is said by name."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeVar

from lsprotocol import types

Choice = TypeVar("Choice", bound=StrEnum)


class BadArgumentError(Exception):
    """`key` is a message key; `values` fill its placeholders."""

    def __init__(self, key: str, **values: str) -> None:
        """Keep what the message needs."""
        super().__init__(key)
        self.key = key
        self.values = values


class Arguments:
    """Either positional, in the order in which a command asks for them, or one object with their names."""

    def __init__(self, given: Sequence[object], token: types.ProgressToken | None = None) -> None:
        """`token` is the client's own for progress, if it made one."""
        self.token = token
        self._named: dict[str, object] = {}
        self._rest = list(given)
        if len(given) == 1 and isinstance(given[0], Mapping):
            self._named = dict(given[0])
            self._rest = []

    def text(self, name: str) -> str:
        """Take a text that must be there. Raises BadArgumentError."""
        value = self.optional_text(name)
        if not value:
            raise BadArgumentError("argument-missing", name=name)
        return value

    def optional_text(self, name: str) -> str | None:
        """Take a text that may be left out or null. Raises BadArgumentError."""
        value = self._take(name)
        if value is not None and not isinstance(value, str):
            raise BadArgumentError("argument-not-text", name=name)
        return value

    def optional_number(self, name: str) -> int:
        """Take a number from 0 up that may be left out: then 0. Raises BadArgumentError."""
        value = self._take(name)
        if value is None:
            return 0
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise BadArgumentError("argument-not-number", name=name)
        return value

    def choice(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        """Take one of a few words. Raises BadArgumentError."""
        value = self.optional_text(name)
        if value is None:
            return default
        if value not in list(choices):
            raise BadArgumentError("argument-not-choice", name=name, choices=", ".join(choices))
        return choices(value)

    def has(self, name: str) -> bool:
        """Tell whether something was given there."""
        return bool(self._rest) or self._named.get(name) is not None

    def done(self) -> None:
        """Check that nothing is left over. Raises BadArgumentError."""
        if self._rest:
            raise BadArgumentError("argument-too-many")
        if self._named:
            raise BadArgumentError("argument-unknown", name=", ".join(sorted(map(str, self._named))))

    def _take(self, name: str) -> object:
        return self._rest.pop(0) if self._rest else self._named.pop(name, None)
