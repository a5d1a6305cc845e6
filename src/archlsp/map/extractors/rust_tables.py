"""Tables of Diesel's schema and of SeaORM's entities.

detail: op=create, source (diesel, seaorm), columns.
"""

import re
from collections.abc import Iterator

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.columns import told
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.page import Page

_DIESEL = re.compile(r"\b(?:diesel::)?table!\s*\{")
_HEAD = re.compile(
    r"(?:#\[[^\]]*\]\s*|//[^\n]*\n\s*|use\s+[^;]*;\s*)*(?P<name>(?:\w+\.)?\w+)\s*\([^)]*\)\s*\{"
)
_DIESEL_COLUMN = re.compile(r"^\s*(\w+)\s*->\s*([^,\n]+),?\s*$", re.MULTILINE)
_SQL_NAME = re.compile(r"#\[sql_name\s*=\s*\"([^\"]+)\"\]")
_SEA = re.compile(r"#\[sea_orm\([^\])]*table_name\s*=\s*\"(?P<name>[^\"]+)\"")
_SEA_FIELD = re.compile(r"^\s*pub\s+(\w+)\s*:\s*([^\n]+?),?\s*$", re.MULTILINE)


def _find_diesel(page: Page) -> Iterator[Entry]:
    for found in _DIESEL.finditer(page.code):
        way = page.around(found.start())
        macro = next((branch.node for branch in reversed(way) if branch.kind == "macro_invocation"), None)
        if macro is None:
            continue
        end = macro.range().end.index
        body = page.text[found.end() : end]
        head = _HEAD.search(body)
        if head is None:
            continue
        named = _SQL_NAME.search(body[: head.start("name")])
        start = found.end() + head.start("name")
        columns = told(_DIESEL_COLUMN.findall(body[head.end() :]))
        detail = {"source": "diesel", "op": "create", "columns": columns}
        name = named[1] if named else head["name"]
        yield page.entry(Kind.TABLE, name, (start, start + len(head["name"])), detail, symbol="")


def _find_sea(page: Page) -> Iterator[Entry]:
    for found in _SEA.finditer(page.code):
        way = page.around(found.start())
        attribute = next((branch.node for branch in reversed(way) if branch.kind == "attribute_item"), None)
        item = (
            next((node for node in attribute.next_all() if node.kind() == "struct_item"), None)
            if attribute
            else None
        )
        columns = _SEA_FIELD.findall(page.text_of(item)) if item else []
        detail = {"source": "seaorm", "op": "create", "columns": told(columns)}
        yield page.entry(Kind.TABLE, found["name"], found.span("name"), detail, symbol="")


EXTRACTORS = (
    Extractor(("rust",), _find_diesel, ("table!",)),
    Extractor(("rust",), _find_sea, ("sea_orm",)),
)
