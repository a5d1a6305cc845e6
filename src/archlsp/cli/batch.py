"""`archlsp batch`: reviews of whole repositories as Message Batches: submitted, looked at, collected."""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archlsp.claude.architect import Architect
from archlsp.claude.wire.batching import BatchError
from archlsp.cli.ai import Standing, standing_of
from archlsp.cli.approval import Approval
from archlsp.cli.arguments import Parsed
from archlsp.cli.asked import said_of
from archlsp.cli.batch_collect import CollectRun
from archlsp.cli.batch_submit import SubmitRun
from archlsp.cli.crew import make_crew
from archlsp.cli.language import resolve_settings
from archlsp.cli.notices import complaint_line, tell
from archlsp.cli.paths import folder_and_paths
from archlsp.cli.progress import ProgressBar
from archlsp.cli.terminal import visible
from archlsp.messages import problem_text, say
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.model.terms import Terms
from archlsp.session.oneshot import Setup, review_once
from archlsp.settings.settings import Settings
from archlsp.store.batches import Batch, Batches
from archlsp.store.directory import state_directory
from archlsp.store.ledger import Ledger

USAGE, TROUBLE = 2, 3
_NO_REPOSITORY = "only-what-is-named"


@dataclass(frozen=True, slots=True)
class _Place:
    """The folder, what was named in it, and how things stand with the AI there."""

    folder: Path
    paths: list[str]
    settings: Settings
    standing: Standing

    @property
    def locale(self) -> str:
        return self.settings.language


def run(parsed: Parsed, _locale: str) -> int:
    """Do what the second word says; 2 where the AI may not be asked, 3 for trouble with the endpoint."""
    folder, paths = folder_and_paths(parsed.operands, Path.cwd())
    resolved = resolve_settings(os.environ, folder, {**said_of(parsed), "ai": {"enabled": "on"}})
    place = _Place(folder, paths, resolved.settings, standing_of(folder, resolved.settings, os.environ))
    for complaint in resolved.complaints:
        tell(complaint_line(complaint, place.locale, folder))
    submits = parsed.command.name == "batch submit"
    # Only a submission sends code.
    problem = place.standing.problem(consented=parsed.has("--ai-consent") or not submits)
    if problem is not None or place.standing.terms is None:
        if problem is not None:
            tell(problem_text(place.locale, problem))
        return USAGE
    if submits:
        return _submit(place, place.standing.terms, yes=parsed.has("--yes"))
    waiting = Batches(state_directory()).waiting(folder)
    if not waiting:
        sys.stdout.write(say(place.locale, "batch-none") + "\n")
        return 0
    if parsed.command.name == "batch collect":
        return _collect(place, place.standing.terms)
    return _status(place, place.standing.terms, waiting)


def _submit(place: _Place, terms: Terms, *, yes: bool) -> int:
    return _through(place, yes, lambda ledger, approval: SubmitRun(ledger, terms, place.folder, approval))


def _collect(place: _Place, terms: Terms) -> int:
    return _through(place, True, lambda ledger, approval: CollectRun(ledger, terms, place.folder, approval))


def _through(place: _Place, yes: bool, make: Callable[[Ledger, Approval], SubmitRun | CollectRun]) -> int:
    """Make the questions about everything, as a review does, and do with them what is to be done."""
    progress = ProgressBar(os.environ)
    ledger = Ledger.open()
    try:
        run = make(ledger, Approval(place.locale, yes, progress.clear))
        setup = Setup(place.folder, place.settings, ledger, make_crew, run)
        summary = review_once(setup, ScopeSpec(ScopeKind.ALL), place.paths, progress)
    finally:
        progress.clear()
        ledger.close()
    if not run.was_asked:
        sys.stdout.write(say(place.locale, "batch-nothing") + "\n")
    problems = [problem for problem in summary.problems if problem.code != _NO_REPOSITORY]
    problems += summary.ai
    for problem in problems:
        tell(problem_text(place.locale, problem))
    if summary.partial:
        tell(say(place.locale, "interrupted"))
    return TROUBLE if problems or summary.partial else run.code


def _status(place: _Place, terms: Terms, waiting: Sequence[Batch]) -> int:
    return asyncio.run(_look(place, terms, waiting))


async def _look(place: _Place, terms: Terms, waiting: Sequence[Batch]) -> int:
    """One line a batch; what the endpoint does not tell is unknown."""
    ledger = Ledger.open()
    architect = Architect(ledger, state_directory(), os.environ)
    code = 0
    try:
        for batch in waiting:
            state = "unknown"
            try:
                status = await architect.line.batch_status(batch.id, terms)
                state = "ended" if status.ended else "running"
            except BatchError as error:
                tell(problem_text(place.locale, error.problem))
                code = TROUBLE
            _show(batch, state, place.locale)
    finally:
        await architect.close()
        ledger.close()
    return code


def _show(batch: Batch, state: str, locale: str) -> None:
    made = datetime.fromtimestamp(batch.made).astimezone().strftime("%Y-%m-%d %H:%M")
    word = say(locale, f"batch-{state}")
    name = visible(batch.id)
    sys.stdout.write(
        say(locale, "batch-line", batch=name, made=made, count=len(batch.questions), state=word) + "\n"
    )
