"""The fake in a thread, for tests that start a server or a command line as a process of its own."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from claude.fake.replies import Reply
from claude.fake.server import FakeApi
from claude.fake.wire import Seen


class FakeApiThread:
    """A running fake, looked at from another thread."""

    def __init__(self, api: FakeApi, loop: asyncio.AbstractEventLoop) -> None:
        """`loop` runs the fake."""
        self.api = api
        self.url = api.url
        self._loop = loop

    @property
    def requests(self) -> list[Seen]:
        """Everything that was asked so far."""
        return list(self.api.requests)

    @property
    def bodies(self) -> list[Any]:
        """The parsed bodies of the questions so far."""
        return self.api.bodies

    @property
    def refused(self) -> list[str]:
        """Why requests were refused."""
        return list(self.api.refused)

    @property
    def connections(self) -> int:
        """How many connections were opened."""
        return self.api.connections

    @property
    def abandoned(self) -> int:
        """How many answers the client hung up on."""
        return self.api.abandoned

    def go(self) -> None:
        """Let held answers go on."""
        self._loop.call_soon_threadsafe(self.api.go)

    def wait(self, holds: Callable[[], bool], seconds: float = 20) -> None:
        """Block until something holds about the server. Raises TimeoutError."""
        asyncio.run_coroutine_threadsafe(self.api.until(holds, seconds), self._loop).result(seconds + 5)


@contextmanager
def fake_api(
    script: Iterable[Reply] = (),
    *,
    answer: Reply = "ok",
    key: str | None = None,
    only_x_api_key: bool = False,
    results_host: str | None = None,
) -> Iterator[FakeApiThread]:
    """Run a fake in a thread; the arguments are those of FakeApi."""
    ready: list[FakeApiThread] = []
    started, ended = threading.Event(), asyncio.Event()

    async def run() -> None:
        api = FakeApi(
            script, answer=answer, key=key, only_x_api_key=only_x_api_key, results_host=results_host
        )
        async with api:
            ready.append(FakeApiThread(api, asyncio.get_running_loop()))
            started.set()
            await ended.wait()

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    if not started.wait(10):
        raise TimeoutError
    try:
        yield ready[0]
    finally:
        ready[0]._loop.call_soon_threadsafe(ended.set)
        thread.join(10)
