"""Code that changes while its test stays as it was, and new code that alone among its siblings has no test."""

import re
from collections.abc import Iterator
from posixpath import basename, dirname, splitext

from archlsp.model.finding import Related
from archlsp.model.text import Span
from archlsp.rules.analysis import Place
from archlsp.rules.neighbours import around
from archlsp.rules.outline import OUTLINED, Function, functions_of
from archlsp.rules.paths import is_test
from archlsp.rules.source import Source
from archlsp.rules.testfiles import Tests

ASKS = frozenset({"stale", "missing"})
_ANY_TEST = re.compile(
    r"(?i)(?<![a-z])(tests?|specs?|__tests__|features|testdata|cypress|e2e)(?![a-z])|Tests?\.|_test|test_|IT\.java$"
)
_NOT_CODE = re.compile(
    r"(?i)(^|/)(migrations?|versions|revisions|alembic|scripts?|docs?|examples?|benchmarks?|tools|vendor|node_modules|generated|gen"
    r"|mocks?|static|public|assets|templates?|seeds?|seeders?|cmd|bin)/"
    r"|(^|/)(__init__|__main__|setup|settings|conftest|manage|constants?|config|types|enums|doc|mod|lib|main|index|errors|version)\.\w+$"
    r"|\.(config|d|stories|mock|min|gen|pb|pb\.gw)\.\w+$|_(mock|gen|string)\.go$|_pb2(_grpc)?\.py$|(Application|Config|Configuration)\.java$"
)
_IN_FILE = "#[cfg(test)]"
_ENOUGH = 4
_CLEAR = 0.75
_HABIT = 0.5
_SHORTEST = 3
_MOST_CHANGED = 20


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find the first function of a file whose test should have changed with it, or should be there."""
    if not source.changed or len(source.changed) > _MOST_CHANGED or not _is_code(source):
        return
    neighbours = around(source)
    if neighbours is None or any(_ANY_TEST.search(path) for path in source.changed):
        return
    functions = [
        item for item in functions_of(source.text, source.language) if _has_substance(source.text, item)
    ]
    if not functions:
        return
    tests = Tests(source.language, neighbours)
    own = tests.of(source.path)
    siblings = [
        path for path in neighbours.siblings(source.path) if not (is_test(path) or _NOT_CODE.search(path))
    ]
    tested = [path for path in siblings if tests.of(path)]
    if own is not None and "stale" in asks and len(tested) >= _HABIT * len(siblings):
        yield _stale(source, functions, own)
    elif own is None and "missing" in asks and len(tested) >= max(_ENOUGH, _CLEAR * len(siblings)):
        yield _missing(source, functions[0], tested, siblings)


def _is_code(source: Source) -> bool:
    tested_inside = source.language == "rust" and _IN_FILE in source.text
    path = source.path
    return source.language in OUTLINED and not (is_test(path) or _NOT_CODE.search(path) or tested_inside)


def _has_substance(text: str, function: Function) -> bool:
    return text.count("\n", function.body, function.end) > _SHORTEST


def _stale(source: Source, functions: list[Function], test: str) -> Place:
    """The finding is recent when anything from the first function on is."""
    span = _header(source, functions[0])
    extent = Span(span.start, source.position(max(item.end for item in functions)))
    related = Related(test, Span.of(0, 0, 0, 0), test)
    return Place("stale", span, extent, {"TEST": basename(test), "NAME": basename(source.path)}, (related,))


def _missing(source: Source, first: Function, tested: list[str], siblings: list[str]) -> Place:
    """The finding is recent when the first function is: that is, in a new file."""
    span = _header(source, first)
    captures = {"NAME": basename(source.path), "COUNT": str(len(tested)), "ALL": str(len(siblings))}
    captures["SIBLING"] = _nearest(source.path, tested)
    return Place("missing", span, span, captures)


def _nearest(path: str, others: list[str]) -> str:
    """Name the sibling whose name begins most like ours."""
    own = splitext(basename(path))[0]
    names = [other.removeprefix(dirname(path)).lstrip("/") for other in others]
    return max(names, key=lambda name: len(_common(own, name)))


def _common(one: str, other: str) -> str:
    size = next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one[:size]


def _header(source: Source, function: Function) -> Span:
    end = source.text.find("\n", function.start)
    return source.span(function.start, end if end >= 0 else len(source.text))
