"""SQL inside the string literals of a program.

A literal's neighbours count: implicit concatenation and `+` chains are read as one statement. Whatever is not literal
text (quotes, operators, interpolated values) is replaced by as many spaces or placeholder characters, so every
character of the SQL keeps its place in the file.
"""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.rules.source import Source
from archlsp.rules.sqltext import DOWN_NAMES, Fragment, Role, is_migration_path

PLACEHOLDER = "_"
_KINDS = {
    "python": ("string",),
    "javascript": ("string", "template_string"),
    "typescript": ("string", "template_string"),
    "tsx": ("string", "template_string"),
    "go": ("interpreted_string_literal", "raw_string_literal"),
    "java": ("string_literal",),
    "rust": ("string_literal", "raw_string_literal"),
}
HOSTS = frozenset(_KINDS)
_JOINED = frozenset(
    {"concatenated_string", "binary_operator", "binary_expression", "parenthesized_expression"}
)
_INTERPOLATIONS = frozenset({"interpolation", "template_substitution"})
_VERBS = "SELECT|INSERT|UPDATE|DELETE|WITH|CREATE|ALTER|DROP|TRUNCATE|LOCK|VACUUM|REINDEX|REFRESH|GRANT"
_OPENING = re.compile(r"([A-Za-z]{0,2})(#*+)(\"\"\"|'''|\"|'|`)")
_STARTS_WITH_VERB = re.compile(
    rf"[A-Za-z]{{0,2}}#*(?:\"\"\"|'''|\"|'|`)(?:\s|\\n)*(?:--[^\n]*\n\s*)*({_VERBS}|{_VERBS.lower()})\b"
)
_QUOTE_AND_VERB = re.compile(
    rf"[\"'`](?=[\s\\\-{''.join(sorted({verb[0] + verb[0].lower() for verb in _VERBS.split('|')}))}])"
    rf"(?=(?:\s|\\n)*+(?:--[^\n]*\n\s*)*+(?:{_VERBS}|{_VERBS.lower()})\b)"
)
_SHAPE = re.compile(
    r"\s*(?:--[^\n]*\n\s*)*(?:"
    r"SELECT\b.+?\bFROM\b|INSERT\s+(?:IGNORE\s+)?INTO\b|UPDATE\s+\S.*?\sSET\b|DELETE\s+FROM\b|WITH\s+(?:RECURSIVE\s+)?\w+\s*(?:\([^)]*\)\s*)?AS\b"
    r"|CREATE\s+(?:OR\s+REPLACE\s+|GLOBAL\s+|LOCAL\s+)*(?:TEMP|TEMPORARY|TABLE|UNIQUE|INDEX|TYPE|VIEW|USER|ROLE)\b"
    r"|ALTER\s+(?:TABLE|TYPE|USER|ROLE|DATABASE)\b|DROP\s+(?:TABLE|INDEX|SCHEMA|DATABASE|TYPE|VIEW)\b"
    r"|TRUNCATE\s+(?:TABLE\s+)?[\w.\"`]+\s*(?:,|;|$|CASCADE|RESTART)|LOCK\s+TABLE\b|VACUUM\s+FULL\b|REINDEX\s+\w+\s|REFRESH\s+MATERIALIZED\s)",
    re.IGNORECASE | re.DOTALL,
)
_DATABASE_WORD = re.compile(
    r"sql|query|exec|stmt|statement|\braw\b|prepare|cursor|fetch|\bdb\b|conn\b|\btx\b", re.IGNORECASE
)
_CALLEE = re.compile(r"([\w.]+)!?\s*\(\s*$")
_PIECEWISE = re.compile(
    r"(^|[._])(append|push|join|concat|add|format|[Ff]?[Ss]printf|write|WriteString|replace)$"
)
_ASSIGNED = re.compile(r"([A-Za-z_]\w*)\s*(?::=|:[^=,(){}\n]{1,40}=|=)\s*\(?\s*$")
_SECOND_OF_RUN_SQL = re.compile(r"RunSQL\((?:[^()]|\([^()]*\))*,\s*$|reverse_sql\s*=\s*$")
_LOOK_BACK = 120
# From here on one walk over the tree is cheaper than a way down to each.
_MANY = 200
# That many are generated, and nobody reads them.
_TOO_MANY = 2000
_TEMPLATE = re.compile(r"#\{[^{}\n]*\}|%\(\w+\)s|%[sdvq](?!\w)|\{[\w.!:]*\}")
_BOUND = ("#{", "%(")


def embedded_fragments(source: Source) -> Iterator[Fragment]:
    """Find the SQL statements among a program's string literals."""
    end_of_last = -1
    for literal in _literals_with_verbs(source):
        start = literal.range().start.index
        if start < end_of_last or not _STARTS_WITH_VERB.match(source.text, start):
            continue
        whole = _joined(literal)
        end_of_last = whole.range().end.index
        if fragment := _fragment(source, literal, whole):
            yield fragment


def _literals_with_verbs(source: Source) -> list[SgNode]:
    """Find the literals around a quote and a verb of SQL, in reading order; others inside of them among them."""
    quotes = [quote.start() for quote in _QUOTE_AND_VERB.finditer(source.text)]
    if len(quotes) > _TOO_MANY:
        return []
    if len(quotes) > _MANY:
        return _all_literals(source.root, source.language)
    found = {}
    for quote in quotes:
        for branch in source.trunk.around(quote, quote + 1):
            if branch.node.kind() in _KINDS[source.language]:
                found[id(branch)] = branch
    return [branch.node for branch in sorted(found.values(), key=lambda branch: branch.start)]


def _all_literals(root: SgNode, language: str) -> list[SgNode]:
    found = [node for kind in _KINDS[language] for node in root.find_all(kind=kind)]
    return sorted(found, key=lambda node: node.range().start.index)


def _joined(literal: SgNode) -> SgNode:
    """Climb to the whole concatenation that the literal begins."""
    node = literal
    while (parent := node.parent()) is not None and parent.kind() in _JOINED:
        node = parent
    return node


def _fragment(source: Source, literal: SgNode, whole: SgNode) -> Fragment | None:
    start, end = literal.range().start.index, whole.range().end.index
    text = _sql_of(source, whole, start, end)
    before = source.text[max(0, start - _LOOK_BACK) : start]
    shape = _SHAPE.match(text)
    if shape is None or not (_is_upper(text) or _DATABASE_WORD.search(_near(before))):
        return None
    symbol = source.symbol_at(source.span(start, end))
    is_complete = _is_complete(source.text, before) and "__" not in text[shape.end() :]
    return Fragment(text, start, _role(source, start, symbol), is_complete, symbol)


def _near(before: str) -> str:
    """What stands before a literal on its line, or on the line above where it is the first on its own."""
    return before.rstrip().rsplit("\n", 1)[-1]


def _is_upper(text: str) -> bool:
    verb = re.search(r"[A-Za-z]+", text)
    return verb is not None and verb[0].isupper()


def _sql_of(source: Source, whole: SgNode, start: int, end: int) -> str:
    """Return the SQL of a concatenation, each character at its place."""
    pieces: list[str] = []
    at, quotes = start, 0
    for literal in _literals(source, whole):
        place = literal.range()
        pieces.append(_gap(source.text[at : place.start.index]))
        pieces.append(_content(source, literal, quotes % 2 == 1))
        quotes += pieces[-1].count("'")
        at = place.end.index
    pieces.append(_gap(source.text[at:end]))
    return "".join(pieces)


def _literals(source: Source, whole: SgNode) -> list[SgNode]:
    if whole.kind() in _KINDS[source.language]:
        return [whole]
    found, end_of_last = [], -1
    for node in _all_literals(whole, source.language):
        if node.range().start.index >= end_of_last:
            found.append(node)
            end_of_last = node.range().end.index
    return found


def _gap(text: str) -> str:
    """What stands between two literals: a value, or only operators and quotes."""
    return (PLACEHOLDER if re.search(r"\w", text) else " ") * len(text)


def _content(source: Source, literal: SgNode, in_quotes: bool) -> str:
    """The literal's text with its quotes blanked and its interpolations as placeholders."""
    text = source.text_of(literal)
    opening = _OPENING.match(text)
    if opening is None:
        return " " * len(text)
    tail = len(opening[2]) + len(opening[3])
    body = text[opening.end() : len(text) - tail]
    is_raw = "r" in opening[1].lower() or (opening[3] == "`" and source.language == "go")
    base = literal.range().start.index + opening.end()
    body = _without_interpolations(literal, base, body)
    if not is_raw:
        body = re.sub(r"\\(.)", _unescaped, body, flags=re.DOTALL)
    return " " * opening.end() + _without_templates(body, source.language, in_quotes) + " " * tail


def _without_interpolations(literal: SgNode, base: int, body: str) -> str:
    for child in literal.children():
        if child.kind() in _INTERPOLATIONS:
            place = child.range()
            start, end = place.start.index - base, place.end.index - base
            body = body[:start] + PLACEHOLDER * (end - start) + body[end:]
    return body


def _unescaped(escape: re.Match[str]) -> str:
    return " " + escape[1] if escape[1] in "\"'`\\" else "  "


def _without_templates(body: str, language: str, in_quotes: bool) -> str:
    """Replace what a driver or a formatter fills in later: a bound value, or a piece of the statement."""
    pieces: list[str] = []
    at = 0
    for found in _TEMPLATE.finditer(body):
        pieces.append(body[at : found.start()])
        quoted = ("".join(pieces).count("'") + in_quotes) % 2 == 1
        pieces.append(_stand_in(found[0], language, quoted))
        at = found.end()
    return "".join(pieces) + body[at:]


def _stand_in(template: str, language: str, quoted: bool) -> str:
    size = len(template)
    if quoted:
        return "x" * size
    if template.startswith(_BOUND) or (language == "python" and template.startswith("%")):
        return "?".ljust(size)
    return PLACEHOLDER * size


def _is_complete(text: str, before: str) -> bool:
    """Tell whether the literal is used as it is, as far as its surroundings show."""
    if callee := _CALLEE.search(before):
        return not _PIECEWISE.search(callee[1])
    if assigned := _ASSIGNED.search(before):
        name = re.escape(assigned[1])
        grows = rf"\b{name}\b\s*(?:\+(?!\+)|\.(?:push|append|concat|add|format|replace)|%[^=])|\{{{name}\b"
        return re.search(grows, text) is None
    return before.rstrip().endswith("return")


def _role(source: Source, start: int, symbol: str) -> Role:
    if not is_migration_path(source.path):
        return Role.QUERY
    names = {part.lower() for part in symbol.split(".")}
    if names & DOWN_NAMES or _SECOND_OF_RUN_SQL.search(source.text[max(0, start - 2000) : start]):
        return Role.DOWN
    return Role.MIGRATION
