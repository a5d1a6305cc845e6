"""Asking git which files there are and which have changed."""

import os
from pathlib import Path

from archlsp.git.diff import lines_of
from archlsp.git.files import FileText, decoded, read_text, text_skip_reason
from archlsp.git.objects import Objects
from archlsp.git.renames import pair_renames
from archlsp.git.scope import (
    DIFF,
    DIFF_BY_ID,
    RECENTLY,
    TRACKED,
    UNTRACKED,
    Collected,
    read_diff,
    read_names,
    read_tracked,
    read_untracked,
    take_all,
    take_submodules,
)
from archlsp.git.trouble import GitTroubleError
from archlsp.git.work import Work
from archlsp.model.scope import Change, ChangedFile, ScopeKind


class Survey:
    """The files of one work tree."""

    def __init__(self, root: Path, work: Work, objects: Objects) -> None:
        """`work` runs git, `objects` reads old versions."""
        self._root = root
        self._work = work
        self._objects = objects

    def changed(self, base: str, kind: ScopeKind) -> Collected:
        """What differs from the commit `base`: in the index (STAGED), or in the work tree with what is untracked."""
        collected = Collected({}, {})
        if kind is ScopeKind.STAGED:
            read_diff(self._work.ask(*DIFF, "--cached", base, "--"), collected)
        else:
            differing, untracked = self._differing(base)
            read_diff(differing, collected)
            self._drop_unchanged(base, collected)
            read_untracked(untracked, collected)
            self._pair_renames(base, collected)
        if os.path.lexists(self._root / ".gitmodules"):
            take_submodules(read_tracked(self._work.ask(*TRACKED)), collected)
        return collected

    def all_files(self, base: str | None) -> Collected:
        """Every file of the index, and what is untracked. Without a `base` all of them count as added.

        With one, what was changed lately counts as modified and the rest as unchanged.
        """
        tracked, untracked = self._work.ask_both(TRACKED, UNTRACKED)
        collected = Collected({}, {})
        take_all(read_tracked(tracked), Change.UNCHANGED if base else Change.ADDED, collected)
        read_untracked(untracked, collected)
        for path in self._fresh(base) if base else ():
            if path in collected.files:
                collected.add(ChangedFile(path, Change.MODIFIED))
        return collected

    def _fresh(self, base: str) -> frozenset[str]:
        """What is not committed, or was lately; of a shallow clone the last commit says nothing of when."""
        differing = Collected({}, {})
        read_diff(self._differing(base)[0], differing)
        if self._work.ask("rev-parse", "--is-shallow-repository").strip() == b"true":
            return frozenset(differing.files)
        return frozenset(differing.files) | read_names(self._work.ask(*RECENTLY, "HEAD", "--"))

    def staged_text(self, path: str) -> FileText:
        """The text of a path in the index."""
        output = self._work.ask("ls-files", "--stage", "-z", "--", path)
        fields = os.fsdecode(output).split("\t", 1)[0].split(" ")
        if len(fields) < 3:  # noqa: PLR2004 - mode, id, stage
            return FileText(None, "skip-missing")
        data = self._objects.data(fields[1])
        if data is None:
            return FileText(None, "skip-too-large")
        text, encoding = decoded(data)
        reason = text_skip_reason(text, path)
        return FileText(None if reason else text, reason, encoding)

    def tracked_ignored(self) -> frozenset[str]:
        """The tracked files that an ignore pattern would hit, and their folders with a slash at the end."""
        output = self._work.ask("ls-files", "--cached", "--ignored", "--exclude-standard", "-z")
        found = set(filter(None, os.fsdecode(output).split("\0")))
        folders = {f"{parent.as_posix()}/" for path in found for parent in Path(path).parents}
        return frozenset(found | folders)

    def _differing(self, base: str) -> tuple[bytes, bytes]:
        try:
            return self._work.ask_both((*DIFF, base, "--"), UNTRACKED)
        except GitTroubleError as trouble:
            if trouble.problem.code != "git-failed":
                raise
            return self._work.ask_both((*DIFF_BY_ID, base, "--"), UNTRACKED)

    def _drop_unchanged(self, base: str, collected: Collected) -> None:
        for path in collected.unsure:
            old = self._old_lines(base, path)
            if old is not None and old == self._new_lines(path):
                del collected.files[path]

    def _pair_renames(self, base: str, collected: Collected) -> None:
        deleted = [file.path for file in collected.files.values() if file.change is Change.DELETED]
        added = [file.path for file in collected.files.values() if file.change is Change.UNTRACKED]
        pairs = pair_renames(deleted, added, lambda path: self._old_lines(base, path), self._new_lines)
        for path, old_path in pairs.items():
            del collected.files[old_path]
            collected.add(ChangedFile(path, Change.RENAMED, old_path))

    def _old_lines(self, base: str, path: str) -> list[str] | None:
        try:
            entry = self._objects.entry(base, os.fsencode(path))
            return self._objects.lines(entry.oid) if entry is not None and entry.is_file else None
        except GitTroubleError:
            return None  # an object that a partial clone lacks only costs us the pairing

    def _new_lines(self, path: str) -> list[str] | None:
        text = read_text(self._root, path).text
        return None if text is None else lines_of(text)
