"""A review without an editor: the scope once through the reviewers, for the command line."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from archlsp.model.review import Review
from archlsp.model.scope import Change, Scope, ScopeSpec
from archlsp.session.crew import AiRun, MakeCrew, Progress
from archlsp.session.gather import gather
from archlsp.session.shown import Dismissals
from archlsp.session.sifting import sift
from archlsp.session.summary import Summary
from archlsp.settings.settings import Settings
from archlsp.store.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Setup:
    """What a review needs from whoever composes it; without `ai` Claude takes no part."""

    folder: Path
    settings: Settings
    ledger: Ledger
    make_crew: MakeCrew
    ai: AiRun | None = None


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
        from archlsp.session.drain import drain  # noqa: PLC0415 - asyncio, 50 ms where nothing changed

        try:
            drain(setup, gathered.requests, reviews, progress)
        except KeyboardInterrupt:
            partial = True
    _carry_renames(ledger, folder, gathered.scope)
    sifted = sift(reviews, setup.settings, Dismissals.of(ledger.dismissals(str(folder))))
    return Summary(
        reviews=sifted.reviews,
        skipped=tuple(gathered.skipped),
        problems=tuple(gathered.problems),
        scope=gathered.scope,
        milliseconds=(time.perf_counter() - began) * 1e3,
        partial=partial,
        dismissed=sifted.dismissed,
        ai=sifted.ai,
    )


def _carry_renames(ledger: Ledger, folder: Path, scope: Scope | None) -> None:
    for file in scope.files if scope else ():
        if file.change is Change.RENAMED and file.old_path is not None:
            ledger.renamed(str(folder), file.old_path, file.path)
