"""A first look at a node with a rule object of ast-grep in hand: surely not, surely, or nobody knows (None).

ast-grep compiles a rule at every call, half a millisecond; a look at a handful of nodes takes a twentieth of that.
Kinds, expressions, neighbours and ancestors are judged here; of what lies deeper, only which words must be there.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from archlsp.rules.descent import Branch
from archlsp.rules.required import Groups

Body = Mapping[str, Any]
Verdict = bool | None
_PIECE = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|.", re.DOTALL)
_NOT_OURS = re.compile(r"[^\x00-\x7f]|\\[pPxuUz<>]|\(\?[a-z]*[xmRU-]|\(\?P?<|&&|~~|\[\^?\[|\[:|\{,")
_DEEPEST = 30


@dataclass(slots=True, eq=False)
class Spot:
    """A node on the way down from the root; `above` is the spot of its parent. (Frozen ones are slow to make.)"""

    branch: Branch
    above: "Spot | None"


class Glance:
    """One rule: `needed` tells the words of a rule object, without which it cannot hold."""

    def __init__(self, utils: Body, needed: Callable[[Body], Groups]) -> None:
        """Keep what the rule's objects refer to."""
        self._utils = utils
        self._needed = needed

    def may(self, body: Body, spot: Spot, text: str, depth: int = 0) -> Verdict:
        """Judge a rule object at a spot of a text folded to ASCII."""
        if depth > _DEEPEST:
            return None
        verdict: Verdict = True
        for key, value in body.items():
            judge = _JUDGES.get(key)
            one = judge(self, value, spot, text, depth + 1) if judge else _OTHERS.get(key)
            if one is False:
                return False
            verdict = None if one is None else verdict
        return verdict

    def _kind(self, value: str, spot: Spot, _text: str, _depth: int) -> Verdict:
        return spot.branch.kind == value if value.isidentifier() else None

    def _regex(self, value: str, spot: Spot, text: str, _depth: int) -> Verdict:
        compiled = _compiled(value)
        if compiled is None:
            return None
        return compiled.search(text[spot.branch.start : spot.branch.end]) is not None

    def _has(self, value: Body, spot: Spot, text: str, depth: int) -> Verdict:
        if not self._has_words(value, spot, text):
            return False
        if "field" in value or value.get("stopBy", "neighbor") != "neighbor":
            return self._has_in_field(value, spot, text, depth)
        return _some(self.may(value, Spot(below, spot), text, depth) for below in spot.branch.below())

    def _has_in_field(self, value: Body, spot: Spot, text: str, depth: int) -> Verdict:
        """A field that is not there has nothing in it; one that is, and whose node is wrong, neither."""
        if "field" not in value or value.get("stopBy", "neighbor") != "neighbor":
            return None
        nodes = spot.branch.node.field_children(value["field"])
        inner = {key: item for key, item in value.items() if key != "field"}
        found = _some(self.may(inner, Spot(Branch(node), spot), text, depth) for node in nodes)
        return False if found is False else None

    def _has_words(self, value: Body, spot: Spot, text: str) -> bool:
        groups = self._needed(value)
        small = text[spot.branch.start : spot.branch.end].lower() if groups else ""
        return all(any(word.text in small for word in group) for group in groups)

    def _inside(self, value: Body, spot: Spot, text: str, depth: int) -> Verdict:
        far = value.get("stopBy", "neighbor") != "neighbor"
        above = spot.above
        while above is not None:
            if self.may(value, above, text, depth) is not False:
                return None
            above = above.above if far else None
        return False

    def _all(self, value: Iterable[Body], spot: Spot, text: str, depth: int) -> Verdict:
        verdict: Verdict = True
        for part in value:
            one = self.may(part, spot, text, depth)
            if one is False:
                return False
            verdict = None if one is None else verdict
        return verdict

    def _any(self, value: Iterable[Body], spot: Spot, text: str, depth: int) -> Verdict:
        return _some(self.may(part, spot, text, depth) for part in value)

    def _not(self, value: Body, spot: Spot, text: str, depth: int) -> Verdict:
        inner = self.may(value, spot, text, depth)
        return None if inner is None else not inner

    def _matches(self, value: str, spot: Spot, text: str, depth: int) -> Verdict:
        return self.may(self._utils[value], spot, text, depth) if value in self._utils else None


# Keys that are no questions of their own: what they belong to has looked at them. All others: nobody knows.
_OTHERS: Mapping[str, Verdict] = {"stopBy": True}
_JUDGES: Mapping[str, Callable[[Glance, Any, Spot, str, int], Verdict]] = {
    "kind": Glance._kind,
    "regex": Glance._regex,
    "has": Glance._has,
    "inside": Glance._inside,
    "all": Glance._all,
    "any": Glance._any,
    "not": Glance._not,
    "matches": Glance._matches,
}


def _some(verdicts: Iterable[Verdict]) -> Verdict:
    found: Verdict = False
    for verdict in verdicts:
        if verdict:
            return True
        found = None if verdict is None else found
    return found


@lru_cache(maxsize=4096)
def _compiled(regex: str) -> re.Pattern[str] | None:
    """Compile an expression of Rust's for Python; None where the two may not mean the same."""
    if _NOT_OURS.search(regex):
        return None
    written = "".join(r"\Z" if piece == "$" else piece for piece in _PIECE.findall(regex))
    try:
        return re.compile(written, re.ASCII)
    except re.error:
        return None
