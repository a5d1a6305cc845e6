"""A review without an editor: the scope once through the reviewers, for the command line."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archlsp.model.review import Review, Reviewer
from archlsp.model.scope import Change, Scope, ScopeSpec
from archlsp.session.gather import gather
from archlsp.session.shown import Dismissals, with_severity, without_twins
from archlsp.session.summary import Summary
from archlsp.settings.settings import Settings
from archlsp.store.ledger import Ledger

Progress = Callable[[int, int, str], None]
MakeReviewers = Callable[[int], Sequence[Reviewer]]
"""Makes the reviewers, with so many workers; called only when there is something to review."""


@dataclass(frozen=True, slots=True)
class Setup:
    """What a review needs from whoever composes it."""

    folder: Path
    settings: Settings
    ledger: Ledger
    make_reviewers: MakeReviewers


def review_once(setup: Setup, spec: ScopeSpec, paths: Sequence[str], progress: Progress) -> Summary:
    """Review what is recent below the folder, of `paths` only where some are named (files or folders).

    Blocking. Git trouble is a problem in the summary; a KeyboardInterrupt leaves a partial one.
    """
    began = time.perf_counter()
    folder, ledger = setup.folder, setup.ledger
    gathered = gather(folder, setup.settings, spec, paths)
    reviews: list[Review] = []
    partial = False
    if gathered.requests:
        from archlsp.session.drain import review_requests  # noqa: PLC0415 - asyncio, 50 ms where nothing changed

        try:
            review_requests(gathered.requests, setup.make_reviewers, reviews, progress)
        except KeyboardInterrupt:
            partial = True
    _carry_renames(ledger, folder, gathered.scope)
    shown, dismissed = _shown(
        _by_file(reviews), setup.settings, Dismissals.of(ledger.dismissals(str(folder)))
    )
    return Summary(
        reviews=tuple(shown),
        skipped=tuple(gathered.skipped),
        problems=tuple(gathered.problems),
        scope=gathered.scope,
        milliseconds=(time.perf_counter() - began) * 1e3,
        partial=partial,
        dismissed=dismissed,
    )


def _carry_renames(ledger: Ledger, folder: Path, scope: Scope | None) -> None:
    for file in scope.files if scope else ():
        if file.change is Change.RENAMED and file.old_path is not None:
            ledger.renamed(str(folder), file.old_path, file.path)


def _by_file(reviews: Sequence[Review]) -> list[Review]:
    """One review a file: what linters add to ours goes with it, what both found is there once."""
    files: dict[str, Review] = {}
    for review in reviews:
        first = files.setdefault(review.path, review)
        if first is not review:
            both = without_twins((*first.findings, *review.findings))
            files[review.path] = replace(first, findings=both, notes=(*first.notes, *review.notes))
    return list(files.values())


def _shown(reviews: Sequence[Review], settings: Settings, dismissals: Dismissals) -> tuple[list[Review], int]:
    shown = []
    hidden = 0
    for review in sorted(reviews, key=lambda review: review.path):
        wanted = with_severity(review.findings, settings.severity)
        kept = tuple(finding for finding in wanted if not dismissals.hide(finding))
        hidden += len(wanted) - len(kept)
        shown.append(replace(review, findings=kept))
    return shown, hidden
