"""Where things are in a project: two levels of folders, and roughly how much is in each."""

import os
from collections.abc import Sequence
from pathlib import Path

_MOST = 60
_SKIPPED = (".", "__", "node_modules")
_TOLD_BY_NAME = frozenset({"tests", "test", "docs", "doc", "spec", "vendor", "third_party"})
_DEEPEST = 6
_STEPS = (1000, 100, 10)


def folders_of(root: Path) -> list[str]:
    """Name the folders of two levels, in order; a folder that holds one folder alone is no level."""
    found: list[str] = []
    for first in _folders(root, ""):
        found.append(first)
        inner = [] if first in _TOLD_BY_NAME else _folders(root, first)
        while len(inner) == 1 and inner[0].count("/") < _DEEPEST:
            found += inner
            inner = _folders(root, inner[0])
        found += inner
    return sorted(found)


def layout_of(root: Path, folders: Sequence[str]) -> str:
    """List folders; how full they are is said so roughly that a new file does not change it."""
    listed = [f"{folder}/{_size(root / folder)}" for folder in folders[:_MOST]]
    return "\n".join([*listed, "[...]"] if len(folders) > _MOST else listed)


def _folders(root: Path, folder: str) -> list[str]:
    try:
        with os.scandir(root / folder) as entries:
            names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [f"{folder}/{name}" if folder else name for name in sorted(names) if not name.startswith(_SKIPPED)]


def _size(folder: Path) -> str:
    try:
        with os.scandir(folder) as entries:
            count = sum(1 for _ in entries)
    except OSError:
        return ""
    return next((f" ({step}+ entries)" for step in _STEPS if count >= step), "")
