"""A SQL rule's alternatives, compiled, and what of them a statement's own text decides, whatever is around it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from archlsp.rules.rule import Rule
from archlsp.rules.sqlscript import Range
from archlsp.rules.sqltext import Role

_ROLES: Mapping[str, frozenset[Role]] = {
    "migration": frozenset({Role.MIGRATION}),
    "schema": frozenset({Role.MIGRATION, Role.SCRIPT}),
    "query": frozenset({Role.QUERY}),
    "routine": frozenset({Role.ROUTINE}),
    "any": frozenset({Role.MIGRATION, Role.SCRIPT, Role.QUERY, Role.ROUTINE}),
}
Body = Mapping[str, Any]
# Rows of data, or generated; nobody reads it, and regexes take their time.
_TOO_LONG = 20_000


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """One alternative of a rule's body; sql.py says what its keys mean."""

    rule: Rule
    body: Body
    roles: frozenset[Role]
    dialects: frozenset[str] | None
    patterns: Mapping[str, re.Pattern[str]]

    def applies(self, role: Role, dialect: str, is_whole: bool) -> bool:
        """Tell whether it is about statements of this kind."""
        if role not in self.roles or (self.body.get("whole") and not is_whole):
            return False
        return self.dialects is None or dialect in self.dialects

    def find(self, key: str, text: str) -> re.Match[str] | None:
        """Search for the regex under `key`; None where there is no such key."""
        pattern = self.patterns.get(key)
        return pattern.search(text) if pattern else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a check found in a statement: ranges of its normalised text, of the culprit and of each capture.

    `culprit` None is the whole statement; `in_source`: the range is one of the statement as it is written.
    """

    check: Check
    culprit: Range | None
    captures: Mapping[str, Range] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    in_source: bool = False


class Checks:
    """All alternatives of some rules, equal to itself alone."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Compile them."""
        self._all = [_check(rule, body) for rule in rules for body in alternatives(rule.body)]
        self._by_kind: dict[tuple[Role, str, bool], list[Check]] = {}
        self.candidates = lru_cache(maxsize=1024)(self._candidates)

    def _candidates(
        self, text: str, clauses: tuple[Range, ...], kind: tuple[Role, str, bool]
    ) -> tuple[Candidate, ...]:
        """Find what the text of a statement decides; a tree is left to `trees`."""
        found = (_in_text(check, text, clauses) for check in self._of_kind(kind))
        return tuple(candidate for some in found for candidate in some)

    def _of_kind(self, kind: tuple[Role, str, bool]) -> list[Check]:
        if kind not in self._by_kind:
            self._by_kind[kind] = [check for check in self._all if check.applies(*kind)]
        return self._by_kind[kind]


def alternatives(body: Body) -> list[Body]:
    """Return the bodies of `any`, each with the keys that all share; the body itself where there are none."""
    common = {key: value for key, value in body.items() if key != "any"}
    return [{**common, **choice} for choice in body.get("any", ({},))]


def in_tree(check: Check, source: str, dialect: str) -> Iterator[Candidate]:
    """Find a check's nodes in the tree of a statement as it is written."""
    # sqlglot takes 0.2 s to import; most rules, and so most files, do without it.
    from archlsp.rules.sqltree import find, parse, place_of  # noqa: PLC0415

    tree = parse(source, dialect)
    for node in find(tree, check.body["tree"]) if tree else ():
        place = None if check.body.get("report") == "statement" else place_of(node)
        yield Candidate(check, place, words={"NAME": node.name}, in_source=True)


def _check(rule: Rule, body: Body) -> Check:
    keys = ("statement", "not-statement", "clause", "not-clause")
    dialects = frozenset(body["dialects"]) if "dialects" in body else None
    patterns = {key: re.compile(body[key]) for key in keys if key in body}
    return Check(rule, body, _ROLES[body.get("where", "any")], dialects, patterns)


def _in_text(check: Check, text: str, clauses: tuple[Range, ...]) -> Iterator[Candidate]:
    if (not clauses) if "clause" in check.patterns else len(text) > _TOO_LONG:
        return
    found = check.find("statement", text)
    if ("statement" in check.patterns and found is None) or check.find("not-statement", text):
        return
    common = _groups(found, 0) if found else {}
    if "clause" in check.patterns:
        yield from _in_clauses(check, text, clauses, common)
    elif "tree" in check.body:
        yield Candidate(check, None, common)
    elif found:
        yield Candidate(check, _culprit(check, found, 0, None), common)


def _in_clauses(
    check: Check, text: str, clauses: tuple[Range, ...], common: Mapping[str, Range]
) -> Iterator[Candidate]:
    for start, end in clauses:
        clause = text[start:end]
        found = check.find("clause", clause)
        if found and not check.find("not-clause", clause):
            yield Candidate(
                check, _culprit(check, found, start, (start, end)), {**common, **_groups(found, start)}
            )


def _culprit(check: Check, found: re.Match[str], base: int, clause: Range | None) -> Range | None:
    report = check.body.get("report", "match")
    if report == "statement":
        return None
    if report == "clause":
        return clause
    group = "culprit" if "culprit" in found.re.groupindex and found["culprit"] is not None else 0
    start, end = found.span(group)
    return (base + start, base + end) if end > start else None


def _groups(found: re.Match[str], base: int) -> dict[str, Range]:
    """Where the named groups in capitals are."""
    return {
        name: (base + found.start(name), base + found.end(name))
        for name in found.re.groupindex
        if name.isupper() and found[name]
    }
