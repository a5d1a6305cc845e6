"""The folders of a work tree that are worth watching: all but the ignored ones."""

import os
from pathlib import Path

from archlsp.git.ignore import IgnoreRules
from archlsp.git.work import Work

_UNTRACKED_FOLDERS = ("ls-files", "--others", "--exclude-standard", "--directory", "-z")
_TRACKED = ("ls-files", "-z")


def folders_of(root: Path, work: Work, rules: IgnoreRules) -> tuple[str, ...]:
    """Ask git for the folders of tracked files, and walk those that hold nothing tracked ("" is the root)."""
    tracked, untracked = work.ask_both(_TRACKED, _UNTRACKED_FOLDERS)
    found = {""}
    for path in set(os.fsdecode(tracked).split("\0")):
        _add_parents(path, found)
    for path in os.fsdecode(untracked).split("\0"):
        if path.endswith("/"):
            _add_parents(path, found)
            found.update(walk_folders(root, path.rstrip("/"), rules))
    return tuple(sorted(found))


def walk_folders(root: Path, start: str, rules: IgnoreRules) -> list[str]:
    """A folder and those in it, as deep as they go, but for ignored ones, links and other repositories."""
    found = [start]
    for folder in found:
        try:
            with os.scandir(root / folder) as entries:
                inner = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
        except OSError:
            continue
        below = [f"{folder}/{name}/" if folder else f"{name}/" for name in inner]
        ignored = rules.ignored(below)
        found.extend(path.rstrip("/") for path in below if path not in ignored)
    return found


def _add_parents(path: str, found: set[str]) -> None:
    folder = path.rpartition("/")[0]
    while folder and folder not in found:
        found.add(folder)
        folder = folder.rpartition("/")[0]
