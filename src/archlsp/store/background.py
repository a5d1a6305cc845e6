"""Writing that nobody waits for: one thread takes what came in and writes it in one transaction."""

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from typing import Generic, TypeVar

T = TypeVar("T")
_AT_ONCE = 500


class Background(Generic[T]):
    """Rows put in here are handed to `write` in order, in batches. The thread starts with the first row."""

    def __init__(self, write: Callable[[Sequence[T]], object]) -> None:
        """`write` is called in the thread and must not raise."""
        self._write = write
        self._queue: SimpleQueue[T | Event] = SimpleQueue()
        self._starting = Lock()
        self._thread: Thread | None = None

    def put(self, row: T) -> None:
        """Have a row written soon. Returns at once."""
        self._queue.put(row)
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._run, name="ledger", daemon=True)
                self._thread.start()

    def flush(self, seconds: float = 5.0) -> None:
        """Wait until what was put so far is written."""
        if self._thread is not None:
            written = Event()
            self._queue.put(written)
            written.wait(seconds)

    def _run(self) -> None:
        while True:
            waiting: list[T | Event] = [self._queue.get()]
            while len(waiting) < _AT_ONCE:
                try:
                    waiting.append(self._queue.get_nowait())
                except Empty:
                    break
            rows = [item for item in waiting if not isinstance(item, Event)]
            if rows:
                self._write(rows)
            for item in waiting:
                if isinstance(item, Event):
                    item.set()
