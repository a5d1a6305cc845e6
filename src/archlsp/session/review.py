"""The spine: one file through one reviewer, from its text to what is shown."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from archlsp.git.repository import GitTroubleError
from archlsp.linters.reviewer import NAME as LINTERS
from archlsp.model.review import Outcome, Problem, Request, Review, Reviewer
from archlsp.model.scope import Hunk, Scope
from archlsp.session.allowed import allowed_linters
from archlsp.session.demand import AS_USUAL, Demand
from archlsp.session.reading import Reading, changed_paths, compares, read_buffer, read_file, shipped_paths
from archlsp.session.state import SessionState
from archlsp.session.status import FileStatus, State

RULES = "rules"
_STATES = {
    Outcome.REVIEWED: State.REVIEWED,
    Outcome.PARTIAL: State.REVIEWED,
    Outcome.SKIPPED: State.SKIPPED,
    Outcome.FAILED: State.FAILED,
}


def submit(state: SessionState, path: str, *, background: bool = False, demand: Demand = AS_USUAL) -> None:
    """Ask every reviewer for a file; of the requests that wait for one reviewer and file the newest runs."""
    for reviewer in state.reviewers:
        job = _job(state, reviewer, path, demand)
        state.lanes.submit(lane(reviewer, path), job, background=background)


def lane(reviewer: Reviewer, path: str) -> str:
    """The key under which one reviewer's work on one file is scheduled."""
    return f"{reviewer.name}\0{path}"


def _job(
    state: SessionState, reviewer: Reviewer, path: str, demand: Demand
) -> Callable[[], asyncio.Future[None]]:
    return lambda: asyncio.ensure_future(_review(state, reviewer, path, demand))


async def _review(state: SessionState, reviewer: Reviewer, path: str, demand: Demand) -> None:
    if state.paused and not demand.always:
        state.note(path, State.PAUSED, state.paused)
        return
    reading = await read(state, path)
    if reading.skipped:
        _drop(state, path, reading.skipped)
        return
    if not reviewer.accepts(reading.language):
        return
    if reviewer.name == LINTERS:
        # Asked each time: trust is given and taken on the command line, too.
        state.linters = await asyncio.to_thread(allowed_linters, state.folder, state.settings)
        if not state.linters:
            return
    file = state.file(path)
    generation = file.begin()
    try:
        await _ask(state, reviewer, reading, generation, demand)
    finally:
        file.finish()
    if state.after_rules is not None and reviewer.name == RULES:
        state.after_rules(path, demand)


async def _ask(
    state: SessionState, reviewer: Reviewer, reading: Reading, generation: int, demand: Demand
) -> None:
    path = reading.path
    # Another server, or the command line, may have dismissed something since the last review.
    await asyncio.to_thread(state.reload_dismissals)
    try:
        hunks = None if demand.whole else await recent_lines(state, reading)
    except GitTroubleError as trouble:
        state.tell("git", trouble.problem)
        state.note(path, State.FAILED, trouble.problem)
        return
    state.tell("git", None)
    if hunks is None and not demand.whole and _may_be_renamed(state):
        return
    if hunks == ():
        accept(state, Review(reviewer.name, path, generation, Outcome.REVIEWED), reading.text)
        state.note(path, State.UNCHANGED)
        return
    locale = state.settings.language
    together = changed_paths(state.scope) if state.scope is not None else ()
    key = hash((reading.text, hunks, locale, state.spec.kind, state.linters, together))
    known = state.reviewed.get((reviewer.name, path))
    if known is not None and known[0] == key and not demand.always:
        accept(state, replace(known[1], generation=generation), reading.text)
        state.note(path, State.REVIEWED, milliseconds=known[1].milliseconds)
        return
    request = await request_for(state, reading, hunks, generation)
    review = await reviewer.review(request, lambda _finding: None)
    _settle(state, reviewer, review, reading.text, key)


async def request_for(
    state: SessionState, reading: Reading, hunks: tuple[Hunk, ...] | None, generation: int
) -> Request:
    """Make the request for what was read."""
    root = str(state.folder) if state.folder is not None else None
    locale = state.settings.language
    request = Request(
        reading.path,
        reading.language,
        reading.text,
        hunks,
        generation,
        locale,
        root=root,
        linters=state.linters,
    )
    scope = state.scope
    if scope is None:
        return request
    shipped = reading.path in shipped_paths(scope)
    base = await _base_text(state, scope, reading)
    return replace(request, shipped=shipped, changed=changed_paths(scope), base=base)


async def _base_text(state: SessionState, scope: Scope, reading: Reading) -> str | None:
    if state.history is None or not compares(reading.language):
        return None
    # Trouble with an old version was told when the recent lines were asked for.
    with suppress(GitTroubleError):
        return await state.history.base_text(scope, reading.path)
    return None


def _settle(state: SessionState, reviewer: Reviewer, review: Review, text: str, key: int) -> None:
    path = review.path
    for note in review.notes:
        state.log_once(note)
    if review.outcome is Outcome.FAILED:
        state.tell(reviewer.name, review.problem)
    elif review.outcome is not Outcome.SKIPPED:
        # Skipped for want of time, for instance: what was found before still stands, as far as its text does.
        state.tell(reviewer.name, None)
        accept(state, review, text)
        if review.outcome is Outcome.REVIEWED:
            state.reviewed[(reviewer.name, path)] = (key, review)
    status = state.note(path, _STATES[review.outcome], review.problem, review.milliseconds)
    _record(state, status, reviewer)


def _record(state: SessionState, status: FileStatus, reviewer: Reviewer) -> None:
    state.ledger.record_review(
        state.workspace, status.path, reviewer.name, status.findings, status.state.value, status.milliseconds
    )


def accept(state: SessionState, review: Review, text: str) -> None:
    """Let a review's findings stand for its file, moved to where their text is now, and publish them."""
    file = state.file(review.path)
    current = file.document.text() if file.document else text
    if file.accept(review.reviewer, review.generation, review.findings, current, review.covered):
        state.publish(review.path)


def _drop(state: SessionState, path: str, reason: str) -> None:
    """A file that is not reviewed has no findings; only one that a user may wonder about has a state."""
    file = state.files.get(path)
    if file is not None and file.clear():
        state.publish(path)
    for reviewer in state.reviewers:
        state.reviewed.pop((reviewer.name, path), None)
    if reason == "skip-missing":
        state.statuses.pop(path, None)
        if file is not None and file.document is None:
            state.files.pop(path)
    else:
        state.note(path, State.SKIPPED, Problem.of(reason))


async def read(state: SessionState, path: str) -> Reading:
    """Read what is to be reviewed: what the editor holds, else the file on disk."""
    file = state.files.get(path)
    if file is not None and file.document is not None:
        reading = read_buffer(path, file.document.text(), state.settings)
        if not reading.skipped and await _is_ignored(state, path):
            return Reading(path, skipped="skip-ignored")
        # The question to git took time; the text that is reviewed is the one at the start of the generation.
        return read_buffer(path, file.document.text(), state.settings) if file.document else reading
    if state.folder is None:
        return Reading(path, skipped="skip-missing")
    folder = state.folder
    return await asyncio.to_thread(read_file, folder, path, state.settings)


async def _is_ignored(state: SessionState, path: str) -> bool:
    return state.history is not None and path in await state.history.ignored([path])


async def recent_lines(state: SessionState, reading: Reading) -> tuple[Hunk, ...] | None:
    """Ask git which lines are recent; None: all of them. Raises GitTroubleError."""
    if state.history is None or state.scope is None or state.scope.whole:
        return None
    return await state.history.hunks(state.scope, reading.path, reading.text)


def _may_be_renamed(state: SessionState) -> bool:
    """Before the scan has ended, a file that is not at the base may be new or renamed: the scan asks again."""
    return not state.complete and state.scope is not None and not state.scope.whole
