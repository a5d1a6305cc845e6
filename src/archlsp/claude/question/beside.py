"""How the files beside one are written: the pattern that a change should fit into."""

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from archlsp.claude.question.documents import Part, cut
from archlsp.claude.question.outline import outline
from archlsp.claude.question.reading import is_secret, read_text

_MOST = 2
_MOST_LOOKED_AT = 6
_LONGEST = 3_000
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_TEST = re.compile(r"(^|[_.-])(test|spec)s?([_.-]|$)|Tests?$", re.IGNORECASE)
_CODE = frozenset(
    {".py", ".js", ".cjs", ".mjs", ".ts", ".cts", ".mts", ".tsx", ".jsx", ".go", ".java", ".rs"}
)


def beside(root: Path, path: str, is_ignored: Callable[[Sequence[str]], frozenset[str]]) -> tuple[Part, ...]:
    """Outline at most two files of the same kind in the same folder, those named most alike. Never raises."""
    own = PurePosixPath(path)
    if own.suffix not in _CODE or own.is_absolute() or ".." in own.parts:
        return ()
    listed = sorted(_siblings(root, own), key=lambda other: (-_likeness(own, other), other.name))
    chosen = [str(other) for other in listed[:_MOST_LOOKED_AT]]
    hidden = is_ignored(chosen) if chosen else frozenset()
    parts: list[Part] = []
    for other in chosen:
        text = outline(read_text(root, other), has_imports=False) if other not in hidden else ""
        if text and len(parts) < _MOST:
            parts.append(Part(other, "neighbour", cut(text, _LONGEST)))
    return tuple(parts)


def _siblings(root: Path, own: PurePosixPath) -> list[PurePosixPath]:
    try:
        with os.scandir(root / own.parent) as entries:
            names = [entry.name for entry in entries if entry.is_file(follow_symlinks=False)]
    except (OSError, ValueError):
        return []
    others = [own.parent / name for name in names if name.endswith(own.suffix) and name != own.name]
    is_test = _is_test(own)
    return [other for other in others if _is_test(other) == is_test and not is_secret(str(other))]


def _is_test(path: PurePosixPath) -> bool:
    return _TEST.search(path.stem) is not None


def _likeness(one: PurePosixPath, other: PurePosixPath) -> int:
    """How many words their names share: `order_service` is like `user_service`."""
    words = {word.lower() for word in _WORD.findall(one.stem)}
    return len(words & {word.lower() for word in _WORD.findall(other.stem)})
