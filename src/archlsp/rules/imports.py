"""Which modules a file imports: the gate in front of rules about a library."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

_PYTHON = re.compile(
    r"[ \t]*+(?:from[ \t]++(?P<source>[\w.]++)[ \t]++import[ \t]*+(?P<names>\([^)]{0,20000}+\)|[^\n#]*)"
    r"|import[ \t]+(?P<modules>[^\n#]+))"
)
_PYTHON_NAME = re.compile(r"\s*([\w.]+)")
# The boundary stands behind each word: an expression that begins with letters is found ten times as fast.
_SCRIPT = re.compile(
    r"""(?:from(?<!\wfrom)|require(?<!\wrequire)\s*\(|import(?<!\wimport)(?:\s*\()?)\s*["'`](?P<module>[^"'`\n]+)["'`]"""
)
_GO = re.compile(r"^[ \t]*import\s*(?:\((?P<block>[^)]*)\)|(?P<single>[^\n]*))", re.MULTILINE)
_GO_PATH = re.compile(r'"([^"\n]+)"|`([^`\n]+)`')
_JAVA = re.compile(r"^[ \t]*import\s+(?:static\s+)?(?P<name>[\w.]+)", re.MULTILINE)
_DEEPEST = 32
_RUST_BEFORE = re.compile(r"[\w:]")
_RUST_AFTER = re.compile(r"\s*(?:::|;|as\b)")


class Imports:
    """The modules that a text imports, read at the first question."""

    def __init__(self, text: str, language: str) -> None:
        """Keep the text; `language` is a name of model/languages.py."""
        self._text = text
        self._language = language

    def any_of(self, prefixes: Iterable[str]) -> bool:
        """Tell whether a module is one of `prefixes` or lies inside one; True in a language without imports."""
        if self._language == "rust":
            return any(_is_rust_path(self._text, prefix) for prefix in prefixes)
        return self._language not in _READERS or not self._modules.isdisjoint(prefixes)

    @cached_property
    def _modules(self) -> frozenset[str]:
        """Every imported module and every one that it lies in: a.b.c, a.b and a."""
        separator = _SEPARATORS.get(self._language, "/")
        found: set[str] = set()
        for module in _READERS[self._language](self._text):
            parts = module.split(separator)
            found.update(separator.join(parts[:end]) for end in range(1, min(len(parts), _DEEPEST) + 1))
        return frozenset(found)


def _python(text: str) -> set[str]:
    found: set[str] = set()
    for statement in _python_statements(text):
        if statement["modules"]:
            parts = statement["modules"].split(",")
            found.update(name[1] for part in parts if (name := _PYTHON_NAME.match(part)))
            continue
        source = statement["source"]
        found.add(source)
        parts = statement["names"].strip("() \t").split(",")
        found.update(f"{source}.{name[1]}" for part in parts if (name := _PYTHON_NAME.match(part)))
    return found


def _python_statements(text: str) -> Iterator[re.Match[str]]:
    """Look at the lines with the word alone: a search for the beginning of a line tries every character."""
    at = text.find("import")
    while at >= 0:
        statement = _PYTHON.match(text, text.rfind("\n", 0, at) + 1)
        at = text.find("import", max(at + 1, statement.end() if statement else 0))
        if statement:
            yield statement


def _script(text: str) -> set[str]:
    found = {statement["module"] for statement in _SCRIPT.finditer(text)}
    return found | {module.removeprefix("node:") for module in found}


def _go(text: str) -> set[str]:
    blocks = (statement["block"] or statement["single"] or "" for statement in _GO.finditer(text))
    return {first or second for block in blocks for first, second in _GO_PATH.findall(block)}


def _java(text: str) -> set[str]:
    return {statement["name"].rstrip(".") for statement in _JAVA.finditer(text)}


def _is_rust_path(text: str, prefix: str) -> bool:
    """Every path counts: `reqwest::get(..)` needs no `use`."""
    at = text.find(prefix)
    while at >= 0:
        end = at + len(prefix)
        if not _RUST_BEFORE.match(text[at - 1 : at]) and _RUST_AFTER.match(text, end):
            return True
        at = text.find(prefix, end)
    return False


_READERS: Mapping[str, Callable[[str], set[str]]] = {
    "python": _python,
    "javascript": _script,
    "typescript": _script,
    "tsx": _script,
    "go": _go,
    "java": _java,
}
_SEPARATORS = {"python": ".", "java": "."}
