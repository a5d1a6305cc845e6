"""Tables of Django's models, SQLAlchemy and SQLModel.

detail: op=create, source (django, sqlalchemy, sqlmodel), model, columns.
"""

import re
from collections.abc import Iterator, Sequence

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.columns import told
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.page import Page

_CLASS = re.compile(r"^[ \t]*class[ \t]+(\w+)[ \t]*\(", re.MULTILINE)
_TABLE = re.compile(r"(?<![\w.])(?:(?:sa|sqlalchemy|db)\.)?Table(?=\s*\()")
_COLUMN_CALLS = frozenset({"Column", "mapped_column"})
_FIELD = re.compile(r"(?:^|\.)\w*(?:Field|Key)$")
_NO_COLUMNS = frozenset({"ManyToManyField", "GenericForeignKey", "GenericRelation", "TaggableManager"})
_MAPPED = re.compile(r"^(?:\w+\.)?Mapped\[(?P<type>.*)\]$", re.DOTALL)
Assigned = tuple[str, SgNode | None, str]


def _find(page: Page) -> Iterator[Entry]:
    is_alchemy = page.imports("sqlalchemy", "flask_sqlalchemy", "sqlmodel") or "__tablename__" in page.code
    is_django = page.imports("django.db.models", "django.db", "django.contrib.gis.db")
    if not (is_alchemy or is_django) or "/migrations/" in page.path or "/versions/" in page.path:
        return
    models: set[str] = set()
    for found in _CLASS.finditer(page.code):
        node = _class_at(page, found.start(1))
        if node is None:
            continue
        bases = _bases(page, node)
        if is_django and (not models.isdisjoint(bases) or "models.Model" in bases):
            models.add(found[1])
            yield from _django(page, node, found[1], found.span(1))
        elif is_alchemy:
            yield from _alchemy(page, node, bases, found.span(1))
    if is_alchemy:
        yield from _tables(page)


def _class_at(page: Page, offset: int) -> SgNode | None:
    way = page.around(offset)
    return way[-2].node if len(way) > 1 and way[-2].kind == "class_definition" else None


def _bases(page: Page, node: SgNode) -> list[str]:
    given = node.field("superclasses")
    return (
        [page.text_of(item) for item in given.children() if item.kind() not in {"(", ")", ","}]
        if given
        else []
    )


def _body(page: Page, node: SgNode) -> Iterator[Assigned]:
    """The assignments of a class: name, value, annotation."""
    body = node.field("body")
    for statement in body.children() if body else ():
        for inner in statement.children() if statement.kind() == "expression_statement" else ():
            if inner.kind() == "assignment":
                left = inner.field("left")
                if left is not None and left.kind() == "identifier":
                    yield page.text_of(left), inner.field("right"), page.text_of(inner.field("type"))


def _called(page: Page, value: SgNode | None) -> str:
    return page.text_of(value.field("function")) if value is not None and value.kind() == "call" else ""


def _django(page: Page, node: SgNode, name: str, place: tuple[int, int]) -> Iterator[Entry]:
    meta = _meta(page, node)
    if page.text_of(meta.get("abstract")) == "True" or page.text_of(meta.get("proxy")) == "True":
        return
    columns = []
    for field, value, _ in _body(page, node):
        called = _called(page, value)
        kind = called.rsplit(".", 1)[-1]
        if _FIELD.search(called) and kind not in _NO_COLUMNS:
            columns.append((field, kind))
    table = page.literal(meta.get("db_table"))
    label = page.literal(meta.get("app_label")) or _application(page.path)
    shown = table or (f"{label}_{name.lower()}" if label else name)
    detail = {"source": "django", "op": "create", "model": name, "columns": told(columns)}
    yield page.entry(Kind.TABLE, shown, place, detail, symbol=name, partial=table is None)


def _meta(page: Page, node: SgNode) -> dict[str, SgNode]:
    body = node.field("body")
    for statement in body.children() if body else ():
        if statement.kind() == "class_definition" and page.text_of(statement.field("name")) == "Meta":
            return {name: value for name, value, _ in _body(page, statement) if value is not None}
    return {}


def _application(path: str) -> str:
    """The folder of `models.py`, or of `models/`."""
    folders = path.split("/")[:-1]
    if "models" in folders:
        folders = folders[: folders.index("models")]
    return folders[-1] if folders else ""


def _alchemy(page: Page, node: SgNode, bases: Sequence[str], place: tuple[int, int]) -> Iterator[Entry]:
    name = page.text_of(node.field("name"))
    assigned = list(_body(page, node))
    by_name = {field: value for field, value, _ in assigned}
    columns = _alchemy_columns(page, assigned)
    is_model = "SQLModel" in bases and "table=True" in {base.replace(" ", "") for base in bases}
    if is_model:
        columns = columns or [(field, kind) for field, _, kind in assigned if kind]
    table = page.literal(by_name.get("__tablename__"))
    if "__abstract__" in by_name or not bases or not (table or columns):
        return
    # Without a name of its own it is a table only where it has a key; a mixin may have that, too.
    if table is None and not is_model and (not _has_key(page, assigned) or name.endswith(("Mixin", "Base"))):
        return
    detail = {
        "source": "sqlmodel" if is_model else "sqlalchemy",
        "op": "create",
        "model": name,
        "columns": told(columns),
    }
    shown = table or (name.lower() if is_model else name)
    yield page.entry(Kind.TABLE, shown, place, detail, symbol=name, partial=table is None and not is_model)


def _has_key(page: Page, assigned: Sequence[Assigned]) -> bool:
    return any("primary_key=True" in page.text_of(value).replace(" ", "") for _, value, _ in assigned)


def _alchemy_columns(page: Page, assigned: Sequence[Assigned]) -> list[tuple[str, str]]:
    columns = []
    for field, value, annotation in assigned:
        called = _called(page, value).rsplit(".", 1)[-1]
        mapped = _MAPPED.match(annotation)
        if called in _COLUMN_CALLS and value is not None:
            columns.append(_column(page, value, field, mapped["type"] if mapped else ""))
        elif mapped and value is None and not re.search(r"[\"']|list\[|List\[", mapped["type"]):
            columns.append((field, mapped["type"]))
    return columns


def _column(page: Page, value: SgNode, field: str, kind: str) -> tuple[str, str]:
    """A column's name, where the first argument is one, and its type."""
    arguments = value.field("arguments")
    given = (
        [
            item
            for item in arguments.children()
            if item.kind() not in {"(", ")", ",", "keyword_argument", "comment"}
        ]
        if arguments
        else []
    )
    if given and given[0].kind() == "string":
        field = page.literal(given.pop(0)) or field
    said = page.text_of(given[0]) if given else ""
    return field, kind or ("" if said.startswith("ForeignKey") else said)


def _tables(page: Page) -> Iterator[Entry]:
    for call in page.calls(_TABLE):
        table = page.literal(call.given(0, "name"))
        items = [item for item in call.arguments if item.kind() == "call"]
        columns = [
            _column(page, item, "", "")
            for item in items
            if _called(page, item).rsplit(".", 1)[-1] == "Column"
        ]
        if table and columns:
            detail = {"source": "sqlalchemy", "op": "create", "columns": told(columns)}
            yield page.entry(Kind.TABLE, table, call.node, detail)


EXTRACTORS = (
    Extractor(("python",), _find, ("models.Model", "Column(", "mapped_column", "__tablename__", "SQLModel")),
)
