"""Relations that are read one object at a time: in loops over rows, in fields of serializers, in GraphQL resolvers."""

import re
from collections.abc import Iterator

from archlsp.rules.analyses.py_js_each import FUNCTIONS, Each, each_around, is_code
from archlsp.rules.analysis import Place
from archlsp.rules.descent import Branch
from archlsp.rules.source import Source

ASKS = frozenset({"lazy", "object"})
_ROWS = re.compile(
    r"(?<![\w.])[A-Z]\w*\.objects\.(?!get\(|create\(|count\()\w+\("
    r"|(?<![\w.])(?:self\.)?(?:db|_?session|db\.session|db_session)\.(?:query|scalars)\("
    r"|(?<![\w.])[A-Z]\w*\.query\.(?:all|filter|filter_by|order_by|limit)\b"
)
_ONE_ROW = re.compile(
    r"\.(?:first|one|one_or_none|get|scalar|count|exists|earliest|latest|scalar_one)\([^()]*+\)$"
)
_FETCHED = re.compile(
    r"select_related|prefetch|joinedload|selectinload|subqueryload|immediateload|contains_eager|eagerload|\.options\(|"
    r"\.values\(|\.values_list\(|\.join\(|\.dicts\(|\.tuples\(|with_entities|\.iterator\(|raiseload|\.annotate\("
)
_ASKED = re.compile(
    r"(?<![\w.])(\w+)\.(?!objects\b|_)(\w+)\.(?:(?:all|exists|count|first|last)\("
    r"|(?:filter|exclude|order_by|aggregate)\((?=\w+\s*=|['\"]))"
)
_READ = re.compile(r"(?<![\w.])(\w+)\.([a-z]\w*)\.([a-z]\w*)\b(?!\s*[\w(\[=])")
# What plain columns have: dates, enumerations, files, JSON.
_OF_COLUMNS = frozenset(
    {"year", "month", "day", "hour", "minute", "second", "microsecond", "tzinfo", "value", "url", "path", "size"}
    | {"file", "real", "imag", "hex", "int", "seconds", "days", "width", "height", "x", "y", "amount", "currency"}
    | {"pk", "lower", "upper"}
)  # fmt: skip
_NOT_RELATIONS = re.compile(
    r"(?:^|_)(?:status|type|kind|state|role|level|file|image|avatar|photo|logo|document|attachment|picture|priority|gender"
    r"|meta|metadata|config|settings|data|pk|id|objects|session|query|request|at|date|time|on|path|field|module|name|info)$"
)
_NESTED = re.compile(
    r"\bfor\s+\w+(?:,\s*\w+)*\s+in\s+(?:sorted\(|list\(|enumerate\()?(\w+)\.([a-z]\w*s)\b(?!\s*[\w(.\[])"
)
_ASSIGNED = re.compile(r"(\w+)\s*(?::[^=\n]*)?=\s*\(?\s*$")
_LOOPS = re.compile(r"\bfor\s+(?P<name>\w+)\s+in\s+(?P<over>\w+\b(?![.(\w])|[^\n]{0,120})")
_SERIALIZED = re.compile(r"(?m)^[ \t]+def[ \t]+(get_\w+)\(\s*self\s*,\s*(\w+)\s*(?::[^),]*)?\)")
_RESOLVED = re.compile(r"(?m)^[ \t]+(?:async[ \t]+)?def[ \t]+(resolve_\w+)\(\s*(\w+)\s*,")
_FIELDS = re.compile(
    r"(?m)^[ \t]+@(?:strawberry\.field|strawberry_django\.field|field)\b[^\n]*\n"
    r"[ \t]+(?:async[ \t]+)?def[ \t]+(\w+)\(\s*(self)\b"
)
_ROOTS = re.compile(r"(?:^|\w)(?:Query|Queries|Mutation|Mutations|Subscription)\w*$")
_OF_OBJECT = (
    r"(?<![\w.]){0}\.\w+\.(?:filter|exclude|exists|count|first|last|order_by|aggregate)\("
    r"|(?<![\w.])[A-Z]\w*\.objects\.(?:filter|get|exclude|aggregate)\([^()]*\b{0}\b"
    r"|(?<![\w.])get_object_or_404\([^()]*\b{0}\."
    r"|(?:session|db)\.(?:query|get|execute|scalars|scalar)\((?:[^()]|\([^()]*\)|\)\.)*\b{0}\."
)


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find what is asked for."""
    if "lazy" in asks:
        yield from _lazy(source)
    if "object" in asks:
        yield from _of_objects(source)


def _lazy(source: Source) -> Iterator[Place]:
    seen: set[tuple[int, str]] = set()
    for name, start in _row_variables(source):
        for relation, place in _reads(source.text, name, start):
            each = each_around(source, *place)
            if each is None or name not in each.names or each.start > start or (each.start, relation) in seen:
                continue
            if _is_over_rows(source, each) and is_code(list(source.trunk.around(*place))[:-1]):
                seen.add((each.start, relation))
                captures = {"RELATION": f"{name}.{relation}"}
                yield Place("lazy", source.span(*place), source.span(each.start, each.end), captures)


def _row_variables(source: Source) -> Iterator[tuple[str, int]]:
    """Yield the single variables of loops over what may be rows."""
    if not _ROWS.search(source.text):
        return
    named = set(_named(source.text))
    for found in _LOOPS.finditer(source.text):
        if found["over"] in named or _ROWS.search(found["over"]) or not found["over"]:
            yield found["name"], found.start()


def _named(text: str) -> Iterator[str]:
    """Yield what rows are assigned to."""
    for found in _ROWS.finditer(text):
        before = _ASSIGNED.search(text[max(0, found.start() - 80) : found.start()])
        if before is not None:
            yield before[1]


def _reads(text: str, name: str, start: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield relations that are read off a variable, near its loop."""
    left, right = max(0, start - 400), start + 4_000
    for pattern in (_ASKED, _READ, _NESTED):
        for found in pattern.finditer(text, left, right):
            if found[1] != name:
                continue
            if pattern is _READ and (found[3] in _OF_COLUMNS or _NOT_RELATIONS.search(found[2])):
                continue
            yield found[2], (found.start(1), found.end(2))


def _is_over_rows(source: Source, each: Each) -> bool:
    function = _function_text(source, each)
    if _FETCHED.search(function):
        return False
    over = each.over
    if re.fullmatch(r"\w+", over):
        made = re.findall(rf"(?m)^\s*{over}\s*(?::[^=\n]*)?=\s*((?:[^\n]|\n(?=\s*[.)]))*)", function)
        over = made[-1] if made else ""
    over = over.strip()
    return bool(_ROWS.search(over)) and not _ONE_ROW.search(over)


def _function_text(source: Source, each: Each) -> str:
    around = list(source.trunk.around(each.start, each.start + 1))
    function = next((b for b in reversed(around) if b.node.kind() in FUNCTIONS), around[0])
    return source.text[function.start : function.end]


def _of_objects(source: Source) -> Iterator[Place]:
    """Methods that a framework runs for each object of a list."""
    for pattern, gate in (
        (_SERIALIZED, "SerializerMethodField"),
        (_RESOLVED, "graphene"),
        (_FIELDS, "strawberry"),
    ):
        for found in pattern.finditer(source.text) if gate in source.text else ():
            branch = _method(source, found.start(1))
            owner = _class_name(source, found.start(1))
            if branch is None or _ROOTS.search(owner):
                continue
            yield from _asked_of(source, branch, found[2], found[1])


def _asked_of(source: Source, method: Branch, name: str, field: str) -> Iterator[Place]:
    text = source.text[method.start : method.end]
    if re.search(r"(?i)loader|prefetch|cache|annotat|hasattr\(", text):
        return
    found = re.search(_OF_OBJECT.format(re.escape(name)), text)
    if found is not None:
        start = method.start + found.start()
        span = source.span(start, method.start + found.end())
        yield Place("object", span, source.span(method.start, method.end), {"FIELD": field})


def _method(source: Source, at: int) -> Branch | None:
    around = list(source.trunk.around(at, at + 1))
    return next((b for b in reversed(around) if b.node.kind() == "function_definition"), None)


def _class_name(source: Source, at: int) -> str:
    for branch in reversed(list(source.trunk.around(at, at + 1))):
        if branch.node.kind() == "class_definition":
            name = branch.node.field("name")
            return source.text_of(name) if name is not None else ""
    return "Query"
