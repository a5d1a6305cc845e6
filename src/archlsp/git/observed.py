"""File events where there is no inotify: watchdog's observer of the platform (FSEvents, ReadDirectoryChangesW)."""

import os
from collections.abc import Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

from archlsp.git.events import GIT_NAMES, BlindError, Ignored, Signal, Sink

_QUIET = frozenset({"opened", "closed_no_write"})


class ObservedSource(FileSystemEventHandler):
    """Watches everything below a folder and sorts out what is ignored."""

    def __init__(self, folder: Path, git_dirs: Iterable[Path], ignored: Ignored, sink: Sink) -> None:
        """As InotifySource."""
        self._folder = folder
        self._git_dirs = list(git_dirs)
        self._ignored = ignored
        self._sink = sink
        self._observer: BaseObserver | None = None

    def start(self) -> None:
        """Begin. Raises BlindError."""
        observer = Observer()
        try:
            observer.schedule(self, str(self._folder), recursive=True)
            for git in self._git_dirs:
                if not git.is_relative_to(self._folder):
                    observer.schedule(self, str(git), recursive=True)
            observer.start()
        except OSError as error:
            raise BlindError(str(error)) from error
        self._observer = observer

    def stop(self) -> None:
        """End the threads."""
        observer, self._observer = self._observer, None
        if observer is not None:
            observer.stop()
            observer.join(5)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Take one event; a rename speaks of both names."""
        if event.event_type in _QUIET:
            return
        for raw in (event.src_path, event.dest_path):
            if raw:
                self._take(Path(os.fsdecode(raw)), event)

    def _take(self, path: Path, event: FileSystemEvent) -> None:
        if path == self._folder:
            if event.event_type in {"deleted", "moved"}:
                self._sink(Signal.GONE)
        elif any(path.is_relative_to(git) for git in self._git_dirs):
            if path.name in GIT_NAMES or "refs" in path.parts:
                self._sink(Signal.GIT)
        elif event.is_directory:
            if event.event_type in {"deleted", "moved"}:
                self._sink(Signal.LOST)
        elif path.is_relative_to(self._folder):
            relative = path.relative_to(self._folder).as_posix()
            parents = [f"{parent}/" for parent in Path(relative).parents if str(parent) != "."]
            if not self._ignored([relative, *parents]):
                self._sink(relative)
