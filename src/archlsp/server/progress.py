"""Progress that shows itself only when it takes long, and that can be stopped."""

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from typing import TypeVar

from lsprotocol import types

from archlsp.server.outgoing import NoAnswerError
from archlsp.server.protocol import ArchlspProtocol

AFTER = 1.0
"""Seconds of work that need no progress."""
_EVERY = 0.1
_PATIENCE = 5.0
T = TypeVar("T")
Report = Callable[[int, int, str], None]
"""Done, all, and what is at work."""


class StoppedError(Exception):
    """The user stopped it."""


class Progress:
    """One piece of work as the client shows it."""

    def __init__(self, protocol: ArchlspProtocol, title: str, token: types.ProgressToken | None) -> None:
        """`token` is the client's own if it made one; then progress is shown from the start."""
        self._protocol = protocol
        self._title = title
        self._token = token
        self._shown = False
        self._state = (0, 0, "")
        self._last = 0.0

    @property
    def is_asked_for(self) -> bool:
        """Tell whether the client made a token for it."""
        return self._token is not None

    def report(self, done: int, total: int, what: str) -> None:
        """Take note; the client is told a few times a second."""
        self._state = (done, total, what)
        now = time.monotonic()
        if self._shown and now - self._last >= _EVERY:
            self._last = now
            self._send(types.WorkDoneProgressReport(message=self._message(), percentage=self._percentage()))

    async def show(self) -> bool:
        """Open it in the client; False when the client does not let us."""
        if self._token is None:
            token = str(uuid.uuid4())
            params = types.WorkDoneProgressCreateParams(token)
            method = types.WINDOW_WORK_DONE_PROGRESS_CREATE
            try:
                await self._protocol.ask(method, params, _PATIENCE)
            except NoAnswerError:
                return False
            self._token = token
        self._shown = True
        self._send(
            types.WorkDoneProgressBegin(
                self._title, cancellable=True, message=self._message(), percentage=self._percentage()
            )
        )
        return True

    def listen(self, stop: Callable[[], bool]) -> None:
        """Have `stop` called when the user presses cancel."""
        if self._token is not None:
            self._protocol.cancellable[self._token] = stop

    def end(self) -> None:
        """Close it; the token means nothing any more."""
        if self._token is not None:
            self._protocol.cancellable.pop(self._token, None)
        if self._shown:
            self._shown = False
            self._send(types.WorkDoneProgressEnd())

    def _send(self, value: object) -> None:
        if self._token is not None:
            self._protocol.notify(types.PROGRESS, types.ProgressParams(self._token, value))

    def _message(self) -> str:
        done, total, what = self._state
        return f"{done}/{total} {what}".strip() if total else what

    def _percentage(self) -> int:
        done, total, _ = self._state
        return min(100, 100 * done // total) if total else 0


async def with_progress(progress: Progress, can_show: bool, work: Callable[[Report], Awaitable[T]]) -> T:
    """Run `work`; show it when the client can and it takes long, or at once with the client's own token.

    Raises StoppedError when the user presses cancel. When the request itself is cancelled, so is the work.
    """
    task: asyncio.Future[T] = asyncio.ensure_future(work(progress.report))
    try:
        if not progress.is_asked_for:
            await asyncio.wait([task], timeout=AFTER)
        if not task.done() and (can_show or progress.is_asked_for) and await progress.show():
            progress.listen(task.cancel)
        return await _outcome(task)
    finally:
        task.cancel()
        progress.end()


async def _outcome(task: "asyncio.Future[T]") -> T:
    await asyncio.wait([task])
    if task.cancelled():
        raise StoppedError
    return task.result()
