"""The server's end of the pipes to the worker: many calls at once, each with a number."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

from archlsp.claude.wire.patience import Patience
from archlsp.workers.process import NotStartedError, Process, WorkerDiedError

_MODULE = "archlsp.claude.wire.worker"
# Where proxies and certificates are, and how a keyring or a command of the user's finds what it needs. No keys.
_NETWORK = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
_PASSED_ON = frozenset(
    {
        *_NETWORK,
        *(name.lower() for name in _NETWORK),
        "SSL_CERT_FILE",
        "SSL_CERT_DIR",
        "REQUESTS_CA_BUNDLE",
        "DBUS_SESSION_BUS_ADDRESS",
        "DISPLAY",
        "GNUPGHOME",
        "PASSWORD_STORE_DIR",
        "WAYLAND_DISPLAY",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_RUNTIME_DIR",
    }
)
Value = Mapping[str, Any]


class Connection:
    """Has a worker from the first call on, and another one when it dies or falls silent."""

    def __init__(self, patience: Patience) -> None:
        """Nothing is started yet."""
        self._process = Process(_MODULE, (str(patience.beat),), _PASSED_ON)
        self._silence = patience.silence
        self._numbers = count(1)
        self._calls: dict[int, asyncio.Queue[Value | None]] = {}
        self._given_up: dict[int, Callable[[Value], None]] = {}
        self._starting = asyncio.Lock()
        self._reader: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._heard = 0.0
        self._watching: asyncio.TimerHandle | None = None
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The id of the worker, None where there is none."""
        return self._process.pid

    async def start(self) -> None:
        """Start the worker unless there is one, and wait until it is ready. Raises WorkerDiedError."""
        async with self._starting:
            if self._closed:
                raise WorkerDiedError
            if self._reader is not None and not self._reader.done():
                return
            try:
                await self._process.kill()
                await self._process.start()
                await self._process.ready()
            except NotStartedError as error:
                raise WorkerDiedError from error
            self._reader = asyncio.create_task(self._listen())

    async def ask(
        self,
        frame: Value,
        parts: Sequence[Value] = (),
        given_up: Callable[[Value], None] = lambda _value: None,
    ) -> AsyncGenerator[Value, None]:
        """Have one call answered: every value that comes for it, up to the last. Raises WorkerDiedError.

        Whoever stops reading stops the call: its connection is closed. `given_up` then gets the last value.
        """
        await self.start()
        number = next(self._numbers)
        values: asyncio.Queue[Value | None] = asyncio.Queue()
        self._calls[number] = values
        self._watch()
        is_over = False
        try:
            for part in parts:
                await self._process.send({"id": number, "do": "add", "request": part})
            await self._process.send({**frame, "id": number})
            while not is_over:
                value = await values.get()
                is_over = value is None or bool(value.get("last"))
                if value is None:
                    raise WorkerDiedError
                yield value
        finally:
            self._calls.pop(number, None)
            if not is_over:
                self._given_up[number] = given_up
                self._spawn(self._cancel(number))

    async def close(self) -> None:
        """End the worker. Whoever waits for an answer gets WorkerDiedError."""
        self._closed = True
        if self._watching is not None:
            self._watching.cancel()
        async with self._starting:
            await self._process.close()
        if self._reader is not None:
            await asyncio.gather(self._reader, return_exceptions=True)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self) -> None:
        """Hand out what the worker says, until it is dead."""
        try:
            while True:
                value = await self._process.receive()
                self._heard = asyncio.get_running_loop().time()
                number = value.get("id")
                if number in self._calls:
                    self._calls[number].put_nowait(value)
                elif number in self._given_up and value.get("last"):
                    self._given_up.pop(number)(value)
        except WorkerDiedError:
            await self._process.kill()
        finally:
            self._given_up.clear()
            for values in self._calls.values():
                values.put_nowait(None)
            self._calls.clear()

    async def _cancel(self, number: int) -> None:
        with suppress(WorkerDiedError):
            await self._process.send({"id": number, "do": "cancel"})

    # ------------------------------------------------------------------ signs of life

    def _watch(self) -> None:
        """Begin to watch the worker when the first call begins."""
        loop = asyncio.get_running_loop()
        if len(self._calls) == 1:
            self._heard = loop.time()
        if self._watching is None:
            self._watching = loop.call_later(self._silence, self._suspect)

    def _suspect(self) -> None:
        loop = asyncio.get_running_loop()
        self._watching = None
        if not self._calls or self._closed:
            return
        left = self._heard + self._silence - loop.time()
        if left > 0:
            self._watching = loop.call_later(left, self._suspect)
        else:
            self._spawn(self._process.kill())

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
