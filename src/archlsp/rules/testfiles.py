"""Where the test of a file lies, by the usual layouts of the five languages."""

from collections.abc import Callable, Iterator, Mapping
from posixpath import basename, dirname, splitext

from archlsp.rules.neighbours import Listing, Neighbours

_SCRIPT_MARKS = (".test", ".spec", ".e2e-spec", "-test", "_test")
_SURE_NAMES = 2
_ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs")
_FOLDERS = ("tests", "test", "spec", "__tests__")
_KINDS = ("unit", "integration", "unit_tests", "integration_tests", "api")
# Names that say nothing without the folder they lie in.
_COMMON = frozenset(
    {
        "models",
        "model",
        "service",
        "services",
        "views",
        "view",
        "utils",
        "util",
        "main",
        "core",
        "base",
        "common",
        "client",
    }
    | {
        "schemas",
        "schema",
        "types",
        "handler",
        "handlers",
        "routes",
        "router",
        "urls",
        "admin",
        "flows",
        "tasks",
        "index",
    }
    | {
        "api",
        "app",
        "config",
        "helpers",
        "errors",
        "exceptions",
        "get",
        "post",
        "plugin",
        "server",
        "mod",
        "lib",
    }
)


class Tests:
    """Finds the tests of files of one language."""

    def __init__(self, language: str, neighbours: Neighbours) -> None:
        """Keep where to look."""
        self._language = language
        self._neighbours = neighbours
        self._places: dict[str, list[tuple[str, bool]]] = {}

    def of(self, path: str) -> str | None:
        """Return the path of the file's own test, None where there is none in a usual place."""
        layout = _LAYOUTS.get(self._language)
        if layout is not None:
            return next((found for found in layout(path) if self._neighbours.has(found)), None)
        namer = _NAMERS.get(self._language)
        return next(self._named(path, namer), None) if namer else None

    def _named(self, path: str, namer: Callable[[str, str], list[str]]) -> Iterator[str]:
        stem, folder = splitext(basename(path))[0], dirname(path)
        names = namer(stem, folder)
        yield from self._those_in(folder, names)
        for place, told in self._folders(folder):
            sure = told or stem not in _COMMON
            yield from self._those_in(place, names if sure else names[_SURE_NAMES:])

    def _those_in(self, folder: str, names: list[str]) -> Iterator[str]:
        there = self._neighbours.listing(folder).names
        yield from (_join(folder, name) for name in names if name in there)

    def _folders(self, folder: str) -> list[tuple[str, bool]]:
        known = self._places.get(folder)
        if known is None:
            there = self._neighbours.listing
            known = [(place, told) for place, told in _test_folders(folder, there) if there(place).files]
            self._places[folder] = known
        return known


def _python(stem: str, folder: str) -> list[str]:
    """Name the tests of a module; the last one says for itself which module of that name it is for."""
    bare, parent = stem.strip("_"), basename(folder)
    names = [f"test_{bare}.py", f"{bare}_test.py"] if bare else []
    return [*names, f"test_{parent}_{bare}.py"] if bare and parent else names


def _script(stem: str, _folder: str) -> list[str]:
    return [f"{stem}{mark}{ending}" for mark in _SCRIPT_MARKS for ending in _ENDINGS]


def _go(path: str) -> Iterator[str]:
    yield splitext(path)[0] + "_test.go"


def _java(path: str) -> Iterator[str]:
    before, found, after = path.partition("src/main/java/")
    if found:
        stem, folder = splitext(basename(after))[0], dirname(after)
        top = _join(f"{before}src/test/java", folder)
        yield from (f"{top}/{stem}{mark}.java" for mark in ("Test", "Tests", "IT", "TestCase", "Spec"))
        yield f"{top}/Test{stem}.java"


def _rust(path: str) -> Iterator[str]:
    before, found, after = path.partition("src/")
    stem = splitext(basename(after))[0]
    if found and stem not in _COMMON:
        yield from (f"{before}tests/{place}{stem}.rs" for place in ("", "api/", "integration/"))
        yield f"{splitext(path)[0]}/tests.rs"


_LAYOUTS: Mapping[str, Callable[[str], Iterator[str]]] = {"go": _go, "java": _java, "rust": _rust}
_NAMERS: Mapping[str, Callable[[str, str], list[str]]] = {
    "python": _python,
    "javascript": _script,
    "typescript": _script,
    "tsx": _script,
}


def _test_folders(folder: str, listing: Callable[[str], Listing]) -> Iterator[tuple[str, bool]]:
    """Yield the folders a test may lie in, and whether the folder tells which part of the code it is for.

    For src/shop/orders: each of src/shop/orders, src/shop, src and the top may hold tests/, and that may hold what is
    left of the path, or the end of it: tests/shop/orders, tests/orders.
    """
    parts = folder.split("/") if folder else []
    for level in range(len(parts), -1, -1):
        above, below = "/".join(parts[:level]), parts[level:]
        for name in set(_FOLDERS).intersection(listing(above).folders):
            inside = _join(above, name)
            for kind in ("", *set(_KINDS).intersection(listing(inside).folders)):
                for skipped in range(len(below) + 1):
                    rest = "/".join(below[skipped:])
                    yield _join(_join(inside, kind), rest), bool(rest) or not below


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name
