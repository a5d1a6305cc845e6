"""One running + the newest waiting, for each key. A running job is never cancelled for a newer one.

Cancelling and restarting starves: with saves closer together than a review takes, no review would ever end.
"""

import asyncio
from collections.abc import Awaitable, Callable

Job = Callable[[], Awaitable[None]]
OnFailure = Callable[[BaseException], None]


class Lanes:
    """Runs jobs; of the jobs for one key that arrive while one runs, only the last is run after it."""

    def __init__(self, on_failure: OnFailure, background_limit: int = 2) -> None:
        """`background_limit`: how many background jobs run at once, so that a save never waits behind a scope.

        A job that raises is a defect: `on_failure` hears of it, and its lane goes on.
        """
        self._on_failure = on_failure
        self._running: dict[str, asyncio.Task[None]] = {}
        self._waiting: dict[str, tuple[Job, bool]] = {}
        self._background = asyncio.Semaphore(background_limit)

    def submit(self, key: str, job: Job, *, background: bool = False) -> None:
        """Run `job` now, or after the running one; it takes the place of a job that already waits."""
        if key in self._running:
            _, was_background = self._waiting.get(key, (job, True))
            self._waiting[key] = (job, background and was_background)
            return
        task = asyncio.create_task(self._run(job, background))
        self._running[key] = task
        # Not in the task itself: one that is cancelled before it began never comes to its `finally`.
        task.add_done_callback(lambda ended: self._ended(key, ended))

    async def settled(self, key: str) -> None:
        """Wait until nothing runs or waits for `key`."""
        while (task := self._running.get(key)) is not None:
            await asyncio.shield(asyncio.wait([task]))

    def cancel(self, key: str) -> bool:
        """Stop what runs and forget what waits for a key; tell whether something did."""
        waited = self._waiting.pop(key, None) is not None
        task = self._running.get(key)
        if task is not None:
            task.cancel()
        return waited or task is not None

    def runs(self, key: str) -> bool:
        """Tell whether something runs for a key."""
        return key in self._running

    @property
    def idle(self) -> bool:
        """Nothing runs and nothing waits."""
        return not self._running

    async def close(self) -> None:
        """Stop everything."""
        self._waiting.clear()
        tasks = list(self._running.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._running.clear()

    async def _run(self, job: Job, background: bool) -> None:
        try:
            if background:
                async with self._background:
                    await job()
            else:
                await job()
        except Exception as error:  # noqa: BLE001 - one file's defect must not stop the others
            self._on_failure(error)

    def _ended(self, key: str, task: asyncio.Task[None]) -> None:
        if self._running.get(key) is not task:
            return
        del self._running[key]
        following = self._waiting.pop(key, None)
        if following is not None:
            self.submit(key, following[0], background=following[1])

    async def any_settled(self) -> None:
        """Wait until one of the running jobs has ended."""
        tasks = list(self._running.values())
        if tasks:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
