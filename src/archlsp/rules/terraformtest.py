"""The conditions of rules about infrastructure, tested on one subject (terraform.py says what there is)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archlsp.rules.terraformnet import is_public
from archlsp.rules.terraformscope import Resource, refers
from archlsp.rules.terraformtree import Entry, Found, Items, Place, Scalar, Unknown, Value, find, flat
from archlsp.rules.terraformtree import Mapping as Block

Condition = Mapping[str, Any]
_FALSE = frozenset({"false", "no", "off"})
_TRUE = frozenset({"true", "yes", "on"})
_STRUCTURE = frozenset({"path", "any", "all", "not", "linked", "target"})


@dataclass(slots=True)
class Subject:
    """What a rule looks at: a resource's body, a block, a value or a policy's statement."""

    resource: Resource
    value: Value
    entry: Entry | None = None
    holder: Entry | None = None
    captures: dict[str, str] = field(default_factory=dict)

    def find(self, paths: str | Sequence[str]) -> Found:
        """Return what one of the paths leads to, from here, or with a `/` before it from the resource."""
        if paths == "@name":
            return Found([Place(Scalar(0, 0, self.resource.name))])
        every = Found([])
        for path in [paths] if isinstance(paths, str) else paths:
            start = self.resource.body if path.startswith("/") else self.value
            found = find(self.resource.scope.resolve, start, path.lstrip("/"))
            every.places += found.places
            every.is_open = every.is_open or found.is_open
        return every


def holds(condition: Condition, subject: Subject) -> bool:
    """Tell whether one condition holds."""
    if "any" in condition:
        return any(holds(choice, subject) for choice in condition["any"])
    if "all" in condition:
        return all(holds(part, subject) for part in condition["all"])
    if "not" in condition:
        return not holds(condition["not"], subject)
    if "linked" in condition:
        return _is_linked(condition["linked"], subject)
    if "target" in condition:
        return _has_target(condition["target"], subject)
    found = subject.find(condition.get("path", ""))
    seen = _Seen(subject, found)
    return all(_TESTS[key](seen, value) for key, value in condition.items() if key != "path")


def complaints(conditions: Sequence[Condition]) -> Iterator[str]:
    """Say what is wrong with conditions."""
    for condition in conditions:
        yield from complaints([*condition.get("any", ()), *condition.get("all", ())])
        yield from complaints([condition["not"]] if "not" in condition else [])
        for link in ("linked", "target"):
            yield from complaints(condition.get(link, {}).get("where", ()))
        for key, value in condition.items():
            if key not in _TESTS and key not in _STRUCTURE:
                yield f"where: {key} is no test"
            if key in {"matches", "lacks", "keys"}:
                yield from _complaint(value)


def _complaint(regex: str) -> Iterator[str]:
    try:
        re.compile(regex)
    except re.error as error:
        yield f"where: {error}"


class _Seen:
    """The values at a path: lists opened, nulls left out."""

    def __init__(self, subject: Subject, found: Found) -> None:
        resolve = subject.resource.scope.resolve
        opened = [item for place in found.places for item in flat(resolve, place)]
        self.subject = subject
        self.places = [item for item in opened if not _is_null(item.value)]
        self.is_open = found.is_open
        self.scalars = [item.value for item in self.places if isinstance(item.value, Scalar)]
        self.texts = [str(scalar.text) for scalar in self.scalars]

    @property
    def is_known(self) -> bool:
        """Whether every value there is plain and known, and there is one."""
        whole = all(scalar.whole for scalar in self.scalars)
        return bool(self.places) and len(self.scalars) == len(self.places) and whole and not self.is_open


def _is_null(value: Value) -> bool:
    return isinstance(value, Scalar) and value.text is None


def _missing(seen: _Seen, _wanted: object) -> bool:
    return not seen.places and not seen.is_open


def _disabled(seen: _Seen, _wanted: object) -> bool:
    """Not there, or every one of them is false."""
    if not seen.places:
        return not seen.is_open
    return all(isinstance(place.value, Scalar) and _low(place.value) in _FALSE for place in seen.places)


def _low(scalar: Scalar) -> str:
    return str(scalar.text).lower()


def _plain(wanted: object) -> frozenset[str]:
    values = wanted if isinstance(wanted, list) else [wanted]
    return frozenset(str(value).lower() for value in values)


def _equals(seen: _Seen, wanted: object) -> bool:
    plain = _plain(wanted)
    return any(text.lower() in plain for text in seen.texts)


def _differs(seen: _Seen, wanted: object) -> bool:
    return seen.is_known and not _equals(seen, wanted)


def _matches(seen: _Seen, regex: str) -> bool:
    for text in seen.texts:
        if found := re.search(regex, text):
            seen.subject.captures.update({name: part for name, part in found.groupdict().items() if part})
            return True
    return False


def _lacks(seen: _Seen, regex: str) -> bool:
    return seen.is_known and not any(re.search(regex, text) for text in seen.texts)


def _keys(seen: _Seen, regex: str) -> bool:
    entries = (
        item for place in seen.places if isinstance(place.value, Block) for item in place.value.entries
    )
    return any(re.search(regex, item.key) for item in entries)


def _numbers(seen: _Seen) -> Iterator[float]:
    for text in seen.texts:
        try:
            yield float(text)
        except ValueError:
            continue


_TESTS: Mapping[str, Callable[[_Seen, Any], bool]] = {
    "missing": _missing,
    "present": lambda seen, _wanted: bool(seen.places),
    "disabled": _disabled,
    "is": lambda seen, wanted: any(_low(scalar) in (_TRUE if wanted else _FALSE) for scalar in seen.scalars),
    "known": lambda seen, _wanted: seen.is_known,
    "equals": _equals,
    "differs": _differs,
    "only": lambda seen, wanted: seen.is_known and all(text.lower() in _plain(wanted) for text in seen.texts),
    "matches": _matches,
    "lacks": _lacks,
    "keys": _keys,
    "less": lambda seen, limit: any(number < limit for number in _numbers(seen)),
    "more": lambda seen, limit: any(number > limit for number in _numbers(seen)),
    "public": lambda seen, wanted: any(is_public(text) for text in seen.texts) is wanted,
}


def _is_linked(link: Mapping[str, Any], subject: Subject) -> bool:
    """Tell whether another resource of the file is about this one; one that cannot be told apart counts."""
    for other in subject.resource.scope.of_type(frozenset(link["types"])):
        conditions = link.get("where", ())
        candidate = Subject(other, other.body)
        if _is_about(candidate, link["by"], subject) and all(holds(item, candidate) for item in conditions):
            return True
    return False


def _has_target(link: Mapping[str, Any], subject: Subject) -> bool:
    """Tell whether what an attribute refers to is in this file, and the conditions hold there."""
    for place in subject.find(link["path"]).places:
        name = place.value.name if isinstance(place.value, Unknown) else ""
        other = subject.resource.scope.named(name) if name else None
        if other is not None and all(holds(item, Subject(other, other.body)) for item in link["where"]):
            return True
    return False


def _is_about(candidate: Subject, by: str, subject: Subject) -> bool:
    found = candidate.find(by)
    if found.is_open:
        return True
    return any(_points(place.value, subject) for place in found.places)


def _points(value: Value, subject: Subject) -> bool:
    if isinstance(value, Items):
        return any(_points(subject.resource.scope.resolve(item), subject) for item in value.items)
    if isinstance(value, Unknown):
        known = subject.resource.scope.named(value.name) if value.name else None
        return known is None or refers(value.name, subject.resource)
    if not isinstance(value, Scalar):
        return True
    if not value.whole:
        return True
    names = subject.find(["/bucket", "/name", "/bucket_name"])
    texts = [place.value.text for place in names.places if isinstance(place.value, Scalar)]
    return not texts or value.text in texts
