"""The whole scope: asked at the start and whenever HEAD, the index or a storm of events calls for it."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

from archlsp.git.repository import GitTroubleError, NotARepositoryError, UnsafeRepositoryError
from archlsp.model.review import Problem
from archlsp.model.scope import Change, Scope
from archlsp.session.demand import Demand
from archlsp.session.history import History
from archlsp.session.reading import reviewable
from archlsp.session.review import lane, submit
from archlsp.session.state import SessionState
from archlsp.session.status import State

Progress = Callable[[int, int, str], None]


async def open_history(state: SessionState, *, quietly: bool = False) -> None:
    """Find the folder's repository; without one, open files are reviewed whole, and that is said once."""
    if state.folder is None:
        return
    history = History(state.folder)
    try:
        await history.open()
    except NotARepositoryError:
        await history.close()
        if not quietly:
            state.tell("repository", Problem.of("not-a-repository", folder=state.folder.name))
    except UnsafeRepositoryError as unsafe:
        await history.close()
        state.tell("repository", Problem.of(unsafe.reason))
    else:
        state.history = history
        state.tell("repository", None)


async def reopen_history(state: SessionState) -> None:
    """After the folder was made anew: the old repository is not the new one. It may not be there yet."""
    if state.history is not None:
        await state.history.close()
        state.history = None
    await open_history(state, quietly=True)
    state.lost = state.history is None


async def first_base(state: SessionState) -> None:
    """What the open files are compared with. Which other files changed takes longer to say on a large repository."""
    if state.history is None:
        return
    # Trouble is told by the scan that follows, which asks the same and more.
    with contextlib.suppress(GitTroubleError):
        state.scope = await state.history.base(state.spec)


async def refresh_scope(state: SessionState) -> bool:
    """Ask git what changed; False while an operation such as a rebase is in progress, or when git has trouble."""
    if state.history is None:
        return False
    repository_state = await state.history.state()
    if repository_state.operation:
        _pause(state, Problem.of("paused-operation", operation=repository_state.operation))
        return False
    state.paused = None
    try:
        state.scope = await state.history.scope(state.spec)
    except GitTroubleError as trouble:
        state.tell("git", trouble.problem)
        return False
    state.complete = True
    state.tell("git", None)
    await _carry_dismissals(state, state.scope)
    return True


def _pause(state: SessionState, problem: Problem) -> None:
    state.paused = problem
    state.listener.log(problem)
    for path in list(state.statuses):
        state.note(path, State.PAUSED, problem)


async def _carry_dismissals(state: SessionState, scope: Scope) -> None:
    """A dismissal follows its file through a rename."""
    renames = [(file.old_path, file.path) for file in scope.files if file.change is Change.RENAMED]

    def carry() -> None:
        for old, new in renames:
            if old is not None:
                state.ledger.renamed(state.workspace, old, new)
        state.reload_dismissals()

    await asyncio.to_thread(carry)


async def rescan(state: SessionState) -> None:
    """Review what is in the scope now, and take back what no longer is."""
    if state.history is not None and not await refresh_scope(state):
        return
    for path, file in list(state.files.items()):
        if file.document is not None:
            submit(state, path)
    if state.scope is None:
        return
    changed = [file.path for file in reviewable(state.scope.files)]
    take_back(state, set(changed))
    for path in await asyncio.to_thread(newest_first, state.folder, changed):
        submit(state, path, background=True)


def take_back(state: SessionState, changed: set[str]) -> None:
    """Withdraw the findings of files that are neither open nor among `changed`."""
    for path, file in list(state.files.items()):
        if path not in changed and file.document is None:
            if file.clear():
                state.publish(path)
            state.files.pop(path)
            state.statuses.pop(path, None)
            for reviewer in state.reviewers:
                state.reviewed.pop((reviewer.name, path), None)


def newest_first(folder: Path | None, paths: list[str], limit: int = 2_000) -> list[str]:
    """Order paths by when they were written, newest first; beyond `limit` paths it is not worth the wait."""
    if folder is None or len(paths) > limit:
        return paths

    def written(path: str) -> float:
        try:
            return (folder / path).lstat().st_mtime
        except OSError:
            return 0.0

    return sorted(paths, key=written, reverse=True)


async def review_all(state: SessionState, paths: list[str], demand: Demand, progress: Progress) -> None:
    """Review `paths` and wait for them, telling how far it is. Cancelling leaves what was found."""
    total = len(paths)
    queue = iter(enumerate(paths))

    async def drain() -> None:
        for index, path in queue:
            progress(index, total, path)
            submit(state, path, background=True, demand=demand)
            for reviewer in state.reviewers:
                await state.lanes.settled(lane(reviewer, path))

    await asyncio.gather(*(drain() for _ in range(4)))
    progress(total, total, "")
