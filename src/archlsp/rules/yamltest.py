"""The conditions of rules about YAML, tested on one subject (yamldoc.py says what there is)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archlsp.rules.yamlobject import Object
from archlsp.rules.yamltree import Place, find, texts

Condition = Mapping[str, Any]
# What was found in the subject itself.
MATCH = "MATCH"


@dataclass(frozen=True, slots=True)
class Subject:
    """The place that a rule looks at; conditions that match add to `captures`."""

    thing: Object
    place: Place
    captures: dict[str, str] = field(default_factory=dict)

    def find(self, path: str) -> list[Place]:
        """Return the places at a path from here; "" is the subject itself."""
        path = path.replace("{key}", f'"{self.place.name}"').replace(
            "{value}", f'"{self.place.scalar or ""}"'
        )
        if path.startswith(("/", "$")):
            return self.thing.find(path.lstrip("/"))
        place = self.place
        while path.startswith("^") and place.parent is not None:
            place, path = place.parent, path[1:]
        return find(place, path)


def holds(condition: Condition, subject: Subject) -> bool:
    """Tell whether one condition holds."""
    if "any" in condition:
        return any(holds(choice, subject) for choice in condition["any"])
    if "all" in condition:
        return all(holds(part, subject) for part in condition["all"])
    if "not" in condition:
        return not holds(condition["not"], subject)
    places = subject.find(condition.get("path", ""))
    return all(_TESTS[key](subject, places, value) for key, value in condition.items() if key != "path")


def regexes(conditions: Sequence[Condition]) -> Iterator[str]:
    """Yield the regexes of conditions."""
    for condition in conditions:
        yield from (condition[key] for key in ("matches", "lacks", "key") if key in condition)
        yield from regexes([*condition.get("any", ()), *condition.get("all", ())])
        yield from regexes([condition["not"]] if "not" in condition else [])


def _is_there(places: Sequence[Place]) -> bool:
    return any(not place.is_missing for place in places)


def _matches(subject: Subject, places: Sequence[Place], regex: str) -> bool:
    for place in places:
        if place.scalar is None or not (found := re.search(regex, place.scalar)):
            continue
        named = {name: text for name, text in found.groupdict().items() if text}
        subject.captures.update(named)
        if place is subject.place:
            subject.captures[MATCH] = named.get("culprit", found[0])
        return True
    return False


def _same(subject: Subject, places: Sequence[Place], path: str) -> bool:
    others = subject.find(path)
    if not _is_there(places) or not _is_there(others):
        return False
    return _written(subject, places[0]) == _written(subject, others[0])


def _written(subject: Subject, place: Place) -> str:
    document = subject.thing.document
    start, end = document.range(Place(place.node))
    return " ".join(document.text[start - document.offset : end - document.offset].split())


_TESTS: Mapping[str, Callable[[Subject, Sequence[Place], Any], bool]] = {
    "missing": lambda _subject, places, _value: not _is_there(places),
    "present": lambda _subject, places, _value: _is_there(places),
    "equals": lambda _subject, places, value: _plain(value) in texts(places),
    "in": lambda _subject, places, value: any(_plain(item) in texts(places) for item in value),
    "matches": _matches,
    "lacks": lambda _subject, places, regex: not any(re.search(regex, text) for text in texts(places)),
    "key": lambda _subject, places, regex: any(re.search(regex, place.name) for place in places),
    "same-as": _same,
}


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
