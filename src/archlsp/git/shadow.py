"""A private git directory beside the real one.

Git is shown this directory in place of `.git`. It holds our configuration, a copy of HEAD and of the index, and
links to the refs; the objects and the work tree are the real ones. So no configuration, hook or attribute of the
repository's is ever read, and nothing of the user's is locked, refreshed or touched.
"""

import contextlib
import os
import shutil
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path

from archlsp.git.locate import Location
from archlsp.git.plain import Stamp, read_plain, stamp_of
from archlsp.git.trouble import GitTroubleError

_PREFIX = "archlsp-git-"
_LINKED = ("refs", "packed-refs", "logs", "shallow")
_LARGEST_INDEX = 1 << 30
# File modes are not what we review; false keeps a `chmod` of 10,000 files out of the changes.
_OURS = {
    "core.bare": "false",
    "core.filemode": "false",
    "core.fsmonitor": "false",
    "core.untrackedcache": "false",
    "core.hookspath": os.devnull,
    "core.attributesfile": os.devnull,
    "core.quotepath": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "protocol.allow": "never",
    "diff.ignoresubmodules": "all",
}


class Shadow:
    """The private directory of one repository; it goes with `close`, with the object, or with the process."""

    def __init__(self, location: Location, taken: Mapping[str, str], excludes: bytes) -> None:
        """`taken` are the settings taken over; `excludes` is the text of the user's own ignore file.

        Raises GitTroubleError when no temporary directory can be made.
        """
        _sweep()
        self._location = location
        self._taken = {**_OURS, **taken}
        self._excludes = excludes
        self._lock = threading.Lock()
        self._closed = False
        self._copied: dict[Path, Stamp] = {}
        with _told():
            self._make()

    def close(self) -> None:
        """Remove the directory."""
        self._closed = True
        self._remove()

    def environment(self) -> dict[str, str]:
        """What points git here."""
        return {
            "GIT_DIR": str(self.folder),
            "GIT_COMMON_DIR": str(self.folder),
            "GIT_WORK_TREE": str(self._location.root),
            "GIT_INDEX_FILE": str(self.folder / "index"),
            "GIT_OBJECT_DIRECTORY": str(self._location.common_dir / "objects"),
        }

    def refresh(self) -> None:
        """Take over HEAD, the index and the lists of what is ignored, where they have changed.

        Raises GitTroubleError when the repository is gone or closed, or the disk is full.
        """
        with self._lock, _told():
            if self._closed:
                raise GitTroubleError.of("git-gone")
            if not (self.folder / "config").exists():
                self._make()  # tidied away: a server may live longer than the system keeps temporary files
            self._take_over()

    def _make(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self.folder, ignore_errors=True)
        self._copied.clear()
        for name in ("objects", "info"):
            (self.folder / name).mkdir()
        for name in _LINKED:
            (self.folder / name).symlink_to(self._location.common_dir / name)
        (self.folder / "excludes").write_bytes(self._excludes)
        (self.folder / "config").write_text(_config(self._taken, self.folder / "excludes"), "utf-8")

    def _take_over(self) -> None:
        git_dir, common_dir = self._location.git_dir, self._location.common_dir
        if not self._copy(git_dir / "HEAD", 4096):
            raise GitTroubleError.of("git-gone")
        for shared in git_dir.glob("sharedindex.*"):
            self._copy(shared, _LARGEST_INDEX)
        self._copy(git_dir / "index", _LARGEST_INDEX)
        self._copy(common_dir / "info" / "exclude", 1 << 20, "info/exclude")
        self._copy(git_dir / "info" / "sparse-checkout", 1 << 20, "info/sparse-checkout")

    def _copy(self, source: Path, limit: int, name: str = "") -> bool:
        """Copy a plain file unless that was done, with its time: git compares that of the index with the files'."""
        stamp = stamp_of(source)
        target = self.folder / (name or source.name)
        if stamp is not None and self._copied.get(source) == stamp:
            return True
        content = None if stamp is None else read_plain(source, limit)
        if content is None or stamp is None:
            self._copied.pop(source, None)
            target.unlink(missing_ok=True)
            return False
        fresh = target.with_name(target.name + ".new")
        fresh.write_bytes(content)
        os.utime(fresh, ns=(stamp[0], stamp[0]))
        fresh.replace(target)
        self._copied[source] = stamp
        return True


@contextlib.contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise GitTroubleError.of("git-temporary-folder") from error


def _config(values: Mapping[str, str], excludes: Path) -> str:
    version = "1" if "extensions.objectformat" in values else "0"
    lines = [f"[core]\n\trepositoryformatversion = {version}\n\texcludesfile = {_quoted(excludes)}\n"]
    for key, value in values.items():
        section, name = key.split(".")
        lines.append(f"[{section}]\n\t{name} = {value}\n")
    return "".join(lines)


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _sweep() -> None:
    """Remove what a killed process of ours left behind."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}[0-9]*-*"):
        number = folder.name.removeprefix(_PREFIX).split("-")[0]
        with contextlib.suppress(OSError):
            if number.isdigit() and _ours(folder) and not _alive(int(number)):
                shutil.rmtree(folder, ignore_errors=True)


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _ours(folder: Path) -> bool:
    user = getattr(os, "geteuid", None)
    return user is not None and folder.lstat().st_uid == user()
