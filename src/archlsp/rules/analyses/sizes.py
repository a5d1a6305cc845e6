"""Functions and files far beyond what is usual around them: measured against the neighbours, not against taste.

A function is recent by its header: one that is new, or whose parameters changed. A file is recent by its first
function: when it is new.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import basename, dirname

from archlsp.model.languages import language_of
from archlsp.model.text import Span
from archlsp.rules.analysis import Place
from archlsp.rules.neighbours import Neighbours, around
from archlsp.rules.outline import OUTLINED, Function, functions_of, own_text
from archlsp.rules.paths import is_test
from archlsp.rules.source import Source

ASKS = frozenset({"function", "parameters", "file"})
_BRANCH = re.compile(r"\b(?:if|for|while|case|catch|when)\b|&&|\|\||=>(?=[^\n]{0,200},$)", re.MULTILINE)
_BRANCH_PYTHON = re.compile(r"\b(?:if|elif|for|while|case|except|and|or)\b")
_REMARK = re.compile(r"//[^\n]*|/\*.*?(?:\*/|\Z)", re.DOTALL)
_REMARK_PYTHON = re.compile(r"\"{3}.*?\"{3}|'{3}.*?'{3}|#[^\n]*", re.DOTALL)
_BLANK = re.compile(r"^[ \t]*$", re.MULTILINE)
_NOT_CODE = re.compile(
    r"(^|/)(migrations?|versions|revisions|vendor|node_modules|generated|gen|static|public|dist)/"
    r"|\.(min|gen|pb|pb\.gw|d)\.\w+$|_(gen|string|mock)\.go$|_pb2(_grpc)?\.py$"
)
_GENERATED = re.compile(r"\A[^\n]*(?:Code generated|@generated|DO NOT EDIT|auto-?generated)", re.IGNORECASE)
_LINES, _BRANCHES, _PARAMETERS = 80, 20, 8
_FILE_LINES, _FILE_FUNCTIONS = 800, 30
_FEW = 20
_FEW_FILES = 6
_FAR = 2
_RARE = 0.98


@dataclass(frozen=True, slots=True)
class Size:
    """What a function measures: lines that say something, branches, parameters that must be given."""

    lines: int
    branches: int
    parameters: int


@dataclass(frozen=True, slots=True)
class FileSize:
    """What a file measures, and its functions."""

    lines: int
    functions: tuple[Size, ...]


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find the functions, or the file, that are beyond both a sane limit and nearly all neighbours."""
    if source.language not in OUTLINED or not _is_measured(source.path) or _GENERATED.search(source.text):
        return
    functions = functions_of(source.text, source.language)
    own = _measure(source.text, source.language, functions)
    if not _is_large(own):
        return
    neighbours = around(source)
    if neighbours is None:
        return
    others = _others(source.path, neighbours)
    if neighbours.spent:
        return
    usual = [size for file in others for size in file.functions]
    if len(usual) >= _FEW:
        yield from _functions(source, asks, list(zip(functions, own.functions, strict=True)), usual)
    if "file" in asks and len(others) >= _FEW_FILES:
        yield from _file(source, functions, own, others)


def _is_large(own: FileSize) -> bool:
    """Tell whether anything is beyond a limit by itself; only then the neighbours are asked."""
    return _is_large_file(own) or any(
        size.parameters > _PARAMETERS or (size.lines > _LINES and size.branches > _BRANCHES)
        for size in own.functions
    )


def _is_large_file(size: FileSize) -> bool:
    return size.lines > _FILE_LINES and len(size.functions) > _FILE_FUNCTIONS


def _functions(
    source: Source, asks: frozenset[str], sizes: Sequence[tuple[Function, Size]], usual: Sequence[Size]
) -> Iterator[Place]:
    lines = max(_LINES, _high([size.lines for size in usual]))
    branches = max(_BRANCHES, _high([size.branches for size in usual]))
    parameters = max(_PARAMETERS, _high([size.parameters for size in usual]))
    typical = str(sorted(size.lines for size in usual)[len(usual) // 2])
    for function, size in sizes:
        if "function" in asks and size.lines > lines and size.branches > branches:
            counts = {"LINES": str(size.lines), "BRANCHES": str(size.branches), "USUAL": typical}
            yield _place(source, "function", function, counts)
        if "parameters" in asks and size.parameters > parameters and not _is_decorated(source.text, function):
            most = str(_high([other.parameters for other in usual]))
            yield _place(source, "parameters", function, {"COUNT": str(size.parameters), "USUAL": most})


def _is_decorated(text: str, function: Function) -> bool:
    """A framework calls what is decorated, and counts for itself: commands, handlers, fixtures."""
    begin = text.rfind("\n", 0, function.start)
    return text[text.rfind("\n", 0, max(begin, 0)) + 1 : function.start].lstrip().startswith(("@", ")"))


def _file(
    source: Source, functions: Sequence[Function], own: FileSize, others: Sequence[FileSize]
) -> Iterator[Place]:
    lines = _FAR * _high([other.lines for other in others])
    number = _FAR * _high([len(other.functions) for other in others])
    if _is_large_file(own) and own.lines > lines and len(own.functions) > number:
        middle = sorted(other.lines for other in others)[len(others) // 2]
        counts = {"LINES": str(own.lines), "COUNT": str(len(own.functions)), "USUAL": str(middle)}
        yield _place(source, "file", functions[0], counts)


def _high(values: Sequence[int]) -> int:
    return sorted(values)[min(int(len(values) * _RARE), len(values) - 1)]


def _others(path: str, neighbours: Neighbours) -> list[FileSize]:
    """Measure the files of the same folder; where they are few, those of the folders beside it too."""
    paths = neighbours.siblings(path)
    if len(paths) < _FEW:
        above = dirname(dirname(path))
        for folder in neighbours.listing(above).folders if dirname(path) else ():
            where = f"{above}/{folder}" if above else folder
            paths += neighbours.siblings(path, where) if where != dirname(path) else []
    found = (neighbours.fact(other, size_of) for other in paths[:_MOST] if _is_measured(other))
    return [size for size in found if size is not None]


_MOST = 50


def size_of(text: str, path: str) -> FileSize:
    """Measure a file."""
    language = language_of(path) or ""
    return _measure(text, language, functions_of(text, language))


def _measure(text: str, language: str, functions: Sequence[Function]) -> FileSize:
    sizes = (_size(text, language, functions, number) for number in range(len(functions)))
    return FileSize(text.count("\n"), tuple(sizes))


def _size(text: str, language: str, functions: Sequence[Function], number: int) -> Size:
    function = functions[number]
    lines = text.count("\n", function.body, function.end)
    if lines > _LINES:
        body = "".join(own_text(text, functions, number))
        lines = body.count("\n")
    if lines <= _LINES:
        return Size(lines, 0, function.parameters)
    remark, branch = (_REMARK_PYTHON, _BRANCH_PYTHON) if language == "python" else (_REMARK, _BRANCH)
    code = remark.sub("", body)
    said = code.count("\n") - len(_BLANK.findall(code))
    return Size(said, len(branch.findall(code)), function.parameters)


def _is_measured(path: str) -> bool:
    return not (is_test(path) or _NOT_CODE.search(path))


def _place(source: Source, ask: str, function: Function, captures: dict[str, str]) -> Place:
    span = source.span(function.start, function.body)
    first = source.text.find("\n", function.start)
    shown = Span(span.start, min(span.end, source.position(first)))
    names = {"NAME": function.name, "FILE": basename(source.path)}
    return Place(ask, shown, span, captures | names)
