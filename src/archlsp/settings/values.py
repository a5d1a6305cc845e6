"""Parsers of single values. Each takes what a file, an editor or the environment gave and returns what it
means, or raises WrongValueError with the message that says what was expected.

The environment has only text: "300" is a number and "a, b" a list there, and nowhere else.
"""

import math
import re
from collections.abc import Callable
from urllib.parse import urlsplit

from archlsp.model.scope import ScopeKind, ScopeSpec

Parser = Callable[[object], object]

_SECONDS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_SINCE = re.compile(r"([1-9][0-9]{0,3})([mhdw])", re.ASCII)
_REVISION = re.compile(r"[^\s\x00-\x1f\x7f-][^\s\x00-\x1f\x7f]{0,199}")
_SHOWN = 40


class WrongValueError(Exception):
    """A value that a setting cannot have; `code` is a message key, `detail` fills its placeholders."""

    def __init__(self, code: str, **detail: object) -> None:
        """`detail` leaves out the setting's name, which the caller knows."""
        super().__init__(code)
        self.code = code
        self.detail = detail


def shown(value: object) -> str:
    """A value as it is quoted in a complaint: one line, short, nothing that a terminal would obey."""
    line = " ".join(str(value).split())
    line = "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


def one_of(*choices: str) -> Parser:
    """Accept exactly one of these words."""

    def parse(value: object) -> str:
        if isinstance(value, str) and value in choices:
            return value
        raise WrongValueError("settings-choice", value=shown(value), choices=", ".join(choices))

    return parse


def integer(low: int, high: int) -> Parser:
    """Accept whole numbers from `low` to `high`; 2.0 is one, as in JSON."""

    def parse(value: object) -> int:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise WrongValueError("settings-integer", value=shown(value), low=low, high=high)

    return parse


def number(low: float, high: float) -> Parser:
    """Accept numbers from `low` to `high`."""

    def parse(value: object) -> float:
        plain = isinstance(value, int | float) and not isinstance(value, bool)
        if isinstance(value, int | float) and plain and math.isfinite(value) and low <= value <= high:
            return float(value)
        raise WrongValueError("settings-number", value=shown(value), low=f"{low:g}", high=f"{high:g}")

    return parse


def text(value: object) -> str:
    """Accept one line of at most 200 characters."""
    if isinstance(value, str) and len(value) <= 200 and value.isprintable():  # noqa: PLR2004 (in the docstring)
        return value
    raise WrongValueError("settings-text")


def patterns(value: object) -> tuple[str, ...]:
    """Accept a list of patterns, each one line of at most 200 characters; at most 1,000 of them."""
    if isinstance(value, list | tuple) and len(value) <= 1_000:  # noqa: PLR2004 (in the docstring)
        try:
            return tuple(text(pattern) for pattern in value)
        except WrongValueError:
            pass
    raise WrongValueError("settings-patterns")


def words(value: object) -> tuple[str, ...]:
    """Accept a program and its arguments: a list of at most 20 words, or one line with spaces between them."""
    try:
        listed = text(value).split() if isinstance(value, str) else value
        if isinstance(listed, list | tuple) and len(listed) <= 20:  # noqa: PLR2004 (as for `text`)
            return tuple(text(word) for word in listed)
    except WrongValueError:
        pass
    raise WrongValueError("settings-words")


def url(value: object) -> str:
    """Accept an https address, or http to this machine. It is never quoted: it may hold a secret."""
    if isinstance(value, str) and len(value) <= 200 and value.isprintable():  # noqa: PLR2004 (as for `text`)
        try:
            parts = urlsplit(value)
            host = parts.hostname
        except ValueError:
            host = None
        local = host in {"localhost", "127.0.0.1", "::1"}
        if host and (parts.scheme == "https" or (parts.scheme == "http" and local)):
            return value
    raise WrongValueError("settings-url")


def parse_since(value: str) -> int:
    """Turn "90m", "12h", "2d" or "1w" into seconds. Raises WrongValueError."""
    match = _SINCE.fullmatch(value)
    if match is None:
        raise WrongValueError("settings-since", value=shown(value))
    return int(match[1]) * _SECONDS[match[2]]


def scope(value: object) -> ScopeSpec:
    """Accept "worktree", "branch", "all" or "since:2d"."""
    if isinstance(value, str):
        if value.startswith("since:"):
            return ScopeSpec(ScopeKind.SINCE, since=parse_since(value.removeprefix("since:")))
        if value in {"worktree", "branch", "all"}:
            return ScopeSpec(ScopeKind(value))
    raise WrongValueError("settings-scope", value=shown(value))


def revision(value: object) -> str:
    """Accept "auto" or a git revision; never something that git would take for an option."""
    if isinstance(value, str) and _REVISION.fullmatch(value):
        return value
    raise WrongValueError("settings-revision", value=shown(value))
