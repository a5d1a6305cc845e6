"""JavaScript's queries that run once for each element: in loops and maps, through helpers, in GraphQL's fields."""

import re
from collections.abc import Iterator, Sequence
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

ASKS = frozenset({"each", "object"})
_CHAIN = frozenset(
    {
        "call_expression",
        "member_expression",
        "identifier",
        "this",
        "parenthesized_expression",
        "subscript_expression",
    }
)
_SELECT = r"\(\s*(?:\{\s*text:\s*)?[`'\"]\s*(?i:select)\b"
_QUERIES = re.compile(
    r"(?<![\w.$])(?:(?:this|ctx|context|fastify|app|req|request)\.)*(?:"
    r"_?(?:prisma\w*|db|tx|client)\.\w+\.(?:findUnique|findUniqueOrThrow|findFirst|findFirstOrThrow|findMany|aggregate|groupBy)(?=\()"
    r"|_?(?:prisma\w*|tx)\.\w+\.count(?=\()"
    r"|(?!Array\b|Object\b|Promise\b|Math\b|Number\b|JSON\b|Cypress\b|Fuse\b)(?:models\.|db\.)?[A-Z]\w*\.(?:findOne|findById|findByPk|findAll|find|findOneBy|count|countDocuments|exists|aggregate)(?=\()"
    r"|\w*(?:[rR]epository|[rR]epo|_model|Model)\.(?:findOne|findOneBy|findOneOrFail|findOneByOrFail|findById|findByPk|find|findBy|findAll|count|countBy|exists)(?=\()"
    r"|(?:em|entityManager|manager|orm\.em|dataSource\.manager)\.(?:findOne|findOneOrFail|find|findBy|findOneBy|count)(?=\()"
    r"|(?:db|tx|database|drizzle)\.query\.\w+\.(?:findFirst|findMany)(?=\()|(?:db|tx|drizzle)\.select(?=\()"
    r"|(?:knex|trx|db)(?=\(\s*['\"]\w+['\"]\s*\)\s*\.)|(?:\w+\.)?collection\(\s*['\"`]\w+['\"`]\s*\)\.(?:findOne|countDocuments|aggregate)(?=\()"
    rf"|_?(?:pool|client|db|conn|connection|pg|mysql|sequelize|dataSource|database)\.(?:query|execute|one|oneOrNone|any|manyOrNone|\$queryRawUnsafe)(?={_SELECT})"
    r")"
)  # fmt: skip
_MANY_AT_ONCE = re.compile(
    r"(?:\b(?:in|notIn)|\$in|\[Op\.in\])\s*:|\bIn\(|inArray\(|\.whereIn\(|\bIN\s*\(|\bANY\s*\("
)
_WRITES = re.compile(r"\.(?:insert|update|delete|del|create|save|destroy|remove)\s*\(")
_KEPT = re.compile(r"(?i)cache|memo|loader|\.has\(")
_LAZY = re.compile(r"\bawait\s+(?P<of>\w+)\.(?P<relation>get[A-Z]\w*|count[A-Z]\w*|populate)(?=\()")
_MODELS = re.compile(r"(?<![\w.$])(?:models\.|db\.)?[A-Z]\w*\.(?:findAll|find)\(")
_NO_ELEMENTS = frozenset({"req", "res", "next", "ctx", "tx", "prisma", "db"})
_LEVELS = 2
_MOST_HELPERS = 40
# What they do has to be done for each.
_WRITERS = re.compile(
    r"^_?(?:create|charge|remove|delete|update|set|add|send|process|save|sync|import|insert|upsert|store|apply)(?![a-z])"
)
_TYPE = re.compile(r"^\s*(?:export\s+)?['\"]?(\w+)['\"]?\s*[:=]")
_ROOTS = frozenset({"Query", "Mutation", "Subscription"})
_RESOLVE_FIELD = re.compile(
    r"@(?:ResolveField|FieldResolver)\((?:[^()]|\([^()]*\))*\)\s*(?:public\s+|private\s+)?(?:async\s+)?(\w+)\s*\(\s*@(?:Parent|Root)\(\)\s*(\w+)"
)


@dataclass(frozen=True, slots=True)
class _Query:
    """A query: its callee, and the whole expression."""

    start: int
    end: int
    text: str
    around: tuple[Branch, ...]


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find what is asked for."""
    queries = list(_queries(source))
    if "each" in asks:
        yield from _in_loops(source, queries)
        yield from _through_helpers(source, queries)
        yield from _lazy(source)
    if "object" in asks:
        yield from _of_objects(source, queries)


def _queries(source: Source) -> Iterator[_Query]:
    for found in _QUERIES.finditer(source.text):
        around = tuple(source.trunk.around(found.start(), found.start() + 1))
        if not is_code(around):
            continue
        text = _chain_text(source, around)
        if not _MANY_AT_ONCE.search(text) and not _WRITES.search(text):
            yield _Query(found.start(), found.end(), text, around)


def _chain_text(source: Source, around: tuple[Branch, ...]) -> str:
    whole = chain_around(around, _CHAIN)
    return source.text[whole.start : whole.end]


def _in_loops(source: Source, queries: list[_Query]) -> Iterator[Place]:
    seen: set[tuple[int, str]] = set()
    for query in queries:
        each = each_around(source, query.start, query.end)
        if each is None or (each.start, source.text[query.start : query.end]) in seen:
            continue
        if _is_asked_each_time(source, each, query):
            seen.add((each.start, source.text[query.start : query.end]))
            yield _place(source, query, each)


def _place(source: Source, query: _Query, each: Each, related: tuple[Related, ...] = ()) -> Place:
    captures = {"CALLEE": source.text[query.start : query.end]}
    extent = source.span(each.start, each.end)
    return Place("each", source.span(query.start, query.end), extent, captures, related)


def _is_asked_each_time(source: Source, each: Each, query: _Query) -> bool:
    """Tell whether it is waited for, with something of the element in it, and not remembered."""
    whole = chain_around(query.around, _CHAIN)
    before = source.text[max(0, whole.start - 24) : whole.start]
    waited = re.search(r"(?:\bawait|\breturn|=>|[\[(,:])\s*\(?\s*$", before)
    return bool(waited) and each.changes(query.text) and not _KEPT.search(source.text[each.start : each.end])


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
        if not is_code(around) or not any(
            b.node.kind() == "call_expression" and b.start == start for b in around
        ):
            continue
        call = _Query(start, end, _chain_text(source, around), around)
        each = each_around(source, start, end)
        if each is not None and _is_asked_each_time(source, each, call):
            first = source.span(query.start, query.end)
            yield _place(source, call, each, (Related(source.path, first, query.text.split("\n")[0][:80]),))
        elif each is None and (outer := _helper_of(source, call)) is not None:
            helpers.setdefault(outer, query)


def _helper_of(source: Source, query: _Query) -> str | None:
    """Name the function that runs a query with one of its parameters, unless it remembers the answers."""
    function = function_around(query.around)
    if function is None or each_around(source, query.start, query.end) is not None:
        return None
    name = _name_of(source, query.around, function)
    parameters = function.node.field("parameters") or function.node.field("parameter")
    if (
        not name
        or _WRITERS.match(name)
        or parameters is None
        or _KEPT.search(source.text[function.start : query.start])
    ):
        return None
    given = set(re.findall(r"(?:^|[,{])\s*(\w+)", source.text_of(parameters).strip("()"))) - _NO_ELEMENTS
    used = uses(query.text, frozenset(given))
    return name if used else None


def _name_of(source: Source, around: Sequence[Branch], function: Branch) -> str:
    """Return what a function is called by: its own name, or the constant's that it is the value of."""
    name = function.node.field("name")
    if name is None:
        holder = next(
            (b for b in around if b.node.kind() == "variable_declarator" and b.end == function.end), None
        )
        name = holder.node.field("name") if holder is not None else None
    return source.text_of(name) if name is not None else ""


def _lazy(source: Source) -> Iterator[Place]:
    """`await order.getItems()` for each of what a model found."""
    if not _MODELS.search(source.text):
        return
    for found in _LAZY.finditer(source.text):
        start, end = found.start("of"), found.end("relation")
        each = each_around(source, start, end)
        if each is None or found["of"] not in each.names:
            continue
        over = re.escape(each.over.strip("() "))
        made = rf"\b{over}\s*=\s*await\s+(?:models\.|db\.)?[A-Z]\w*\.(?:findAll|find)\("
        if _MODELS.search(each.over) or re.search(made, source.text):
            span, extent = source.span(start, end), source.span(each.start, each.end)
            yield Place("each", span, extent, {"CALLEE": source.text[start:end]})


def _of_objects(source: Source, queries: list[_Query]) -> Iterator[Place]:
    """Resolvers of fields of a type that is not a root: GraphQL runs them for each object of a list."""
    for query in queries:
        function = function_around(query.around)
        if function is None:
            continue
        named = _resolver(source, query, function)
        text = source.text[function.start : function.end]
        if named is None or re.search(r"(?i)loader|cache|batch", text):
            continue
        field, parent = named
        if re.search(rf"(?<![\w.]){re.escape(parent)}\.", query.text):
            span = source.span(query.start, query.end)
            yield Place("object", span, source.span(function.start, function.end), {"FIELD": field})


def _resolver(source: Source, query: _Query, function: Branch) -> tuple[str, str] | None:
    before = source.text[max(0, function.start - 200) : function.start]
    text = source.text[function.start : query.start]
    nest = _RESOLVE_FIELD.search(before + text)
    if nest is not None:
        return nest[1], nest[2]
    parameters = function.node.field("parameters") or function.node.field("parameter")
    owners = [
        b for b in query.around if b.node.kind() in {"pair", "variable_declarator"} and b.end >= function.end
    ]
    named = next((b for b in reversed(owners) if b.start < function.start or b.node.kind() == "pair"), None)
    own = [b for b in query.around if b.node.kind() == "pair" and b.end == function.end]
    outer = [b for b in owners if b not in own]
    if parameters is None or named is None or not outer:
        return None
    kind = _TYPE.match(source.text[outer[-1].start : outer[-1].start + 80])
    parent = re.match(r"\(?\s*(\w+)", source.text_of(parameters))
    if kind is None or parent is None or not kind[1][:1].isupper() or kind[1] in _ROOTS:
        return None
    return kind[1], parent[1]
