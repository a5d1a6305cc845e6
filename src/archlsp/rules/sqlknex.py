"""Knex's schema builder as SQL."""

from collections.abc import Iterator, Mapping

from ast_grep_py import SgNode

from archlsp.rules.sqlcalls import Chain, Link, Value, chains
from archlsp.rules.sqldraft import Piece

_CREATE = frozenset({"createTable", "createTableIfNotExists"})
_CHANGE = frozenset({"alterTable", "table"})
_TYPES: Mapping[str, str] = {
    "increments": "SERIAL PRIMARY KEY",
    "bigIncrements": "BIGSERIAL PRIMARY KEY",
    "integer": "INTEGER",
    "int": "INTEGER",
    "tinyint": "SMALLINT",
    "smallint": "SMALLINT",
    "mediumint": "INTEGER",
    "bigInteger": "BIGINT",
    "bigint": "BIGINT",
    "text": "TEXT",
    "string": "VARCHAR",
    "float": "REAL",
    "double": "DOUBLE PRECISION",
    "decimal": "NUMERIC",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "datetime": "TIMESTAMPTZ",
    "timestamp": "TIMESTAMPTZ",
    "time": "TIME",
    "binary": "BYTEA",
    "json": "JSON",
    "jsonb": "JSONB",
    "uuid": "UUID",
    "enum": "VARCHAR",
    "enu": "VARCHAR",
    "specificType": "?",
}
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "function"})


def knex_pieces(all_chains: list[Chain]) -> Iterator[Piece]:
    """Yield the statements of `knex.schema.…`."""
    for chain in all_chains:
        if "schema" not in chain.root.split("."):
            continue
        for link in chain.links:
            yield from _of_schema(chain, link)


def _of_schema(chain: Chain, link: Link) -> Iterator[Piece]:
    table = link.arg(0)
    if link.name in _CREATE | _CHANGE and len(link.args) > 1:
        yield from _of_table(link.args[0], link.args[1], link.name in _CREATE)
    elif link.name in {"dropTable", "dropTableIfExists"} and table:
        yield Piece(table).say("DROP TABLE").name(table)
    elif link.name == "renameTable" and table:
        yield Piece(table).say("ALTER TABLE").name(table).say("RENAME TO").name(link.arg(1))


def _of_table(table: Value, callback: Value, is_new: bool) -> Iterator[Piece]:
    """What the function does to its table: one CREATE TABLE, or an ALTER TABLE for each call."""
    name = _parameter(callback)
    inner = [chain for chain in chains(callback.source, callback.node) if name and chain.root == name]
    items = [piece for chain in inner for piece in _items(chain, table, is_new)]
    if is_new:
        clauses = [item for item in items if not _is_statement(item)]
        yield Piece(table).say("CREATE TABLE").name(table).say("(").add(clauses).say(")")
    for item in items:
        if _is_statement(item):
            yield item
        elif not is_new:
            piece = Piece(callback)
            piece.place = item.place
            piece.say("ALTER TABLE").name(table)
            piece.tokens += item.tokens
            yield piece


def _is_statement(piece: Piece) -> bool:
    return piece.tokens[0].text in {"CREATE", "DROP"} and piece.tokens[1].text in {"INDEX", "UNIQUE"}


def _parameter(callback: Value) -> str:
    if callback.node.kind() not in _FUNCTIONS:
        return ""
    single: SgNode | None = callback.node.field("parameter")
    parameters = callback.node.field("parameters")
    names = (
        [single]
        if single
        else [child for child in (parameters.children() if parameters else ()) if child.is_named()]
    )
    return callback.source.text_of(names[0]).split(":")[0].strip() if names else ""


def _items(chain: Chain, table: Value, is_new: bool) -> Iterator[Piece]:
    first = chain.links[0]
    if first.name in _TYPES:
        yield from _column(chain, table, is_new)
    elif first.name in _ACTIONS:
        yield from _ACTIONS[first.name](chain, first, table)


def _column(chain: Chain, table: Value, is_new: bool) -> Iterator[Piece]:
    first = chain.links[0]
    kind = _kind(first)
    name = first.arg(0)
    piece = Piece(chain.value)
    if chain.link("alter"):
        yield piece.say("ALTER COLUMN").name(name).say(f"TYPE {kind}")
        return
    piece.say("" if is_new else "ADD COLUMN").name(name).say(kind)
    yield piece.say(" ".join(_modifiers(chain)))
    if chain.link("index"):
        yield Piece(chain.value).say("CREATE INDEX ? ON").name(table).say("(").name(name).say(")")


def _kind(first: Link) -> str:
    kind = _TYPES[first.name]
    size = first.arg(1)
    if first.name == "specificType" and size:
        return size.string or "?"
    options = size.named if size else {}
    if kind == "TIMESTAMPTZ" and "useTz" in options and options["useTz"].text == "false":
        return "TIMESTAMP"
    return f"VARCHAR({size.text})" if kind == "VARCHAR" and size and size.text.isdigit() else kind


def _modifiers(chain: Chain) -> Iterator[str]:
    for link in chain.links[1:]:
        if link.name == "defaultTo":
            yield f"DEFAULT {_default(link.arg(0))}"
        elif link.name in {"references", "foreign"}:
            yield "REFERENCES ?"
        else:
            yield {"notNullable": "NOT NULL", "unique": "UNIQUE", "primary": "PRIMARY KEY"}.get(link.name, "")


def _default(value: Value | None) -> str:
    link = value.chain.links[-1] if value and value.chain else None
    if link is None:
        return "''"
    if link.name == "raw":
        return next((arg.string for arg in link.args if arg.string), "''")
    return {"now": "NOW()", "uuid": "GEN_RANDOM_UUID()"}.get(link.name, "''")


def _drop_columns(chain: Chain, link: Link, _table: Value) -> Iterator[Piece]:
    for arg in link.args:
        for name in arg.strings:
            yield Piece(chain.value).say("DROP COLUMN").name(name)


def _rename(chain: Chain, link: Link, _table: Value) -> Iterator[Piece]:
    yield Piece(chain.value).say("RENAME COLUMN").name(link.arg(0)).say("TO").name(link.arg(1))


def _index(chain: Chain, link: Link, table: Value) -> Iterator[Piece]:
    columns = link.arg(0)
    yield Piece(chain.value).say("CREATE INDEX ? ON").name(table).names(columns.strings if columns else [])


def _drop_index(chain: Chain, link: Link, _table: Value) -> Iterator[Piece]:
    yield Piece(chain.value).say("DROP INDEX").name(link.arg(1))


def _key(chain: Chain, link: Link, _table: Value) -> Iterator[Piece]:
    words = {"unique": "UNIQUE", "primary": "PRIMARY KEY", "foreign": "FOREIGN KEY", "check": "CHECK"}[
        link.name
    ]
    columns = link.arg(0)
    piece = Piece(chain.value).say(f"ADD CONSTRAINT ? {words}")
    yield piece.names(columns.strings if columns else [])


def _set_null(chain: Chain, link: Link, _table: Value) -> Iterator[Piece]:
    words = "SET NOT NULL" if link.name == "dropNullable" else "DROP NOT NULL"
    yield Piece(chain.value).say("ALTER COLUMN").name(link.arg(0)).say(words)


_ACTIONS = {
    "dropColumn": _drop_columns,
    "dropColumns": _drop_columns,
    "renameColumn": _rename,
    "index": _index,
    "dropIndex": _drop_index,
    "unique": _key,
    "primary": _key,
    "foreign": _key,
    "check": _key,
    "dropNullable": _set_null,
    "setNullable": _set_null,
}
