"""Which layer a file belongs to and which layers it leans on, by the usual names of folders, files and libraries."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, splitext

from archlsp.model.languages import language_of
from archlsp.rules.importlines import ImportLine, imports_in

WEB, SERVICE, STORE, DOMAIN = "web", "service", "store", "domain"
MAPPING, FRAMEWORK = "mapping", "framework"
_WEB = r"controllers?|handlers?|routes?|routers?|endpoints?|resolvers?|views?|resources?|rest|api|apis|graphql|http|web"
_SERVICE = r"services?|use_?-?cases?|interactors?|application|logic|business|biz|svc"
_STORE = r"repositor(?:y|ies)|repos?|daos?|persistence|crud"
_FOLDERS = ((WEB, _WEB), (SERVICE, _SERVICE), (STORE, _STORE), (DOMAIN, r"domain"))
_BY_FOLDER = tuple((layer, re.compile(rf"(?i)^(?:{names})$")) for layer, names in _FOLDERS)
_CAPITAL = "[A-Z]"
# orders.service.ts, order_repository.py, OrderMapper
_WORDS = (
    (SERVICE, r"services?|use_?cases?|interactor"),
    (STORE, r"repository|repositories|repo|dao|crud"),
    (WEB, r"controller|handler|router?s?|resolver|views?|endpoints?|resource"),
)
_BY_FILE = tuple(
    (layer, re.compile(rf"(?i:(?:^|[._-])(?:{names})$)|[a-z](?={_CAPITAL})(?i:{names})$"))
    for layer, names in _WORDS
)
_BY_TYPE = (
    (SERVICE, re.compile(r"\w(?:Service|UseCase|Interactor|Facade)(?:Impl)?$")),
    (
        STORE,
        re.compile(
            r"\w(?:Repository|Dao|DAO)(?:Impl)?$"
            r"|^(?:EntityManager|SessionFactory|(?:NamedParameter)?JdbcTemplate|JdbcClient)$"
        ),
    ),
)
_STORE_LIBRARIES: Mapping[str, str] = {
    "python": r"sqlalchemy(?!\.exc)|sqlmodel|pymongo|motor|psycopg2?|asyncpg|aiomysql|pymysql|peewee|tortoise"
    r"|django\.db|databases|redis|aioredis",
    "script": r"@prisma/client|typeorm|@nestjs/typeorm|sequelize|sequelize-typescript|mongoose|@nestjs/mongoose|knex|pg"
    r"|mysql2?|mongodb|drizzle-orm|@mikro-orm/[\w-]+|better-sqlite3|ioredis",
    "go": r"database/sql|gorm\.io/.*|go\.mongodb\.org/.*|entgo\.io/ent.*"
    r"|github\.com/(?:jmoiron/sqlx|jackc/pgx.*|jinzhu/gorm|uptrace/bun|redis/go-redis.*|go-redis/.*)",
    "java": r"(?:jakarta|javax)\.persistence\.EntityManager.*|java\.sql\.(?!Date|Time).*|org\.hibernate\.Session.*"
    r"|org\.jooq\..*|org\.springframework\.(?:jdbc|orm|data\.(?!domain|web|annotation|mongodb\.core\.mapping))\..*"
    r"|org\.(?:mybatis|apache\.ibatis)\..*",
    "rust": r"(?:sqlx|diesel|diesel_async|sea_orm|tokio_postgres|mongodb|redis|rusqlite|deadpool_postgres)\b.*",
}
# They say how a class is stored, which many put up with, without storing it.
_MAPPING_LIBRARIES: Mapping[str, str] = {
    "java": r"(?:jakarta|javax)\.persistence\..*|org\.hibernate\..*|org\.springframework\.data\..*",
}
_WEB_LIBRARIES: Mapping[str, str] = {
    "python": r"fastapi|starlette|flask|django\.(?:http|shortcuts|views)|rest_framework|aiohttp\.web|sanic|litestar",
    "script": r"express|koa|fastify|@hapi/hapi|restify|hono",
    "go": r"net/http|github\.com/(?:gin-gonic/gin|labstack/echo.*|gofiber/fiber.*|go-chi/chi.*|gorilla/mux)",
    "java": r"org\.springframework\.(?:web|http)\..*|(?:jakarta|javax)\.(?:servlet|ws\.rs)\..*",
    "rust": r"(?:axum|actix_web|rocket|warp|poem|hyper)\b.*",
}
_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})
_NESTED = {"python": r"(?:\..*)?", "script": r"(?:/.*)?"}
_HEXAGON = frozenset(
    {"infrastructure", "infra", "adapters", "adapter", "application", "usecases", "use_cases", "ports"}
)


# Names of what every layer may have: orders/models.py, routes/types.ts.
_NO_LAYER = re.compile(
    r"(?i)(?:^|[._-])(?:models?|schemas?|entit(?:y|ies)|types?|enums?|dtos?|config|constants?|utils?|helpers?|errors?"
    r"|exceptions?|validators?|middlewares?|permissions?|forms?|serializers?)$"
)


@dataclass(frozen=True, slots=True)
class Lean:
    """An import that leans on a layer, or for a domain on a framework (`kind`), with its place and its line."""

    kind: str
    name: str
    start: int
    end: int
    line: int
    said: str


def layer_of(path: str) -> str | None:
    """Name the layer of a file: its own name tells more than a folder, the nearest folder more than one above."""
    stem = splitext(basename(path))[0]
    if _NO_LAYER.search(stem):
        return None
    for layer, pattern in _BY_FILE:
        if pattern.search(stem):
            return layer
    for folder in reversed(dirname(path).split("/")):
        for layer, pattern in _BY_FOLDER:
            if pattern.match(folder):
                return layer
    return None


def leans_of(text: str, path: str) -> tuple[Lean, ...]:
    """List what a file leans on: services, stores, and for each framework what kind it is."""
    language = language_of(path) or ""
    return tuple(_leans(text, language))


def _leans(text: str, language: str) -> Iterator[Lean]:
    for line in imports_in(text, language):
        if line.typed:
            continue
        for kind, name in dict.fromkeys(_kinds(line, language)):
            said = text[line.start : line.end].split("\n", 1)[0]
            yield Lean(kind, name, line.start, line.end, text.count("\n", 0, line.start), said)


def _kinds(line: ImportLine, language: str) -> Iterator[tuple[str, str]]:
    family = "script" if language in _SCRIPTS else language
    for kind, libraries in ((STORE, _STORE_LIBRARIES), (WEB, _WEB_LIBRARIES), (MAPPING, _MAPPING_LIBRARIES)):
        if re.fullmatch(f"(?:{libraries.get(family, '(?!)')}){_NESTED.get(family, '')}", line.module):
            yield f"{FRAMEWORK}:{kind}", line.module
            return
    if _is_foreign(line.module, family):
        return
    found = _own_layer(line, language)
    if found:
        yield found


def _is_foreign(module: str, family: str) -> bool:
    """Tell whether it is surely a library; elsewhere only the names tell."""
    return family == "script" and not module.startswith((".", "@/", "~", "#", "src/", "app/"))


def _own_layer(line: ImportLine, language: str) -> tuple[str, str] | None:
    if language == "java":
        name = line.module.rsplit(".", 1)[-1]
        return next(((layer, name) for layer, pattern in _BY_TYPE if pattern.search(name)), None)
    parts = [part for part in re.split(r"[./]", line.module) if part and part not in {"js", "ts"}]
    words = [*(name for name, _ in line.names if language == "python"), *reversed(parts)]
    if language == "rust":
        words = [part for part in re.split(r"[.{},]", line.module) if part]
    for word in words:
        layer = _layer_of_word(word)
        if layer:
            return layer, line.module
    return None


def _layer_of_word(word: str) -> str | None:
    for layer, pattern in (*_BY_FILE, *_BY_FOLDER):
        if layer in {SERVICE, STORE} and pattern.search(word):
            return layer
    return None


def is_domain(path: str, folders_beside: frozenset[str]) -> bool:
    """Tell whether a file lies in the middle: in a folder `domain`, or in `core` beside what is around a core.

    `folders_beside` are the folders beside the nearest `core`.
    """
    parts = dirname(path).split("/")
    return "domain" in parts or ("core" in parts and not folders_beside.isdisjoint(_HEXAGON))
