"""Tables of GORM: structs with its tags, or with its Model inside.

detail: op=create, source=gorm, model, columns.
"""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.columns import snake, told
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.page import Page

_TAG = re.compile(r"gorm:\"([^\"]*)\"")
_COLUMN = re.compile(r"(?:^|;)\s*column:([^;]+)", re.IGNORECASE)
_STRUCT = re.compile(r"^(?:type[ \t]+|[ \t]+)(\w+)[ \t]+struct\b", re.MULTILINE)
_TABLE_NAME = re.compile(
    r"^func\s*\(\s*(?:\w+\s+)?\*?(\w+)\s*\)\s*TableName\(\)\s*string\s*\{\s*return\s*(?:\"([^\"]*)\"|(\w+))\s*\}",
    re.MULTILINE,
)
_MODEL = ("id uint", "created_at time.Time", "updated_at time.Time", "deleted_at gorm.DeletedAt")


def _find(page: Page) -> Iterator[Entry]:
    names = {
        model: literal or page.constant(name) or "" for model, literal, name in _TABLE_NAME.findall(page.code)
    }
    for found in _STRUCT.finditer(page.code):
        way = page.around(found.start(1))
        spec = next((branch.node for branch in reversed(way) if branch.kind == "type_spec"), None)
        kind = spec.field("type") if spec is not None else None
        if kind is None or kind.kind() != "struct_type":
            continue
        written = page.text_of(kind)
        table = names.get(found[1], "")
        # An embedded struct and a scan target have tags, too: a key or a name of its own makes a table.
        if (
            not table
            and "gorm.Model" not in written
            and not re.search(r"primary_?key", written, re.IGNORECASE)
        ):
            continue
        if not _TAG.search(written) and "gorm.Model" not in written:
            continue
        columns = [column for field in _fields(kind) for column in _columns(page, field)]
        detail = {"source": "gorm", "op": "create", "model": found[1], "columns": told(columns)}
        yield page.entry(
            Kind.TABLE, table or snake(found[1]), found.span(1), detail, symbol=found[1], partial=not table
        )


def _fields(kind: SgNode) -> Iterator[SgNode]:
    for part in kind.children():
        if part.kind() == "field_declaration_list":
            yield from (field for field in part.children() if field.kind() == "field_declaration")


def _columns(page: Page, field: SgNode) -> Iterator[tuple[str, str]]:
    kind = page.text_of(field.field("type"))
    name = field.field("name")
    if name is None:
        yield from (tuple(column.split(" ", 1)) for column in _MODEL if kind == "gorm.Model")  # type: ignore[misc]
        return
    tag = _TAG.search(page.text_of(field))
    if tag and tag[1].strip() == "-":
        return
    # Without a tag a slice or a struct of ours is an association.
    if not tag and (kind.startswith(("[]", "*", "map[")) or kind[:1].isupper()):
        return
    column = _COLUMN.search(tag[1]) if tag else None
    if tag and not column and re.search(r"foreignkey|many2many|references", tag[1], re.IGNORECASE):
        return
    yield column[1].strip() if column else snake(page.text_of(name)), kind


EXTRACTORS = (Extractor(("go",), _find, ('gorm:"', "gorm.Model")),)
