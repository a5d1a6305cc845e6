"""What happens on disk while the editor is not looking."""

import asyncio
from collections.abc import Callable, Iterable
from pathlib import Path

from archlsp.git.watch import Changes, Watcher
from archlsp.model.review import Problem
from archlsp.session.history import History
from archlsp.session.state import SessionState


class Watching:
    """Brings the watcher's settled changes from its thread to the event loop, in the folder's paths."""

    def __init__(
        self, state: SessionState, rescan: Callable[[], None], changed: Callable[[Changes], None]
    ) -> None:
        """`rescan` and `changed` are called on the event loop."""
        self._state = state
        self._rescan = rescan
        self._changed = changed
        self._watcher: Watcher | None = None
        self._stamp: object = None

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
        watcher = _watcher(history, lambda changes: self._hand_over(loop, changes))
        await asyncio.to_thread(watcher.start)
        self._watcher = watcher

    async def stop(self) -> None:
        """Stop the watcher's threads."""
        watcher, self._watcher = self._watcher, None
        if watcher is not None:
            await asyncio.to_thread(watcher.stop)

    def _hand_over(self, loop: asyncio.AbstractEventLoop, changes: Changes) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(self._take, changes)

    def _take(self, changes: Changes) -> None:
        if self._watcher is None:
            return
        if changes.gone:
            self._state.tell("repository", Problem.of("repository-gone"))
            return
        if changes.rescan:
            self._state.tell("repository", None)
            self._rescan()
        elif changes.paths:
            self._changed(changes)
