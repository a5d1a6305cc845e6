"""Whole objects out of an answer that is still being written.

The answer is JSON with one list of objects in it; servers that know nothing of schemas put prose or a fence around
it. What is read is each object of the first level of a list, as soon as it is closed. Every character is looked at
once, however the text is cut, and what is kept between two pieces is the object that is open.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from typing import Any

MOST_CHARACTERS = 2_000_000
MOST_OBJECTS = 200
DEEPEST = 24

_NOT_SPACE = re.compile(r"[^ \t\r\n]")
_IN_LIST = re.compile(r"[{\]]")
_IN_OBJECT = re.compile(r'["{}\[\]]')
_IN_STRING = re.compile(r'["\\]')
_CLOSES = {"{": "}", "[": "]"}


class TooMuchError(Exception):
    """The answer is longer, or has more objects or deeper ones, than any honest one.

    `found`: the objects that the last piece had closed before.
    """

    def __init__(self, found: list[Mapping[str, Any]]) -> None:
        """Keep what was read before."""
        super().__init__("the answer is too large")
        self.found = found


class Scanner:
    """Reads one answer. `broken` counts objects that are no JSON."""

    def __init__(
        self, characters: int = MOST_CHARACTERS, objects: int = MOST_OBJECTS, depth: int = DEEPEST
    ) -> None:
        """Nothing is read yet; the arguments are the most that is accepted."""
        self.broken = 0
        self._left = characters
        self._objects_left = objects
        self._deepest = depth
        self._step: Callable[[str, int], int] = self._before_list
        self._home = self._step
        self._closers: list[str] = []
        self._pieces: list[str] = []
        self._found: list[Mapping[str, Any]] = []

    def feed(self, text: str) -> list[Mapping[str, Any]]:
        """Take the next piece; return the objects that it closes. Raises TooMuchError."""
        self._found = []
        self._left -= len(text)
        if self._left < 0:
            raise TooMuchError([])
        position = 0
        while position < len(text):
            position = self._step(text, position)
        return self._found

    # Each step takes the text from a position and returns the position after what it has understood.

    def _before_list(self, text: str, position: int) -> int:
        bracket = text.find("[", position)
        if bracket < 0:
            return len(text)
        self._home = self._before_list
        self._step = self._after_bracket
        return bracket + 1

    def _after_bracket(self, text: str, position: int) -> int:
        found = _NOT_SPACE.search(text, position)
        if found is None:
            return len(text)
        if found.group() != "{":
            self._step = self._before_list
            return found.start()
        self._begin()
        return found.end()

    def _in_list(self, text: str, position: int) -> int:
        found = _IN_LIST.search(text, position)
        if found is None:
            return len(text)
        if found.group() == "{":
            self._begin()
        else:
            self._step = self._before_list
        return found.end()

    def _begin(self) -> None:
        self._pieces = ["{"]
        self._closers = ["}"]
        self._step = self._after_brace

    def _after_brace(self, text: str, position: int) -> int:
        """Tell an object from a brace in prose or in code: a name follows, or the end."""
        found = _NOT_SPACE.search(text, position)
        if found is None:
            return len(text)
        if found.group() in '"}':
            self._home = self._in_list
            self._step = self._in_object
        else:
            self._step = self._home
        return found.start()

    def _in_object(self, text: str, position: int) -> int:
        found = _IN_OBJECT.search(text, position)
        if found is None:
            self._pieces.append(text[position:])
            return len(text)
        self._pieces.append(text[position : found.end()])
        mark = found.group()
        if mark == '"':
            self._step = self._in_string
        elif mark in _CLOSES:
            self._closers.append(_CLOSES[mark])
            if len(self._closers) > self._deepest:
                raise TooMuchError(self._found)
        elif self._closers.pop() != mark:
            self._drop()
        elif not self._closers:
            self._close()
        return found.end()

    def _in_string(self, text: str, position: int) -> int:
        found = _IN_STRING.search(text, position)
        if found is None:
            self._pieces.append(text[position:])
            return len(text)
        self._pieces.append(text[position : found.end()])
        self._step = self._in_object if found.group() == '"' else self._after_backslash
        return found.end()

    def _after_backslash(self, text: str, position: int) -> int:
        self._pieces.append(text[position])
        self._step = self._in_string
        return position + 1

    def _drop(self) -> None:
        self.broken += 1
        self._pieces = []
        self._step = self._in_list

    def _close(self) -> None:
        if self._objects_left == 0:
            raise TooMuchError(self._found)
        self._objects_left -= 1
        try:
            value = _decode("".join(self._pieces))
        except ValueError:
            self._drop()
            return
        self._pieces = []
        self._step = self._in_list
        self._found.append(value)


def _decode(text: str) -> Mapping[str, Any]:
    """Read an object. Line ends in strings are let pass: models without a grammar write them. Raises ValueError."""
    value: Mapping[str, Any] = json.loads(text, strict=False, parse_constant=_refuse, parse_float=_finite)
    return value


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number
