"""What changed on disk, settled: the paths of a quiet moment, or one call to look at everything.

A source of events (inotify, the platform's, or polling) puts what it hears into a queue; one thread here waits
until it is quiet and tells.
"""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Protocol

from archlsp.git.events import BlindError, Event, Ignored, Signal, Sink
from archlsp.git.polling import PollingSource

_QUIET = 0.03
_LONGEST = 0.3
_STORM = 200
_STORM_QUIET = 0.4
_STORM_LONGEST = 30.0
_RETURN = 0.25


@dataclass(frozen=True, slots=True)
class Changes:
    """`paths` relative to the watched folder; `rescan`: look at everything; `gone`: the folder is no longer there."""

    paths: frozenset[str] = frozenset()
    rescan: bool = False
    gone: bool = False


class Source(Protocol):
    """Where events come from."""

    def start(self) -> None:
        """Begin. Raises BlindError."""
        ...

    def stop(self) -> None:
        """End; safe to call twice."""
        ...


MakeSource = Callable[[Path, Iterable[Path], Ignored, Sink], Source]


@dataclass(slots=True)
class _Batch:
    """What was heard since the last quiet moment."""

    began: float = field(default_factory=time.monotonic)
    paths: set[str] = field(default_factory=set)
    count: int = 0
    signals: set[Signal] = field(default_factory=set)

    @property
    def storm(self) -> bool:
        return self.count > _STORM

    @property
    def full(self) -> bool:
        """A steady trickle is told in pieces; a storm is waited out."""
        return time.monotonic() - self.began > (_STORM_LONGEST if self.storm else _LONGEST)

    @property
    def patience(self) -> float:
        """How long it must be quiet. git changes its files and the work tree in one go: wait for the end of that."""
        return _STORM_QUIET if self.storm else _LONGEST / 3 if self.signals else _QUIET

    def add(self, event: Event) -> None:
        if isinstance(event, Signal):
            self.signals.add(event)
            return
        self.count += 1
        if self.storm:
            self.paths.clear()
        else:
            self.paths.add(event)


class Watcher:
    """Watches a folder and the git directories behind it; `on_change` is called from the watcher's thread."""

    def __init__(
        self,
        folder: Path,
        git_dirs: Iterable[Path],
        ignored: Ignored,
        on_change: Callable[[Changes], None],
        make_source: MakeSource | None = None,
    ) -> None:
        """`make_source` replaces the platform's source of events."""
        self._folder = folder
        self._git_dirs = tuple(dict.fromkeys(git_dirs))
        self._ignored = ignored
        self._on_change = on_change
        self._make_source = make_source or platform_source()
        self._queue: SimpleQueue[Event | None] = SimpleQueue()
        self._source: Source | None = None
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self.mode = "events"

    def start(self) -> None:
        """Begin to watch. Returns when everything that happens from now on will be told."""
        self._open(self._make_source)
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is told afterwards."""
        self._stopped.set()
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(5)
        self._close()

    def _open(self, make_source: MakeSource) -> None:
        source = make_source(self._folder, self._git_dirs, self._ignored, self._queue.put)
        try:
            source.start()
        except BlindError:
            self._poll()
        else:
            self._source = source
            self.mode = "events"

    def _poll(self) -> None:
        self.mode = "polling"
        self._source = PollingSource(self._folder, self._git_dirs, self._ignored, self._queue.put)
        self._source.start()

    def _close(self) -> None:
        if self._source is not None:
            self._source.stop()
            self._source = None

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            batch = _Batch()
            batch.add(first)
            stopped = self._gather(batch)
            if stopped or self._stopped.is_set():
                return
            # Whatever goes wrong in telling once must not make us blind for the rest of the session.
            with contextlib.suppress(Exception):
                self._tell(batch)

    def _gather(self, batch: _Batch) -> bool:
        """Add events until it is quiet; True when the watcher was stopped meanwhile."""
        while not batch.full:
            try:
                event = self._queue.get(timeout=batch.patience)
            except Empty:
                return False
            if event is None:
                return True
            batch.add(event)
        return False

    def _tell(self, batch: _Batch) -> None:
        if Signal.GONE in batch.signals:
            self._on_change(Changes(gone=True))
            self._await_return()
        elif Signal.BLIND in batch.signals:
            self._close()
            self._poll()
            self._on_change(Changes(rescan=True))
        elif batch.storm or batch.signals:
            self._on_change(Changes(rescan=True))
        else:
            refused = self._ignored(batch.paths)
            paths = frozenset(path for path in batch.paths if path not in refused)
            if paths:
                self._on_change(Changes(paths))

    def _await_return(self) -> None:
        """Wait until the folder is there again, then watch the new one."""
        self._close()
        while not self._stopped.wait(_RETURN):
            if self._folder.is_dir():
                self._open(self._make_source)
                self._on_change(Changes(rescan=True))
                return


def platform_source() -> MakeSource:
    """The best source of events here."""
    # Each of them imports a part of watchdog that only its platform has.
    if sys.platform == "linux":
        try:
            from archlsp.git.inotify import InotifySource  # noqa: PLC0415
        except ImportError:  # another major version of watchdog
            pass
        else:
            return InotifySource
    from archlsp.git.observed import ObservedSource  # noqa: PLC0415

    return ObservedSource
