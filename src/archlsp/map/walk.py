"""The files of a folder that may hold facts: no links, nothing that git ignores, nothing hidden; git is not started."""

import os
import time
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path

from archlsp.git.files import read_text
from archlsp.git.ignore import IgnoreRules
from archlsp.git.locate import locate
from archlsp.git.plain import read_plain
from archlsp.git.trouble import NotARepositoryError, UnsafeRepositoryError
from archlsp.map.collect import Stamped
from archlsp.map.facts import SIZE_LIMIT, is_read

_MOST_FILES = 50_000
_MOST_ENTRIES = 500_000
_DEEPEST = 60
_JUDGED_LEVELS = 3
# Somebody else's code and what programs made, where no ignore file says so.
_NEVER = frozenset({"node_modules", "bower_components", "__pycache__", "site-packages"})
_SETTLED_SECONDS = 2.0
Verdicts = dict[str, list[str]]
"""What was ignored, by everything that the answer depends on."""
File = tuple[str, Callable[[], str | None]]


def files_of(folder: Path, exclude: Sequence[str] = (), verdicts: Verdicts | None = None) -> list[File]:
    """List the files with what reads them, in the order of their paths. Blocking; never raises.

    `exclude` holds patterns as in .gitignore. A file that is tracked and ignored is left out: the safe side
    (rules/withheld.py). So is another repository inside of this one. `verdicts` are brought up to date: where neither
    the names nor an ignore file changed, they are what they were.
    """
    excluded = _exclusion(exclude)
    names = (name for name in _Walk(folder, verdicts).names() if not excluded(name))
    chosen = [name for _, name in zip(range(_MOST_FILES), names, strict=False)]
    return [(name, _File(folder, name)) for name in sorted(chosen)]


class _File(Stamped):
    """A file of the folder."""

    def __init__(self, folder: Path, path: str) -> None:
        self._folder, self._path = folder, path

    def __call__(self) -> str | None:
        return read_text(self._folder, self._path, SIZE_LIMIT).text

    def stamp(self) -> str:
        """What changes when a file is written, replaced or renamed.

        A clock ticks a few times a second on some disks: a file written just now may be written again within a tick.
        """
        return _stamp(f"{self._folder}/{self._path}")


def _stamp(path: str) -> str:
    """Name a file's state, or that there is none; "" where it was written this moment."""
    try:
        found = os.lstat(path)
    except (OSError, ValueError):
        return "none"
    if time.time() - max(found.st_mtime, found.st_ctime) < _SETTLED_SECONDS:
        return ""
    return f"{found.st_dev}.{found.st_ino}.{found.st_size}.{found.st_mtime_ns}.{found.st_ctime_ns}"


class _Walk:
    """One walk, folder by folder; what is ignored is not entered."""

    def __init__(self, folder: Path, verdicts: Verdicts | None) -> None:
        self._folder = folder
        self._before, self._verdicts = dict(verdicts or {}), verdicts
        if verdicts is not None:
            verdicts.clear()
        try:
            root = locate(folder).root
            self._prefix = _inside(root, folder)
        except (NotARepositoryError, UnsafeRepositoryError, OSError, ValueError):
            root, self._prefix = folder, ""
        users = read_plain(Path(os.environ.get("HOME", os.sep), ".config", "git", "ignore"))
        self._rules = IgnoreRules(root, root / ".git" / "info" / "exclude", users or b"")
        self._left = _MOST_ENTRIES
        # Ignore files above the folder count, too; then nothing is remembered.
        self._is_settled = not self._prefix
        self._seen = blake2b(repr((str(root), users)).encode("utf-8", "surrogatepass"), digest_size=20)
        self._note(root / ".git" / "info" / "exclude")

    def names(self) -> list[str]:
        """List the paths of files that may hold facts.

        Judging costs more than listing, and each question judges the folders above anew: so what lies near the top,
        where the large ignored folders are, is asked about level by level, and everything deeper at once.
        """
        found: list[str] = []
        deeper: list[str] = []
        level, depth = [""], 0
        while level and self._left > 0 and depth < _DEEPEST:
            files, folders = self._below(level)
            if depth < _JUDGED_LEVELS:
                kept = self._kept([*files, *folders])
                found += [name for name in kept if not name.endswith("/")]
                level = [name for name in kept if name.endswith("/")]
            else:
                deeper += files
                level = folders
            depth += 1
        return found + self._kept(deeper)

    def _below(self, folders: list[str]) -> tuple[list[str], list[str]]:
        files: list[str] = []
        further: list[str] = []
        for where in folders:
            names, inner = self._listed(where)
            files += [f"{where}{name}" for name in names]
            further += [f"{where}{name}/" for name in inner]
        return files, further

    def _listed(self, where: str) -> tuple[list[str], list[str]]:
        try:
            with os.scandir(self._folder / where) as entries:
                found = [entry for _, entry in zip(range(self._left), entries, strict=False)]
        except OSError:
            return [], []
        self._left -= len(found)
        if where and any(entry.name == ".git" for entry in found):
            return [], []
        if any(entry.name == ".gitignore" for entry in found):
            self._note(self._folder / where / ".gitignore")
        files = [entry.name for entry in found if entry.is_file(follow_symlinks=False)]
        folders = [entry.name for entry in found if entry.is_dir(follow_symlinks=False)]
        wanted = [name for name in files if _is_shown(name) and is_read(f"{where}{name}")]
        return wanted, [name for name in folders if not name.startswith(".") and name not in _NEVER]

    def _note(self, place: Path) -> None:
        """Let the verdicts depend on an ignore file."""
        stamp = _stamp(str(place))
        self._is_settled = self._is_settled and bool(stamp)
        self._seen.update(f"{place}\0{stamp}\0".encode("utf-8", "surrogatepass"))

    def _kept(self, paths: list[str]) -> list[str]:
        if not paths:
            return []
        asked = self._seen.copy()
        asked.update("\0".join(paths).encode("utf-8", "surrogatepass"))
        key = asked.hexdigest()
        ignored = self._before.get(key) if self._is_settled else None
        if ignored is None:
            verdict = self._rules.ignored(self._prefix + path for path in paths)
            ignored = [path for path in paths if self._prefix + path in verdict]
        if self._verdicts is not None and self._is_settled:
            self._verdicts[key] = ignored
        left_out = frozenset(ignored)
        return [path for path in paths if path not in left_out]


def _is_shown(name: str) -> bool:
    """A hidden file stays where it is; `.env.example` is made to be read, and is_read refuses every other `.env`."""
    return not name.startswith(".") or name.startswith(".env")


def _inside(root: Path, folder: Path) -> str:
    inside = folder.resolve().relative_to(root.resolve()).as_posix()
    return "" if inside == "." else f"{inside}/"


def _exclusion(patterns: Sequence[str]) -> Callable[[str], bool]:
    if not patterns:
        return lambda _path: False
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - 20 ms that only a setting `exclude` needs

    return GitIgnoreSpec.from_lines(patterns).match_file
