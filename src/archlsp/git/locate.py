"""Where a work tree and its git directory are, found and judged without running git.

Git's own checks do not apply when it is told its directories, so they are made here: who owns the work tree, and
whether every part of `.git` is where a plain clone has it.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from archlsp.git.plain import read_line
from archlsp.git.trouble import NotARepositoryError, UnsafeRepositoryError

_PARTS = ("HEAD", "index", "refs", "objects", "packed-refs", "config", "shallow", "info", "logs")


@dataclass(frozen=True, slots=True)
class Location:
    """A work tree, its own git directory, and the one it shares with its linked work trees.

    `pointed`: the git directory lies elsewhere and says by `core.worktree` whose it is (an absorbed submodule);
    whoever reads its configuration must check that.
    """

    root: Path
    git_dir: Path
    common_dir: Path
    pointed: bool = False


def locate(path: Path) -> Location:
    """Find the work tree that `path` lies in, outwards; a bare repository is never one.

    Raises NotARepositoryError and UnsafeRepositoryError.
    """
    start = path.resolve()
    for folder in (start, *start.parents):
        entry = folder / ".git"
        if os.path.lexists(entry):
            location = _judge(folder, entry)
            if location is not None:
                return location
    raise NotARepositoryError(str(path))


def _judge(root: Path, entry: Path) -> Location | None:
    if entry.is_symlink():
        raise UnsafeRepositoryError("unsafe-git-symlink")
    if entry.is_dir():
        return _own_directory(root, entry)
    return _git_file(root, entry)


def _own_directory(root: Path, git_dir: Path) -> Location | None:
    if not _is_git_directory(git_dir, git_dir):
        return None
    if os.path.lexists(git_dir / "commondir"):
        # A directory named .git borrows nobody's configuration, refs or objects unless somebody planted that.
        raise UnsafeRepositoryError("unsafe-commondir")
    _refuse_links(git_dir)
    return Location(root, git_dir, git_dir)


def _git_file(root: Path, entry: Path) -> Location:
    line = read_line(entry)
    if line is None or not line.startswith("gitdir: "):
        raise UnsafeRepositoryError("unsafe-gitfile")
    git_dir = (root / line.removeprefix("gitdir: ")).resolve()
    back = read_line(git_dir / "gitdir")
    common = read_line(git_dir / "commondir")
    common_dir = (git_dir / common).resolve() if common else git_dir
    linked = back is not None and (git_dir / back).resolve() == entry
    if linked and git_dir.parent != common_dir / "worktrees":
        raise UnsafeRepositoryError("unsafe-gitfile")
    if not linked and common is not None:
        raise UnsafeRepositoryError("unsafe-gitfile")
    if not _is_git_directory(git_dir, common_dir):
        raise UnsafeRepositoryError("unsafe-gitfile")
    _refuse_links(git_dir)
    _refuse_links(common_dir)
    return Location(root, git_dir, common_dir, pointed=not linked)


def _is_git_directory(git_dir: Path, common_dir: Path) -> bool:
    parts = (git_dir / "HEAD", common_dir / "objects", common_dir / "refs")
    return all(os.path.lexists(part) for part in parts)


def _refuse_links(directory: Path) -> None:
    if any((directory / name).is_symlink() for name in _PARTS):
        raise UnsafeRepositoryError("unsafe-git-symlink")


def owned(location: Location) -> bool:
    """Tell whether the work tree and its git directories belong to this user (under sudo: to who called it)."""
    user = getattr(os, "geteuid", None)
    if user is None:
        return True
    mine = {user()}
    if user() == 0 and os.environ.get("SUDO_UID", "").isdigit():
        mine.add(int(os.environ["SUDO_UID"]))
    places = (location.root, location.root / ".git", location.git_dir, location.common_dir)
    return all(place.lstat().st_uid in mine for place in places)
