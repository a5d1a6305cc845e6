"""Which files a review without an editor looks at, and their text."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archlsp.git.repository import GitTroubleError, NotARepositoryError, Repository, UnsafeRepositoryError
from archlsp.model.languages import language_of
from archlsp.model.review import Problem, Request
from archlsp.model.scope import ChangedFile, Hunk, Scope, ScopeKind, ScopeSpec, Skipped
from archlsp.session.allowed import allowed_linters
from archlsp.session.prefixes import outward, prefix_of, within
from archlsp.session.reading import (
    Reading,
    changed_paths,
    compares,
    judge,
    read_file,
    reviewable,
    shipped_paths,
)
from archlsp.settings.settings import Settings


@dataclass(slots=True)
class Gathered:
    """What is to be reviewed, what is not, and what went wrong."""

    scope: Scope | None = None
    requests: list[Request] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def gather(folder: Path, settings: Settings, spec: ScopeSpec, paths: Sequence[str]) -> Gathered:
    """Read what is recent below `folder`, of `paths` alone where some are named. Git trouble is in the result."""
    gathered = Gathered()
    try:
        repository = Repository.open(folder)
    except NotARepositoryError:
        named = list(paths) or (["."] if spec.kind is ScopeKind.ALL else [])
        gathered.problems.append(Problem.of("only-what-is-named", folder=folder.name))
        _gather_plain(gathered, folder, settings, named)
        return gathered
    except UnsafeRepositoryError as unsafe:
        gathered.problems.append(Problem.of(unsafe.reason))
        _gather_plain(gathered, folder, settings, paths)
        return gathered
    try:
        _gather_recent(gathered, _Place(repository, folder, settings), spec, paths)
    except GitTroubleError as trouble:
        gathered.problems.append(trouble.problem)
    finally:
        repository.close()
    return gathered


@dataclass(frozen=True, slots=True)
class _Place:
    """A folder of a repository, under the user's settings."""

    repository: Repository
    folder: Path
    settings: Settings

    @property
    def prefix(self) -> str:
        return prefix_of(self.repository.root, self.folder)

    def read(self, scope: Scope, path: str) -> Reading:
        """Read what the scope is about: what a commit would take, or what is on disk."""
        if scope.spec.kind is not ScopeKind.STAGED:
            return read_file(self.folder, path, self.settings)
        return judge(path, self.repository.staged_text(self.prefix + path), self.settings)

    def request(self, reading: Reading, hunks: tuple[Hunk, ...] | None) -> Request:
        """Ask for a review of what was read."""
        return request_for(reading, hunks, self.folder, self.settings)

    def base_text(self, scope: Scope, reading: Reading) -> str | None:
        """Return what a file said before, where rules compare; `scope` is in the repository's paths."""
        if not compares(reading.language):
            return None
        return self.repository.base_text(scope, self.prefix + reading.path)


def request_for(
    reading: Reading, hunks: tuple[Hunk, ...] | None, folder: Path, settings: Settings
) -> Request:
    """Ask for a review of what was read; `hunks` None: of all of it."""
    return Request(
        reading.path, reading.language, reading.text, hunks, 1, settings.language, root=str(folder)
    )


def _gather_recent(gathered: Gathered, place: _Place, spec: ScopeSpec, paths: Sequence[str]) -> None:
    scope = within(place.repository.scope(spec), place.prefix)
    gathered.scope = replace(scope, files=tuple(_named(scope.files, paths)))
    gathered.skipped.extend(skip for skip in scope.skipped if _is_named(skip.path, paths))
    outer = outward(scope, place.prefix)
    shipped, changed = shipped_paths(scope), changed_paths(scope)
    linters = allowed_linters(place.folder, place.settings)
    for file in reviewable(gathered.scope.files):
        reading = place.read(scope, file.path)
        if reading.skipped:
            gathered.skipped.append(Skipped(file.path, reading.skipped))
            continue
        hunks = None if scope.whole else place.repository.hunks(outer, place.prefix + file.path, reading.text)
        if hunks != ():
            request = place.request(reading, hunks)
            base = place.base_text(outer, reading)
            request = replace(
                request, shipped=file.path in shipped, changed=changed, base=base, linters=linters
            )
            gathered.requests.append(request)


def _named(files: Sequence[ChangedFile], paths: Sequence[str]) -> list[ChangedFile]:
    return [file for file in files if _is_named(file.path, paths)]


def _is_named(path: str, paths: Sequence[str]) -> bool:
    if not paths:
        return True
    return any(name in {".", path} or path.startswith(name.rstrip("/") + "/") for name in paths)


def _gather_plain(gathered: Gathered, folder: Path, settings: Settings, paths: Sequence[str]) -> None:
    """Without git, only what is named is reviewed, and all of it."""
    for path in _files_below(folder, paths):
        reading = read_file(folder, path, settings)
        if reading.skipped:
            gathered.skipped.append(Skipped(path, reading.skipped))
        else:
            gathered.requests.append(request_for(reading, None, folder, settings))


def _files_below(folder: Path, paths: Sequence[str]) -> list[str]:
    found = []
    for path in paths:
        start = folder / path
        if not start.is_dir():
            found.append(path)
            continue
        for parent, folders, names in os.walk(start):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            inside = (Path(parent, name).relative_to(folder).as_posix() for name in sorted(names))
            found.extend(name for name in inside if language_of(name) is not None)
    return found
