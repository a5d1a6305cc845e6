"""What git ignores, told without starting git.

Of the ignore files that apply to a path the nearest one counts most: those of its folders from the inside out,
then the repository's `info/exclude`, then the user's own. What lies in an ignored folder is ignored.
"""

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archlsp.git.plain import Stamp, read_plain, stamp_of
from archlsp.git.wildmatch import Pattern, parse_line

_LARGEST = 1 << 18


@dataclass(frozen=True, slots=True)
class Source:
    """The patterns of one ignore file, last one first; `depth` is how many folders above them are not theirs."""

    depth: int
    patterns: tuple[Pattern, ...]

    def verdict(self, parts: Sequence[str], *, folder: bool) -> bool | None:
        """Tell whether a path is ignored (True), kept (False), or not meant."""
        rest = parts[self.depth :]
        for pattern in self.patterns:
            if pattern.matches(rest, folder=folder):
                return not pattern.negated
        return None


@dataclass(frozen=True, slots=True)
class _Folder:
    """What is known of a folder: whether it is ignored, and what judges its entries, the nearest first."""

    ignored: bool
    sources: tuple[Source, ...] = ()


@dataclass(slots=True)
class IgnoreRules:
    """The ignore files of one work tree. They are read again when they change; several threads may ask."""

    root: Path
    exclude: Path
    user: bytes = b""
    ignore_case: bool = False
    _read: dict[Path, tuple[Stamp, tuple[Pattern, ...]]] = field(default_factory=dict)
    _users: tuple[Pattern, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Read the user's patterns once: they are given, not watched."""
        self._users = self._parsed(self.user)

    def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Return those of `paths` (relative, POSIX) that a pattern ignores; a folder's path ends with a slash."""
        known: dict[tuple[str, ...], _Folder] = {(): _Folder(False, self._outermost())}
        return frozenset(path for path in paths if self._ignored(path, known))

    def _ignored(self, path: str, known: dict[tuple[str, ...], _Folder]) -> bool:
        *folders, name = os.fsencode(path.rstrip("/")).decode("latin-1").split("/")
        folder = self._folder(tuple(folders), known)
        return folder.ignored or _judged(folder.sources, (*folders, name), folder=path.endswith("/"))

    def _folder(self, parts: tuple[str, ...], known: dict[tuple[str, ...], _Folder]) -> _Folder:
        for depth in range(1, len(parts) + 1):
            here = parts[:depth]
            if here in known:
                continue
            above = known[here[:-1]]
            if above.ignored or _judged(above.sources, here, folder=True):
                known[here] = _Folder(True)
            else:
                known[here] = _Folder(False, (*self._own(here), *above.sources))
        return known[parts]

    def _outermost(self) -> tuple[Source, ...]:
        exclude = Source(0, self._patterns(self.exclude))
        return (*self._own(()), exclude, Source(0, self._users))

    def _own(self, parts: tuple[str, ...]) -> tuple[Source, ...]:
        path = self.root.joinpath(*(os.fsdecode(part.encode("latin-1")) for part in parts), ".gitignore")
        patterns = self._patterns(path)
        return (Source(len(parts), patterns),) if patterns else ()

    def _patterns(self, path: Path) -> tuple[Pattern, ...]:
        stamp = stamp_of(path)
        if stamp is None:
            return ()
        before = self._read.get(path)
        if before is None or before[0] != stamp:
            before = self._read[path] = (stamp, self._parsed(read_plain(path, _LARGEST) or b""))
        return before[1]

    def _parsed(self, content: bytes) -> tuple[Pattern, ...]:
        lines = content.removeprefix(b"\xef\xbb\xbf").decode("latin-1").split("\n")
        parsed = (parse_line(line, ignore_case=self.ignore_case) for line in reversed(lines))
        return tuple(pattern for pattern in parsed if pattern is not None)


def _judged(sources: Iterable[Source], parts: Sequence[str], *, folder: bool) -> bool:
    if parts[-1] == ".git":
        return True
    for source in sources:
        verdict = source.verdict(parts, folder=folder)
        if verdict is not None:
            return verdict
    return False
