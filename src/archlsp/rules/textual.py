"""Rules over the text of any language, also of code: `engine: text`. For secrets, templates and configuration.

Keys of the body; all that are given must hold:

    start: [ghp_, gho_]       # literals; the regex is tried at each place where one stands, and nowhere else
    regex: 'gh[po]_\\w{36}'    # from there on (a lookbehind may look back); bounded repeats, please: {2,40} and not +
    line: true                # the regex is searched in the line around the literal instead
    fold: true                # case does not matter; write `start` in small letters
    word: true                # the literal stands in a long word (below): costs nearly nothing
    long: regex               # there is a long word like this in the text; one question instead of many literals
    not-line: regex           # not in the line where the match begins
    near: {regex: r, within: 80}           # so many characters before or after the match
    value, not-value: regex   # of the group `secret` (or `value`), searched; case matters
    entropy: 3.2              # of that group, in bits per character
    stand-ins: true           # a placeholder counts too; without it a group `secret` is no stand-in
    block: {end: '</form>', within: 4000, has: regex, lacks: regex}       # from the match up to a literal, or so far
    inside: {begin: '<script', end: '</script', within: 4000, has: regex, lacks: regex}     # between two literals
    file-has, file-lacks: [literals]       # one of them, none of them, anywhere in the text
    languages: [text, yaml]   # this alternative is about fewer languages than the rule
    rank: 1                   # of the whole rule: silent in a line where one of a lower rank, or of none, spoke
    any: [{...}, {...}]       # alternatives, each with keys of its own on top of these

The group `culprit` narrows what is marked. Of a group `secret` no more than a few characters become part of the
marked text, and {SECRET} is what may be shown of it. A long word is a run of at least 16 of [A-Za-z0-9_.=/:\\-] that
has a digit: nearly every token is one, and few other words of a text. Groups in capitals fill the placeholders of
the texts. Whatever the text, the work is bounded: so many places, and so many characters of each.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source
from archlsp.rules.textualplan import Block, Inside, Part, complaints, parts
from archlsp.rules.textualvalue import entropy, is_monotonous, is_stand_in, masked, shown

_REACH = 3000
_HALF_LINE = 600
_PLACES = 2000
_FOUND = 100
_LONG = 16
_IN_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-=/:\\")
_DIGITS = b"0123456789"
_APART = bytes(code if code in _IN_WORD else 32 for code in range(256))
Found = re.Match[str]


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place where one of `rules` holds."""
    text = _Text(source.text, source.language)
    told: set[int] = set()
    for rule, likely in _plan(tuple(rules)).likely(text):
        every = (found for part in likely for found in text.found(part))
        # One finding a line is enough: who looks at it sees the rest.
        lines = set[int]()
        for found in islice(every, _FOUND):
            span = source.span(*_culprit(found))
            if span.start.line not in lines and not ("rank" in rule.body and span.start.line in told):
                lines.add(span.start.line)
                yield Match(rule, span, span, _captures(found))
        told |= lines


def check_body(body: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a rule's body."""
    return list(complaints(body))


@lru_cache(maxsize=64)
def _plan(rules: tuple[Rule, ...]) -> "_Plan":
    return _Plan(sorted(rules, key=_rank))


class _Plan:
    """Rules that are run together: all their literals are looked for in one pass, two where case matters to some."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._parts = [(rule, part) for rule in rules for part in parts(rule)]
        self._searches = [_Literals(self._parts, fold=fold) for fold in (False, True)]

    def likely(self, text: "_Text") -> Iterator[tuple[Rule, list[Part]]]:
        """Yield the rules with those of their parts of which a literal is in the text."""
        plain, folded = self._searches
        numbers = plain.parts_in(text.whole) | (folded.parts_in(text.small()) if folded else set())
        for rule, group in groupby((self._parts[number] for number in sorted(numbers)), key=itemgetter(0)):
            yield rule, [part for _, part in group]


class _Literals:
    """The literals of those parts for which case does, or does not, matter."""

    def __init__(self, every: Sequence[tuple[Rule, Part]], *, fold: bool) -> None:
        waiting: dict[str, list[int]] = {}
        for number, (_, part) in enumerate(every):
            for literal in part.start if part.fold is fold else ():
                waiting.setdefault(literal, []).append(number)
        self._waiting = list(waiting.values())
        self._search = AhoCorasick(list(waiting), matchkind=MatchKind.Standard)

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def parts_in(self, text: str) -> set[int]:
        """Tell by number the parts of which a literal is in a text."""
        found = {number for number, _, _ in self._search.find_matches_as_indexes(text, overlapping=True)}
        return {part for number in found for part in self._waiting[number]}


def _rank(rule: Rule) -> int:
    return int(rule.body.get("rank", 0))


class _Text:
    """A text, and what is derived from it at the first need."""

    def __init__(self, text: str, language: str) -> None:
        self.whole = text
        self._language = language
        self._folded: str | None = None
        self._words: str | None = None

    def found(self, part: Part) -> Iterator[Found]:
        """Yield the matches of one alternative that pass all its conditions."""
        if not self._is_about(part):
            return
        for literal in part.start:
            if not part.word or literal in self._long_words():
                yield from self._found_at(part, literal)

    def _found_at(self, part: Part, literal: str) -> Iterator[Found]:
        searched = -1
        for place in islice(self._places(literal, part.fold), _PLACES):
            if place < searched:
                continue
            found = self._tried(part, place)
            if found and self._holds(part, found):
                yield found
            elif part.line:
                # The same line needs no second search, unless the first match was the wrong one.
                searched = self._line(place)[1] if found is None else searched

    def _is_about(self, part: Part) -> bool:
        text = self.whole
        if part.languages and self._language not in part.languages:
            return False
        if part.long and not part.long.search(self._long_words()):
            return False
        if part.file_has and not any(literal in text for literal in part.file_has):
            return False
        return not any(literal in text for literal in part.file_lacks)

    def _places(self, literal: str, fold: bool) -> Iterator[int]:
        text = self.small() if fold else self.whole
        place = text.find(literal)
        while place >= 0:
            yield place
            place = text.find(literal, place + 1)

    def small(self) -> str:
        """Return the text in small letters."""
        if self._folded is None:
            small = self.whole.lower()
            # Few letters grow when they are made small; then the places would not be those of the text.
            self._folded = small if len(small) == len(self.whole) else self.whole
        return self._folded

    def _long_words(self) -> str:
        """Return the long words of the text: some hundred characters instead of twenty thousand to look through."""
        if self._words is None:
            words = self.whole.encode("ascii", "replace").translate(_APART).split()
            long = [
                word
                for word in words
                if len(word) >= _LONG and len(word.translate(None, _DIGITS)) < len(word)
            ]
            self._words = b" ".join(long).decode("ascii")
        return self._words

    def _tried(self, part: Part, place: int) -> Found | None:
        if part.line:
            return part.regex.search(self.whole, *self._line(place))
        return part.regex.match(self.whole, place, place + _REACH)

    def _line(self, place: int) -> tuple[int, int]:
        start, end = max(0, place - _HALF_LINE), place + _HALF_LINE
        newline = self.whole.find("\n", place, end)
        return self.whole.rfind("\n", start, place) + 1 or start, newline if newline >= 0 else end

    def _holds(self, part: Part, found: Found) -> bool:
        if part.not_line and part.not_line.search(self.whole, *self._line(found.start())):
            return False
        if part.near and not part.near.search(
            self.whole, max(0, found.start() - part.within), found.end() + part.within
        ):
            return False
        if part.inside and not self._is_inside(part.inside, found):
            return False
        return _is_worth(part, found) and (part.block is None or self._block_holds(part.block, found))

    def _is_inside(self, region: Inside, found: Found) -> bool:
        text, place = self.whole, _culprit(found)[0]
        begin = text.rfind(region.begin, max(0, place - region.within), place)
        if begin < 0 or text.find(region.end, begin, place) >= 0:
            return False
        if region.lacks and region.lacks.search(text, begin, place):
            return False
        return not region.has or region.has.search(text, begin, place) is not None

    def _block_holds(self, block: Block, found: Found) -> bool:
        limit = found.end() + block.within
        end = self.whole.find(block.end, found.end(), limit)
        range_ = (found.start(), limit if end < 0 else end)
        if block.lacks and (end < 0 or block.lacks.search(self.whole, *range_)):
            return False
        return not block.has or block.has.search(self.whole, *range_) is not None


def _is_worth(part: Part, found: Found) -> bool:
    """Tell whether the value of a match passes the conditions on it."""
    groups = found.groupdict()
    value = groups.get("secret") or groups.get("value") or ""
    if part.value and not part.value.search(value):
        return False
    if part.not_value and part.not_value.search(value):
        return False
    if groups.get("secret") is not None and not part.stand_ins and is_stand_in(value):
        return False
    return not part.entropy or (entropy(value) >= part.entropy and not is_monotonous(value))


def _culprit(found: Found) -> tuple[int, int]:
    groups = found.groupdict()
    if groups.get("culprit") is not None:
        return found.span("culprit")
    if (secret := groups.get("secret")) is None:
        return found.span()
    start = found.start("secret")
    return (found.start(), start) if start > found.start() else (start, start + max(1, shown(secret)))


def _captures(found: Found) -> dict[str, str]:
    groups = found.groupdict()
    named = {name: text for name, text in groups.items() if name.isupper() and text is not None}
    return {**named, "SECRET": masked(groups["secret"])} if groups.get("secret") else named
