"""The definitions of a text by name, with their source: what is shown of code that other code calls.

By layout alone, as in outline.py: it is done for every file that an import leads to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from posixpath import splitext
from textwrap import dedent

from archlsp.rules.outline import functions_of

CUT = "[...]"
_LONGEST = 60
_MOST_ABOVE = 12
_MARKS = ("@", "#[", "#", "//", "/*", "*")
_LANGUAGES = {
    ".py": "python",
    ".go": "go",
    ".java": "java",
    ".rs": "rust",
    ".tsx": "tsx",
    **dict.fromkeys((".js", ".mjs", ".cjs", ".jsx"), "javascript"),
    **dict.fromkeys((".ts", ".mts", ".cts"), "typescript"),
}
_MODIFIERS = (
    r"(?:(?:export|default|declare|abstract|public|protected|private|static|final|sealed|pub"
    r"(?:\(\w+\))?)[ \t]+)*"
)
_BRACED = re.compile(
    rf"^(?P<indent>[ \t]*+){_MODIFIERS}"
    r"(?:class|interface|record|enum|struct|trait)[ \t]+(?P<name>\w+)[^;{\n]{0,300}\{",
    re.MULTILINE,
)
_OWNERS: Mapping[str, re.Pattern[str]] = {
    "python": re.compile(r"^(?P<indent>[ \t]*+)class[ \t]+(?P<name>\w+)[^\n]*", re.MULTILINE),
    "go": re.compile(
        r"^(?P<indent>)type[ \t]+(?P<name>\w+)(?:\[[^\]\n]*\])?[ \t]+(?:struct|interface)[ \t]*\{",
        re.MULTILINE,
    ),
    "rust": re.compile(
        rf"^(?P<indent>[ \t]*+)(?:(?P<impl>impl)\b(?:<[^>\n]*>)?[ \t]+(?:[\w:]+(?:<[^>\n]*>)?[ \t]+for[ \t]+)?"
        rf"|{_MODIFIERS}(?:struct|enum|trait)[ \t]+)(?P<name>\w+)[^;{{\n]{{0,300}}\{{",
        re.MULTILINE,
    ),
}
_RECEIVER = re.compile(r"func[ \t]*\([ \t]*(?:\w+[ \t]+)?\*?[ \t]*(?P<name>\w+)")


@dataclass(frozen=True, slots=True)
class Declared:
    """A definition: `owner` is the class, type or trait that it is a member of; offsets in code points."""

    name: str
    owner: str
    start: int
    end: int

    @property
    def symbol(self) -> str:
        """The dotted name."""
        return f"{self.owner}.{self.name}" if self.owner else self.name


Declarations = Mapping[str, Declared]


def language_of_code(path: str) -> str:
    """Name the language of a file of code, "" for everything else."""
    return _LANGUAGES.get(splitext(path)[1], "")


def declarations(text: str, language: str) -> dict[str, Declared]:
    """Index the definitions of a text by dotted name, and by bare name where nothing else has it."""
    owners = list(_owners(text, language))
    types = [one for one, is_type in owners if is_type]
    listed = [*types, *_functions(text, language, [one for one, _ in owners])]
    found: dict[str, Declared] = {}
    for one in listed:
        found.setdefault(one.symbol, one)
    for one in listed:
        found.setdefault(one.name, one)
    return found


def declarations_in(text: str, path: str) -> tuple[int, Declarations]:
    """As `declarations`, with the length of the text: of a file that is looked into again and again."""
    return len(text), declarations(text, language_of_code(path))


def source_of(text: str, one: Declared) -> str:
    """Return a definition with what is written above it, moved to the left edge; a long one is cut."""
    start = text.rfind("\n", 0, one.start) + 1
    for _ in range(_MOST_ABOVE):
        above = text.rfind("\n", 0, start - 1) + 1 if start else start
        if above == start or not text[above : start - 1].strip().startswith(_MARKS):
            break
        start = above
    lines = dedent(text[start : one.end].rstrip()).split("\n")
    return "\n".join(lines if len(lines) <= _LONGEST else [*lines[:_LONGEST], CUT])


def _owners(text: str, language: str) -> Iterator[tuple[Declared, bool]]:
    """Yield what may have members; False for a block that only adds some to a type."""
    for found in _OWNERS.get(language, _BRACED).finditer(text):
        end = _end(text, found.end(), found["indent"], language)
        if end:
            start = found.start() + len(found["indent"])
            yield Declared(found["name"], "", start, end), not found.groupdict().get("impl")


def _functions(text: str, language: str, owners: Sequence[Declared]) -> Iterator[Declared]:
    """Yield the functions with what they are members of; both stand in reading order."""
    waiting, around = list(reversed(owners)), list[Declared]()
    for function in functions_of(text, language):
        while waiting and waiting[-1].start <= function.start:
            around.append(waiting.pop())
        while around and around[-1].end <= function.start:
            around.pop()
        owner = around[-1].name if around else ""
        if language == "go":
            receiver = _RECEIVER.match(text, function.start)
            owner = receiver["name"] if receiver else ""
        yield Declared(function.name, owner, function.start, function.end)


def _end(text: str, start: int, indent: str, language: str) -> int:
    """Where a block ends: at the brace, or before the first word, that stands as far left as its header."""
    if language == "python":
        stop = re.compile(rf"^[ \t]{{0,{len(indent)}}}(?=[^\s)\]}}#])", re.MULTILINE).search(text, start)
        return stop.start() if stop else len(text)
    at = text.find(f"\n{indent}}}", start)
    return at + len(indent) + 2 if at >= 0 else 0
