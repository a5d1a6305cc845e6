"""Rules about SQL: `engine: sql`, over `.sql` files, SQL in strings of programs, and migrations in code (sqldraft.py).

Body (see also `$defs/sql` of rule.schema.json):

    where: migration          # statements of migrations going forward; `schema`: those and other .sql files;
                              # `query`: literals of programs that are no migrations; `routine`: the bodies of
                              # functions; `any` (default): all of these
    dialects: [postgres, unknown]   # run only where the file speaks one of these; `unknown`: nothing gives it away
    statement: regex          # on the statement's normalised text (sqlscript.py)
    not-statement: regex
    clause: regex             # on each action of ALTER TABLE, each item of CREATE TABLE (normalised text)
    not-clause: regex         # on the same clause
    tree: pattern             # on sqlglot's tree (sqltree.py)
    whole: true               # not where the statement may be a piece of a longer one
    only: [in-transaction]    # conditions that must hold; `unless`: that must not:
                              #   created-here    the file itself creates the table
                              #   indexed-here    the file makes an index that begins with COLUMN
                              #   in-transaction  the file, or the tool it is written for, has opened a transaction
                              #   left-open       it begins a transaction that the file does not end
                              #   sent-together   the tool sends the whole file at once, and there is more in it
    transaction-has: regex    # on another statement of the same transaction
    file-has, file-lacks: regex     # on another statement of the file; {NAME} stands for a capture
    report: match             # the culprit: what the regex or the tree matched (a group named `culprit` narrows it),
                              # `clause` or `statement`; always cut at the end of its first line
    any: [{...}, {...}]       # alternatives, each with keys of its own on top of these

Groups named in capitals, TABLE, and NAME (of a tree's node) fill the placeholders of the texts. Regexes see upper
case, but for strings. The extent is the statement.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from archlsp.model.text import Span, split_lines
from archlsp.rules.fixes import edits_of
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source
from archlsp.rules.sqlcheck import Checks, alternatives
from archlsp.rules.sqlcode import code_statements
from archlsp.rules.sqldialect import dialect_of
from archlsp.rules.sqldraft import Drafted
from archlsp.rules.sqlembedded import HOSTS, embedded_fragments
from archlsp.rules.sqlfacts import Facts
from archlsp.rules.sqlmatch import Hit, hits
from archlsp.rules.sqlroutine import inner_statements
from archlsp.rules.sqlscript import Statement, statements
from archlsp.rules.sqltext import Fragment, file_fragments

_REGEXES = ("statement", "not-statement", "clause", "not-clause", "file-has", "file-lacks", "transaction-has")
_FINDERS = frozenset({"statement", "clause", "tree"})
_TREE_KEYS = frozenset({"node", "name", "args", "has", "inside", "not", "all", "any"})


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place where one of `rules` holds."""
    fragments = list(_fragments(source))
    drafts = list(code_statements(source))
    if not fragments and not drafts:
        return
    host = source.text if source.language in HOSTS else ""
    dialect = dialect_of(source.path, "\n".join(fragment.text for fragment in fragments), host)
    facts = Facts(source.path, source.text, [*_written(fragments, dialect), *drafts])
    checks = _checks(tuple(rules))
    for statement in facts.statements:
        for hit in hits(checks, statement, facts, dialect):
            yield _match(source, hit)


def _written(fragments: Sequence[Fragment], dialect: str) -> Iterator[Statement]:
    for statement in statements(fragments, dialect):
        yield statement
        yield from inner_statements(statement, dialect)


def _match(source: Source, hit: Hit) -> Match:
    rule, statement = hit.rule, hit.statement
    span, extent = _first_line(source, *hit.place), source.span(*statement.range)
    # What is not written as SQL cannot be repaired as SQL.
    is_drafted = isinstance(statement, Drafted)
    edits = edits_of(source, rule.fix, span, hit.captures) if rule.fix and not is_drafted else None
    symbol = statement.fragment.symbol
    if symbol is None and not is_drafted:
        symbol = statement.written_table
    return Match(rule, span, extent, hit.captures, edits, symbol=symbol)


def check_body(body: Mapping[str, Any]) -> list[str]:
    """Say what is wrong with a rule's body beyond what the schema says. sqlglot is not needed for it."""
    found = []
    for alternative in alternatives(body):
        if not _FINDERS & alternative.keys():
            found.append("one of statement, clause and tree is needed")
        for key in _REGEXES:
            found += _regex_complaints(key, alternative.get(key, ""))
        if "tree" in alternative:
            found += _tree_complaints(alternative["tree"])
    return found


def _fragments(source: Source) -> Iterator[Fragment]:
    if source.language == "sql":
        return file_fragments(source.path, source.text)
    return embedded_fragments(source) if source.language in HOSTS else iter(())


@lru_cache(maxsize=64)
def _checks(rules: tuple[Rule, ...]) -> Checks:
    return Checks(rules)


def _first_line(source: Source, start: int, end: int) -> Span:
    line = split_lines(source.text[start:end])[0].rstrip()
    return source.span(start, start + len(line))


def _regex_complaints(key: str, regex: str) -> list[str]:
    try:
        re.compile(regex)
    except re.error as error:
        return [f"{key}: {error}"]
    return []


def _tree_complaints(pattern: object) -> list[str]:
    if not isinstance(pattern, Mapping):
        return ["tree: a pattern is a mapping"]
    found = [f"tree: unknown key {key}" for key in pattern if key not in _TREE_KEYS]
    for key in ("has", "inside", "not"):
        found += _tree_complaints(pattern[key]) if key in pattern else []
    for key in ("all", "any"):
        found += [item for choice in pattern.get(key, ()) for item in _tree_complaints(choice)]
    return found + _regex_complaints("tree", pattern.get("name", ""))
