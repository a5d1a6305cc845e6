"""Import cycles: a file that, by way of what it imports, imports itself.

Only what runs when a module is loaded counts: not imports inside functions or conditions, nor those of types. A
file that already hangs in several cycles is left alone: that is a tangle, and no single import is to blame.
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from posixpath import basename, dirname

from archlsp.model.finding import Related
from archlsp.model.languages import language_of
from archlsp.model.text import Span
from archlsp.rules.analysis import Place
from archlsp.rules.importfiles import files_of
from archlsp.rules.importlines import ImportLine, imports_in
from archlsp.rules.neighbours import Neighbours, around
from archlsp.rules.paths import is_test
from archlsp.rules.source import Source

ASKS = frozenset({"closed"})
_DEEPEST = 5
_MOST_FILES = 200
_TANGLED = 5


@dataclass(frozen=True, slots=True)
class _Edge:
    """A file imports `target` in its line number `line`, which says `said`."""

    target: str
    line: int
    said: str


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find the import of this file that leads back to it, where there is exactly one."""
    neighbours = around(source, _MOST_FILES) if asks & ASKS and not is_test(source.path) else None
    if neighbours is None:
        return
    own = _own_imports(source, neighbours)
    ways = _ways_back(source.path, own, _Graph(neighbours)) if own else {}
    lines = {own[first].start: first for first in ways}
    if len(lines) == 1:
        first = next(iter(lines.values()))
        yield _place(source, own[first], ways[first])


def _own_imports(source: Source, neighbours: Neighbours) -> dict[str, ImportLine]:
    found: dict[str, ImportLine] = {}
    for line in _loading(source.text, source.language):
        for target in files_of(line, source.path, source.language, neighbours):
            if target != source.path:
                found.setdefault(target, line)
    return found


def _loading(text: str, language: str) -> Iterator[ImportLine]:
    """Yield the imports that load another module; TypeScript drops those of which only types are used."""
    for line in imports_in(text, language):
        dropped = line.typed or (language in {"typescript", "tsx"} and not _is_used(text, line))
        if line.top and not dropped:
            yield line


def _is_used(text: str, line: ImportLine) -> bool:
    if not line.names or text.startswith("export", line.start):
        return True
    names = "|".join(re.escape(name) for _, name in line.names if name != "*")
    if not names:
        return True
    used = rf"\b(?:new|extends|instanceof)\s+(?:{names})\b|(?<![:|&<]\s)(?<![\w$.:|&<])(?:{names})\s*[.(]"
    return re.search(used, text[line.end :]) is not None


class _Graph:
    """Who imports whom, as far as it can be reached from one file."""

    def __init__(self, neighbours: Neighbours) -> None:
        self._neighbours = neighbours

    def edges(self, path: str) -> tuple[_Edge, ...]:
        return self._neighbours.fact(path, self.read) or ()

    def read(self, text: str, path: str) -> tuple[_Edge, ...]:
        language = language_of(path) or ""
        return tuple(
            _Edge(target, text.count("\n", 0, line.start), text[line.start : line.end].split("\n", 1)[0])
            for line in _loading(text, language)
            for target in files_of(line, path, language, self._neighbours)
            if target != path
        )

    def importers(self, path: str, first: Iterable[str]) -> dict[str, list[tuple[str, _Edge]]]:
        """Walk from the first files; return, for each file met, who imports it and where."""
        found: dict[str, list[tuple[str, _Edge]]] = {path: []}
        depth = dict.fromkeys(first, 1)
        pending = deque(depth)
        while pending and len(found[path]) <= _TANGLED:
            file = pending.popleft()
            for edge in self.edges(file):
                found.setdefault(edge.target, []).append((file, edge))
                if edge.target not in depth and edge.target != path and depth[file] < _DEEPEST:
                    depth[edge.target] = depth[file] + 1
                    pending.append(edge.target)
        return found


_Way = tuple[tuple[str, ...], _Edge]


def _ways_back(path: str, first: Iterable[str], graph: _Graph) -> dict[str, _Way]:
    """Return, for each of the first files that leads back, the shortest way and the import that ends it."""
    importers = graph.importers(path, first)
    ways: dict[str, _Way] = {}
    pending: deque[str] = deque([path])
    while pending:
        file = pending.popleft()
        for importer, edge in importers.get(file, ()):
            if importer not in ways:
                rest = ways.get(file)
                ways[importer] = ((importer, *rest[0]), rest[1]) if rest else ((importer,), edge)
                pending.append(importer)
    return {file: ways[file] for file in first if file in ways}


def _place(source: Source, line: ImportLine, way: _Way) -> Place:
    files, last = way
    span = source.span(line.start, line.end)
    names = _short([source.path, *files, source.path])
    back = Related(files[-1], Span.of(last.line, 0, last.line, len(last.said)), last.said[:80])
    captures = {"CYCLE": " → ".join(names), "LAST": names[-2]}
    return Place("closed", span, span, captures, (back,))


def _short(paths: list[str]) -> list[str]:
    """Name the files as briefly as tells them apart."""
    names = [basename(path) for path in paths]
    if len(set(names)) == len(set(paths)) and not any(
        name.startswith(("__init__.", "index.")) for name in names
    ):
        return names
    return [f"{basename(dirname(path))}/{basename(path)}" for path in paths]
