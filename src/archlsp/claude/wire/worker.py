"""The process that talks to the model: the SDK's import takes seconds, and keys and answers stay out of the server.

Frames in: a call with an `id`, a piece of a batch for one that follows (`add`), or a `cancel`. Frames out: that it is
ready; then for each call values with its id, the last of which says so; and a sign of life while there is work. It
connects to nothing before it is asked to, and ends with its standard input.
"""

import asyncio
import logging
import os
import sys
import threading
import time
import warnings
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, BinaryIO

from archlsp.claude.wire.desk import Desk
from archlsp.claude.wire.events import Fault, FaultKind
from archlsp.claude.wire.eventwire import event_value
from archlsp.workers.frames import BrokenFrameError, pack, read_frame

Value = Mapping[str, Any]
_BEAT_SECONDS = 5.0
_END_SECONDS = 2.0


def main(arguments: list[str] | None = None) -> int:
    """Serve calls on standard input and output. Argument: the seconds between signs of life."""
    given = sys.argv[1:] if arguments is None else arguments
    requests, answers = _take_pipes()
    # What libraries would log or warn about holds code, and goes nowhere.
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    asyncio.run(_Worker(answers, float(given[0]) if given else _BEAT_SECONDS).run(requests))
    return 0


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for ourselves: whatever prints, or reads standard input, meets the null device."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    return requests, answers


class _Worker:
    def __init__(self, answers: BinaryIO, beat: float) -> None:
        self._answers = answers
        self._beat = beat
        self._desk = Desk()
        self._calls: dict[int, asyncio.Task[None]] = {}
        self._parts: defaultdict[int, list[Value]] = defaultdict(list)

    async def run(self, requests: BinaryIO) -> None:
        """Serve until standard input ends, or nobody reads what we say."""
        loop = asyncio.get_running_loop()
        frames: asyncio.Queue[Value | None] = asyncio.Queue()
        arguments = (requests, lambda frame: loop.call_soon_threadsafe(frames.put_nowait, frame))
        threading.Thread(target=_read, args=arguments, daemon=True).start()
        beating = asyncio.create_task(self._live())
        with suppress(BrokenPipeError):
            self._send({"ready": True})
            while (frame := await frames.get()) is not None:
                self._take(frame)
        tasks = (beating, *self._calls.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _take(self, frame: Value) -> None:
        number = int(frame["id"])
        if frame["do"] == "add":
            self._parts[number].append(frame["request"])
        elif frame["do"] == "cancel":
            self._parts.pop(number, None)
            if number in self._calls:
                self._calls[number].cancel()
        else:
            task = asyncio.create_task(
                self._serve(number, {**frame, "requests": self._parts.pop(number, [])})
            )
            self._calls[number] = task
            task.add_done_callback(lambda _: self._calls.pop(number, None))

    async def _serve(self, number: int, frame: Value) -> None:
        def send(value: Value) -> None:
            self._send({**value, "id": number})

        try:
            await self._desk.serve(frame, send)
        except Exception:  # noqa: BLE001 - a mistake of ours must not leave the server waiting
            send({**event_value(Fault(FaultKind.WORKER)), "last": True})

    async def _live(self) -> None:
        while True:
            await asyncio.sleep(self._beat)
            if self._calls:
                self._send({"alive": True})

    def _send(self, value: Value) -> None:
        self._answers.write(pack(value))
        self._answers.flush()


def _read(requests: BinaryIO, take: Callable[[Value | None], object]) -> None:
    """Hand on frames until there are no more, then see to it that the process ends."""
    with suppress(BrokenFrameError, OSError, RuntimeError):  # the last: the loop is gone
        while (frame := read_frame(requests)) is not None:
            take(frame)
    with suppress(RuntimeError):
        take(None)
    # A name that is being looked up, or a keyring that waits for its user, would hold up the interpreter's end.
    time.sleep(_END_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
