"""Django migrations that run Python: what the data step leaves out, holds up, or reads from the wrong place.

Asks: `irreversible` (no way back), `mixed` (data and schema in one transaction), `direct-model` (today's models
instead of those of the migration), `row-by-row` (a save for each row of a table).
"""

import re
from collections.abc import Callable, Iterator, Mapping

from ast_grep_py import SgNode

from archlsp.rules.analysis import Place
from archlsp.rules.source import Source
from archlsp.rules.sqlcalls import Chain, chains

ASKS = frozenset({"irreversible", "mixed", "direct-model", "row-by-row"})
_RUNS = re.compile(r"(?<![\w.])(?:\w++\.)*+Run(?:Python|SQL)\(")
_SCHEMA = re.compile(
    r"\b(?:AddField|AlterField|RemoveField|RenameField|AddIndex|RemoveIndex|AddConstraint|AlterUniqueTogether)\("
)
_NOT_ATOMIC = re.compile(r"\batomic\s*=\s*False\b")
_MODEL_IMPORT = re.compile(r"^from\s+(?P<module>[\w.]+)\s+import\s+(?P<names>[^#\n]+)", re.MULTILINE)
_MODEL_MODULES = re.compile(r"(?:^|\.)models(?:\.\w+)*$")
_FOREIGN_MODULES = ("django.", "sqlalchemy", "mptt", "taggit", "wagtail.fields")
_ALL_ROWS = re.compile(r"\.(?:all|filter|exclude|iterator|order_by|only|select_related)\(")
_BATCHES = re.compile(
    r"bulk_update|bulk_create|chunk|batch|\[:\w+\]|islice|queryset_in_batches", re.IGNORECASE
)
_SAVE = re.compile(r"(?m)^[ \t]*+(?P<name>\w++)\.save\(")


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find what is asked for; nothing in a file that is no migration of Django."""
    if source.language != "python" or "migrations.Migration" not in source.text:
        return
    for ask, find in _FINDERS.items():
        if ask in asks:
            yield from find(source)


def _steps(source: Source) -> list[Chain]:
    return list(chains(source, source.root, _RUNS))


def _irreversible(source: Source) -> Iterator[Place]:
    for chain in _steps(source):
        link = chain.links[-1]
        back = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}.get(link.name)
        if back and link.args[:1] and link.arg(1, back) is None:
            yield _place(source, "irreversible", chain.value.node, STEP=link.name, BACK=back)


def _mixed(source: Source) -> Iterator[Place]:
    if _NOT_ATOMIC.search(source.text) or not _SCHEMA.search(source.text):
        return
    for chain in _steps(source):
        function = chain.links[-1].arg(0, "code")
        if chain.links[-1].name == "RunPython" and function and "noop" not in function.text:
            yield _place(source, "mixed", chain.value.node, FUNCTION=function.text)


def _direct_model(source: Source) -> Iterator[Place]:
    for found in _MODEL_IMPORT.finditer(source.text):
        module = found["module"]
        if module.startswith(_FOREIGN_MODULES) or not _MODEL_MODULES.search(module):
            continue
        for name in re.findall(r"\b[A-Z]\w*[a-z]\w*\b", found["names"]):
            if re.search(rf"\b{name}\.(?:objects|_default_manager|all_objects)\b", source.text):
                span = source.span(*found.span())
                yield Place("direct-model", span, span, {"MODEL": name})


def _row_by_row(source: Source) -> Iterator[Place]:
    for loop in source.root.find_all(kind="for_statement"):
        target, rows, body = loop.field("left"), loop.field("right"), loop.field("body")
        if target is None or rows is None or body is None:
            continue
        name, within = source.text_of(target), source.text_of(body)
        saves = any(found["name"] == name for found in _SAVE.finditer(within))
        if (
            saves
            and _ALL_ROWS.search(source.text_of(rows))
            and not _BATCHES.search(_function_text(source, loop))
        ):
            start = loop.range().start.index
            extent = source.span_of(loop)
            yield Place("row-by-row", source.span(start, rows.range().end.index), extent, {"NAME": name})


def _function_text(source: Source, node: SgNode) -> str:
    parent: SgNode | None = node
    while parent is not None and parent.kind() != "function_definition":
        parent = parent.parent()
    return source.text_of(parent) if parent else ""


def _place(source: Source, ask: str, node: SgNode, **captures: str) -> Place:
    start = node.range().start.index
    line_end = source.text.find("\n", start)
    extent = source.span_of(node)
    end = min(node.range().end.index, line_end if line_end >= 0 else len(source.text))
    return Place(ask, source.span(start, end), extent, captures)


_FINDERS: Mapping[str, Callable[[Source], Iterator[Place]]] = {
    "irreversible": _irreversible,
    "mixed": _mixed,
    "direct-model": _direct_model,
    "row-by-row": _row_by_row,
}
