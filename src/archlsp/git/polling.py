"""File events without the system's help: compare what stat says, seldom enough to cost little."""

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from archlsp.git.events import GIT_NAMES, Ignored, Signal, Sink

_SHORTEST = 1.0
_SHARE = 30
"""A round is followed by a rest of so many times its length: about 3 % of a core at most."""

_Seen = dict[str, tuple[int, int]]


class PollingSource:
    """Looks at every file below a folder that git does not ignore, again and again."""

    def __init__(self, folder: Path, git_dirs: Iterable[Path], ignored: Ignored, sink: Sink) -> None:
        """As InotifySource."""
        self._folder = str(folder)
        self._git_dirs = list(git_dirs)
        self._ignored = ignored
        self._sink = sink
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take note of what is there, and begin."""
        before = self._files(), self._git()
        self._thread = threading.Thread(target=self._run, args=before, name="polling", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopped.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(5)

    def _run(self, files: _Seen, git: _Seen) -> None:
        rest = _SHORTEST
        while not self._stopped.wait(rest):
            began = time.monotonic()
            if not Path(self._folder).is_dir():
                self._sink(Signal.GONE)
                return
            files = self._compare(files)
            changed = self._git()
            if changed != git:
                git = changed
                self._sink(Signal.GIT)
            rest = max(_SHORTEST, _SHARE * (time.monotonic() - began))

    def _compare(self, before: _Seen) -> _Seen:
        now = self._files()
        for path in before.keys() | now.keys():
            if before.get(path) != now.get(path):
                self._sink(path)
        return now

    def _files(self) -> _Seen:
        seen: _Seen = {}
        waiting = [""]
        while waiting and not self._stopped.is_set():
            prefix = waiting.pop()
            folders = []
            for entry in _entries(os.path.join(self._folder, prefix)):  # noqa: PTH118 - a hot loop
                path = prefix + entry.name
                if entry.is_dir(follow_symlinks=False):
                    if entry.name != ".git":
                        folders.append(path + "/")
                elif (found := _stat(entry)) is not None:
                    seen[path] = (found.st_mtime_ns, found.st_size)
            refused = self._ignored(folders)
            waiting.extend(folder for folder in folders if folder not in refused)
        return seen

    def _git(self) -> _Seen:
        seen: _Seen = {}
        for directory in self._git_dirs:
            paths = [directory / name for name in GIT_NAMES]
            paths.extend((directory / "refs").rglob("*"))
            for path in paths:
                found = _stat(path)
                if found is not None:
                    seen[str(path)] = (found.st_mtime_ns, found.st_size)
        return seen


def _entries(path: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(path) as entries:
            return list(entries)
    except OSError:
        return []


def _stat(entry: os.DirEntry[str] | Path) -> os.stat_result | None:
    try:
        return os.lstat(entry)
    except OSError:
        return None
