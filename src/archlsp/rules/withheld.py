"""The files that are not read to be shown to anybody: those that git ignores, and hidden ones.

Told without git. A tracked file that an ignore file names is withheld, too: that is on the safe side.
"""

import os
from functools import lru_cache
from pathlib import Path

from archlsp.git.ignore import IgnoreRules
from archlsp.git.plain import read_plain

_DEEPEST = 40


class Withheld:
    """Judges paths of one folder, which may lie in a repository."""

    def __init__(self, folder: str) -> None:
        """Look for the repository's root; nothing is read yet."""
        self._root, self._prefix = _root_of(folder)
        self._rules = _rules(self._root)
        self._known: dict[str, bool] = {}

    def __contains__(self, path: str) -> bool:
        """Tell whether a file must stay where it is."""
        known = self._known.get(path)
        if known is None:
            hidden = any(part.startswith(".") for part in path.split("/"))
            known = self._known[path] = hidden or bool(self._rules.ignored([self._prefix + path]))
        return known


@lru_cache(maxsize=64)
def _rules(root: Path) -> IgnoreRules:
    users = read_plain(Path(os.environ.get("HOME", os.sep), ".config", "git", "ignore"))
    return IgnoreRules(root, root / ".git" / "info" / "exclude", users or b"")


@lru_cache(maxsize=64)
def _root_of(folder: str) -> tuple[Path, str]:
    """The nearest folder that holds a `.git`, and the way from it to ours; ours where there is none."""
    start = Path(folder)
    for above in (start, *start.parents[:_DEEPEST]):
        if os.path.lexists(above / ".git"):
            way = start.relative_to(above).as_posix()
            return above, "" if way == "." else f"{way}/"
    return start, ""
