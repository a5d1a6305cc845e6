"""Migration files, by what their tool calls them.

detail: tool (alembic, django, flyway, liquibase, prisma, golang-migrate, goose, diesel, sqlx, typeorm, sequelize,
knex, rails, sql), order (what the tool sorts them by), after (Alembic's and Django's predecessor).
"""

import re
from collections.abc import Iterator, Mapping
from posixpath import basename, dirname

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.extractor import SCRIPT, Extractor
from archlsp.map.page import Page
from archlsp.rules.yamltree import documents, find

_REVISION = re.compile(r"^revision(?:\s*:[^=\n]+)?\s*=\s*[\"']([^\"'\n]+)[\"']", re.MULTILINE)
_DOWN_REVISION = re.compile(
    r"^down_revision(?:\s*:[^=\n]+)?\s*=\s*(?:[\"']([^\"'\n]+)[\"']|(None)|\(([^)]*)\))", re.MULTILINE
)
_DJANGO = re.compile(r"(?:^|/)(?P<app>\w+)/migrations/(?P<order>\d{4})_(?P<name>\w+)\.py$")
_DJANGO_AFTER = re.compile(r"dependencies\s*=\s*\[[^\]]*?\(\s*[\"'](\w+)[\"']\s*,\s*[\"'](\w+)[\"']")
_DJANGO_CLASS = re.compile(r"^class Migration\(", re.MULTILINE)
# Each: the tool, and what its files are called.
_SQL_NAMES = (
    ("flyway", re.compile(r"(?:^|/)V(?P<order>\d+(?:[._]\d+)*)__(?P<name>[^/]+)\.sql$")),
    ("flyway", re.compile(r"(?:^|/)R__(?P<name>[^/]+)\.sql$")),
    ("prisma", re.compile(r"(?:^|/)(?P<order>\d{14})_(?P<name>[^/]+)/migration\.sql$")),
    ("diesel", re.compile(r"(?:^|/)migrations/(?P<order>\d[\d-]+)_(?P<name>[^/]+)/up\.sql$")),
    ("golang-migrate", re.compile(r"(?:^|/)(?P<order>\d+)_(?P<name>[^/]+)\.up\.sql$")),
    (
        "sql",
        re.compile(
            r"(?:^|/)(?:db/)?(?:\w*[-_])?(?:migrations?|migrate)/(?:[^/]+/)*(?P<order>\d{3,})[-_](?P<name>[^/]+)\.sql$"
        ),
    ),
)
_GOOSE = re.compile(r"^--\s*\+goose\s+Up", re.MULTILINE | re.IGNORECASE)
_LIQUIBASE_SQL = re.compile(
    r"^--\s*changeset\s+(?P<author>[^:\s]+):(?P<id>\S+)", re.MULTILINE | re.IGNORECASE
)
_DOWN = re.compile(r"(?:^|[./_-])(?:down|undo|rollback)\.sql$|(?:^|/)U\d")
_SCRIPT_NAME = re.compile(
    r"(?:^|/)(?:migrations?|migrate)/(?:[^/]+/)*(?P<order>\d{3,})[-_](?P<name>[^/]+)\.[cm]?[jt]s$"
)
_UP = re.compile(r"\bup\b\s*[(:=,]|\bexports?\.up\b|\bfunction\s+up\b")
_SCRIPT_TOOLS = (("typeorm", "MigrationInterface"), ("sequelize", "queryInterface"), ("knex", "knex"))


def _find_python(page: Page) -> Iterator[Entry]:
    revision, down = _REVISION.search(page.code), _DOWN_REVISION.search(page.code)
    if revision and down:
        after = down[1] or (", ".join(re.findall(r"[\"']([^\"']+)[\"']", down[3])) if down[3] else "")
        detail = {"tool": "alembic", "order": revision[1], "after": after}
        name = basename(page.path).removesuffix(".py")
        yield page.entry(Kind.MIGRATION, name, revision.span(1), detail, symbol="")
        return
    found, declared = _DJANGO.search(page.path), _DJANGO_CLASS.search(page.code)
    if found and declared:
        after = _DJANGO_AFTER.search(page.code)
        detail = {
            "tool": "django",
            "order": found["order"],
            "after": f"{after[1]}.{after[2]}" if after else "",
        }
        name = f"{found['app']}.{found['order']}_{found['name']}"
        yield page.entry(Kind.MIGRATION, name, declared.span(), detail, symbol="")


def _find_sql(page: Page) -> Iterator[Entry]:
    changesets = (
        list(_LIQUIBASE_SQL.finditer(page.text))
        if "liquibase formatted sql" in page.text[:200].lower()
        else []
    )
    for changeset in changesets:
        detail = {"tool": "liquibase", "order": changeset["id"], "author": changeset["author"]}
        yield page.entry(Kind.MIGRATION, changeset["id"], changeset.span(), detail, symbol="")
    if changesets or _DOWN.search(page.path):
        return
    for tool, pattern in _SQL_NAMES:
        if found := pattern.search(page.path):
            said: Mapping[str, str] = found.groupdict()
            named = _tool(page, tool)
            detail = {"tool": named, "order": said.get("order") or ""}
            name = _name(page.path, named)
            yield page.entry(Kind.MIGRATION, name, (0, 0), detail, symbol="")
            return


def _tool(page: Page, tool: str) -> str:
    if tool == "sql" and _GOOSE.search(page.text):
        return "goose"
    return "sqlx" if tool == "sql" and re.search(r"(?:^|/)migrations/\d{14}_", page.path) else tool


def _name(path: str, tool: str) -> str:
    if tool in {"prisma", "diesel"}:
        return basename(dirname(path))
    return basename(path).removesuffix(".sql").removesuffix(".up")


def _find_script(page: Page) -> Iterator[Entry]:
    found = _SCRIPT_NAME.search(page.path)
    if found is None or not _UP.search(page.code):
        return
    tool = next((tool for tool, word in _SCRIPT_TOOLS if word in page.code), "")
    if tool:
        name = basename(page.path).rsplit(".", 1)[0]
        detail = {"tool": tool, "order": found["order"]}
        yield page.entry(Kind.MIGRATION, name, (0, 0), detail, symbol="")


def _find_yaml(page: Page) -> Iterator[Entry]:
    for document in documents(page.text):
        for place in find(document.root, "databaseChangeLog[*].changeSet"):
            said = next((one.scalar for one in find(place, "id") if one.scalar), None)
            if said:
                detail = {"tool": "liquibase", "order": said}
                yield page.entry(Kind.MIGRATION, said, document.key_range(place), detail, symbol="")


EXTRACTORS = (
    Extractor(("python",), _find_python, ("down_revision", "class Migration(")),
    Extractor(("sql",), _find_sql),
    Extractor(SCRIPT, _find_script, ("up",)),
    Extractor(("yaml", "json"), _find_yaml, ("databaseChangeLog",)),
)
