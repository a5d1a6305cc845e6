"""Tables and collections of TypeORM, Sequelize and Mongoose, and Prisma's models.

detail: op=create, source (typeorm, sequelize, mongoose, prisma), model, columns.
"""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.columns import snake, told
from archlsp.map.extractors.extractor import SCRIPT, Extractor
from archlsp.map.page import Call, Page

_ENTITY = re.compile(r"@Entity(?=\s*\()")
_COLUMN = re.compile(r"^@(?:\w*Column)\b")
_DEFINE = re.compile(r"\.define(?=\s*(?:<[^()\n]*>)?\s*\()")
_INIT = re.compile(r"(?<![\w$])[A-Z]\w*\.init(?=\s*\()")
_MODEL = re.compile(r"(?<![\w$])(?:mongoose\.)?model(?=\s*(?:<[^()\n]*>)?\s*\()")
_SCHEMA = re.compile(r"(?<![\w$])(?:mongoose\.)?Schema(?=\s*(?:<[^()\n]*>)?\s*\()")
_PRISMA = re.compile(r"^model\s+(?P<name>\w+)\s*\{(?P<body>[^}]*)\}", re.MULTILINE)
_PRISMA_FIELD = re.compile(
    r"^\s*(?P<name>\w+)\s+(?P<type>\w+)(?P<sign>\[\]|\?)?(?P<rest>[^\n]*)$", re.MULTILINE
)
_MAPPED = re.compile(r"(?<!@)@map\(\s*(?:name:\s*)?\"([^\"]+)\"")
_TABLE_MAP = re.compile(r"@@map\(\s*(?:name:\s*)?\"([^\"]+)\"")
_PRISMA_INDEX = re.compile(r"@@(index|unique|id)\(\s*(?:fields:\s*)?\[([^\]]*)\]")


def _find_typeorm(page: Page) -> Iterator[Entry]:
    for call in page.calls(_ENTITY) if page.imports("typeorm") else ():
        owner = call.around("export_statement", "class_declaration")
        if owner is not None and owner.kind() == "export_statement":
            owner = next((child for child in owner.children() if child.kind() == "class_declaration"), None)
        if owner is None or call.parent != "decorator":
            continue
        name = page.text_of(owner.field("name"))
        given = call.given(0)
        if given is not None and given.kind() == "object":
            given = page.properties(given).get("name")
        table = page.literal(given)
        detail = {
            "source": "typeorm",
            "op": "create",
            "model": name,
            "columns": told(_typeorm_columns(page, owner)),
        }
        yield page.entry(
            Kind.TABLE, table or snake(name), call.node, detail, symbol=name, partial=table is None
        )


def _typeorm_columns(page: Page, owner: SgNode) -> Iterator[tuple[str, str]]:
    body = owner.field("body")
    for item in body.children() if body else ():
        if item.kind() != "public_field_definition":
            continue
        marks = [page.text_of(part) for part in item.children() if part.kind() == "decorator"]
        if any(_COLUMN.match(mark) and not mark.startswith("@JoinColumn") for mark in marks):
            yield page.text_of(item.field("name")), page.text_of(item.field("type")).lstrip(": ")


def _find_sequelize(page: Page) -> Iterator[Entry]:
    if not (page.imports("sequelize", "sequelize-typescript") or "DataTypes" in page.code):
        return
    for call in page.calls(_DEFINE):
        model = page.literal(call.given(0))
        if model and "equelize" in call.receiver:
            yield _sequelize(page, call, model, call.given(1), call.given(2))
    for call in page.calls(_INIT):
        if "DataTypes" in page.text_of(call.given(0)) or "DataTypes" in page.code:
            yield _sequelize(page, call, call.receiver, call.given(0), call.given(1))


def _sequelize(page: Page, call: Call, model: str, fields: SgNode | None, options: SgNode | None) -> Entry:
    said = page.properties(options)
    table = page.literal(said.get("tableName"))
    columns = [(name, _sequelize_type(page, value)) for name, value in page.properties(fields).items()]
    detail = {"source": "sequelize", "op": "create", "model": model, "columns": told(columns)}
    return page.entry(Kind.TABLE, table or model, _head(call), detail, symbol=model, partial=table is None)


def _sequelize_type(page: Page, value: SgNode) -> str:
    kind = page.properties(value).get("type", value)
    return page.text_of(kind).rsplit("DataTypes.", 1)[-1] if "DataTypes" in page.text_of(kind) else ""


def _head(call: Call) -> tuple[int, int]:
    start = call.node.range().start.index
    return start, call.node.range().end.index


def _find_mongoose(page: Page) -> Iterator[Entry]:
    if not page.imports("mongoose"):
        return
    schemas = {name: (fields, options) for name, fields, options in _schemas(page)}
    for call in page.calls(_MODEL):
        model = page.literal(call.given(0))
        if not model or len(call.arguments) < 2 or call.receiver not in {"", "mongoose"}:  # noqa: PLR2004
            continue
        fields, options = schemas.get(page.text_of(call.given(1)), (None, None))
        collection = page.literal(call.given(2)) or page.literal(page.properties(options).get("collection"))
        columns = [(name, _mongoose_type(page, value)) for name, value in page.properties(fields).items()]
        detail = {"source": "mongoose", "op": "create", "model": model, "columns": told(columns)}
        yield page.entry(
            Kind.TABLE, collection or model, call.node, detail, symbol=model, partial=collection is None
        )


def _schemas(page: Page) -> Iterator[tuple[str, SgNode | None, SgNode | None]]:
    for call in page.calls(_SCHEMA):
        target = call.around("variable_declarator")
        name = page.text_of(target.field("name")) if target else ""
        if call.node.kind() in {"new_expression", "call_expression"} and name:
            yield name, call.given(0), call.given(1)


def _mongoose_type(page: Page, value: SgNode) -> str:
    kind = page.properties(value).get("type", value) if value.kind() == "object" else value
    return page.text_of(kind) if kind.kind() in {"identifier", "member_expression"} else kind.kind()


def _find_prisma(page: Page) -> Iterator[Entry]:
    models = {found["name"] for found in _PRISMA.finditer(page.text)}
    for found in _PRISMA.finditer(page.text):
        body = found["body"]
        columns = []
        for field in _PRISMA_FIELD.finditer(body):
            if field["type"] not in models and not field["name"].startswith("@"):
                mapped = _MAPPED.search(field["rest"])
                columns.append(
                    (mapped[1] if mapped else field["name"], field["type"] + (field["sign"] or ""))
                )
        table = _TABLE_MAP.search(body)
        indexes = ", ".join(
            f"{kind}({' '.join(fields.split())})" for kind, fields in _PRISMA_INDEX.findall(body)
        )
        name = found["name"]
        detail = {
            "source": "prisma",
            "op": "create",
            "model": name,
            "columns": told(columns),
            "indexes": indexes,
        }
        yield page.entry(Kind.TABLE, table[1] if table else name, found.span("name"), detail, symbol=name)


EXTRACTORS = (
    Extractor(SCRIPT, _find_typeorm, ("typeorm",)),
    Extractor(SCRIPT, _find_sequelize, ("equelize", "DataTypes")),
    Extractor(SCRIPT, _find_mongoose, ("mongoose",)),
    Extractor(("prisma",), _find_prisma, ("model",)),
)
