"""The inventory as people and programs read it: Markdown, text, JSON, Mermaid and one HTML page."""

import json
from collections.abc import Iterable, Sequence

from archlsp.map.entry import Entry, Inventory, Kind
from archlsp.map.markdown import code, place_link
from archlsp.messages import say

JSON_VERSION = 1
_MOST_ROWS = 2_000
_SHOWN = {
    Kind.SERVICE: ("source", "type", "image", "ports", "depends", "schedule", "command"),
    Kind.ENDPOINT: ("handler", "framework", "request", "response"),
    Kind.TABLE: ("op", "source", "model", "columns", "dropped", "indexes"),
    Kind.MIGRATION: ("tool", "order", "after"),
    Kind.CALL: ("role", "service", "client", "method", "url", "config"),
    Kind.TOPIC: ("role", "system", "client", "handler"),
    Kind.CONFIG: ("role", "source", "service", "default"),
}


def shown_detail(entry: Entry) -> list[tuple[str, str]]:
    """The details of an entry that a person looks for, in a stable order."""
    return [(key, entry.detail[key]) for key in _SHOWN[entry.kind] if entry.detail.get(key)]


def heading(kind: Kind, locale: str) -> str:
    """What entries of a kind are called."""
    return say(locale, f"map-kind-{kind.value}")


def summary(inventory: Inventory, locale: str) -> str:
    """How much there is, and how much was not looked at."""
    counts = {kind: sum(1 for _ in inventory.of(kind)) for kind in Kind}
    told = [f"{heading(kind, locale)} {count}" for kind, count in counts.items() if count]
    lines = [say(locale, "map-files", files=inventory.files)]
    lines += [say(locale, "map-separator").join(told)] if told else [say(locale, "map-nothing")]
    if inventory.skipped:
        lines.append(say(locale, "map-skipped", count=len(inventory.skipped)))
    return "\n".join(lines)


def as_markdown(inventory: Inventory, locale: str) -> str:
    """The page that an editor shows; every text of the repository is escaped."""
    pieces = [f"# {say(locale, 'map-title')}", "", summary(inventory, locale).replace("\n", "  \n"), ""]
    for kind in Kind:
        entries = list(inventory.of(kind))
        if entries:
            pieces += [f"## {heading(kind, locale)} ({len(entries)})", "", *_table(entries, locale), ""]
    if any(entry.partial for entry in inventory.entries):
        pieces += [say(locale, "map-partial-note"), ""]
    pieces += _skipped(inventory, locale)
    return "\n".join(pieces)


def _table(entries: Sequence[Entry], locale: str) -> list[str]:
    head = [say(locale, f"map-column-{name}") for name in ("name", "place", "detail")]
    rows = [f"| {' | '.join(head)} |", "|---|---|---|"]
    for entry in entries[:_MOST_ROWS]:
        detail = ", ".join(f"{key}={code(text)}" for key, text in shown_detail(entry))
        mark = " †" if entry.partial else ""
        rows.append(f"| {code(entry.name)}{mark} | {place_link(entry)} | {detail} |")
    if len(entries) > _MOST_ROWS:
        rows += ["", say(locale, "map-more", count=len(entries) - _MOST_ROWS)]
    return rows


def _skipped(inventory: Inventory, locale: str) -> list[str]:
    if not inventory.skipped:
        return []
    lines = [f"## {say(locale, 'map-skipped-title')}", ""]
    lines += [f"- {code(unseen.path)}: {say(locale, unseen.reason)}" for unseen in inventory.skipped[:100]]
    if len(inventory.skipped) > 100:  # noqa: PLR2004 - as above
        lines.append(say(locale, "map-more", count=len(inventory.skipped) - 100))
    return [*lines, ""]


def as_text(inventory: Inventory, locale: str) -> str:
    """For a terminal: one line an entry. The caller makes control characters visible."""
    lines = [summary(inventory, locale)]
    for kind in Kind:
        entries = list(inventory.of(kind))
        if entries:
            lines += ["", f"{heading(kind, locale)} ({len(entries)})"]
            lines += [_line(entry) for entry in entries]
    if any(entry.partial for entry in inventory.entries):
        lines += ["", say(locale, "map-partial-note")]
    return "\n".join(lines) + "\n"


def _line(entry: Entry) -> str:
    detail = " ".join(f"{key}={text}" for key, text in shown_detail(entry))
    mark = " †" if entry.partial else ""
    return f"  {entry.name}{mark}  {entry.path}:{entry.line}  {detail}".rstrip()


def as_json(inventory: Inventory) -> str:
    """Stable and versioned (inventory.schema.json); lines and columns count from 1."""
    value = {
        "version": JSON_VERSION,
        "files": inventory.files,
        "entries": [_value(entry) for entry in inventory.entries],
        "skipped": [{"path": unseen.path, "reason": unseen.reason} for unseen in inventory.skipped],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _value(entry: Entry) -> dict[str, object]:
    return {
        "kind": entry.kind.value,
        "name": entry.name,
        "path": entry.path,
        "line": entry.line,
        "column": entry.span.start.column + 1,
        "endLine": entry.span.end.line + 1,
        "endColumn": entry.span.end.column + 1,
        "symbol": entry.symbol,
        "partial": entry.partial,
        "detail": dict(sorted(entry.detail.items())),
    }


def of_kinds(inventory: Inventory, kinds: Iterable[Kind]) -> Inventory:
    """The same with the entries of some kinds alone."""
    wanted = frozenset(kinds)
    entries = tuple(entry for entry in inventory.entries if entry.kind in wanted)
    return Inventory(entries, inventory.skipped, inventory.files, inventory.reused)
