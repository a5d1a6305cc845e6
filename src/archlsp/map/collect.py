"""From files to an inventory. Blocking: for a worker process, a thread or the terminal, never for the event loop."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from time import perf_counter
from typing import Protocol

from archlsp.map.entry import Entry, Inventory, Kind, Unseen
from archlsp.map.facts import SIZE_LIMIT, facts_of, is_read
from archlsp.map.wire import entries_of, key_of, value_of

Read = Callable[[], str | None]
Stamps = dict[str, tuple[str, str]]
"""Of each path the stamp of its file and the key of its content, as they were seen last."""
_BATCH = 200
_ORDER = {kind: number for number, kind in enumerate(Kind)}


class Stamped(ABC):
    """Reads a file that tells, without being read, whether it is still the same."""

    @abstractmethod
    def __call__(self) -> str | None:
        """Read it."""

    @abstractmethod
    def stamp(self) -> str:
        """Name its state; "" where that cannot be trusted, as when it was written this moment."""


class Memory(Protocol):
    """Where the entries of a file wait for the next run, by a key made of its path and content."""

    def find(self, keys: Sequence[str]) -> Mapping[str, object]: ...

    def keep(self, values: Mapping[str, object]) -> None: ...


def collect(
    files: Iterable[tuple[str, Read]],
    *,
    seconds: float | None = None,
    cache: Memory | None = None,
    stamps: Stamps | None = None,
) -> Inventory:
    """Make the inventory of `files`: pairs of a path (POSIX, relative) and what reads it; None is no text.

    Never raises for what is in a file. After `seconds` what is left is skipped, and said to be. With `stamps`, which
    are brought up to date, a file that is Stamped and unchanged is not even read.
    """
    return _Collector(seconds, cache, stamps).run(files)


class _Collector:
    """One run: files in batches, so that memory is asked once for many."""

    def __init__(self, seconds: float | None, cache: Memory | None, stamps: Stamps | None) -> None:
        self._ends = None if seconds is None else perf_counter() + seconds
        self._cache = cache
        self._before, self._stamps = dict(stamps or {}), stamps
        if stamps is not None:
            stamps.clear()
        self._entries: list[Entry] = []
        self._skipped: list[Unseen] = []
        self._paths: list[str] = []
        self._reused = 0

    def run(self, files: Iterable[tuple[str, Read]]) -> Inventory:
        wanted = iter([(path, read) for path, read in files if is_read(path)])
        while batch := list(islice(wanted, _BATCH)):
            self._take(self._unknown(batch))
        entries = sorted(self._entries, key=lambda one: (_ORDER[one.kind], one.path, one.span, one.name))
        paths = tuple(sorted(self._paths))
        return Inventory(tuple(entries), tuple(self._skipped), len(paths), self._reused, paths)

    def _unknown(self, batch: Sequence[tuple[str, Read]]) -> list[tuple[str, str]]:
        """Take what is known by its stamp; read the others."""
        stamps = {path: read.stamp() for path, read in batch if isinstance(read, Stamped) and self._cache}
        known = dict(self._keys(stamps))
        values = self._cache.find(list(known.values())) if self._cache and known else {}
        found: list[tuple[str, str]] = []
        for path, read in batch:
            entries = entries_of(path, values[known[path]]) if known.get(path) in values else None
            if entries is not None:
                self._reuse(path, stamps[path], known[path], entries)
            elif (text := self._text(path, read)) is not None:
                found.append((path, text))
                if stamps.get(path) and self._stamps is not None:
                    self._stamps[path] = (stamps[path], key_of(path, text))
        return found

    def _keys(self, stamps: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        for path, stamp in stamps.items():
            before, key = self._before.get(path, ("", ""))
            if stamp and stamp == before:
                yield path, key

    def _reuse(self, path: str, stamp: str, key: str, entries: list[Entry]) -> None:
        self._paths.append(path)
        self._reused += 1
        self._entries += entries
        if self._stamps is not None:
            self._stamps[path] = (stamp, key)

    def _is_late(self) -> bool:
        return self._ends is not None and perf_counter() > self._ends

    def _text(self, path: str, read: Read) -> str | None:
        """Read a file; where there is no time or no text, or too much of it, note that it was not looked at."""
        text = None if self._is_late() else read()
        if text is not None and len(text) <= SIZE_LIMIT:
            return text
        reason = "map-large" if text is not None else "map-late" if self._is_late() else "map-unread"
        self._skipped.append(Unseen(path, reason))
        return None

    def _facts(self, path: str, text: str) -> list[Entry] | None:
        """Look at a file; one that an extractor falls over is lost alone."""
        try:
            return facts_of(path, text)
        except (KeyboardInterrupt, SystemExit):
            raise
        # ast-grep's panics are no Exceptions.
        except BaseException:  # noqa: BLE001
            self._skipped.append(Unseen(path, "map-broken"))
            return None

    def _take(self, batch: Sequence[tuple[str, str]]) -> None:
        keys = [key_of(path, text) for path, text in batch] if self._cache else []
        known = self._cache.find(keys) if self._cache and keys else {}
        fresh: dict[str, object] = {}
        for number, (path, text) in enumerate(batch):
            key = keys[number] if keys else ""
            found = entries_of(path, known[key]) if key in known else None
            self._reused += found is not None
            if found is None and self._is_late():
                self._skipped.append(Unseen(path, "map-late"))
                continue
            if found is None:
                found = self._facts(path, text)
                if found is None:
                    continue
                if key:
                    fresh[key] = value_of(found)
            self._paths.append(path)
            self._entries += found
        if self._cache and fresh:
            self._cache.keep(fresh)
