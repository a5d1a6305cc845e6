"""The functions of the file next door, where an import or the package leads to one inside the repository."""

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from posixpath import basename, dirname, join
from typing import Any

from archlsp.git.plain import read_plain, stamp_of
from archlsp.rules.flow.ir import Module
from archlsp.rules.flow.knowledge import family_of, knowledge_for
from archlsp.rules.flow.program import Program
from archlsp.rules.flow.values import Value
from archlsp.rules.importfiles import files_of
from archlsp.rules.importlines import ImportLine
from archlsp.rules.imports import Imports
from archlsp.rules.neighbours import Neighbours, around
from archlsp.rules.source import Source

_MOST_FILES = 4
_MOST_KEPT = 8
_LARGEST = 200_000
_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})
_PACKAGE = re.compile(r"^[ \t]*+package\s+([\w.]+)\s*;", re.MULTILINE)
_kept: "OrderedDict[str, tuple[object, Foreign]]" = OrderedDict()


@dataclass(slots=True)
class Foreign:
    """Another file as a program; `globals` is None until its top level was run."""

    source: Source
    program: Program
    globals: dict[str, Value] | None = field(default=None)


class NextDoor:
    """Finds the file that a called name comes from; a few files a review, nothing outside the folder."""

    def __init__(self, source: Source) -> None:
        """Nothing is looked for yet."""
        self._source = source
        self._opened: dict[str, Foreign | None] = {}

    def find(self, names: tuple[str, ...]) -> Iterator[tuple[Foreign, str, str]]:
        """Yield (file, class or "", function) for what goes by `names` and may lie beside this file."""
        neighbours = around(self._source)
        if neighbours is None:
            return
        for name in names:
            for path, owner, function in _PLACES[family_of(self._source.language)](
                self._source, name, neighbours
            ):
                foreign = self._open(path)
                if foreign is not None:
                    yield foreign, owner, function

    def _open(self, path: str) -> Foreign | None:
        if path not in self._opened:
            few = len(self._opened) < _MOST_FILES and path != self._source.path
            self._opened[path] = (
                _opened(self._source.folder or "", path, self._source.language) if few else None
            )
        return self._opened[path]


def _opened(folder: str, path: str, language: str) -> Foreign | None:
    where = Path(folder, path)
    stamp = stamp_of(where)
    kept = _kept.get(str(where))
    if kept is not None and kept[0] == stamp:
        _kept.move_to_end(str(where))
        return kept[1]
    content = read_plain(where, _LARGEST)
    if content is None:
        return None
    source = Source(path, language, content.decode("utf-8", "replace"))
    family = family_of(language)
    reader: Any = import_module(f"archlsp.rules.flow.readers.{family}")
    module: Module = reader.read(source)
    foreign = Foreign(source, Program(module, knowledge_for(family, Imports(source.text, language))))
    _kept[str(where)] = (stamp, foreign)
    while len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return foreign


Found = Iterator[tuple[str, str, str]]


def _imported(source: Source, name: str, neighbours: Neighbours) -> Found:
    """Python, JavaScript, TypeScript: what stands before the last dot is a module."""
    module, _, function = name.rpartition(".")
    if not module.strip("./") and source.language in _SCRIPTS:
        return
    if not module or not function.isidentifier():
        return
    for path in files_of(
        ImportLine(module, ((function, function),), 0, 0), source.path, source.language, neighbours
    ):
        yield path, "", function


def _same_package(source: Source, name: str, neighbours: Neighbours) -> Found:
    """Go: a plain name is a function of the package, which is the folder."""
    if "." in name or not name.isidentifier():
        return
    for path in neighbours.siblings(source.path)[: _MOST_FILES * 8]:
        known = neighbours.fact(path, _go_functions)
        if known and name in known and not path.endswith("_test.go"):
            yield path, "", name
            return


def _go_functions(text: str, _path: str) -> frozenset[str]:
    return frozenset(re.findall(r"^func (\w+)\(", text, re.MULTILINE))


def _class_file(source: Source, name: str, neighbours: Neighbours) -> Found:
    """Java: `shop.dao.Orders.find` is in Orders.java of its package, or of ours."""
    path, _, method = name.rpartition(".")
    package, _, owner = path.rpartition(".")
    if not owner[:1].isupper():
        return
    folder = dirname(source.path)
    own = _PACKAGE.search(source.text)
    if package and own is not None:
        inside = own[1].replace(".", "/")
        if not folder.endswith(inside):
            return
        folder = join(folder.removesuffix(inside), package.replace(".", "/"))
    file = join(folder, f"{owner}.java")
    if neighbours.has(file) and basename(file) != basename(source.path):
        yield file, owner, method


def _nowhere(*_: object) -> Found:
    return iter(())


_PLACES: dict[str, Callable[[Source, str, Neighbours], Found]] = {
    "python": _imported,
    "javascript": _imported,
    "go": _same_package,
    "java": _class_file,
    "rust": _nowhere,
}
