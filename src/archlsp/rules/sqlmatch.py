"""One alternative of a SQL rule's body, held against one statement."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archlsp.rules.sqlfacts import Facts
from archlsp.rules.sqlscript import Range, Statement
from archlsp.rules.sqltext import Role

_ROLES: Mapping[str, frozenset[Role]] = {
    "migration": frozenset({Role.MIGRATION}),
    "schema": frozenset({Role.MIGRATION, Role.SCRIPT}),
    "query": frozenset({Role.QUERY}),
    "routine": frozenset({Role.ROUTINE}),
    "any": frozenset({Role.MIGRATION, Role.SCRIPT, Role.QUERY, Role.ROUTINE}),
}
_CONDITIONS: Mapping[str, Callable[[Facts, Statement, Mapping[str, str]], bool]] = {
    "created-here": Facts.is_created_here,
    "indexed-here": Facts.is_indexed_here,
    "in-transaction": Facts.is_in_transaction,
    "left-open": Facts.is_left_open,
    "sent-together": Facts.is_sent_together,
}
Body = Mapping[str, Any]
Culprit = tuple[Range, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """A culprit: its place in the file, the whole statement's, and what was captured."""

    place: Range
    statement: Statement
    captures: Mapping[str, str]


def hits(body: Body, statement: Statement, facts: Facts, dialect: str) -> Iterator[Hit]:
    """Yield what one alternative finds in one statement."""
    if not _applies(body, statement, dialect):
        return
    found = re.search(body.get("statement", ""), statement.text)
    if found is None or _forbidden(body.get("not-statement"), statement.text):
        return
    common = {"TABLE": statement.written_table, **_groups(statement, found, 0)}
    for place, own in _culprits(body, statement, found, dialect):
        captures = common | own
        if _in_context(body, statement, facts, captures):
            yield Hit(place, statement, captures)


def may_hold(body: Body, text: str) -> bool:
    """Tell whether one alternative can hold for a statement with this normalised text, whatever is around it."""
    return re.search(body.get("statement", ""), text) is not None and not _forbidden(
        body.get("not-statement"), text
    )


def _applies(body: Body, statement: Statement, dialect: str) -> bool:
    if statement.role not in _ROLES[body.get("where", "any")]:
        return False
    if body.get("whole") and not statement.fragment.whole:
        return False
    return "dialects" not in body or dialect in body["dialects"]


def _culprits(body: Body, statement: Statement, found: re.Match[str], dialect: str) -> Iterator[Culprit]:
    if "clause" in body:
        yield from _clauses(body, statement)
    elif "tree" in body:
        yield from _nodes(body, statement, dialect)
    else:
        yield _place(body, statement, found, 0, statement.range), {}


def _clauses(body: Body, statement: Statement) -> Iterator[Culprit]:
    for start, end in statement.clauses:
        clause = statement.text[start:end]
        found = re.search(body["clause"], clause)
        if found and not _forbidden(body.get("not-clause"), clause):
            yield (
                _place(body, statement, found, start, statement.place(start, end)),
                _groups(statement, found, start),
            )


def _nodes(body: Body, statement: Statement, dialect: str) -> Iterator[Culprit]:
    # sqlglot takes 0.2 s to import; most rules, and so most files, do without it.
    from archlsp.rules.sqltree import find, parse, place_of  # noqa: PLC0415

    tree = parse(statement.source, dialect)
    for node in find(tree, body["tree"]) if tree else ():
        place = None if body.get("report") == "statement" else place_of(node)
        start, end = statement.range
        yield (start + place[0], start + place[1]) if place else (start, end), {"NAME": node.name}


def _place(body: Body, statement: Statement, found: re.Match[str], base: int, clause: Range) -> Range:
    report = body.get("report", "match")
    if report == "statement":
        return statement.range
    if report == "clause":
        return clause
    group = "culprit" if "culprit" in found.re.groupindex and found["culprit"] is not None else 0
    start, end = found.span(group)
    return statement.place(base + start, base + end) if end > start else statement.range


def _groups(statement: Statement, found: re.Match[str], base: int) -> dict[str, str]:
    """What the named groups in capitals caught, as it is written in the file."""
    return {
        name: statement.verbatim(base + found.start(name), base + found.end(name))
        for name in found.re.groupindex
        if name.isupper() and found[name]
    }


def _in_context(body: Body, statement: Statement, facts: Facts, captures: Mapping[str, str]) -> bool:
    if not all(_CONDITIONS[name](facts, statement, captures) for name in body.get("only", ())):
        return False
    if any(_CONDITIONS[name](facts, statement, captures) for name in body.get("unless", ())):
        return False
    if not _in_transaction_with(body, statement, facts, captures):
        return False
    if "file-has" in body and not facts.has(body["file-has"], statement, captures):
        return False
    return not ("file-lacks" in body and facts.has(body["file-lacks"], statement, captures))


def _in_transaction_with(body: Body, statement: Statement, facts: Facts, captures: Mapping[str, str]) -> bool:
    wanted = body.get("transaction-has")
    return wanted is None or facts.shares_transaction(wanted, statement, captures)


def _forbidden(regex: str | None, text: str) -> bool:
    return regex is not None and re.search(regex, text) is not None
