"""A review without an editor: the scope once through the reviewers, for the command line."""

import asyncio
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from archlsp.git.repository import GitTroubleError, NotARepositoryError, Repository, UnsafeRepositoryError
from archlsp.model.languages import language_of
from archlsp.model.review import Problem, Request, Review, Reviewer
from archlsp.model.scope import Change, ChangedFile, Scope, ScopeKind, ScopeSpec, Skipped
from archlsp.session.history import outward, prefix_of, within
from archlsp.session.reading import read_file
from archlsp.session.scan import reviewable
from archlsp.session.shown import Dismissals, with_severity
from archlsp.session.summary import Summary
from archlsp.settings.settings import Settings
from archlsp.store.ledger import Ledger

Progress = Callable[[int, int, str], None]
MakeReviewer = Callable[[int], Reviewer]
"""Makes a reviewer with so many workers; called only when there is something to review."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a review needs from whoever composes it."""

    folder: Path
    settings: Settings
    ledger: Ledger
    make_reviewer: MakeReviewer


@dataclass(slots=True)
class _Gathered:
    """What is to be reviewed, and what is not."""

    scope: Scope | None = None
    requests: list[Request] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def review_once(setup: Setup, spec: ScopeSpec, paths: Sequence[str], progress: Progress) -> Summary:
    """Review what is recent below the folder, of `paths` only where some are named (files or folders).

    Blocking. Git trouble is a problem in the summary; a KeyboardInterrupt leaves a partial one.
    """
    began = time.perf_counter()
    folder, ledger = setup.folder, setup.ledger
    gathered = _gather(folder, setup.settings, spec, paths)
    reviews: list[Review] = []
    partial = False
    if gathered.requests:
        try:
            asyncio.run(_review(gathered.requests, setup.make_reviewer, reviews, progress))
        except KeyboardInterrupt:
            partial = True
    _carry_renames(ledger, folder, gathered.scope)
    shown, dismissed = _shown(reviews, setup.settings, Dismissals.of(ledger.dismissals(str(folder))))
    return Summary(
        reviews=tuple(shown),
        skipped=tuple(gathered.skipped),
        problems=tuple(gathered.problems),
        scope=gathered.scope,
        milliseconds=(time.perf_counter() - began) * 1e3,
        partial=partial,
        dismissed=dismissed,
    )


def _gather(folder: Path, settings: Settings, spec: ScopeSpec, paths: Sequence[str]) -> _Gathered:
    gathered = _Gathered()
    try:
        repository = Repository.open(folder)
    except NotARepositoryError:
        gathered.problems.append(Problem.of("not-a-repository", folder=folder.name))
        _gather_plain(gathered, folder, settings, paths)
        return gathered
    except UnsafeRepositoryError as unsafe:
        gathered.problems.append(Problem.of(unsafe.reason))
        _gather_plain(gathered, folder, settings, paths)
        return gathered
    try:
        prefix = prefix_of(repository.root, folder)
        scope = within(repository.scope(spec), prefix)
        gathered.scope = replace(scope, files=tuple(_named(scope.files, paths)))
        gathered.skipped.extend(scope.skipped)
        _gather_changed(gathered, repository, prefix, folder, settings)
    except GitTroubleError as trouble:
        gathered.problems.append(trouble.problem)
    finally:
        repository.close()
    return gathered


def _gather_changed(
    gathered: _Gathered, repository: Repository, prefix: str, folder: Path, settings: Settings
) -> None:
    scope = gathered.scope
    if scope is None:
        return
    outer = outward(scope, prefix)
    for file in reviewable(scope.files):
        reading = read_file(folder, file.path, settings)
        if reading.skipped:
            gathered.skipped.append(Skipped(file.path, reading.skipped))
            continue
        whole = scope.whole or scope.spec.kind is ScopeKind.ALL
        hunks = None if whole else repository.hunks(outer, prefix + file.path, reading.text)
        if hunks != ():
            gathered.requests.append(
                Request(file.path, reading.language, reading.text, hunks, 1, settings.language)
            )


def _named(files: Sequence[ChangedFile], paths: Sequence[str]) -> list[ChangedFile]:
    if not paths or "." in paths:
        return list(files)
    folders = tuple(path.rstrip("/") + "/" for path in paths)
    return [file for file in files if file.path in paths or file.path.startswith(folders)]


def _gather_plain(gathered: _Gathered, folder: Path, settings: Settings, paths: Sequence[str]) -> None:
    """Without git, only what is named is reviewed, and all of it."""
    for path in _files_below(folder, paths):
        reading = read_file(folder, path, settings)
        if reading.skipped:
            gathered.skipped.append(Skipped(path, reading.skipped))
        else:
            request = Request(path, reading.language, reading.text, None, 1, settings.language)
            gathered.requests.append(request)


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


async def _review(
    requests: list[Request], make_reviewer: MakeReviewer, reviews: list[Review], progress: Progress
) -> None:
    workers = min(os.cpu_count() or 1, max(1, len(requests) // 8))
    reviewer = make_reviewer(workers)
    queue = iter(enumerate(requests))

    async def drain() -> None:
        for index, request in queue:
            progress(index, len(requests), request.path)
            if reviewer.accepts(request.language):
                reviews.append(await reviewer.review(request, lambda _finding: None))

    try:
        await asyncio.gather(*(drain() for _ in range(workers * 2)))
        progress(len(requests), len(requests), "")
    finally:
        await reviewer.close()


def _carry_renames(ledger: Ledger, folder: Path, scope: Scope | None) -> None:
    for file in scope.files if scope else ():
        if file.change is Change.RENAMED and file.old_path is not None:
            ledger.renamed(str(folder), file.old_path, file.path)


def _shown(reviews: Sequence[Review], settings: Settings, dismissals: Dismissals) -> tuple[list[Review], int]:
    shown = []
    hidden = 0
    for review in sorted(reviews, key=lambda review: review.path):
        wanted = with_severity(review.findings, settings.severity)
        kept = tuple(finding for finding in wanted if not dismissals.hide(finding))
        hidden += len(wanted) - len(kept)
        shown.append(replace(review, findings=kept))
    return shown, hidden
