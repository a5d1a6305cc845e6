"""File events on Linux: one thread, one watch for each directory that git does not ignore.

watchdog's observers watch ignored trees too, and make objects for each event of a checkout of thousands of files.
Its reader of the inotify descriptor has neither fault, so this stands on that.
"""

import errno
import os
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from watchdog.observers.inotify_c import (
    CallbackId,
    InotifyConstants,
    InotifyEvent,
    InotifyFD,
    Mask,
    WatchDescriptor,
)

from archlsp.git.events import GIT_NAMES, BlindError, Ignored, Signal, Sink

_MASK = Mask(
    InotifyConstants.IN_CREATE
    | InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_MOVED_FROM
    | InotifyConstants.IN_MOVED_TO
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_ONLYDIR
    | InotifyConstants.IN_DONT_FOLLOW
)
# That a folder itself is gone is told by its parent: its own IN_DELETE_SELF waits until no process works in it.
_PARENT = Mask(InotifyConstants.IN_DELETE | InotifyConstants.IN_MOVED_FROM | InotifyConstants.IN_ONLYDIR)
_LIMITS = frozenset({errno.ENOSPC, errno.EMFILE, errno.ENOMEM})
_NUMBERS = count(1)


class InotifySource:
    """Watches a folder and its git directories. `start` raises BlindError; `stop` may be called twice."""

    def __init__(self, folder: Path, git_dirs: Iterable[Path], ignored: Ignored, sink: Sink) -> None:
        """`git_dirs`: the work tree's own git directory and the common one; may not exist yet."""
        self._folder = os.fsencode(folder)
        self._parent = os.path.dirname(self._folder)  # noqa: PTH120 - bytes
        self._git_dirs = {os.fsencode(path) for path in git_dirs}
        self._ignored = ignored
        self._sink = sink
        self._reader: InotifyFD | None = None
        self._paths: dict[WatchDescriptor, bytes] = {}
        self._watches: dict[bytes, WatchDescriptor] = {}
        self._id = CallbackId(next(_NUMBERS))

    def start(self) -> None:
        """Add every watch, then listen."""
        try:
            self._reader = InotifyFD()
        except OSError as error:
            raise BlindError(str(error)) from error
        complete = self._add(self._parent, _PARENT) and self._add(self._folder) and self._add_git()
        if not complete or self._add_tree(self._folder) is None:
            self.stop()
            raise BlindError("the limit for inotify watches is reached")
        self._reader.start()

    def stop(self) -> None:
        """Remove the watches and end the thread."""
        reader, self._reader = self._reader, None
        if reader is None:
            return
        if reader.is_alive():
            reader.stop()
            reader.join(5)
        else:
            reader.close()
            # Never read from, it would otherwise wait for its thread to give the descriptors back.
            reader._close_resources()

    def on_event(self, event: InotifyEvent) -> None:
        """Take one event from watchdog's reader."""
        place = self._paths.get(event.wd)
        if place is None:
            return
        if place == self._parent:
            if self._folder == os.path.join(place, event.name):  # noqa: PTH118 - bytes
                self._sink(Signal.GONE)
        elif self._in_git(place):
            self._git_event(place, event)
        elif event.is_directory:
            self._directory_event(os.path.join(place, event.name), event)  # noqa: PTH118 - bytes
        elif event.name:
            self._sink(self._relative(place, event.name))
            if event.name == b".gitignore":
                # Other directories may be ignored now, and others no longer.
                self.on_queue_overflow()

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        """Forget the watch of a directory that is gone."""
        path = self._paths.pop(wd, None)
        if path is not None and self._watches.get(path) == wd:
            del self._watches[path]

    def on_queue_overflow(self) -> None:
        """The kernel dropped events: new directories may be among them."""
        seen = self._add_tree(self._folder)
        self._sink(Signal.BLIND if seen is None else Signal.LOST)

    def _git_event(self, place: bytes, event: InotifyEvent) -> None:
        path = os.path.join(place, event.name)  # noqa: PTH118 - bytes
        name = os.fsdecode(event.name)
        if event.is_directory and (event.is_create or event.is_moved_to) and b"/refs" in path:
            self._add(path)
        if not name.endswith(".lock") and (name in GIT_NAMES or b"/refs" in place):
            self._sink(Signal.GIT)

    def _directory_event(self, path: bytes, event: InotifyEvent) -> None:
        if path in self._git_dirs or path == self._folder + b"/.git":
            self._add_git()
            self._sink(Signal.GIT)
            return
        if event.is_moved_from or event.is_delete:
            self._forget(path)
            self._sink(Signal.LOST)
        elif not self._refused(path):
            there = self._add_tree(path) if self._add(path) else None
            for found in [Signal.BLIND] if there is None else there:
                self._sink(found)

    def _refused(self, path: bytes) -> bool:
        relative = os.fsdecode(os.path.relpath(path, self._folder)) + "/"
        return bool(self._ignored([relative]))

    def _in_git(self, place: bytes) -> bool:
        return any(place == git or place.startswith(git + b"/") for git in self._git_dirs)

    def _relative(self, place: bytes, name: bytes) -> str:
        return os.fsdecode(os.path.join(place, name)[len(self._folder) + 1 :])  # noqa: PTH118 - bytes

    def _forget(self, path: bytes) -> None:
        below = path + b"/"
        gone = [wd for place, wd in self._watches.items() if place == path or place.startswith(below)]
        for wd in gone:
            self.on_watch_deleted(wd)
        if self._reader is not None:
            self._reader.remove_callbacks([(wd, self._id) for wd in gone])

    def _add_git(self) -> bool:
        complete = True
        for git in self._git_dirs:
            complete &= self._add(git)
            for parent, _, _ in os.walk(os.path.join(git, b"refs")):  # noqa: PTH118 - bytes
                complete &= self._add(parent)
        return complete

    def _add_tree(self, top: bytes) -> list[str] | None:
        """Watch what lies below `top`; return the files that are there already, None when it cannot be watched."""
        found: list[str] = []
        for parent, folders, names in os.walk(top):
            folders[:] = self._wanted(parent, folders)
            if not all(self._add(os.path.join(parent, name)) for name in folders):  # noqa: PTH118 - bytes
                return None
            if top != self._folder:
                found.extend(self._relative(parent, name) for name in names)
        return found

    def _wanted(self, parent: bytes, folders: list[bytes]) -> list[bytes]:
        names = {name: self._relative(parent, name) + "/" for name in folders if name != b".git"}
        refused = self._ignored(names.values())
        return [name for name, path in names.items() if path not in refused]

    def _add(self, path: bytes, mask: Mask = _MASK) -> bool:
        """Watch one directory; False when the system's limit is reached."""
        # watchdog passes over EACCES and then keeps a watch that does not exist, so ask first.
        if self._reader is None or path in self._watches or not os.access(path, os.R_OK):
            return True
        try:
            wd = self._reader.add_callback(path, mask, self, self._id)
        except OSError as error:
            return error.errno not in _LIMITS
        self._paths[wd] = path
        self._watches[path] = wd
        return True

    @property
    def watched(self) -> list[str]:
        """The directories that are watched."""
        return [os.fsdecode(path) for path in self._watches]
