"""Python's queries that run once for each element: in loops, through helpers; pylazy.py has the relations."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archlsp.model.finding import Related
from archlsp.rules.analyses.py_js_each import (
    Each,
    calls_of,
    chain_around,
    each_around,
    function_around,
    is_code,
    uses,
)
from archlsp.rules.analysis import Place
from archlsp.rules.descent import Branch
from archlsp.rules.source import Source

ASKS = frozenset({"each", "lazy", "object"})
_CHAIN = frozenset({"call", "attribute", "await", "identifier", "subscript"})
_LEVELS = 2
_LOOKAHEAD = 200
# What the two rules of Django and SQLAlchemy themselves find in loops counts here in helpers only.
_TOLD_ELSEWHERE = re.compile(
    r"(?<![\w.])(?:[A-Z]\w*\.objects\.(?:get|filter|exclude|first|last|count|exists|aggregate|values|values_list)"
    r"|(?:self\.|cls\.)?(?:db|_?db_session|_?session|db\.session)\.(?:query|get|scalar|scalars|execute|exec))(?=\()"
)
_SELECT = r"\(\s*(?:sa\.|sqlalchemy\.)?(?:text\(\s*)?f?[\"']{1,3}\s*(?i:select)\b"
# Each with words of which one is in its line, and what it needs anywhere in the text.
_TOLD_WORDS = (".objects.", "session.", "db.")
_QUERIES = (
    ("", (".execute(", ".fetch"),
     rf"(?<![\w.])(?:self\.)?_?(?:cur|cursor|conn|connection|db|pool|database)"
     rf"\.(?:execute|fetchrow|fetchval|fetch|fetch_one|fetch_all|fetchone)(?={_SELECT})"),
    ("sqlalchemy", (".query.",),
     r"(?<![\w.])[A-Z][a-z]\w*\.query\.(?:get|get_or_404|filter_by|filter|first)(?=\()"),
    ("django", ("get_object_or_404(", ".objects."),
     r"(?<![\w.])(?:get_object_or_404|[A-Z]\w*\.objects\.(?:aget|afirst|acount|aexists))(?=\()"),
    ("tortoise", (".get(", ".get_or_none(", ".filter(", ".exists("),
     r"(?<![\w.])[A-Z][a-z]\w*\.(?:get|get_or_none|filter|exists)(?=\()"),
    ("peewee", (".get(", ".get_or_none(", ".get_by_id(", ".select("),
     r"(?<![\w.])[A-Z][a-z]\w*\.(?:get|get_or_none|get_by_id|select)(?=\()"),
    ("pony", ("get(", "select(", "exists(", "count("),
     r"(?<![\w.])(?:[A-Z][a-z]\w*\.(?:get|select)|select|exists|count)(?=\()"),
    ("mongo", (".find_one(", ".count_documents(", ".aggregate("),
     r"(?<![\w.])[\w.\[\]'\"]*\.(?:find_one|count_documents|aggregate)(?=\()"),
    ("beanie", (".get(", ".find_one("),
     r"(?<![\w.])[A-Z][a-z]\w*\.(?:get|find_one)(?=\()"),
)  # fmt: skip
_MANY_AT_ONCE = re.compile(
    r"__in\s*=|\.in_\(|\$in\b|(?i:=\s*any\s*\()|\bIN\s*\(|select_for_update|\.(?:delete|update)\("
)
_KEPT = re.compile(r"(?i)cache|memo|\bnot in seen\b")
_MOST_HELPERS = 40
# What they do has to be done for each.
_WRITERS = re.compile(
    r"^_?(?:create|charge|remove|delete|update|set|add|send|process|save|sync|import|insert|upsert|store|apply)(?:_|$)"
)


@dataclass(frozen=True, slots=True)
class _Query:
    """A query: its callee, and the whole expression."""

    start: int
    end: int
    text: str
    around: tuple[Branch, ...]
    told: bool


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find what is asked for."""
    if "each" in asks:
        queries = list(_queries(source))
        yield from _in_loops(source, queries)
        yield from _through_helpers(source, queries)
    if "lazy" in asks or "object" in asks:
        # Seldom needed, and there is much of it.
        from archlsp.rules.analyses import pylazy  # noqa: PLC0415

        yield from pylazy.places(source, asks)


def _queries(source: Source) -> Iterator[_Query]:
    text = source.text
    for found in _in_lines(text, _TOLD_WORDS, _TOLD_ELSEWHERE):
        yield from _query(source, found, told=True)
    for gate, signs, pattern in _QUERIES:
        if gate in text:
            for found in _in_lines(text, signs, re.compile(pattern)):
                yield from _query(source, found, told=False)


def _in_lines(text: str, signs: tuple[str, ...], pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Yield the matches that begin in lines with one of `signs`: most lines have none, and looking for it is quick."""
    for start in sorted({text.rfind("\n", 0, at) + 1 for sign in signs for at in _occurrences(text, sign)}):
        end = text.find("\n", start)
        end = end if end >= 0 else len(text)
        for found in pattern.finditer(text, start, end + _LOOKAHEAD):
            if found.start() >= end:
                break
            yield found


def _occurrences(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + len(word))


def _query(source: Source, found: re.Match[str], *, told: bool) -> Iterator[_Query]:
    around = tuple(source.trunk.around(found.start(), found.start() + 1))
    if not is_code(around) or any(branch.node.kind() == "decorator" for branch in around):
        return
    whole = chain_around(around, _CHAIN)
    text = source.text[whole.start : whole.end]
    if not _MANY_AT_ONCE.search(text):
        yield _Query(found.start(), found.end(), text, around, told)


def _in_loops(source: Source, queries: list[_Query]) -> Iterator[Place]:
    for query in queries:
        each = each_around(source, query.start, query.end) if not query.told else None
        if each is not None and _is_asked_each_time(source, each, query.text):
            span = source.span(query.start, query.end)
            captures = {"CALLEE": source.text[query.start : query.end]}
            yield Place("each", span, source.span(each.start, each.end), captures)


def _is_asked_each_time(source: Source, each: Each, text: str) -> bool:
    return each.changes(text) and not _KEPT.search(source.text[each.start : each.end])


def _through_helpers(source: Source, queries: list[_Query]) -> Iterator[Place]:
    """Calls in a loop of functions of this file that ask the database for what their parameter names."""
    helpers: dict[str, _Query] = {}
    for query in queries:
        name = _helper_of(source, query)
        if name is not None:
            helpers.setdefault(name, query)
    seen: set[str] = set()
    for _ in range(_LEVELS):
        fresh = [name for name in helpers if name not in seen][:_MOST_HELPERS]
        seen.update(fresh)
        for name in fresh:
            yield from _calls_in_loops(source, name, helpers)


def _calls_in_loops(source: Source, name: str, helpers: dict[str, _Query]) -> Iterator[Place]:
    query = helpers[name]
    for start, end in calls_of(source, name):
        around = tuple(source.trunk.around(start, start + 1))
        if not is_code(around):
            continue
        whole = chain_around(around, _CHAIN)
        call = _Query(start, end, source.text[whole.start : whole.end], around, told=False)
        each = each_around(source, start, end)
        if each is not None and _is_asked_each_time(source, each, call.text):
            related = Related(
                source.path, source.span(query.start, query.end), query.text.split("\n")[0][:80]
            )
            captures = {"CALLEE": source.text[start:end]}
            yield Place(
                "each", source.span(start, end), source.span(each.start, each.end), captures, (related,)
            )
        elif each is None and (outer := _helper_of(source, call)) is not None:
            helpers.setdefault(outer, query)


def _helper_of(source: Source, query: _Query) -> str | None:
    """Name the function that runs a query with one of its parameters, unless it remembers the answers."""
    function = function_around(query.around)
    if function is None or function.node.kind() != "function_definition":
        return None
    name, parameters = function.node.field("name"), function.node.field("parameters")
    if name is None or parameters is None or each_around(source, query.start, query.end) is not None:
        return None
    head = source.text[source.text.rfind("\n\n", 0, function.start) + 1 : function.start]
    if _KEPT.search(head.rsplit("\n\n", 1)[-1]) or _KEPT.search(source.text[function.start : query.start]):
        return None
    given = set(re.findall(r"(?:^|,)\s*(\w+)", source.text_of(parameters)[1:-1])) - {
        "self",
        "cls",
        "session",
        "db",
    }
    used = uses(query.text, frozenset(given))
    named = source.text_of(name)
    return named if used and not _WRITERS.match(named) else None
