"""Refs, read from their files without starting git."""

import os
import re
from pathlib import Path

from archlsp.git.plain import Stamp, read_plain, stamp_of

_ID = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
# What git forbids in a name (git check-ref-format); ".." would lead out of the directory.
_NAME = re.compile(r"refs(?:/(?!\.)[^\x00-\x20\x7f~^:?*\[\\/]+)+")
_DEEPEST = 5
_LARGEST_LIST = 1 << 28
_DEFAULTS = ("main", "master", "trunk", "develop")


class References:
    """HEAD of one work tree, and the branches and remote branches it shares."""

    def __init__(self, git_dir: Path, common_dir: Path) -> None:
        """Nothing is read before it is asked for."""
        self._git_dir = git_dir
        self._common_dir = common_dir
        self._packed: tuple[Stamp, bytes] = (None, b"")

    def head(self) -> tuple[str | None, str | None]:
        """The ref that HEAD names (None: detached or unreadable), and the commit's id (None: no commit yet)."""
        content = _content(self._git_dir / "HEAD")
        name = _target(content)
        if name is not None:
            return name, self.resolve(name)
        return None, content if _ID.fullmatch(content) else None

    def resolve(self, name: str) -> str | None:
        """The id that a full ref name stands for, or None."""
        for _ in range(_DEEPEST):
            if not _valid(name):
                return None
            content = _content(self._common_dir / name)
            if _ID.fullmatch(content):
                return content
            following = _target(content)
            if following is None:
                return self._from_list(name)
            name = following
        return None

    def default_branch(self, remotes: tuple[str, ...]) -> str | None:
        """The full name of the branch that others start from: of the first remote that has one, else a local one."""
        for remote in dict.fromkeys(("origin", *remotes)):
            named = _target(_content(self._common_dir / "refs" / "remotes" / remote / "HEAD"))
            usual = (f"refs/remotes/{remote}/{name}" for name in _DEFAULTS)
            found = self._first([*([named] if named else []), *usual])
            if found:
                return found
        return self._first([f"refs/heads/{name}" for name in _DEFAULTS])

    def _first(self, names: list[str]) -> str | None:
        return next((name for name in names if self.resolve(name)), None)

    def _from_list(self, name: str) -> str | None:
        path = self._common_dir / "packed-refs"
        stamp = stamp_of(path)
        if stamp is None:
            return None
        if self._packed[0] != stamp:
            self._packed = (stamp, read_plain(path, _LARGEST_LIST) or b"")
        match = re.search(
            rb"^([0-9a-f]{40,64}) " + re.escape(os.fsencode(name)) + rb"$", self._packed[1], re.M
        )
        return match[1].decode() if match else None


def short_name(name: str) -> str:
    """The branch's own name: without refs/heads/, or refs/remotes/ and the remote."""
    if name.startswith("refs/remotes/"):
        return name.split("/", 3)[-1]
    return name.removeprefix("refs/heads/")


def _content(path: Path) -> str:
    try:
        return os.fsdecode(read_plain(path, 4096) or b"").strip()
    except ValueError:
        return ""


def _target(content: str) -> str | None:
    if not content.startswith("ref:"):
        return None
    name = content[4:].strip()
    return name if _valid(name) else None


def _valid(name: str) -> bool:
    return _NAME.fullmatch(name) is not None and ".." not in name
