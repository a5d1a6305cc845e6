"""The two threads at the ends of the pipes: the event loop neither waits for bytes nor for a slow reader."""

import os
import threading
from collections import deque
from collections.abc import Callable
from queue import Empty, SimpleQueue

from archlsp.server.framing import FrameError, FrameReader, frame

Arrival = bytes | FrameError | None
"""A body, a header that named no usable length, or None for the end of the input."""


class Inbox:
    """Reads from the moment it is made, so that a client never waits for us to get ready."""

    def __init__(self, frames: FrameReader) -> None:
        """Start reading."""
        self._arrived: deque[Arrival] = deque()
        self._wake: Callable[[], None] | None = None
        self._lock = threading.Lock()
        threading.Thread(target=self._read, args=(frames,), name="inbox", daemon=True).start()

    def attach(self, wake: Callable[[], None]) -> None:
        """Have `wake` called, from a thread, whenever something arrived; at once if something waits already."""
        with self._lock:
            self._wake = wake
            waiting = bool(self._arrived)
        if waiting:
            wake()

    def take(self) -> Arrival:
        """Take the oldest arrival. Raises IndexError when there is none."""
        return self._arrived.popleft()

    def end(self) -> None:
        """Behave as if the input had ended; from any thread."""
        self._put(None)

    def _read(self, frames: FrameReader) -> None:
        body: Arrival = b""
        while body is not None:
            try:
                body = frames.read()
            except FrameError as error:
                body = error
            self._put(body)

    def _put(self, arrival: Arrival) -> None:
        with self._lock:
            self._arrived.append(arrival)
            wake = self._wake
        if wake is not None:
            wake()


class Outbox:
    """Writes in order, in a thread: a client that does not read stops nobody but itself."""

    def __init__(self, descriptor: int, lost: Callable[[], None]) -> None:
        """`lost` is called once, from the thread, when the client closed its end."""
        self._descriptor = descriptor
        self._lost = lost
        self._queue: SimpleQueue[bytes | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
        self._thread.start()

    def write(self, body: bytes) -> None:
        """Send one message body."""
        self._queue.put(frame(body))

    def close(self, seconds: float) -> None:
        """Send what waits, for at most `seconds`."""
        self._queue.put(None)
        self._thread.join(seconds)

    def _run(self) -> None:
        while (data := self._queue.get()) is not None:
            try:
                write_all(self._descriptor, data + self._waiting())
            except OSError:
                self._lost()
                return

    def _waiting(self) -> bytes:
        """Everything else that is ready goes out with the same call."""
        parts: list[bytes] = []
        try:
            while (data := self._queue.get_nowait()) is not None:
                parts.append(data)
            self._queue.put(None)
        except Empty:
            pass
        return b"".join(parts)


def write_all(descriptor: int, data: bytes) -> None:
    """Write all of `data`. Raises OSError when the other end is closed."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
