"""The files beside the one under review: read safely, seldom, and never outside the workspace folder.

Everything has a limit: how many files one analysis may look into, how much text, how long. What was read out of a
file is kept by its stamp, so that a second review costs a look at the file's state alone.
"""

import os
import stat
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from posixpath import basename, dirname, splitext
from time import perf_counter
from typing import Any, TypeVar

from archlsp.git.plain import read_plain
from archlsp.rules.source import Source

Fact = TypeVar("Fact")
_MOST_KEPT = 6_000
_LARGEST = 256 * 1024
_MOST_TEXT = 2 << 20
_facts: OrderedDict[tuple[str, str], tuple[object, object]] = OrderedDict()
_listings: OrderedDict[str, tuple[object, "Listing"]] = OrderedDict()


class Listing:
    """What a folder holds: its files and its folders by name, in order; links are neither."""

    def __init__(self, entries: list[os.DirEntry[str]]) -> None:
        """Sort the entries."""
        self.files = tuple(sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False)))
        self.folders = tuple(sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False)))
        self.names = frozenset(self.files)


_NOTHING = Listing([])


class Neighbours:
    """The workspace folder as one analysis may see it."""

    def __init__(self, folder: str, files: int = 60, seconds: float = 0.1) -> None:
        """Keep the folder and start the clock; `files` is the number that may be looked into."""
        self._folder = folder.rstrip("/")
        self._files = files
        self._text = _MOST_TEXT
        self._ends = perf_counter() + seconds
        self._plain: dict[str, bool] = {"": True}
        self._seen: dict[str, Listing] = {}

    @property
    def spent(self) -> bool:
        """Tell whether a limit was reached: what was seen is then a part only."""
        return self._files < 0 or self._text < 0 or perf_counter() > self._ends

    def listing(self, folder: str) -> Listing:
        """List a folder, "" for the workspace folder itself; nothing where there is none."""
        known = self._seen.get(folder)
        if known is None:
            known = self._seen[folder] = self._listing(folder) if self._is_plain(folder) else _NOTHING
        return known

    def _listing(self, folder: str) -> Listing:
        where = f"{self._folder}/{folder}"
        stamp = _stamp(where)
        kept = _listings.get(where)
        if kept is None or kept[0] != stamp:
            kept = (stamp, _listed(where))
            _keep(_listings, where, kept)
        return kept[1]

    def has(self, path: str) -> bool:
        """Tell whether a file is there."""
        return basename(path) in self.listing(dirname(path)).names

    def fact(self, path: str, reader: Callable[[str, str], Fact]) -> Fact | None:
        """Return what `reader(text, path)` makes of a file, None for one that cannot be read or is over a limit."""
        if self.spent or not self._is_plain(dirname(path)):
            return None
        self._files -= 1
        where = f"{self._folder}/{path}"
        key, stamp = (where, f"{reader.__module__}.{reader.__qualname__}"), _stamp(where)
        kept = _facts.get(key)
        if kept is None or kept[0] != stamp:
            content = read_plain(Path(where), _LARGEST)
            if content is None:
                return None
            self._text -= len(content)
            kept = (stamp, reader(content.decode("utf-8", "replace"), path))
            _keep(_facts, key, kept)
        found: Any = kept[1]
        return found  # type: ignore[no-any-return]

    def siblings(self, path: str, folder: str | None = None) -> list[str]:
        """List the other files with the same ending in the same folder, or in another."""
        where, ending = dirname(path) if folder is None else folder, splitext(path)[1]
        names = (name for name in self.listing(where).files if name.endswith(ending))
        return [found for name in names if (found := f"{where}/{name}" if where else name) != path]

    def _is_plain(self, folder: str) -> bool:
        """Tell whether a folder lies below ours without a link on the way."""
        known = self._plain.get(folder)
        if known is None:
            name = basename(folder)
            below = name not in {"", ".", ".."} and not folder.startswith("/")
            known = self._plain[folder] = (
                below and self._is_plain(dirname(folder)) and _is_folder(f"{self._folder}/{folder}")
            )
        return known


def around(source: Source, files: int = 60, seconds: float = 0.1) -> Neighbours | None:
    """Return the neighbours of a source, None where nobody knows what lies beside it."""
    return Neighbours(source.folder, files, seconds) if source.folder else None


def _stamp(path: str) -> tuple[int, int, int] | None:
    """As `stamp_of`, for the many."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except (OSError, ValueError):
        return False


def _listed(folder: str) -> Listing:
    try:
        with os.scandir(folder) as entries:
            return Listing(list(entries))
    except (OSError, ValueError):
        return _NOTHING


def _keep(kept: OrderedDict[Any, Any], key: object, value: object) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
