"""The import statements of a text, each with its place: enough to see what a file leans on, without a tree."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

_PYTHON = re.compile(
    r"^(?P<indent>[ \t]*)(?:from[ \t]+(?P<source>[\w.]+)[ \t]+import[ \t]*(?P<names>\([^)]{0,20000}+\)|[^\n#;]*)"
    r"|import[ \t]+(?P<modules>[\w., \t]+))",
    re.MULTILINE,
)
_SCRIPT = re.compile(
    r"^(?P<indent>[ \t]*+)(?:"
    r"(?P<word>import|export)\b[ \t]*+(?P<type>type\b(?![ \t]*(?:,|from\b)))?(?P<clause>[^;'\"`()=]{0,2000}+)"
    r"(?P<quote>[\"'])(?P<module>[^\"'\n]+)(?P=quote)"
    r"|(?:const|let|var)[ \t]++(?P<bound>\w++|\{[^}=]{0,2000}+\})[ \t]*+=[ \t]*+require\([ \t]*+"
    r"[\"'](?P<required>[^\"'\n]+)[\"'][ \t]*\)"
    r")",
    re.MULTILINE,
)
_GO = re.compile(r"^import[ \t]*(?:\((?P<block>[^)]*)\)|(?P<single>[^\n]*))", re.MULTILINE)
_GO_PATH = re.compile(r"(?:(?<![\w.])(?P<alias>[\w.]++)[ \t]++)?\"(?P<path>[^\"\n]+)\"")
_JAVA = re.compile(
    r"^[ \t]*import[ \t]+(?P<static>static[ \t]+)?(?P<name>[\w.]+)(?:\.\*)?[ \t]*;", re.MULTILINE
)
_RUST = re.compile(
    r"^(?P<indent>[ \t]*+)(?:pub(?:\([^)\n]*\))?[ \t]++)?use[ \t]++(?P<path>[^;]{1,2000});", re.MULTILINE
)
_FROM = re.compile(r"\bfrom[ \t]*+\Z")
_NAME = re.compile(r"(?P<type>\btype[ \t]+)?(?P<name>[\w$*]+)(?:[ \t]*(?:\bas\b|:)[ \t]*(?P<alias>[\w$]+))?")


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import: `module` as it is written, `names` as the file calls what it takes from it, from `start` to `end`.

    `top`: it stands at the left edge, so it runs whenever the file is loaded. `typed`: it takes types alone.
    """

    module: str
    names: tuple[tuple[str, str], ...]
    start: int
    end: int
    top: bool = True
    typed: bool = False


def imports_in(text: str, language: str) -> tuple[ImportLine, ...]:
    """List the imports of a text in the order they stand in."""
    reader = _READERS.get(language)
    return tuple(reader(text)) if reader else ()


def _python(text: str) -> Iterator[ImportLine]:
    for found in _PYTHON.finditer(text):
        start, top = found.end("indent"), not found["indent"]
        if found["source"]:
            names = _names(_COMMENT.sub("", found["names"].strip("() \t\\")))
            yield ImportLine(found["source"], names, start, found.end(), top)
            continue
        for module in found["modules"].split(","):
            words = module.split()
            if words:
                yield ImportLine(words[0], ((words[0], words[-1]),), start, found.end(), top)


_COMMENT = re.compile(r"#[^\n]*")


def _script(text: str) -> Iterator[ImportLine]:
    for found in _SCRIPT.finditer(text):
        module, top = found["module"] or found["required"], not found["indent"]
        said = _FROM.sub("", found["clause"] or found["bound"] or "")
        if found["word"] == "export" and "from" not in found[0]:
            continue
        typed = found["type"] is not None or _types_alone(said)
        yield ImportLine(
            module,
            _names(said.replace("{", " ").replace("}", " ")),
            found.end("indent"),
            found.end(),
            top,
            typed,
        )


def _types_alone(said: str) -> bool:
    """Tell whether a clause is `{ type A, type B }`."""
    inner = said.strip()
    if not inner.startswith("{"):
        return False
    parts = [part.strip() for part in inner.strip("{} \n").split(",") if part.strip()]
    return bool(parts) and all(part.startswith("type ") for part in parts)


def _go(text: str) -> Iterator[ImportLine]:
    for statement in _GO.finditer(text):
        group = "block" if statement["block"] is not None else "single"
        for found in _GO_PATH.finditer(text, statement.start(group), statement.end(group)):
            name = found["alias"] or found["path"].rsplit("/", 1)[-1]
            yield ImportLine(found["path"], ((name, name),), found.start(), found.end())


def _java(text: str) -> Iterator[ImportLine]:
    for found in _JAVA.finditer(text):
        name = found["name"].rsplit(".", 1)[-1]
        start = text.index("import", found.start())
        yield ImportLine(found["name"], ((name, name),), start, found.end())


def _rust(text: str) -> Iterator[ImportLine]:
    for found in _RUST.finditer(text):
        path = "".join(found["path"].split())
        names = tuple((name, name) for name in re.findall(r"\w+(?=[,}]|$)", path))
        yield ImportLine(
            path.replace("::", "."), names, found.end("indent"), found.end(), not found["indent"]
        )


def _names(said: str) -> tuple[tuple[str, str], ...]:
    found = (_NAME.match(part.strip()) for part in said.split(","))
    return tuple((item["name"], item["alias"] or item["name"]) for item in found if item)


_READERS: Mapping[str, Callable[[str], Iterator[ImportLine]]] = {
    "python": _python,
    "javascript": _script,
    "typescript": _script,
    "tsx": _script,
    "go": _go,
    "java": _java,
    "rust": _rust,
}
