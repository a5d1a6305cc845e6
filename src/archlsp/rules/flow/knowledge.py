"""What is known about libraries: where untrusted data comes in, what makes it harmless, what calls give back.

The data is `knowledge/<language>*.yml`; the keys are explained at the classes below.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from archlsp.rules.flow.about import About
from archlsp.rules.flow.names import NameIndex
from archlsp.rules.imports import Imports

_FOLDER = Path(__file__).with_name("knowledge")
_MOST_KNOWN = 8192
_NAMING = ("annotation", "decorator", "type", "base", "param", "call")
_FAMILIES = {"typescript": "javascript", "tsx": "javascript"}
Entry = Mapping[str, Any]


@dataclass(slots=True)
class Knowledge:
    """One language's data, filed by name.

    `sources` (kind), `sanitizers` and `guards` (kinds), `returns` (type), `fields` (type), `marks` (when, mark, on),
    `propagate` (taint: none | all | receiver | same), `builds` (makes text of its arguments). `handlers` and `params`
    say which functions get requests and which parameters are sources.

    For reach.py, which asks by what names they come: `ways` are those by which data of a kind comes in, `giving` those
    that give something of a type, `aliased` those that a name also goes by.
    """

    sources: NameIndex[Entry] = field(default_factory=NameIndex)
    sanitizers: NameIndex[Entry] = field(default_factory=NameIndex)
    guards: NameIndex[Entry] = field(default_factory=NameIndex)
    returns: NameIndex[Entry] = field(default_factory=NameIndex)
    fields: NameIndex[Entry] = field(default_factory=NameIndex)
    marks: NameIndex[Entry] = field(default_factory=NameIndex)
    propagate: NameIndex[Entry] = field(default_factory=NameIndex)
    builds: NameIndex[Entry] = field(default_factory=NameIndex)
    params: NameIndex[Entry] = field(default_factory=NameIndex)
    aliases: dict[str, str] = field(default_factory=dict)
    handlers: list[Entry] = field(default_factory=list)
    handler_calls: NameIndex[Entry] = field(default_factory=NameIndex)
    ways: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    giving: dict[str, list[str]] = field(default_factory=dict)
    aliased: dict[str, list[str]] = field(default_factory=dict)
    _about: dict[tuple[str, ...], About] = field(default_factory=dict)

    def about(self, names: tuple[str, ...]) -> About:
        """Return all that is known of what goes by these names."""
        found = self._about.get(names)
        if found is None:
            if len(self._about) >= _MOST_KNOWN:
                self._about.clear()
            found = self._about[names] = self._looked_up(names)
        return found

    def _looked_up(self, names: tuple[str, ...]) -> About:
        found = About.of(names, self.propagate.first(names))
        returned = self.returns.first(names)
        if returned is not None:
            kinds = returned["type"]
            found.result_types = tuple(kinds) if isinstance(kinds, list) else (kinds,)
        found.builds = self.builds.first(names) is not None
        found.source = self.sources.first(names)
        found.sanitizer = self.sanitizers.first(names)
        found.own_sanitizer = self.sanitizers.first(names, loose=False)
        found.field = self.fields.first(names)
        found.marks = self.marks.find(names)
        found.handlers = self.handler_calls.find(names)
        return found


def family_of(language: str) -> str:
    """Name the reader and the knowledge of a language."""
    return _FAMILIES.get(language, language)


@cache
def entries_of(family: str) -> Mapping[str, Sequence[Entry]]:
    """Read a family's files; a few milliseconds, once a process."""
    # PyYAML is a sixth of a worker's start, and not every file needs this.
    import yaml  # noqa: PLC0415

    found: dict[str, list[Entry]] = {}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for path in sorted(_FOLDER.glob(f"{family}*.yml")):
        for key, entries in (yaml.load(path.read_bytes(), loader) or {}).items():  # noqa: S506 - a safe loader
            found.setdefault(key, []).extend(entries or ())
    return found


def knowledge_for(family: str, imports: Imports) -> Knowledge:
    """Return the data that holds for a file with these imports: entries with `requires` are gated."""
    every = entries_of(family)
    gates = {
        tuple(entry["requires"]) for entries in every.values() for entry in entries if entry.get("requires")
    }
    return _chosen(family, frozenset(gate for gate in gates if imports.any_of(gate)))


@cache
def _chosen(family: str, open_gates: frozenset[tuple[str, ...]]) -> Knowledge:
    result = Knowledge()
    for key, entries in entries_of(family).items():
        for entry in entries:
            if not entry.get("requires") or tuple(entry["requires"]) in open_gates:
                _file(result, key, entry)
    return result


def _file(result: Knowledge, key: str, entry: Entry) -> None:
    _file_ways(result, key, entry)
    if key == "aliases":
        result.aliases.update({name: str(entry["is"]) for name in _listed(entry["name"])})
    elif key == "handlers":
        if "call" in entry:
            result.handler_calls.add(entry["call"], entry)
        else:
            result.handlers.append(entry)
    elif key == "params":
        result.params.add(entry["annotation"], entry)
    else:
        index: NameIndex[Entry] = getattr(result, key)
        index.add(entry["name"], entry)


def _file_ways(result: Knowledge, key: str, entry: Entry) -> None:
    naming = ("name",) if "name" in entry else _NAMING
    names = tuple(one for kind in naming if kind in entry for one in _listed(entry[kind]))
    if key == "aliases":
        result.aliased.setdefault(str(entry["is"]), []).extend(names)
    elif key in {"sources", "params"}:
        result.ways.setdefault(str(entry["kind"]), []).append(names)
    elif key == "handlers":
        if entry.get("taints", "none") != "none":
            result.ways.setdefault(str(entry.get("kind", "request")), []).append(names)
        types = entry.get("types", ())
        for one in types.values() if isinstance(types, Mapping) else types:
            result.giving.setdefault(one, []).extend(names)
    elif key in {"returns", "fields"}:
        for one in _listed(entry["type"]):
            result.giving.setdefault(one, []).extend(names)


def _listed(value: str | Sequence[str]) -> Sequence[str]:
    return (value,) if isinstance(value, str) else value
