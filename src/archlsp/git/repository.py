"""One work tree and what git knows about it: the only door to git.

Nothing here runs anything of the repository's, writes to it or locks it (shadow.py says how). Git's trouble is a
GitTroubleError; no exception of GitPython's leaves this package.
"""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from archlsp.git.base import Bases
from archlsp.git.diff import changed_lines, lines_of
from archlsp.git.files import FileText
from archlsp.git.folders import folders_of
from archlsp.git.objects import Entry, Objects
from archlsp.git.opening import Opened, open_parts
from archlsp.git.plain import Stamp, stamp_of
from archlsp.git.refs import References, short_name
from archlsp.git.state import RepositoryState, read_state
from archlsp.git.survey import Survey
from archlsp.git.trouble import GitTroubleError, NotARepositoryError, UnsafeRepositoryError
from archlsp.model.scope import Change, Hunk, Scope, ScopeKind, ScopeSpec

__all__ = [
    "GitTroubleError",
    "NotARepositoryError",
    "Repository",
    "RepositoryState",
    "UnsafeRepositoryError",
]

_TRIES = 4
_LOCK_WAIT = 1.0
"""Seconds that a scope waits for whoever is writing the index."""
_LOCK_AGE = 60.0
"""Seconds after which a lock counts as left behind by a process that died."""


class Repository:
    """A work tree. Blocking; one thread calls it, but for `ignored` and `folders`, which any thread may."""

    def __init__(self, opened: Opened) -> None:
        """Use `open`."""
        location = opened.location
        self.root: Path = location.root
        self.git_dir: Path = location.git_dir
        self.common_dir: Path = location.common_dir
        self._work = opened.work
        self._rules = opened.rules
        self._refs = References(location.git_dir, location.common_dir)
        self._bases = Bases(self._work.ask, self._refs, opened.configuration)
        self._objects = Objects(self._work.command)
        self._survey = Survey(self.root, self._work, self._objects)
        self._renamed: tuple[Scope | None, dict[str, str]] = (None, {})
        self._tracked: tuple[Stamp, frozenset[str]] = (None, frozenset())

    @classmethod
    def open(cls, path: Path) -> "Repository":
        """Open the repository whose work tree `path` lies in.

        Raises NotARepositoryError, and UnsafeRepositoryError where git must not, or cannot, be run on it.
        """
        return cls(open_parts(path))

    def close(self) -> None:
        """End git's process and remove the private directory. Safe to call twice."""
        self._work.close()

    def state(self) -> RepositoryState:
        """Where HEAD is and what is in progress. Starts no process; never raises."""
        name, _ = self._refs.head()
        compared = self._bases.compared(short_name(name) if name else None)
        return read_state(self.git_dir, self._refs, (compared,) if compared else ())

    def scope(self, spec: ScopeSpec) -> Scope:
        """Find what changed. Raises GitTroubleError, also when the repository does not hold still."""
        for attempt in range(_TRIES):
            before = self._quiet_state()
            try:
                found = self._scope(spec, before)
            except GitTroubleError:
                if attempt == _TRIES - 1 or self.state().stamp == before.stamp:
                    raise
                continue
            if self.state().stamp == before.stamp:
                return found
        raise GitTroubleError.of("git-busy")

    def base(self, spec: ScopeSpec) -> Scope:
        """Find what `scope` compares with, and no files: quick however large the repository is.

        Raises GitTroubleError.
        """
        state = self.state()
        base = self._bases.base(spec, state.head, state.branch)
        return Scope(spec, base, spec.kind is ScopeKind.ALL or base is None, ())

    def base_text(self, scope: Scope, path: str) -> str | None:
        """The file's text at the base, lines ending with \\n; None where it was not there or was no text."""
        entry = self._base_entry(scope, path)
        return self._objects.text(entry.oid) if entry is not None and entry.is_file else None

    def hunks(self, scope: Scope, path: str, text: str) -> tuple[Hunk, ...] | None:
        """The recent lines of `text`, which is the file's or an editor's; None: every line.

        Compares with the stored blob, whatever attributes or index flags say. A file of a submodule has no
        recent lines. Starts no process. Raises GitTroubleError when an object is missing.
        """
        if scope.whole or scope.base is None:
            return None
        entry = self._base_entry(scope, path)
        if entry is not None and entry.is_submodule:
            return ()
        lines = self._objects.lines(entry.oid) if entry is not None and entry.is_file else None
        return None if lines is None else changed_lines(lines, lines_of(text))

    def staged_text(self, path: str) -> FileText:
        """The file's text in the index, which is what a commit would take. Raises GitTroubleError."""
        return self._survey.staged_text(path)

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Return those of `paths` that git ignores; a folder's path ends with a slash. Any thread may ask.

        Matched in this process. What is tracked is not ignored: when a pattern hits something, git is asked once
        per change of the index which tracked files its patterns would hit too. Never raises.
        """
        matched = self._rules.ignored(paths)
        return matched - self._tracked_ignored() if matched else matched

    def folders(self) -> tuple[str, ...]:
        """Every folder of the work tree that is not ignored, from the root ("") on. Any thread may ask."""
        return folders_of(self.root, self._work, self._rules)

    def _scope(self, spec: ScopeSpec, state: RepositoryState) -> Scope:
        base = self._bases.base(spec, state.head, state.branch)
        whole = spec.kind is ScopeKind.ALL or base is None
        found = self._survey.all_files(base) if whole else self._survey.changed(base or "", spec.kind)
        if base is not None:
            self._objects.entry(base, b".")  # starts the process that the first question for hunks needs
        return Scope(spec, base, whole, found.sorted_files(), found.sorted_skipped())

    def _quiet_state(self) -> RepositoryState:
        """The state when nobody is writing the index: a checkout has the lock while it changes the files."""
        until = time.monotonic() + _LOCK_WAIT
        while True:
            state = self.state()
            lock = stamp_of(self.git_dir / "index.lock")
            if lock is None or time.time() - lock[0] / 1e9 > _LOCK_AGE:
                return state
            if time.monotonic() > until:
                raise GitTroubleError.of("git-busy")
            time.sleep(0.02)

    def _base_entry(self, scope: Scope, path: str) -> Entry | None:
        if scope.base is None:
            return None
        if self._renamed[0] is not scope:
            moved = {file.path: file.old_path for file in scope.files if file.change is Change.RENAMED}
            self._renamed = (scope, {path: old for path, old in moved.items() if old is not None})
        old_path = self._renamed[1].get(path, path)
        return self._objects.entry(scope.base, os.fsencode(old_path))

    def _tracked_ignored(self) -> frozenset[str]:
        stamp = stamp_of(self.git_dir / "index")
        if stamp != self._tracked[0]:
            # In trouble the last answer has to do: that there is trouble is said by whoever asks for the scope.
            with suppress(GitTroubleError):
                self._tracked = (stamp, self._survey.tracked_ignored())
        return self._tracked[1]
