"""Which files changed: git's answers read, joined and sorted."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archlsp.model.scope import Change, ChangedFile, Skipped

# The last options are here to be safe twice: the private configuration knows no driver and no filter.
_PLAINLY = (
    "--raw",
    "-z",
    "--no-abbrev",
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=all",
)
DIFF = ("diff", *_PLAINLY, "-M", "-l1000")
DIFF_BY_ID = ("diff-index", *_PLAINLY, "--no-renames")
"""Reads no blob, for a clone that lacks some; names renames as two files, and ones whose time alone differs too."""
RECENTLY = (
    "log",
    "--since=14.days",
    "--format=",
    "--name-only",
    "-z",
    "--no-renames",
    "--no-ext-diff",
    "--no-textconv",
)
"""The files of the commits of two weeks: what was written then is likely still on its way into production."""
UNTRACKED = ("ls-files", "--others", "--exclude-standard", "-z")
TRACKED = ("ls-files", "--stage", "-t", "-z")

_SUBMODULE = "160000"
_SYMLINK = "120000"
_MODES = {_SUBMODULE: "skip-submodule", _SYMLINK: "skip-symlink"}
_CHANGES = {"A": Change.ADDED, "D": Change.DELETED, "R": Change.RENAMED, "C": Change.ADDED}


@dataclass(slots=True)
class Collected:
    """Files and what was left out, while they are gathered; a path is in one of the two."""

    files: dict[str, ChangedFile]
    skipped: dict[str, Skipped]
    unsure: list[str] = field(default_factory=list)
    """Paths whose mode and times changed: git has not looked whether the text did."""

    def sorted_files(self) -> tuple[ChangedFile, ...]:
        """All files in the order of their paths."""
        return tuple(self.files[path] for path in sorted(self.files))

    def sorted_skipped(self) -> tuple[Skipped, ...]:
        """All that was left out in the order of the paths."""
        return tuple(self.skipped[path] for path in sorted(self.skipped))

    def add(self, found: ChangedFile | Skipped) -> None:
        """Take in a file, or a path with the reason why it is none."""
        if isinstance(found, Skipped):
            self.skipped[found.path] = found
        else:
            self.files[found.path] = found


def read_diff(output: bytes, collected: Collected) -> None:
    """Take in what `git diff --raw -z` says about tracked files."""
    fields = iter(os.fsdecode(output).split("\0"))
    for header in fields:
        if not header:
            continue
        old_mode, new_mode, old_id, new_id, status = header[1:].split(" ")
        old_path = next(fields)
        path = next(fields) if status[0] in "RC" else old_path
        # An unmerged path comes a second time with what the work tree holds.
        if status == "U" and path in collected.files:
            continue
        if old_id == new_id and status == "M":
            continue  # only the mode differs
        reason = _MODES.get(old_mode if status == "D" else new_mode)
        if reason:
            collected.add(Skipped(path, reason))
            continue
        if status == "M" and old_mode != new_mode and not new_id.strip("0"):
            collected.unsure.append(path)
        change = _CHANGES.get(status[0], Change.MODIFIED)
        collected.add(ChangedFile(path, change, old_path if change is Change.RENAMED else None))


def read_untracked(output: bytes, collected: Collected) -> None:
    """Take in what `git ls-files --others -z` says; a directory in it is another repository."""
    for path in filter(None, os.fsdecode(output).split("\0")):
        if path.endswith("/"):
            collected.add(Skipped(path.rstrip("/"), "skip-submodule"))
        elif path in collected.files:
            # Deleted from the index but still there: for the reader it is a change of the file.
            collected.add(ChangedFile(path, Change.MODIFIED))
        else:
            collected.add(ChangedFile(path, Change.UNTRACKED))


def read_names(output: bytes) -> frozenset[str]:
    """Return the paths that `git log --name-only -z` lists."""
    return frozenset(name.strip("\n") for name in os.fsdecode(output).split("\0") if name.strip("\n"))


def read_tracked(output: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield (path, mode, tag) of each entry of the index; the tag "S" marks one kept out of the work tree."""
    for record in filter(None, os.fsdecode(output).split("\0")):
        head, _, path = record.partition("\t")
        tag, mode, *_ = head.split(" ")
        yield path, mode, tag


def take_all(entries: Iterable[tuple[str, str, str]], change: Change, collected: Collected) -> None:
    """Take in every tracked file as one with `change`, but for what a sparse checkout leaves out."""
    for path, mode, tag in entries:
        reason = _MODES.get(mode)
        if reason:
            collected.add(Skipped(path, reason))
        elif tag != "S":
            collected.add(ChangedFile(path, change))


def take_submodules(entries: Iterable[tuple[str, str, str]], collected: Collected) -> None:
    """Say of every submodule that it is left out."""
    for path, mode, _ in entries:
        if mode == _SUBMODULE:
            collected.add(Skipped(path, "skip-submodule"))
