"""What code calls in this repository: definitions of the same file, and of files that its imports lead to."""

import re
from collections.abc import Iterator
from posixpath import dirname

from archlsp.model.surroundings import Callee
from archlsp.rules.importfiles import files_of
from archlsp.rules.importlines import imports_in
from archlsp.rules.neighbours import Neighbours, around
from archlsp.rules.outline import OUTLINED, Function, functions_of
from archlsp.rules.source import Source

_CALL = re.compile(r"(?P<owner>[A-Za-z_$][\w$]*)?(?P<dot>\.|::)?(?<![\w$])(?P<name>[A-Za-z_$][\w$]*)\s*\(")
_WORDS = frozenset(
    {
        *(
            "if",
            "for",
            "while",
            "switch",
            "return",
            "catch",
            "def",
            "func",
            "function",
            "print",
            "len",
            "range",
        ),
        *(
            "str",
            "int",
            "float",
            "list",
            "dict",
            "set",
            "super",
            "new",
            "isinstance",
            "sorted",
            "map",
            "filter",
        ),
        *("println", "format", "require", "await", "with", "match", "assert", "this", "self"),
    }
)
_MOST = 6
_LONGEST = 60
_MOST_FILES = 8
_SHORTEST_NAME = 3


def callees_of(source: Source, first: int, end: int) -> tuple[Callee, ...]:
    """Find the definitions that lines `first` up to `end` call; those of the same file first, at most six."""
    if source.language not in OUTLINED:
        return ()
    start = source.starts[first]
    stop = source.starts[end] if end < len(source.starts) else len(source.text)
    names = _called(source.text[start:stop])
    found: dict[str, Callee] = {}
    for callee in _here(source, names, start, stop):
        found.setdefault(callee.symbol, callee)
    neighbours = around(source) if len(found) < _MOST else None
    if neighbours is not None:
        for callee in _elsewhere(source, [name for name in names if name not in found], neighbours):
            found.setdefault(callee.symbol, callee)
            if len(found) == _MOST:
                break
    return tuple(found.values())[:_MOST]


def _called(text: str) -> list[str]:
    names = (match["name"] for match in _CALL.finditer(text))
    return list(dict.fromkeys(name for name in names if name not in _WORDS and len(name) >= _SHORTEST_NAME))


def _here(source: Source, names: list[str], start: int, stop: int) -> Iterator[Callee]:
    """The functions of the file, other than those in the lines themselves."""
    by_name: dict[str, Function] = {}
    for function in functions_of(source.text, source.language):
        if not start <= function.start < stop:
            by_name.setdefault(function.name, function)
    for name in names:
        known = by_name.get(name)
        if known is not None:
            yield Callee(source.path, name, _text(source.text, known))


def _elsewhere(source: Source, names: list[str], neighbours: Neighbours) -> Iterator[Callee]:
    wanted = set(names)
    for path in _files(source, neighbours):
        known = neighbours.fact(path, _definitions) if wanted else None
        for name in names:
            if known and name in wanted and name in known:
                wanted.discard(name)
                yield Callee(path, name, known[name])


def _files(source: Source, neighbours: Neighbours) -> Iterator[str]:
    """The files that imports name; for Go and Java those of the package, too."""
    seen = {source.path}
    for line in imports_in(source.text, source.language):
        for path in files_of(line, source.path, source.language, neighbours):
            if path not in seen and len(seen) <= _MOST_FILES:
                seen.add(path)
                yield path
    if source.language in {"go", "java", "rust"}:
        for path in neighbours.siblings(source.path, dirname(source.path))[:_MOST_FILES]:
            if path not in seen:
                yield path


def _definitions(text: str, path: str) -> dict[str, str]:
    language = _language(path)
    return {function.name: _text(text, function) for function in functions_of(text, language)}


def _language(path: str) -> str:
    endings = {"py": "python", "js": "javascript", "mjs": "javascript", "ts": "typescript", "tsx": "tsx"}
    endings |= {"go": "go", "java": "java", "rs": "rust"}
    return endings.get(path.rsplit(".", 1)[-1], "")


def _text(text: str, function: Function) -> str:
    lines = text[function.start : function.end].rstrip().split("\n")
    return "\n".join(lines if len(lines) <= _LONGEST else [*lines[:_LONGEST], "[...]"])
