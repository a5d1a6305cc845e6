"""The few settings that are taken over from a repository's and the user's git configuration.

Git itself parses the files (`git config --file -`, no includes for a repository's): that runs nothing.
"""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from archlsp.git.plain import read_plain
from archlsp.git.trouble import GitTroubleError, UnsafeRepositoryError

Ask = Callable[..., bytes]
"""Runs git with arguments and `given=` on its standard input; raises GitTroubleError."""

_TRUTH = "true|false"
# What decides how files are compared, and nothing that names a program, a path or a place.
_TAKEN = {
    "core.autocrlf": "true|false|input",
    "core.eol": "lf|crlf|native",
    "core.ignorecase": _TRUTH,
    "core.symlinks": _TRUTH,
    "core.precomposeunicode": _TRUTH,
    "core.longpaths": _TRUTH,
    "core.trustctime": _TRUTH,
    "core.checkstat": "default|minimal",
    "core.sparsecheckout": _TRUTH,
    "core.sparsecheckoutcone": _TRUTH,
    "index.sparse": _TRUTH,
    "extensions.objectformat": "sha1|sha256",
}
_USERS = ("core.autocrlf", "core.eol")

Values = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Configuration:
    """What was taken over: `taken` goes into the private configuration; `upstreams` maps a branch to its ref."""

    taken: dict[str, str] = field(default_factory=dict)
    upstreams: dict[str, str] = field(default_factory=dict)
    remotes: tuple[str, ...] = ()
    worktree: str | None = None


@dataclass(frozen=True, slots=True)
class UserConfiguration:
    """What the user's own git configuration says: the text of the global ignore file, who else is trusted."""

    excludes: bytes = b""
    trusted: tuple[str, ...] = ()
    taken: dict[str, str] = field(default_factory=dict)


def repository_configuration(ask: Ask, git_dir: Path, common_dir: Path) -> Configuration:
    """Read `config`, and `config.worktree` where that is in use. Raises UnsafeRepositoryError."""
    values = _parsed(ask, common_dir / "config")
    if values.get("extensions.worktreeconfig", ["false"])[-1].lower() in ("true", "1", "yes", "on"):
        for key, added in _parsed(ask, git_dir / "config.worktree").items():
            values.setdefault(key, []).extend(added)
    if values.get("extensions.refstorage", ["files"])[-1].lower() != "files":
        raise UnsafeRepositoryError("unsafe-format")
    worktree = values.get("core.worktree")
    return Configuration(
        taken=_taken(values, _TAKEN),
        upstreams=dict(_upstreams(values)),
        remotes=tuple(_remotes(values)),
        worktree=worktree[-1] if worktree else None,
    )


def user_configuration(ask: Ask, home: Path) -> UserConfiguration:
    """Read the user's and the machine's configuration; one that git cannot read counts as empty."""
    try:
        values = _records(ask("config", "--includes", "-z", "--list"))
    except GitTroubleError:
        values = {}
    named = values.get("core.excludesfile")
    path = _expanded(named[-1], home) if named else _default_excludes(home)
    return UserConfiguration(
        excludes=read_plain(path) or b"",
        trusted=tuple(values.get("safe.directory", ())),
        taken=_taken(values, _USERS),
    )


def _default_excludes(home: Path) -> Path:
    folder = os.environ.get("XDG_CONFIG_HOME")
    return (Path(folder) if folder else home / ".config") / "git" / "ignore"


def _expanded(path: str, home: Path) -> Path:
    return home / path[2:] if path.startswith("~/") else Path(path)


def _parsed(ask: Ask, path: Path) -> Values:
    content = read_plain(path)
    if content is None:
        if os.path.lexists(path):
            raise UnsafeRepositoryError("unsafe-config")
        return {}
    try:
        return _records(ask("config", "--file", "-", "--no-includes", "-z", "--list", given=content))
    except GitTroubleError as error:
        raise UnsafeRepositoryError("unsafe-config") from error


def _records(output: bytes) -> Values:
    values: Values = {}
    for record in os.fsdecode(output).split("\0"):
        key, _, value = record.partition("\n")
        if key:
            values.setdefault(key, []).append(value)
    return values


def _taken(values: Values, keys: Iterable[str]) -> dict[str, str]:
    last = {key: values[key][-1].lower() for key in keys if key in values}
    return {key: value for key, value in last.items() if re.fullmatch(_TAKEN[key], value)}


def _upstreams(values: Values) -> Iterable[tuple[str, str]]:
    for key, remotes in values.items():
        match = re.fullmatch(r"branch\.(.+)\.remote", key, re.DOTALL)
        merges = values.get(f"branch.{match[1]}.merge") if match else None
        if match and merges:
            merge = merges[-1]
            local = remotes[-1] == "."
            name = merge.removeprefix("refs/heads/")
            yield match[1], merge if local else f"refs/remotes/{remotes[-1]}/{name}"


def _remotes(values: Values) -> Iterable[str]:
    names = [match[1] for key in values if (match := re.fullmatch(r"remote\.(.+)\.url", key, re.DOTALL))]
    return sorted(dict.fromkeys(names), key=lambda name: name != "origin")
