"""Which file of the workspace folder an import means: Python's packages, and the paths of JavaScript and TypeScript."""

import json
import re
from collections.abc import Iterator
from posixpath import dirname, join, normpath, splitext
from typing import Any

from archlsp.rules.importlines import ImportLine
from archlsp.rules.neighbours import Listing, Neighbours

_ENDINGS = (".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts")
_WRITTEN_AS = {
    ".js": (".ts", ".tsx", ".js"),
    ".mjs": (".mts", ".mjs"),
    ".cjs": (".cts", ".cjs"),
    ".jsx": (".tsx", ".jsx"),
}
_COMMENTS = re.compile(r"(\"(?:[^\"\\\n]|\\.)*\")|//[^\n]*|/\*.*?(?:\*/|\Z)|,(?=\s*[}\]])", re.DOTALL)
_CONFIGS = ("tsconfig.json", "jsconfig.json", "tsconfig.base.json")
_DEEPEST = 12
Paths = tuple[str, tuple[tuple[str, tuple[str, ...]], ...]]


def files_of(line: ImportLine, path: str, language: str, neighbours: Neighbours) -> Iterator[str]:
    """Yield the files of the folder that an import of `path` loads; nothing for a library."""
    if language == "python":
        yield from _python(line, path, neighbours)
    elif language in {"javascript", "typescript", "tsx"}:
        found = _script(line.module, path, neighbours)
        if found:
            yield found


def _python(line: ImportLine, path: str, neighbours: Neighbours) -> Iterator[str]:
    for base in _bases(line.module, path, neighbours):
        own = _module(base, neighbours)
        inside = neighbours.listing(base)
        parts = [_submodule(base, name, inside, neighbours) for name, _ in line.names]
        found = [part or own for part in parts] or [own]
        if any(found):
            yield from dict.fromkeys(file for file in found if file)
            return


def _submodule(base: str, name: str, inside: Listing, neighbours: Neighbours) -> str | None:
    if f"{name}.py" in inside.names:
        return join(base, f"{name}.py")
    return _module(join(base, name), neighbours) if name in inside.folders else None


def _bases(module: str, path: str, neighbours: Neighbours) -> Iterator[str]:
    """Yield what a dotted name may stand for, without an ending."""
    name = module.lstrip(".")
    dots = len(module) - len(name)
    inside = name.replace(".", "/")
    if dots:
        folder = dirname(path)
        for _ in range(dots - 1):
            folder = dirname(folder)
        yield join(folder, inside) if inside else folder
        return
    for root in dict.fromkeys((_package_root(dirname(path), neighbours), "", "src")):
        yield join(root, inside)


def _package_root(folder: str, neighbours: Neighbours) -> str:
    while folder and "__init__.py" in neighbours.listing(folder).names:
        folder = dirname(folder)
    return folder


def _module(base: str, neighbours: Neighbours) -> str | None:
    for candidate in (f"{base}.py", join(base, "__init__.py")):
        if neighbours.has(candidate):
            return candidate
    return None


def _script(module: str, path: str, neighbours: Neighbours) -> str | None:
    if module.startswith("."):
        return _script_file(normpath(join(dirname(path), module)), neighbours)
    config = next(_configs(path, neighbours), None)
    for base in _mapped(module, *config) if config else ():
        found = _script_file(base, neighbours)
        if found:
            return found
    return None


def _script_file(base: str, neighbours: Neighbours) -> str | None:
    if base.startswith(".."):
        return None
    stem, ending = splitext(base)
    candidates = [stem + other for other in _WRITTEN_AS.get(ending, ())]
    if not candidates and ending in _ENDINGS:
        candidates = [base]
    candidates += [base + other for other in _ENDINGS] + [join(base, "index" + other) for other in _ENDINGS]
    return next((candidate for candidate in candidates if neighbours.has(candidate)), None)


def _configs(path: str, neighbours: Neighbours) -> Iterator[tuple[str, Paths]]:
    """Yield what the nearest configuration of the compiler says about paths, with its folder."""
    folder = dirname(path)
    for _ in range(_DEEPEST):
        for name in _CONFIGS:
            config = join(folder, name)
            paths = neighbours.fact(config, paths_in) if neighbours.has(config) else None
            if paths:
                yield folder, paths
        if not folder:
            return
        folder = dirname(folder)


def paths_in(text: str, _path: str) -> Paths | None:
    """Read `baseUrl` and `paths` of a tsconfig.json, which may hold comments; None where it has neither."""
    try:
        options: Any = json.loads(_COMMENTS.sub(r"\1", text))["compilerOptions"]
        given: Any = options.get("paths", {})
        paths = tuple((str(key), tuple(map(str, values))) for key, values in given.items())
        base = options.get("baseUrl")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return (str(base or "."), paths) if base or paths else None


def _mapped(module: str, folder: str, paths: Paths) -> Iterator[str]:
    base, patterns = paths
    top = join(folder, base)
    for pattern, targets in patterns:
        before, star, after = pattern.partition("*")
        if star and module.startswith(before) and module.endswith(after):
            caught = module[len(before) : len(module) - len(after) or None]
        elif not star and module == pattern:
            caught = ""
        else:
            continue
        for target in targets:
            yield normpath(join(top, target.replace("*", caught)))
    if base != ".":
        yield normpath(join(top, module))
