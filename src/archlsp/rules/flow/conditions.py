"""The tests of a rule's `when`: what must be true of a call for the rule to hold."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from archlsp.rules.flow.sites import EVERY, Given, Site
from archlsp.rules.flow.values import UNKNOWN, Origin, Value

Entry = Mapping[str, Any]
_FIXED_HOST = re.compile(r"(?i)^[a-z][a-z0-9+.-]*://[^/?#]+[/?#]")
_FIXED_PATH = re.compile(r"^/[^/\\]")


class Conditions:
    """The tests of one rule: `kind` of its sinks, taint kinds `wanted` (None: all but `args`)."""

    def __init__(self, kind: str, wanted: Sequence[str]) -> None:
        """Keep what a tainted value must be."""
        self._kind = kind
        self._wanted = frozenset(wanted)

    def hold(self, when: Sequence[Entry], site: Site) -> bool:
        """Tell whether all of `when` hold."""
        return all(self._holds(entry, site) for entry in when)

    def origins(self, value: Value) -> tuple[Origin, ...]:
        """Return where a value's untrusted parts come from, as far as this kind of sink is concerned."""
        if self._is_harmless_prefix(value.prefix):
            return ()
        return tuple(
            origin
            for origin in value.all_origins()
            if self._kind not in origin.clean and ("any" in self._wanted or origin.kind in self._wanted)
        )

    def _is_harmless_prefix(self, prefix: str) -> bool:
        if self._kind == "url":
            return bool(_FIXED_HOST.match(prefix))
        return self._kind == "redirect" and bool(_FIXED_HOST.match(prefix) or _FIXED_PATH.match(prefix))

    def _holds(self, entry: Entry, site: Site) -> bool:
        if "not" in entry:
            return not self._holds(entry["not"], site)
        if "any" in entry:
            return any(self._holds(one, site) for one in entry["any"])
        if "all" in entry:
            return all(self._holds(one, site) for one in entry["all"])
        if "inside" in entry or "inside-with" in entry:
            return _is_inside(entry, site)
        return self._argument_holds(entry, site)

    def _argument_holds(self, entry: Entry, site: Site) -> bool:
        found = list(site.find(entry["arg"]))
        if entry["arg"] == EVERY:
            return bool(found) and all(self._fits(entry, given, site) for given in found)
        return any(self._fits(entry, given, site) for given in found)

    def _fits(self, entry: Entry, given: Given | None, site: Site) -> bool:
        for key, expected in entry.items():
            if key in {"arg", "ignore-case"}:
                continue
            if key == "is":
                if not self._is(expected, given, site):
                    return False
            elif given is None or not _TESTS[key](given.value, expected, entry):
                return False
        return True

    def _is(self, words: str | Sequence[str], given: Given | None, site: Site) -> bool:
        for word in (words,) if isinstance(words, str) else words:
            if word == "missing":
                if given is None and not site.has_spread:
                    return True
            elif given is None:
                continue
            elif word == "present" or self._is_word(word, given.value):
                return True
        return False

    def _is_word(self, word: str, value: Value) -> bool:
        if word == "tainted":
            return bool(self.origins(value))
        if word == "dynamic":
            if self._is_harmless_prefix(value.prefix):
                return False
            return (value.built and self._kind not in value.clean) or bool(self.origins(value))
        return _WORDS[word](value)


def find_origins(conditions: Conditions, when: Sequence[Entry], site: Site) -> tuple[Origin, ...]:
    """Return where the untrusted data of the tests' arguments comes from."""
    for entry in _argument_tests(when):
        for given in site.find(entry["arg"]):
            if given is not None and (origins := conditions.origins(given.value)):
                return origins
    return ()


def reported_argument(when: Sequence[Entry], site: Site) -> Given | None:
    """Return the argument of the first test that has one."""
    for entry in _argument_tests(when):
        for given in site.find(entry["arg"]):
            if given is not None:
                return given
    return None


def _argument_tests(when: Sequence[Entry]) -> list[Entry]:
    found: list[Entry] = []
    for entry in when:
        if "arg" in entry:
            found.append(entry)
        for key in ("any", "all"):
            if key in entry:
                found += _argument_tests(entry[key])
    return found


def complaints(when: object) -> list[str]:
    """Say what is wrong with the tests of a rule."""
    if not isinstance(when, list) or not all(isinstance(entry, dict) for entry in when):
        return ["when: a list of tests is needed"]
    found: list[str] = []
    for entry in when:
        nested = [entry["not"]] if "not" in entry else [*entry.get("any", ()), *entry.get("all", ())]
        if nested:
            found += complaints(nested)
            continue
        found += [f"when: {key} is no test" for key in entry if key not in _KEYS]
        if not {"arg", "inside", "inside-with"} & set(entry):
            found.append("when: arg, inside, not, any or all is needed")
        words = entry.get("is", ())
        found += [f"when: is: {word} is unknown" for word in _as_list(words) if word not in _ALL_WORDS]
    return found


def _is_inside(entry: Entry, site: Site) -> bool:
    place = site.place
    if "inside-with" in entry:
        wanted = _as_list(entry["inside-with"])
        return any(_names_fit(name, wanted) for name in place.withs)
    return any(_PLACES[word](place) for word in _as_list(entry["inside"]))


def _names_fit(name: str, wanted: Sequence[str]) -> bool:
    return any(name == one or (one.startswith("*.") and ("." + name).endswith(one[1:])) for one in wanted)


def _as_list(value: Any) -> Sequence[Any]:  # noqa: ANN401 - one or several of anything
    return (value,) if isinstance(value, str) else value


@cache
def _regex(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def _equals(value: Value, expected: Any, entry: Entry) -> bool:  # noqa: ANN401 - a literal of a rule
    wanted = expected if isinstance(expected, list) else [expected]
    if value.const is UNKNOWN:
        return value.path is not None and value.path in wanted
    if entry.get("ignore-case") and isinstance(value.const, str):
        return value.const.lower() in [str(one).lower() for one in wanted]
    return any(type(one) is type(value.const) and one == value.const for one in wanted)


def _matches(value: Value, expected: str, _: Entry) -> bool:
    if isinstance(value.const, str):
        return bool(_regex(expected).search(value.const))
    return value.path is not None and bool(_regex(expected).search(value.path))


def _prefix_matches(value: Value, expected: str, _: Entry) -> bool:
    return bool(_regex(expected).search(value.prefix))


def _number(value: Value) -> float | None:
    number = isinstance(value.const, int | float) and not isinstance(value.const, bool)
    return float(value.const) if number else None


_TESTS: Mapping[str, Callable[[Value, Any, Entry], bool]] = {
    "equals": _equals,
    "matches": _matches,
    "not-matches": lambda value, expected, entry: not _matches(value, expected, entry),
    "prefix-matches": _prefix_matches,
    "not-prefix-matches": lambda value, expected, entry: not _prefix_matches(value, expected, entry),
    "less": lambda value, expected, _: (number := _number(value)) is not None and number < expected,
    "more": lambda value, expected, _: (number := _number(value)) is not None and number > expected,
    "type": lambda value, expected, _: any(
        name in value.types or name == value.path for name in _as_list(expected)
    ),
    "has": lambda value, expected, _: expected in value.marks,
    "lacks": lambda value, expected, _: expected not in value.marks and ESCAPED not in value.marks,
}
ESCAPED = "?escaped"
_WORDS: Mapping[str, Callable[[Value], bool]] = {
    "constant": lambda value: value.is_constant,
    "string": lambda value: isinstance(value.const, str),
    "variable": lambda value: not value.is_constant and not value.built and not value.safe,
    "true": lambda value: value.const is True,
    "false": lambda value: value.const is False,
    "null": lambda value: value.const is None,
    "number": lambda value: _number(value) is not None,
    "function": lambda value: value.function is not None,
    "unknown": lambda value: (
        not value.is_constant and not value.safe and not value.types and not value.path and not value.built
    ),
}
_ALL_WORDS = frozenset(_WORDS) | {"tainted", "dynamic", "present", "missing"}
_KEYS = frozenset(_TESTS) | {"arg", "is", "ignore-case", "inside", "inside-with"}
_PLACES: Mapping[str, Callable[[Any], bool]] = {
    "loop": lambda place: place.loops > 0,
    "async": lambda place: place.is_async,
    "handler": lambda place: place.handler,
    "try": lambda place: place.tries > 0,
    "finally": lambda place: place.finals > 0,
    "function": lambda place: place.function,
}
