"""Which files say how a project wants its code to be, in the order of their worth, and how much of each is read."""

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from archlsp.claude.question.reading import is_secret, read_text


@dataclass(frozen=True, slots=True)
class Part:
    """One document, `kind` by what it is; `text` may be cut."""

    path: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    most: int
    """Characters."""
    names: re.Pattern[str]


def _kind(name: str, most: int, names: str) -> _Kind:
    return _Kind(name, most, re.compile(names, re.IGNORECASE))


_KINDS = (
    _kind(
        "rules",
        8_000,
        r"(CLAUDE|AGENTS?|GEMINI)\.md|\.cursorrules|\.windsurfrules|\.clinerules|\.cursor/rules/[^/]+\.mdc?"
        r"|\.github/copilot-instructions\.md",
    ),
    _kind("contributing", 6_000, r"((docs?|\.github)/)?CONTRIBUTING(\.(ja|en))?(\.(md|rst|txt|adoc))?"),
    _kind("readme", 5_000, r"README(\.(ja|en))?(\.(md|rst|txt|adoc))?"),
    _kind("architecture", 8_000, r"(docs?/)?(ARCHITECTURE|DESIGN)(\.(ja|en))?\.(md|rst|txt|adoc)"),
    _kind("decision", 3_000, r"(docs?/)?(architecture/)?(adrs?|decisions?)/[^/]+\.(md|rst|adoc)"),
    _kind(
        "manifest",
        4_000,
        r"pyproject\.toml|requirements(-\w+)?\.txt|setup\.cfg|Pipfile|package\.json|go\.mod|pom\.xml|build\.gradle(\.kts)?"
        r"|Cargo\.toml|(docker-)?compose\.ya?ml",
    ),
)
_ROOTS = ("", "doc/", "docs/", "architecture/", "doc/architecture/", "docs/architecture/")
_FOLDERS = (
    *("", "docs", "doc", ".github", ".cursor/rules"),
    *(f"{root}{name}" for root in _ROOTS for name in ("adr", "adrs", "decisions", "decision")),
)
_MOST_DECISIONS = 12
_STATUS = re.compile(
    r"^[ #*>|-]{0,8}(?:status|状態|ステータス)[ *:：|]{0,8}\n{0,2}[ *>|-]{0,8}(\w+)", re.I | re.M
)
_WITHDRAWN = {
    "rejected",
    "deprecated",
    "superseded",
    "proposed",
    "draft",
    "却下",
    "廃止",
    "提案",
    "提案中",
    "下書き",
}
_CUT = "\n[...]"


def candidates(root: Path) -> list[str]:
    """Name the files that may be documents; nothing is read."""
    return [
        path for folder in _FOLDERS for path in _files(root, folder) if _kind_of(path) and not is_secret(path)
    ]


def documents(root: Path, paths: Sequence[str]) -> tuple[Part, ...]:
    """Read documents, those worth most first. Blocking; never raises."""
    found = [part for path in paths if (part := _part(root, path)) is not None]
    return tuple(part for kind in _KINDS for part in _of(kind.name, found))


def cut(text: str, most: int) -> str:
    """Clip a text at the end of a line, and say so."""
    return text if len(text) <= most else text[:most].rsplit("\n", 1)[0] + _CUT


def _files(root: Path, folder: str) -> Iterator[str]:
    try:
        with os.scandir(root / folder) as entries:
            names = sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    except (OSError, ValueError):
        return
    yield from (f"{folder}/{name}" if folder else name for name in names)


def _kind_of(path: str) -> _Kind | None:
    return next((kind for kind in _KINDS if kind.names.fullmatch(path)), None)


def _part(root: Path, path: str) -> Part | None:
    kind, text = _kind_of(path), read_text(root, path)
    return Part(path, kind.name, cut(text, kind.most)) if kind is not None and text else None


def _of(kind: str, parts: Sequence[Part]) -> list[Part]:
    """The parts of a kind; of the decisions those in force, the newest first."""
    some = [part for part in parts if part.kind == kind]
    if kind != "decision":
        return some
    standing = sorted(filter(_is_in_force, some), key=lambda part: part.path, reverse=True)
    return standing[:_MOST_DECISIONS]


def _is_in_force(part: Part) -> bool:
    status = _STATUS.search(part.text)
    name = PurePosixPath(part.path).name.lower()
    withdrawn = status is not None and status[1].lower() in _WITHDRAWN
    return not withdrawn and "template" not in name and not name.startswith(("readme.", "index."))
