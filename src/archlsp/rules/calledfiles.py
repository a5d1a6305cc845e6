"""Where what a call names may be defined: by the file's imports, its package, and the types of its variables."""

import re
from collections.abc import Iterator
from functools import cached_property
from posixpath import basename, dirname, join, splitext

from archlsp.rules.importfiles import files_of
from archlsp.rules.importlines import ImportLine, imports_in
from archlsp.rules.neighbours import Neighbours
from archlsp.rules.source import Source

_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})
_MOST_SIBLINGS = 40
_DEEPEST = 8
_GO_MODULE = re.compile(r"^module[ \t]+(\S+)", re.MULTILINE)
_JAVA_PACKAGE = re.compile(r"^[ \t]*+package\s+([\w.]+)\s*;", re.MULTILINE)
# Each begins with a sign that is rare: the name before it is read backwards.
_ANNOTATED = r":[ \t]*(?:(?:&|\*|mut\b|dyn\b|impl\b|Arc<|Box<|Rc<|Optional\[)[ \t]*)*(?P<type>[A-Z]\w*)"
_MADE = r"=[ \t]*(?:await[ \t]+)?(?:new[ \t]+)?(?:\w+\.)?(?P<made>[A-Z]\w*)(?:\(|::new\b)"
_LATER = re.compile(f"{_ANNOTATED}|{_MADE}")
_BEFORE = re.compile(r"(?P<name>[A-Za-z_]\w{0,60})\??[ \t]*\Z")
_FAR_BEFORE = 64
_JAVA_TYPED = re.compile(r"\b(?P<type>[A-Z]\w*)(?:<[^<>\n;()]{0,80}>)?[ \t]+(?P<name>[a-z]\w*)\b(?![ \t]*\()")
_GO_TYPED = re.compile(
    r"\b(?P<name>[a-z]\w*)(?:[ \t]+\*?|[ \t]*:?=[ \t]*&?(?=[\w.]+\{))(?:\w+\.)?(?P<type>[A-Z]\w*)"
)
Place = tuple[str, str]
"""A file, and the name by which it is asked."""


class CalledFiles:
    """Answers for one source."""

    def __init__(self, source: Source, neighbours: Neighbours) -> None:
        """Read the imports."""
        self._source = source
        self._neighbours = neighbours
        self._imports: dict[str, tuple[ImportLine, str]] = {}
        for line in imports_in(source.text, source.language):
            for name, alias in line.names or (("", line.module.rsplit(".", 1)[-1]),):
                self._imports.setdefault(alias, (line, name))
        self._folders: dict[str, list[str]] = {}

    @cached_property
    def _types(self) -> dict[str, str]:
        """The types of variables, the first that is said of each."""
        found: dict[str, str] = {}
        for name, kind in _typed(self._source.text, self._source.language):
            found.setdefault(name, kind)
        return found

    def type_of(self, name: str) -> str:
        """The type that a variable is declared to have, or made of; "" where nothing says so."""
        return self._types.get(name, "")

    def places(self, owner: str, name: str) -> Iterator[Place]:
        """Yield where `owner.name(...)`, or `name(...)`, may be defined outside of this file."""
        if not owner:
            yield from self._plain(name)
            return
        if owner in self._imports:
            yield from self._of_import(owner, name)
        elif owner[:1].isupper():
            yield from self._of_type(owner, name)
        else:
            kind = self.type_of(owner)
            if kind:
                yield from self._of_type(kind, name)
            elif self._source.language == "rust":
                yield from ((path, name) for path in self._rust_files([owner]))

    def _plain(self, name: str) -> Iterator[Place]:
        if name in self._imports:
            line, original = self._imports[name]
            yield from ((path, original or name) for path in self._files(line, original, name))
        elif name[:1].isupper() and self._source.language == "java":
            yield from self._of_type(name, name)
        if self._source.language == "go":
            yield from ((path, name) for path in self._package())

    def _of_import(self, owner: str, name: str) -> Iterator[Place]:
        line, original = self._imports[owner]
        for path in self._files(line, original, owner):
            if original not in {"", "*"}:
                yield path, f"{original}.{name}"
            is_module = splitext(basename(path))[0] == original or dirname(path).endswith(original)
            if is_module or original in {"", "*"} or self._source.language in {"go", *_SCRIPTS}:
                yield path, name

    def _of_type(self, kind: str, name: str) -> Iterator[Place]:
        """A member of a type, or the type itself where the member has no body."""
        names = (f"{kind}.{name}", kind) if name != kind else (kind,)
        if kind in self._imports:
            line, original = self._imports[kind]
            asked = tuple(one.replace(kind, original, 1) for one in names) if original else names
            yield from ((path, one) for path in self._files(line, original, kind) for one in asked)
        elif self._source.language == "java":
            path = join(dirname(self._source.path), f"{kind}.java")
            yield from ((path, one) for one in names if self._neighbours.has(path))
        elif self._source.language == "go":
            yield from ((path, one) for path in self._package() for one in names)
            for line, _ in self._imports.values():
                yield from ((path, one) for path in self._go_files(line.module) for one in names)

    def _files(self, line: ImportLine, original: str, alias: str) -> Iterator[str]:
        language = self._source.language
        if language == "java":
            yield from self._java_file(line.module)
        elif language == "go":
            yield from self._go_files(line.module)
        elif language == "rust":
            before = line.module.split("{", 1)[0].strip(".")
            yield from self._rust_files([*before.split("."), original])
        else:
            one = ImportLine(line.module, ((original, alias),) if original else (), 0, 0)
            yield from files_of(one, self._source.path, language, self._neighbours)

    # ------------------------------------------------------------------ packages

    def _package(self) -> list[str]:
        """Go: the other files of the folder are the same package."""
        return [path for path in self._go_folder(dirname(self._source.path)) if path != self._source.path]

    def _go_files(self, module: str) -> list[str]:
        """The files of a package of the same module."""
        own, top = self._go_module
        is_ours = bool(own) and (module == own or module.startswith(f"{own}/"))
        return self._go_folder(join(top, module[len(own) + 1 :]).rstrip("/")) if is_ours else []

    def _go_folder(self, folder: str) -> list[str]:
        known = self._folders.get(folder)
        if known is None:
            names = self._neighbours.listing(folder).files
            code = [name for name in names if name.endswith(".go") and not name.endswith("_test.go")]
            known = self._folders[folder] = [join(folder, name) for name in code[:_MOST_SIBLINGS]]
        return known

    @cached_property
    def _go_module(self) -> tuple[str, str]:
        """The module that the file belongs to, and the folder of its go.mod."""
        for folder in _above(dirname(self._source.path)):
            config = join(folder, "go.mod")
            if self._neighbours.has(config):
                return self._neighbours.fact(config, go_module_in) or "", folder
        return "", ""

    def _java_file(self, name: str) -> Iterator[str]:
        """`shop.dao.Orders` lies beside the root that our own package is under."""
        own = _JAVA_PACKAGE.search(self._source.text)
        folder = dirname(self._source.path)
        if own is None or not folder.endswith(own[1].replace(".", "/")):
            return
        path = join(folder.removesuffix(own[1].replace(".", "/")), name.replace(".", "/") + ".java")
        if self._neighbours.has(path):
            yield path

    def _rust_files(self, parts: list[str]) -> Iterator[str]:
        """`crate::store::save` is in src/store.rs or src/store/mod.rs; other paths begin beside us, or at the root."""
        folder = dirname(self._source.path)
        top = next((one for one in _above(folder) if basename(one) == "src"), folder)
        named = [part for part in parts if part and part not in {"crate", "self", "super"}]
        for base in dict.fromkeys((top,) if parts[:1] == ["crate"] else (folder, dirname(folder), top)):
            for length in range(len(named), 0, -1):
                inside = join(base, *named[:length])
                for path in (f"{inside}.rs", f"{inside}/mod.rs"):
                    if path != self._source.path and self._neighbours.has(path):
                        yield path
                        return


def _typed(text: str, language: str) -> Iterator[tuple[str, str]]:
    """Yield the variables that a text declares with a type of its own, or makes of one."""
    if language in {"java", "go"}:
        pattern = _JAVA_TYPED if language == "java" else _GO_TYPED
        for one in pattern.finditer(text):
            yield one["name"], one["type"]
        return
    for one in _LATER.finditer(text):
        name = _BEFORE.search(text, max(0, one.start() - _FAR_BEFORE), one.start())
        if name:
            yield name["name"], one["type"] or one["made"]


def go_module_in(text: str, _path: str) -> str:
    """Read the name of a module out of its go.mod, "" where it has none."""
    found = _GO_MODULE.search(text)
    return found[1] if found else ""


def _above(folder: str) -> Iterator[str]:
    """A folder and those above it."""
    for _ in range(_DEEPEST):
        yield folder
        if not folder:
            return
        folder = dirname(folder)
