"""What a project says about itself: documents, decisions, manifests, layout. Digested, and cached by content.

Never read: `.env` and key files, what git ignores, links, binary files. A project that says nothing costs nothing.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from archlsp.claude.question.beside import beside
from archlsp.claude.question.documents import Part, candidates, documents
from archlsp.claude.question.layout import folders_of, layout_of

Ignored = Callable[[Sequence[str]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Project:
    """The parts in the order of their worth; `digest` changes with any of them. `layout` is two levels of folders."""

    parts: tuple[Part, ...] = ()
    layout: str = ""
    digest: str = ""
    look: Callable[[str], tuple[Part, ...]] | None = field(default=None, compare=False, repr=False)

    def beside(self, path: str) -> tuple[Part, ...]:
        """How the files beside one are written. Blocking; never raises."""
        return self.look(path) if self.look is not None else ()


def digest_project(root: Path, is_ignored: Ignored) -> Project:
    """Read what there is. Blocking; never raises."""
    listed, folders = candidates(root), folders_of(root)
    asked = [*listed, *(f"{folder}/" for folder in folders)]
    hidden = is_ignored(asked) if asked else frozenset()
    parts = documents(root, [path for path in listed if path not in hidden])
    shown = [folder for folder in folders if not _with_parents(folder) & hidden]
    known: dict[str, tuple[Part, ...]] = {}

    def look(path: str) -> tuple[Part, ...]:
        if path not in known:
            known[path] = beside(root, path, is_ignored)
        return known[path]

    return Project(parts, layout_of(root, shown), _digest(parts), look)


def _with_parents(folder: str) -> frozenset[str]:
    """The names under which git may say that it ignores a folder."""
    names = [folder, *map(str, PurePosixPath(folder).parents)]
    return frozenset(f"{name}{end}" for name in names for end in ("", "/"))


def _digest(parts: Sequence[Part]) -> str:
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(f"{part.path}\0{part.text}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
