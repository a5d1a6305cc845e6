"""The rules about SQL, held against one statement of a file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from archlsp.rules.rule import Rule
from archlsp.rules.sqlcheck import Body, Candidate, Checks, in_tree
from archlsp.rules.sqldraft import Drafted
from archlsp.rules.sqlfacts import Facts
from archlsp.rules.sqlscript import Range, Statement

_CONDITIONS: Mapping[str, Callable[[Facts, Statement, Mapping[str, str]], bool]] = {
    "created-here": Facts.is_created_here,
    "indexed-here": Facts.is_indexed_here,
    "in-transaction": Facts.is_in_transaction,
    "left-open": Facts.is_left_open,
    "sent-together": Facts.is_sent_together,
}


@dataclass(frozen=True, slots=True)
class Hit:
    """A culprit: whose, its place in the file, the statement, and what was captured."""

    rule: Rule
    place: Range
    statement: Statement
    captures: Mapping[str, str]


def hits(checks: Checks, statement: Statement, facts: Facts, dialect: str) -> Iterator[Hit]:
    """Yield what the rules find in one statement."""
    kind = (statement.role, dialect, statement.fragment.whole)
    for candidate in checks.candidates(statement.text, statement.clauses, kind):
        if "tree" in candidate.check.body:
            yield from _in_tree(candidate, statement, facts, dialect)
        else:
            yield from _hit(candidate, statement, facts)


def _in_tree(candidate: Candidate, statement: Statement, facts: Facts, dialect: str) -> Iterator[Hit]:
    if isinstance(statement, Drafted):
        return
    found = statement.reading.remembered(
        candidate.check, lambda check: tuple(in_tree(check, statement.source, dialect))
    )
    for node in found:
        yield from _hit(node, statement, facts)


def _hit(candidate: Candidate, statement: Statement, facts: Facts) -> Iterator[Hit]:
    captures = {"TABLE": statement.written_table, **candidate.words}
    captures |= {name: statement.verbatim(*place) for name, place in candidate.captures.items()}
    if _in_context(candidate.check.body, statement, facts, captures):
        yield Hit(candidate.check.rule, _place(candidate, statement), statement, captures)


def _place(candidate: Candidate, statement: Statement) -> Range:
    if candidate.culprit is None:
        return statement.range
    if candidate.in_source:
        start = statement.range[0]
        return start + candidate.culprit[0], start + candidate.culprit[1]
    return statement.place(*candidate.culprit)


def _in_context(body: Body, statement: Statement, facts: Facts, captures: Mapping[str, str]) -> bool:
    if not all(_CONDITIONS[name](facts, statement, captures) for name in body.get("only", ())):
        return False
    if any(_CONDITIONS[name](facts, statement, captures) for name in body.get("unless", ())):
        return False
    wanted = body.get("transaction-has")
    if wanted is not None and not facts.shares_transaction(wanted, statement, captures):
        return False
    if "file-has" in body and not facts.has(body["file-has"], statement, captures):
        return False
    return not ("file-lacks" in body and facts.has(body["file-lacks"], statement, captures))
