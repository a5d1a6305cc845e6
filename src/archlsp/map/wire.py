"""Entries as JSON: for memory between runs, and for the pipes to a worker."""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any

from archlsp.map.entry import Entry, Inventory, Kind, Unseen
from archlsp.model.text import Span

VERSION = 1
"""Raise it with every change of what an extractor finds: what was kept is then found anew."""


def key_of(path: str, text: str) -> str:
    """Name what is known of a file by everything that it depends on."""
    digest = blake2b(digest_size=20)
    for part in (str(VERSION), path, text):
        digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
    return digest.hexdigest()


def folder_key(folder: str) -> str:
    """Name the stamps of a folder's files."""
    return key_of("stamps", folder)


def stamps_of(value: object) -> dict[str, tuple[str, str]]:
    """Decode stamps; none for what somebody else wrote."""
    found: dict[str, tuple[str, str]] = {}
    for path, pair in _under(value, "files"):
        if isinstance(pair, list) and len(pair) == 2 and all(isinstance(part, str) for part in pair):  # noqa: PLR2004
            found[str(path)] = (pair[0], pair[1])
    return found


def verdicts_of(value: object) -> dict[str, list[str]]:
    """Decode what was ignored; none for what somebody else wrote."""
    said = _under(value, "ignored")
    return {key: list(map(str, paths)) for key, paths in said if isinstance(paths, list)}


def _under(value: object, key: str) -> list[tuple[str, Any]]:
    inner = value.get(key) if isinstance(value, dict) else None
    return list(inner.items()) if isinstance(inner, dict) else []


def value_of(entries: Sequence[Entry]) -> list[Any]:
    """Encode the entries of one file; its path is left out."""
    return [_value(entry) for entry in entries]


def entries_of(path: str, value: object) -> list[Entry] | None:
    """Decode the entries of one file; None for what somebody else wrote."""
    try:
        return [_entry(path, item) for item in value]  # type: ignore[attr-defined]
    except (KeyError, TypeError, ValueError):
        return None


def inventory_value(inventory: Inventory) -> dict[str, Any]:
    """Encode an inventory."""
    return {
        "entries": [[entry.path, _value(entry)] for entry in inventory.entries],
        "skipped": [[unseen.path, unseen.reason] for unseen in inventory.skipped],
        "files": inventory.files,
        "reused": inventory.reused,
        "paths": list(inventory.paths),
    }


def inventory_of(value: Mapping[str, Any]) -> Inventory:
    """Decode an inventory. Raises KeyError, TypeError, ValueError."""
    entries = tuple(_entry(path, item) for path, item in value["entries"])
    skipped = tuple(Unseen(path, reason) for path, reason in value["skipped"])
    paths = tuple(map(str, value["paths"]))
    return Inventory(entries, skipped, int(value["files"]), int(value["reused"]), paths)


def _value(entry: Entry) -> list[Any]:
    start, end = entry.span.start, entry.span.end
    place = [start.line, start.column, end.line, end.column]
    return [entry.kind.value, entry.name, place, entry.symbol, dict(entry.detail), entry.partial]


def _entry(path: str, value: Sequence[Any]) -> Entry:
    kind, name, place, symbol, detail, partial = value
    said = {str(key): str(text) for key, text in detail.items()}
    return Entry(Kind(kind), str(name), path, Span.of(*map(int, place)), str(symbol), said, bool(partial))
