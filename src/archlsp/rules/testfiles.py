"""Where the test of a file lies, by the usual layouts of the five languages."""

from collections.abc import Iterator
from posixpath import basename, dirname, splitext

from archlsp.rules.neighbours import Neighbours

_SCRIPT_MARKS = (".test", ".spec", ".e2e-spec", "-test", "_test")
_ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs")
_FOLDERS = ("tests", "test", "spec", "__tests__")
_KINDS = ("", "unit", "integration", "unit_tests", "integration_tests", "api")
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


def test_of(path: str, language: str, neighbours: Neighbours) -> str | None:
    """Return the path of the file's own test, None where there is none in a usual place."""
    candidates = _LAYOUTS[language](path) if language in _LAYOUTS else iter(())
    return next((candidate for candidate in candidates if neighbours.has(candidate)), None)


def _python(path: str) -> Iterator[str]:
    stem, folder = splitext(basename(path))[0], dirname(path)
    names = _python_names(stem)
    yield from (_join(folder, name) for name in names)
    parent = basename(folder)
    together = [f"test_{parent}_{stem}.py"] if parent else []
    for place, told in _test_folders(folder):
        yield from (f"{place}/{name}" for name in together)
        if told or stem not in _COMMON:
            yield from (f"{place}/{name}" for name in names)


def _python_names(stem: str) -> list[str]:
    bare = stem.strip("_")
    return [f"test_{bare}.py", f"{bare}_test.py"] if bare else []


def _script(path: str) -> Iterator[str]:
    stem, folder = splitext(basename(path))[0], dirname(path)
    for mark in _SCRIPT_MARKS:
        yield from (_join(folder, f"{stem}{mark}{ending}") for ending in _ENDINGS)
    for place, told in _test_folders(folder):
        if not told and stem in _COMMON:
            continue
        for mark in _SCRIPT_MARKS:
            yield from (f"{place}/{stem}{mark}{ending}" for ending in _ENDINGS)
        if place.endswith("__tests__"):
            yield from (f"{place}/{stem}{ending}" for ending in _ENDINGS)


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


_LAYOUTS = {
    "python": _python,
    "javascript": _script,
    "typescript": _script,
    "tsx": _script,
    "go": _go,
    "java": _java,
    "rust": _rust,
}


def _test_folders(folder: str) -> Iterator[tuple[str, bool]]:
    """Yield the folders a test may lie in, and whether the folder tells which part of the code it is for.

    For src/shop/orders: each of src/shop/orders, src/shop, src and the top may hold tests/, and that may hold what is
    left of the path, or the end of it: tests/shop/orders, tests/orders.
    """
    parts = folder.split("/") if folder else []
    for level in range(len(parts), -1, -1):
        above, below = "/".join(parts[:level]), parts[level:]
        for name in _FOLDERS:
            for kind in _KINDS:
                top = _join(_join(above, name), kind)
                for skipped in range(len(below) + 1):
                    rest = "/".join(below[skipped:])
                    yield _join(top, rest), bool(rest) or not below


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name
