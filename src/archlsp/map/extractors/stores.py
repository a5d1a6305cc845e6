"""Connections to databases, caches and search engines: the kind, and the setting or the host that is named.

detail: role (database, cache, search), client, url (no user, no query), config.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.addresses import address_of, setting_of
from archlsp.map.extractors.extractor import SCRIPT, Extractor
from archlsp.map.page import Call, Page

_DATABASE, _CACHE, _SEARCH = "database", "cache", "search"
_BY_SCHEME = {
    "postgres": "postgresql", "postgresql": "postgresql", "cockroachdb": "cockroachdb", "mysql": "mysql",
    "mariadb": "mariadb", "sqlite": "sqlite", "sqlite3": "sqlite", "mssql": "sqlserver", "oracle": "oracle",
    "mongodb": "mongodb", "mongodb+srv": "mongodb", "redis": "redis", "rediss": "redis", "pgx": "postgresql",
    "sqlserver": "sqlserver", "clickhouse": "clickhouse",
}  # fmt: skip
_GIVEN = (
    "connectionString",
    "connection",
    "url",
    "host",
    "node",
    "uri",
    "Addr",
    "hosts",
    "dsn",
    "addr",
    "datasourceUrl",
)


@dataclass(frozen=True, slots=True)
class _Client:
    """A call that opens a connection: what must be imported, the kind, and which argument names the place."""

    pattern: str
    modules: tuple[str, ...]
    engine: str
    role: str = _DATABASE
    at: int = 0


_PYTHON = (
    _Client(r"(?:create_engine|create_async_engine)", ("sqlalchemy", "sqlmodel"), "sql"),
    _Client(r"psycopg2?\.connect", ("psycopg2", "psycopg"), "postgresql"),
    _Client(r"asyncpg\.(?:connect|create_pool)", ("asyncpg",), "postgresql"),
    _Client(
        r"(?:pymysql|MySQLdb|aiomysql)\.(?:connect|create_pool)", ("pymysql", "MySQLdb", "aiomysql"), "mysql"
    ),
    _Client(r"mysql\.connector\.connect", ("mysql.connector",), "mysql"),
    _Client(r"(?:MongoClient|AsyncIOMotorClient|AsyncMongoClient)", ("pymongo", "motor"), "mongodb"),
    _Client(
        r"(?:redis\.)?(?:asyncio\.)?(?:Redis|StrictRedis)(?:\.from_url)?|(?:aio)?redis\.from_url",
        ("redis", "aioredis"),
        "redis",
        _CACHE,
    ),
    _Client(r"(?:Async)?Elasticsearch", ("elasticsearch",), "elasticsearch", _SEARCH),
    _Client(r"(?:Async)?OpenSearch", ("opensearchpy",), "opensearch", _SEARCH),
    _Client(r"clickhouse_connect\.get_client", ("clickhouse_connect",), "clickhouse"),
)
_SCRIPT = (
    _Client(r"(?:pg\.)?(?:Pool|Client)", ("pg",), "postgresql"),
    _Client(r"postgres", ("postgres",), "postgresql"),
    _Client(
        r"mysql2?\.(?:createConnection|createPool)|(?:createConnection|createPool)",
        ("mysql", "mysql2", "mysql2/promise"),
        "mysql",
    ),
    _Client(r"mongoose\.(?:connect|createConnection)", ("mongoose",), "mongodb"),
    _Client(r"MongoClient(?:\.connect)?", ("mongodb",), "mongodb"),
    _Client(r"(?:redis\.)?createClient", ("redis",), "redis", _CACHE),
    _Client(r"(?:Redis|IORedis)(?:\.Cluster)?", ("ioredis",), "redis", _CACHE),
    _Client(r"Client", ("@elastic/elasticsearch",), "elasticsearch", _SEARCH),
    _Client(r"Client", ("@opensearch-project/opensearch",), "opensearch", _SEARCH),
    _Client(r"Sequelize", ("sequelize",), "sql"),
    _Client(r"DataSource", ("typeorm",), "sql"),
    _Client(r"(?:knex|Knex)", ("knex",), "sql"),
    _Client(r"PrismaClient", ("@prisma/client",), "sql"),
)
_GO = (
    _Client(
        r"(?:sql|sqlx|otelsql)\.(?:Open|Connect|MustConnect|MustOpen)",
        ("database/sql", "github.com/jmoiron/sqlx"),
        "sql",
        _DATABASE,
        1,
    ),
    _Client(
        r"(?:pgx|pgxpool)\.(?:Connect|New)",
        (
            "github.com/jackc/pgx",
            "github.com/jackc/pgx/v5",
            "github.com/jackc/pgx/v4",
            "github.com/jackc/pgx/v5/pgxpool",
            "github.com/jackc/pgx/v4/pgxpool",
        ),
        "postgresql",
        _DATABASE,
        1,
    ),
    _Client(r"gorm\.Open", ("gorm.io/gorm", "github.com/jinzhu/gorm"), "sql"),
    _Client(
        r"redis\.(?:NewClient|NewClusterClient|NewUniversalClient)",
        ("github.com/redis/go-redis/v9", "github.com/go-redis/redis", "github.com/go-redis/redis/v8"),
        "redis",
        _CACHE,
    ),
    _Client(r"mongo\.(?:Connect|NewClient)", ("go.mongodb.org/mongo-driver/mongo",), "mongodb", _DATABASE, 1),
    _Client(
        r"elasticsearch\.(?:NewClient|NewDefaultClient)",
        ("github.com/elastic/go-elasticsearch", "github.com/elastic/go-elasticsearch/v8"),
        "elasticsearch",
        _SEARCH,
    ),
    _Client(r"memcache\.New", ("github.com/bradfitz/gomemcache/memcache",), "memcached", _CACHE),
    _Client(r"gocql\.NewCluster", ("github.com/gocql/gocql",), "cassandra"),
)
_JAVA = (
    _Client(r"DriverManager\.getConnection", ("java.sql",), "sql"),
    _Client(r"MongoClients\.create", ("com.mongodb",), "mongodb"),
    _Client(r"(?:JedisPool|Jedis|JedisPooled)", ("redis.clients.jedis",), "redis", _CACHE),
    _Client(r"RedisClient\.create", ("io.lettuce.core",), "redis", _CACHE),
)
_RUST = (
    _Client(r"(?:PgPool|PgPoolOptions)::(?:connect|connect_lazy|connect_with|new)", ("sqlx",), "postgresql"),
    _Client(r"(?:MySqlPool|MySqlPoolOptions)::(?:connect|connect_lazy|new)", ("sqlx",), "mysql"),
    _Client(r"(?:SqlitePool|SqlitePoolOptions)::(?:connect|connect_lazy|new)", ("sqlx",), "sqlite"),
    _Client(r"redis::Client::open", ("redis",), "redis", _CACHE),
    _Client(r"(?:mongodb::)?Client::with_uri_str", ("mongodb",), "mongodb"),
    _Client(r"Database::connect", ("sea_orm",), "sql"),
)


def _finder(clients: Sequence[_Client]) -> Mapping[_Client, re.Pattern[str]]:
    return {client: re.compile(rf"(?<![\w$.]){client.pattern}(?=\s*\()") for client in clients}


_PATTERNS: Mapping[str, Mapping[_Client, re.Pattern[str]]] = {
    "python": _finder(_PYTHON),
    **dict.fromkeys(SCRIPT, _finder(_SCRIPT)),
    "go": _finder(_GO),
    "java": _finder(_JAVA),
    "rust": _finder(_RUST),
}


def _find(page: Page) -> Iterator[Entry]:
    for client, pattern in _PATTERNS[page.language].items():
        if page.imports(*client.modules):
            for call in page.calls(pattern):
                yield _connection(page, client, call)


def _connection(page: Page, client: _Client, call: Call) -> Entry:
    given = _given(page, client, call)
    said = page.said(given)
    address = address_of(said, page.text_of(given))
    engine = _engine(page, client, call, address.scheme if address else "")
    url = address.shown if address and address.scheme else ""
    config = address.config if address else _config(page, call)
    detail = {"role": client.role, "client": call.name, "url": url, "config": config}
    return page.entry(Kind.CALL, engine, call.node, detail, partial=address is None or not address.whole)


def _given(page: Page, client: _Client, call: Call) -> SgNode | None:
    """The argument that names the place: by its position, or in an object of options."""
    given = call.given(client.at, "url", "dsn", "host", "hosts", "conninfo", "name_or_url")
    if given is not None and given.kind() in {
        "object",
        "dictionary",
        "unary_expression",
        "composite_literal",
    }:
        literal = given.field("operand") or given
        said = page.properties(literal.field("body") or literal)
        return next((said[name] for name in _GIVEN if name in said), None)
    if given is not None and given.kind() == "call_expression" and call.name == "Open":
        inner = given.field("arguments")
        return (
            next((item for item in inner.children() if item.kind() not in {"(", ")"}), None)
            if inner
            else None
        )
    return given


def _engine(page: Page, client: _Client, call: Call, scheme: str) -> str:
    """`postgresql+asyncpg` of a URL, a driver's name, or an ORM's dialect tell more than the client."""
    if client.engine != "sql":
        return client.engine
    known = _BY_SCHEME.get(scheme.split("+")[0])
    if known:
        return known
    first = call.given(0)
    words = [page.literal(first) or "", page.text_of(first).split(".")[0]]
    options = page.properties(call.given(0))
    words += [page.literal(options.get(name)) or "" for name in ("dialect", "type", "client")]
    return next((_BY_SCHEME[word] for word in words if word in _BY_SCHEME), "sql")


def _config(page: Page, call: Call) -> str:
    """The first setting among the arguments, where the place itself is put together of several."""
    named = (setting_of(page.text_of(item)) for item in (*call.arguments, *call.keywords.values()))
    return next(
        (name for name in named if name and not re.search(r"pass|secret|token", name, re.IGNORECASE)), ""
    )


_SPRING = re.compile(
    r"^[ \t]*(?P<key>spring\.(?:datasource|r2dbc|data\.mongodb|data\.redis|redis|elasticsearch)\.(?:url|uri|uris|host))"
    r"\s*[=:]\s*(?P<value>\S+)",
    re.MULTILINE,
)
_JDBC = re.compile(r"^(?:\$\{\w+:)?(?:jdbc|r2dbc):(?P<scheme>\w+):")


def _find_properties(page: Page) -> Iterator[Entry]:
    """`application.properties`: the kind of store is in the key or in the JDBC URL."""
    if "application" not in page.path.rsplit("/", 1)[-1] or not page.path.endswith(".properties"):
        return
    for found in _SPRING.finditer(page.text):
        area = found["key"].split(".")[1:-1]
        jdbc = _JDBC.match(found["value"])
        engine = {"redis": "redis", "mongodb": "mongodb", "elasticsearch": "elasticsearch"}.get(area[-1], "")
        engine = engine or (_BY_SCHEME.get(jdbc["scheme"], jdbc["scheme"]) if jdbc else "sql")
        role = {"redis": _CACHE, "elasticsearch": _SEARCH}.get(engine, _DATABASE)
        detail = {"role": role, "client": "spring", "config": found["key"]}
        yield page.entry(Kind.CALL, engine, found.span("key"), detail, symbol="", partial=engine == "sql")


EXTRACTORS = (
    Extractor(
        ("python",),
        _find,
        (
            "engine(",
            "connect(",
            "pool(",
            "MongoClient",
            "Motor",
            "edis",
            "lastic",
            "OpenSearch",
            "clickhouse",
        ),
    ),
    Extractor(
        SCRIPT,
        _find,
        (
            "pg",
            "postgres",
            "mysql",
            "mongo",
            "edis",
            "lasticsearch",
            "opensearch",
            "equelize",
            "typeorm",
            "knex",
            "prisma",
        ),
    ),
    Extractor(("go",), _find, ("sql", "pgx", "gorm", "redis", "mongo", "elasticsearch", "memcache", "gocql")),
    Extractor(("java",), _find, ("DriverManager", "MongoClients", "Jedis", "RedisClient")),
    Extractor(("rust",), _find, ("Pool", "redis", "mongodb", "sea_orm")),
    Extractor(("text",), _find_properties, ("spring.",)),
)
