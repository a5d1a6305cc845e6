"""Tables of JPA's entities and collections of Spring Data MongoDB.

detail: op=create, source (jpa, mongodb), model, columns.
"""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.annotations import annotations, of
from archlsp.map.extractors.columns import snake, told
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.page import Page

_ENTITY = re.compile(r"@(?:Entity|Document)\b")
_NO_COLUMN = frozenset({"Transient", "OneToMany", "ManyToMany", "ElementCollection", "DBRef"})
_TO_ONE = frozenset({"ManyToOne", "OneToOne"})


def _find(page: Page) -> Iterator[Entry]:
    is_jpa = page.imports("javax.persistence", "jakarta.persistence")
    is_mongo = page.imports("org.springframework.data.mongodb")
    for found in annotations(page, _ENTITY) if is_jpa or is_mongo else ():
        owner = found.owner
        if owner is None or owner.kind() != "class_declaration" or (found.name == "Entity") != is_jpa:
            continue
        marks, name = of(page, owner), page.text_of(owner.field("name"))
        given = marks.get("Table", {}) if is_jpa else found.values
        table = page.literal(given.get("name") or given.get("collection") or given.get("value"))
        detail = {
            "source": "jpa" if is_jpa else "mongodb",
            "op": "create",
            "model": name,
            "columns": told(_columns(page, owner)),
        }
        yield page.entry(
            Kind.TABLE, table or snake(name), found.node, detail, symbol=name, partial=table is None
        )


def _columns(page: Page, owner: SgNode) -> Iterator[tuple[str, str]]:
    body = owner.field("body")
    for field in body.children() if body else ():
        if field.kind() != "field_declaration" or re.search(
            r"\bstatic\b", page.text_of(field)[:200].split("=")[0]
        ):
            continue
        marks = of(page, field)
        if not _NO_COLUMN.isdisjoint(marks):
            continue
        declared = field.field("declarator")
        name = page.text_of(declared.field("name")) if declared else ""
        given = marks.get("Column") or marks.get("JoinColumn") or marks.get("Field") or {}
        own = page.literal(given.get("name") or given.get("value"))
        if own is None and not _TO_ONE.isdisjoint(marks):
            own = f"{snake(name)}_id"
        yield own or snake(name), page.text_of(field.field("type"))


EXTRACTORS = (Extractor(("java",), _find, ("@Entity", "@Document")),)
