"""What happens on disk while the editor is not looking."""

import asyncio
from collections.abc import Callable, Iterable

from archlsp.git.repository import GitTroubleError
from archlsp.git.watch import Changes, Watcher
from archlsp.model.review import Problem
from archlsp.session.state import SessionState


class Watching:
    """Brings the watcher's settled changes from its thread to the event loop, in the folder's paths."""

    def __init__(
        self, state: SessionState, rescan: Callable[[bool], None], changed: Callable[[Changes], None]
    ) -> None:
        """Both are called on the event loop; `rescan` with True when the folder was made anew."""
        self._state = state
        self._rescan = rescan
        self._changed = changed
        self._watcher: Watcher | None = None
        self._gone = False

    @property
    def mode(self) -> str:
        """ "events", "polling" or "off"."""
        return self._watcher.mode if self._watcher else "off"

    async def start(self) -> None:
        """Start to watch; adding the watches of a large tree takes a while and runs in a thread."""
        history = self._state.history
        if history is None:
            return
        loop = asyncio.get_running_loop()
        repository = history.repository
        watcher = Watcher(
            history.folder,
            (repository.git_dir, repository.common_dir),
            self._ignored,
            lambda changes: self._hand_over(loop, changes),
        )
        await asyncio.to_thread(watcher.start)
        self._watcher = watcher

    async def stop(self) -> None:
        """Stop the watcher's threads."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            await asyncio.to_thread(watcher.stop)

    def _ignored(self, paths: Iterable[str]) -> frozenset[str]:
        history = self._state.history
        if history is None:
            return frozenset()
        try:
            return history.ignored_now(paths)
        except GitTroubleError:
            return frozenset()

    def _hand_over(self, loop: asyncio.AbstractEventLoop, changes: Changes) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._take, changes)

    def _take(self, changes: Changes) -> None:
        if self._watcher is None:
            return
        if changes.gone:
            self._gone = True
            self._state.tell("repository", Problem.of("repository-gone"))
        elif changes.rescan:
            self._rescan(self._gone)
            self._gone = False
        elif changes.paths:
            self._changed(changes)
