"""Where in a file a pattern can hold at all, told from its text and the way down to a few places.

ast-grep compiles a rule and walks the whole tree each time it is asked, a millisecond or two in a file of 500 lines,
and nearly always finds nothing. What a rule cannot do without is known beforehand: words that the node must have
(required.py), its kind, kinds around it. So the words are looked for, and the walks begin at the nodes around them.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ahocorasick_rs import AhoCorasick
from ast_grep_py import SgNode

from archlsp.rules.descent import Branch
from archlsp.rules.glance import Glance, Spot
from archlsp.rules.required import Groups, either, required, whole
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source

Kinds = frozenset[str]
_KIND = re.compile(r"\w+")
_METAVARIABLE = re.compile(r"\$+[A-Z_0-9]*")
_NAME = re.compile(r"[A-Za-z_]\w+")
# From here on one walk over everything is cheaper than the ways down, or than so many walks.
_MANY_PLACES = 60
_MANY_WALKS = 3
# Nearly everything is inside of these.
_COMMON = frozenset({"block", "statement_block", "function_definition", "class_body", "module", "program"})
_DEEPEST = 20
_ESCAPE = 10
_KEYWORDS = {
    "assert_statement": "assert",
    "await": "await",
    "await_expression": "await",
    "catch_clause": "catch",
    "defer_statement": "defer",
    "except_clause": "except",
    "lambda": "lambda",
    "object_creation_expression": "new",
    "new_expression": "new",
    "raise_statement": "raise",
    "throw_statement": "throw",
    "try_statement": "try",
    "with_statement": "with",
}


@dataclass(frozen=True, slots=True)
class Needs:
    """What a node must be for a rule to hold: of a kind, with words in its text, with kinds around it.

    `file` are words somewhere else in the file.
    """

    kinds: Kinds | None = None
    words: Groups = ()
    around: tuple[Kinds, ...] = ()
    file: Groups = ()

    def __and__(self, other: "Needs") -> "Needs":
        both = self.kinds & other.kinds if self.kinds is not None and other.kinds is not None else None
        kinds = (self.kinds if other.kinds is None else other.kinds) if both is None else both
        words, around, file = (getattr(self, name) + getattr(other, name) for name in _JOINED)
        return Needs(kinds, words, around, file)


_JOINED = ("words", "around", "file")
_NOTHING = Needs()


def roots(source: Source, rule: Rule) -> list[SgNode]:
    """List the nodes below which, themselves included, the rule may hold; the file's root where nobody knows."""
    search = _search(rule)
    if search is None:
        return [source.root]
    places = search.places(source.small)
    if not places:
        return []
    if len(places) > _MANY_PLACES or search.needs.kinds is None:
        return [source.root]
    found: list[Branch] = []
    for place in places:
        if not found or not found[-1].start <= place[0] < found[-1].end:
            found += search.candidates(source, place)
            if len(found) > _MANY_WALKS:
                return [source.root]
    return [branch.node for branch in found]


class _Search:
    """The words of one rule, looked for in one pass: of each group one must be there."""

    def __init__(self, body: Mapping[str, Any], utils: Mapping[str, Any], needs: Needs) -> None:
        self._body = body
        self.needs = needs
        known: dict[int, Groups] = {}

        def needed(part: Mapping[str, Any]) -> Groups:
            if id(part) not in known:
                known[id(part)] = needs_of(part, utils).words
            return known[id(part)]

        self._glance = Glance(utils, needed)
        groups = [*dict.fromkeys(needs.words), *dict.fromkeys(needs.file)]
        self._inside = range(len(dict.fromkeys(needs.words)))
        self._words = [(word, number) for number, group in enumerate(groups) for word in group]
        self._all = frozenset(range(len(groups)))
        self._automaton = AhoCorasick([word.text for word, _ in self._words])

    def places(self, small: str) -> list[tuple[int, int]]:
        """List the places of that group in a text of small letters which has the fewest; none where one has none."""
        places: dict[int, list[tuple[int, int]]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(small, overlapping=True):
            word, group = self._words[number]
            if not (word.begins and _goes_on(small, start)) and not (word.ends and _is_letter(small, end)):
                places.setdefault(group, []).append((start, end))
        return min((places[group] for group in self._inside), key=len) if places.keys() == self._all else []

    def candidates(self, source: Source, place: tuple[int, int]) -> Iterator[Branch]:
        """Yield the outermost node around a place that may be what the rule is about."""
        kinds, spot = self.needs.kinds, None
        trail: list[Branch] = []
        above: set[str] = set()
        for branch in source.trunk.around(*place):
            kind = branch.kind
            trail.append(branch)
            if (kinds is None or kind in kinds) and not any(map(above.isdisjoint, self.needs.around)):
                # Most branches are of other kinds: spots are made when one is asked about.
                for one in trail:
                    spot = Spot(one, spot)
                trail.clear()
                if spot is not None and self._glance.may(self._body, spot, source.folded) is not False:
                    yield branch
                    return
            above.add(kind)


def _goes_on(small: str, start: int) -> bool:
    """Tell whether a word began before; what stands after an escape is a node of its own."""
    return start > 0 and _is_letter(small, start - 1) and "\\" not in small[max(0, start - _ESCAPE) : start]


def _is_letter(small: str, at: int) -> bool:
    return at < len(small) and (small[at].isalnum() or small[at] == "_")


@lru_cache(maxsize=4096)
def _search(rule: Rule) -> _Search | None:
    body, utils = rule.body.get("rule", {}), rule.body.get("utils", {})
    needs = needs_of(body, utils)
    return _Search(body, utils, needs) if needs.words else None


def needs_of(body: Mapping[str, Any], utils: Mapping[str, Any], depth: int = 0) -> Needs:
    """Collect what a rule object of ast-grep needs; what is not understood needs nothing."""
    found = _NOTHING
    if depth > _DEEPEST:
        return found
    for key, value in body.items():
        read = _READERS.get(key)
        if read is not None:
            found &= read(value, utils, depth + 1)
    return found


def _kind(value: Any, _utils: Any, _depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    if not _KIND.fullmatch(value):
        return _NOTHING
    return Needs(frozenset({value}), whole([_KEYWORDS[value]] if value in _KEYWORDS else []))


def _regex(value: Any, _utils: Any, _depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    return Needs(words=required(value))


def _pattern(value: Any, _utils: Any, _depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    """A pattern with a context or another strictness may leave out some of its words."""
    if not isinstance(value, str):
        return _NOTHING
    return Needs(words=whole(_NAME.findall(_METAVARIABLE.sub(" ", value))))


def _has(value: Any, utils: Any, depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    return Needs(words=needs_of(value, utils, depth).words)


def _inside(value: Any, utils: Any, depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    inner = needs_of(value, utils, depth)
    around = ((inner.kinds,) if inner.kinds is not None else ()) + inner.around
    return Needs(around=around, file=inner.words + inner.file)


def _beside(value: Any, utils: Any, depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    inner = needs_of(value, utils, depth)
    return Needs(file=inner.words + inner.file)


def _all(value: Any, utils: Any, depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    found = _NOTHING
    for part in value:
        found &= needs_of(part, utils, depth)
    return found


def _any(value: Any, utils: Any, depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    choices = [needs_of(choice, utils, depth) for choice in value]
    kinds = [choice.kinds for choice in choices if choice.kinds is not None]
    around = [max(choice.around, key=_telling) for choice in choices if choice.around]
    return Needs(
        frozenset().union(*kinds) if len(kinds) == len(choices) else None,
        either([choice.words for choice in choices]),
        (frozenset().union(*around),) if len(around) == len(choices) else (),
        either([choice.file for choice in choices]),
    )


def _telling(kinds: Kinds) -> tuple[int, int]:
    return -len(kinds & _COMMON), -len(kinds)


def _matches(value: Any, utils: Any, depth: int) -> Needs:  # noqa: ANN401 - a part of a rule, of any shape
    return needs_of(utils[value], utils, depth) if value in utils else _NOTHING


_READERS = {
    "kind": _kind,
    "regex": _regex,
    "pattern": _pattern,
    "has": _has,
    "inside": _inside,
    "follows": _beside,
    "precedes": _beside,
    "all": _all,
    "any": _any,
    "matches": _matches,
}
