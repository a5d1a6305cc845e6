"""Mermaid diagrams: services and who waits for whom, tables with their columns, and topics with both ends.

Names are given as quoted labels, ids are ours; so nothing of a repository is read as Mermaid.
"""

import re
from collections.abc import Iterator

from archlsp.map.entry import Entry, Inventory, Kind

_MOST = 120
_UNSAFE = re.compile(r"[^\w .:/@{}()+*,-]")
_WORD = re.compile(r"[^A-Za-z0-9_]+")


def as_mermaid(inventory: Inventory) -> str:
    """One diagram a kind that has something to draw, parted by empty lines."""
    parts = [_flow(inventory), _tables(inventory), _topics(inventory)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _label(text: str) -> str:
    return '"' + (_UNSAFE.sub(" ", text).strip()[:80] or "?") + '"'


def _flow(inventory: Inventory) -> str:
    services = list(inventory.of(Kind.SERVICE))[:_MOST]
    calls = sorted({(entry.name, entry.detail.get("role", "")) for entry in inventory.of(Kind.CALL)})[:_MOST]
    if not services and not calls:
        return ""
    # The same name in two files may be two services; in one file it is a workload and the service in front of it.
    ids: dict[tuple[str, str], str] = {}
    for entry in services:
        ids.setdefault((entry.path, entry.name), f"s{len(ids)}")
    lines = ["flowchart LR"]
    lines += [f"  {number}[{_label(name)}]" for (_, name), number in ids.items()]
    for entry in services:
        targets = (ids.get((entry.path, target)) for target in _depends(entry))
        lines += [f"  {ids[entry.path, entry.name]} --> {target}" for target in targets if target]
    for number, (name, role) in enumerate(calls):
        shape = ("[(", ")]") if role in {"database", "cache", "search"} else ("([", "])")
        lines.append(f"  c{number}{shape[0]}{_label(name)}{shape[1]}")
    return "\n".join(lines)


def _depends(entry: Entry) -> Iterator[str]:
    return (name.strip() for name in entry.detail.get("depends", "").split(",") if name.strip())


def _tables(inventory: Inventory) -> str:
    """Each table once, as it is declared with the most columns."""
    tables: dict[str, str] = {}
    for entry in inventory.of(Kind.TABLE):
        columns = entry.detail.get("columns", "")
        if entry.detail.get("op") == "create" and columns.count(",") >= tables.get(entry.name, "").count(","):
            tables[entry.name] = columns or tables.get(entry.name, "")
    if not tables:
        return ""
    lines = ["erDiagram"]
    for number, (name, columns) in enumerate(list(tables.items())[:_MOST]):
        lines.append(f"  t{number}[{_label(name)}] {{")
        lines += [f"    {kind} {column}" for column, kind in _columns(columns)]
        lines.append("  }")
    return "\n".join(lines)


def _columns(said: str) -> Iterator[tuple[str, str]]:
    for item in said.split(", "):
        name, _, kind = item.partition(" ")
        column = _WORD.sub("_", name).strip("_")
        if column and not column[0].isdigit():
            word = _WORD.sub("_", kind).strip("_")
            yield column, f"{word}" if word and not word[0].isdigit() else "any"


def _topics(inventory: Inventory) -> str:
    names: dict[str, str] = {}
    found: dict[str, None] = {}
    for entry in list(inventory.of(Kind.TOPIC))[:_MOST]:
        topic = names.setdefault(entry.name, f"q{len(names)}")
        found[f"  {topic}>{_label(entry.name)}]"] = None
        end = names.setdefault(f"file:{entry.path}", f"f{len(names)}")
        found[f"  {end}[{_label(entry.path)}]"] = None
        role = entry.detail.get("role")
        if role == "produce":
            found[f"  {end} --> {topic}"] = None
        elif role == "consume":
            found[f"  {topic} --> {end}"] = None
    return "\n".join(["flowchart LR", *found]) if found else ""
