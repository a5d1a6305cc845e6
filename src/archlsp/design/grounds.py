"""What a design question is asked with: the part of the inventory that bears on it, and outlines of that code."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from archlsp.claude.question.outline import outline
from archlsp.claude.question.reading import read_text
from archlsp.map.entry import Entry, Inventory, Kind
from archlsp.map.slice import related, relevant
from archlsp.model.design import Focus, Grounds
from archlsp.model.finding import Finding

_ENTRIES_TOKENS = 4_000
_MOST_OVERVIEW = 24
_MOST_LISTED, _MOST_OUTLINES = 5, 8
_MOST_FINDINGS = 8
_OVERVIEW = (Kind.SERVICE, Kind.TABLE, Kind.ENDPOINT, Kind.TOPIC, Kind.CALL)


def grounds_of(
    folder: Path, inventory: Inventory, question: str, focus: Focus | None, findings: Iterable[Finding]
) -> Grounds:
    """Choose what bears on a question. Blocking: reads the files that it outlines."""
    about = f"{question}\n{_focused(focus)}"
    chosen = relevant(inventory, about, focus.path if focus else None, _ENTRIES_TOKENS)
    chosen = [*chosen, *_overview(inventory, chosen)]
    own = focus.path if focus else ""
    paths = _paths(chosen, related(inventory.paths, question), own)
    outlines = {path: text for path in paths if (text := outline(read_text(folder, path)))}
    near = frozenset([*paths, focus.path] if focus else paths)
    bearing = sorted((one for one in findings if one.anchor.path in near), key=lambda one: one.severity)
    return Grounds(
        tuple(map(line_of, chosen)), outlines, tuple(bearing[:_MOST_FINDINGS]), len(inventory.entries)
    )


def line_of(entry: Entry) -> str:
    """One entry as a line of a prompt, with its place."""
    detail = ", ".join(f"{key}={value}" for key, value in entry.detail.items())
    parts = [entry.kind.value, entry.name, f"`{entry.path}:{entry.line}`", entry.symbol, detail]
    return " | ".join(part.replace("\n", " ") for part in parts if part)


def _overview(inventory: Inventory, chosen: Sequence[Entry]) -> list[Entry]:
    """Some of everything, kind by kind: what the repository is, whatever words the question uses."""
    known = frozenset((entry.kind, entry.name, entry.path, entry.line) for entry in chosen)
    most = max(0, _MOST_OVERVIEW - len(chosen))
    listed: list[Entry] = []
    for kind in _OVERVIEW:
        fresh = [one for one in inventory.of(kind) if (one.kind, one.name, one.path, one.line) not in known]
        listed += fresh[: max(2, most // len(_OVERVIEW))] if most else []
    return listed


def _paths(entries: Sequence[Entry], named: Sequence[str], own: str) -> list[str]:
    """The files of the entries, the best first, and those named like the question; the focus is quoted by itself."""
    listed = [path for path in dict.fromkeys(entry.path for entry in entries) if path != own]
    some = [*listed[:_MOST_LISTED], *named, *listed[_MOST_LISTED:]]
    return [path for path in dict.fromkeys(some) if path != own][:_MOST_OUTLINES]


def _focused(focus: Focus | None) -> str:
    if focus is None or focus.span is None:
        return ""
    lines = focus.text.split("\n")
    return "\n".join(lines[focus.span.start.line : focus.span.end.line + 1])[:2_000]


Link = Callable[[str, int], str]
