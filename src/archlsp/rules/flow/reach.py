"""Whether untrusted data can come in at all in a file: most rules of flow have nothing to say where it cannot.

Told from words: what untrusted data comes in by (`express.Request.body`) has its last part in the text, and what it is
a member of is named there, too, or is given by something that is (a handler, a call, a field of something else).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from archlsp.rules.flow.knowledge import Knowledge
from archlsp.rules.flow.names import last_part
from archlsp.rules.flow.readers.javascript_customs import CUSTOMS
from archlsp.rules.flow.sinks import DEFAULT_WANTED
from archlsp.rules.rule import Rule

_TAINTED = ("tainted", ["tainted"])
_ANY = "any"
_DEEPEST = 6
_NAMES = ("calls", "assigns", "returns")


def reached(rules: Sequence[Rule], knowledge: Knowledge, text: str) -> list[Rule]:
    """Leave out the rules that want untrusted data of kinds that nothing in the text brings in."""
    asked = {rule.id: kinds for rule in rules if (kinds := wanted_kinds(rule))}
    if not asked:
        return list(rules)
    there = _Text(knowledge, text).kinds(frozenset().union(*asked.values()))
    return [rule for rule in rules if rule.id not in asked or asked[rule.id] & there]


@lru_cache(maxsize=2048)
def wanted_kinds(rule: Rule) -> frozenset[str]:
    """Return the kinds of untrusted data without which a rule never holds; none where it may hold without any."""
    wanted = rule.body.get("from", DEFAULT_WANTED)
    entries = [entry for key in _NAMES for entry in rule.body.get(key, ())]
    needs = all(any(map(_needs_taint, entry.get("when", ()))) for entry in entries)
    return frozenset((wanted,) if isinstance(wanted, str) else wanted) if needs else frozenset()


def _needs_taint(test: Mapping[str, Any]) -> bool:
    if "not" in test:
        return False
    if "any" in test:
        return all(map(_needs_taint, test["any"]))
    if "all" in test:
        return any(map(_needs_taint, test["all"]))
    return test.get("is") in _TAINTED


class _Text:
    """What the words of a text allow."""

    def __init__(self, knowledge: Knowledge, text: str) -> None:
        self._knowledge = knowledge
        self._text = text
        self._words: dict[str, bool] = {}

    def kinds(self, wanted: frozenset[str]) -> frozenset[str]:
        """Return which of the kinds may come in; `any` stands for all."""
        kinds = frozenset(self._knowledge.ways) if _ANY in wanted else wanted
        found = frozenset(kind for kind in kinds if any(map(self._may, self._knowledge.ways.get(kind, ()))))
        return found | {_ANY} if found else found

    def _may(self, way: tuple[str, ...]) -> bool:
        """Tell whether one of several names may be there."""
        return any(self._may_be(name, _DEEPEST) for name in way)

    def _may_be(self, name: str, depth: int) -> bool:
        """Tell whether something may go by a name, or be of the type of that name."""
        if depth == 0:
            return self._has(last_part(name))
        depth -= 1
        known = self._knowledge
        others = (*known.aliased.get(name, ()), *known.giving.get(name, ()), *CUSTOMS.get(name, ()))
        if any(self._may_be(other, depth) for other in others):
            return True
        owner, _, last = name.rpartition(".")
        if not self._has(last):
            return False
        if not owner or owner == "*":
            return True
        if owner.startswith("*."):
            return all(map(self._has, owner[2:].split(".")))
        return self._may_be(owner, depth)

    def _has(self, word: str) -> bool:
        """Tell whether a word is in the text."""
        found = self._words.get(word)
        if found is None:
            found = self._words[word] = any(True for _ in _whole(self._text, word.removesuffix("()")))
        return found


def _whole(text: str, word: str) -> Iterator[int]:
    """Yield where a word stands by itself; parameters nobody uses begin with underscores."""
    at = text.find(word)
    while at >= 0:
        begin, end = at, at + len(word)
        while begin > 0 and text[begin - 1] == "_":
            begin -= 1
        around = text[begin - 1 : begin] + text[end : end + 1]
        if not any(one.isalnum() or one == "_" for one in around):
            yield at
        at = text.find(word, at + 1)
