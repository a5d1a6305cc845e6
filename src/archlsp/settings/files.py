"""The files that hold settings, read as what they are: written by somebody else."""

import os
import re
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archlsp.model.review import Problem
from archlsp.model.text import Span, split_lines
from archlsp.settings.layers import Complaint, Layer, Origin

FILE_NAME = "archlsp.toml"
_PYPROJECT = "pyproject.toml"
_TABLE = "tool.archlsp"
_LIMIT = 256_000
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

Found = tuple[Layer | None, tuple[Complaint, ...]]


class _UnreadableError(Exception):
    """`str` of it is a message key."""


def repository_layer(root: Path) -> Found:
    """Read archlsp.toml, else [tool.archlsp] of pyproject.toml, at the root of a repository. Never raises."""
    path = root / FILE_NAME
    try:
        if (text := _read(path, follow=False)) is not None:
            return _parsed(path, text, Origin.REPOSITORY, "")
        path = root / _PYPROJECT
        text = _read(path, follow=False)
    except _UnreadableError as trouble:
        return None, _unreadable(path, trouble, Origin.REPOSITORY)
    # Most projects' pyproject.toml says nothing about us: then it is not even parsed.
    if text is None or "archlsp" not in text:
        return None, ()
    return _parsed(path, text, Origin.REPOSITORY, _TABLE)


def user_layer(environ: Mapping[str, str] | None = None) -> Found:
    """Read the user's own archlsp.toml; it may be a symbolic link, as managers of dot files make them."""
    path = user_file(os.environ if environ is None else environ)
    try:
        text = _read(path, follow=True)
    except _UnreadableError as trouble:
        return None, _unreadable(path, trouble, Origin.USER)
    return (None, ()) if text is None else _parsed(path, text, Origin.USER, "")


def user_file(environ: Mapping[str, str]) -> Path:
    """Where the user's file is: ARCHLSP_CONFIG_DIR, else the platform's configuration folder."""
    if directory := environ.get("ARCHLSP_CONFIG_DIR"):
        return Path(directory) / FILE_NAME
    from platformdirs import user_config_path  # noqa: PLC0415 (10 ms that a test or a container need not pay)

    return user_config_path("archlsp") / FILE_NAME


def _read(path: Path, *, follow: bool) -> str | None:
    """The text of a file, None without one. Never waits for a pipe, never follows a link out of a repository."""
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | (0 if follow else os.O_NOFOLLOW)
    try:
        number = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as trouble:
        link = not follow and path.is_symlink()
        raise _UnreadableError("settings-file-link" if link else "settings-file-unreadable") from trouble
    try:
        data = _content(number)
    except OSError as trouble:
        raise _UnreadableError("settings-file-unreadable") from trouble
    finally:
        os.close(number)
    if len(data) > _LIMIT:
        raise _UnreadableError("settings-file-large")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as trouble:
        raise _UnreadableError("settings-file-encoding") from trouble


def _content(number: int) -> bytes:
    """At most one byte more than the limit."""
    if not stat.S_ISREG(os.fstat(number).st_mode):
        raise IsADirectoryError
    data = b""
    while len(data) <= _LIMIT and (piece := os.read(number, _LIMIT + 1 - len(data))):
        data += piece
    return data


def _unreadable(path: Path, trouble: _UnreadableError, origin: Origin) -> tuple[Complaint, ...]:
    return (Complaint(Problem.of(str(trouble), file=path.name), path, None, origin),)


def _parsed(path: Path, text: str, origin: Origin, prefix: str) -> Found:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return None, (_broken(path, text, str(error), origin),)
    except RecursionError:
        return None, (_broken(path, text, "nested too deeply", origin),)
    ours = _table(values, prefix)
    if ours is None:
        return None, ()
    return Layer(origin, ours, path, text, prefix), ()


def _table(values: dict[str, Any], prefix: str) -> Mapping[str, Any] | None:
    """Our table in the file; None without one."""
    found: object = values
    for name in prefix.split(".") if prefix else ():
        found = found.get(name) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _broken(path: Path, text: str, reason: str, origin: Origin) -> Complaint:
    """Say on which line the file stops being TOML."""
    lines = split_lines(text)
    place = _AT.search(reason)
    line = int(place[1]) if place and place[1] else max(1, len(lines))
    length = len(lines[line - 1].rstrip("\r\n")) if line <= len(lines) else 0
    problem = Problem.of("settings-file-broken", file=path.name, line=line, reason=_AT.sub("", reason))
    return Complaint(problem, path, Span.of(line - 1, 0, line - 1, length), origin)
