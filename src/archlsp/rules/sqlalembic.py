"""Alembic's operations as SQL."""

import re
from collections.abc import Callable, Iterator, Mapping

from archlsp.rules.sqlcalls import Chain, Link, Value
from archlsp.rules.sqldraft import Piece

_TYPES = {
    "STRING": "VARCHAR",
    "UNICODE": "VARCHAR",
    "UNICODETEXT": "TEXT",
    "BIGINTEGER": "BIGINT",
    "SMALLINTEGER": "SMALLINT",
    "LARGEBINARY": "BYTEA",
    "ENUM": "VARCHAR",
    "DOUBLE": "DOUBLE PRECISION",
    "DATETIME": "TIMESTAMP",
}
_BATCH = re.compile(
    r"with\s+op\.batch_alter_table\(\s*(?P<table>[\"'][^\"']+[\"'])[^:]*?\bas\s+(?P<name>\w+)"
)
_CONSTRAINTS = frozenset(
    {"PrimaryKeyConstraint", "UniqueConstraint", "ForeignKeyConstraint", "CheckConstraint"}
)


def alembic_pieces(chains: list[Chain]) -> Iterator[Piece]:
    """Yield the statements of `op.…` and of the batches of `op.batch_alter_table`."""
    batches: dict[str, Value] = {}
    for chain in chains:
        last = chain.links[-1]
        if chain.root == "op" and last.name == "batch_alter_table":
            _open_batch(chain, last, batches)
        elif chain.root == "op" and last.name in _OPERATIONS:
            yield from _OPERATIONS[last.name](chain.value, _Table(last, None))
        elif chain.root in batches and last.name in _OPERATIONS:
            yield from _OPERATIONS[last.name](chain.value, _Table(last, batches[chain.root]))


class _Table:
    """The arguments of an operation; inside a batch the table is not among them."""

    def __init__(self, link: Link, table: Value | None) -> None:
        self.link = link
        self._shift = 0 if table is None else -1
        self._table = table

    def table(self, at: int, *names: str) -> Value | None:
        return self._table or self.link.arg(at, *names)

    def arg(self, at: int, *names: str) -> Value | None:
        return self.link.arg(at + self._shift, *names)

    def rest(self, at: int) -> list[Value]:
        return self.link.args[at + self._shift :]

    def says(self, name: str, text: str) -> bool:
        value = self.link.named.get(name)
        return value is not None and value.text == text


def _open_batch(chain: Chain, link: Link, batches: dict[str, Value]) -> None:
    table = link.arg(0, "table_name")
    parent = chain.value.node.parent()
    alias = parent.field("alias") if parent else None
    if table and alias:
        batches[chain.value.source.text_of(alias)] = table


def _create_table(value: Value, given: _Table) -> Iterator[Piece]:
    items = [piece for item in given.link.args[1:] if (piece := _item(item))]
    yield Piece(value).say("CREATE TABLE").name(given.link.arg(0, "table_name")).say("(").add(items).say(")")


def _add_column(value: Value, given: _Table) -> Iterator[Piece]:
    column = given.arg(1, "column")
    piece = _item(column) if column else None
    if piece:
        yield (
            Piece(value).say("ALTER TABLE").name(given.table(0, "table_name")).say("ADD COLUMN").add([piece])
        )


def _drop_column(value: Value, given: _Table) -> Iterator[Piece]:
    table = given.table(0, "table_name")
    yield Piece(value).say("ALTER TABLE").name(table).say("DROP COLUMN").name(given.arg(1, "column_name"))


def _drop_table(value: Value, given: _Table) -> Iterator[Piece]:
    yield Piece(value).say("DROP TABLE").name(given.link.arg(0, "table_name"))


def _rename_table(value: Value, given: _Table) -> Iterator[Piece]:
    piece = Piece(value).say("ALTER TABLE").name(given.link.arg(0, "old_table_name"))
    yield piece.say("RENAME TO").name(given.link.arg(1, "new_table_name"))


def _alter_column(value: Value, given: _Table) -> Iterator[Piece]:
    """One statement for each thing that changes."""
    table, column = given.table(0, "table_name"), given.arg(1, "column_name")
    if kind := given.link.named.get("type_"):
        using = " USING ?" if "postgresql_using" in given.link.named else ""
        yield _alter(value, table).say("ALTER COLUMN").name(column).say("TYPE " + type_sql(kind) + using)
    if given.says("nullable", "False"):
        yield _alter(value, table).say("ALTER COLUMN").name(column).say("SET NOT NULL")
    if given.says("nullable", "True"):
        yield _alter(value, table).say("ALTER COLUMN").name(column).say("DROP NOT NULL")
    if new := given.link.named.get("new_column_name"):
        yield _alter(value, table).say("RENAME COLUMN").name(column).say("TO").name(new)


def _alter(value: Value, table: Value | None) -> Piece:
    return Piece(value).say("ALTER TABLE").name(table)


def _create_index(value: Value, given: _Table) -> Iterator[Piece]:
    unique = "UNIQUE " if given.says("unique", "True") else ""
    concurrently = " CONCURRENTLY" if given.says("postgresql_concurrently", "True") else ""
    piece = Piece(value).say(f"CREATE {unique}INDEX{concurrently}").name(given.link.arg(0, "index_name"))
    columns = given.arg(2, "columns")
    yield piece.say("ON").name(given.table(1, "table_name")).names(columns.strings if columns else [])


def _drop_index(value: Value, given: _Table) -> Iterator[Piece]:
    concurrently = " CONCURRENTLY" if given.says("postgresql_concurrently", "True") else ""
    yield Piece(value).say("DROP INDEX" + concurrently).name(given.link.arg(0, "index_name"))


def _foreign_key(value: Value, given: _Table) -> Iterator[Piece]:
    not_valid = " NOT VALID" if given.says("postgresql_not_valid", "True") else ""
    columns = given.arg(3, "local_cols")
    piece = _alter(value, given.table(1, "source_table")).say("ADD CONSTRAINT").name(given.link.arg(0))
    piece.say("FOREIGN KEY").names(columns.strings if columns else [])
    yield piece.say("REFERENCES").name(given.arg(2, "referent_table")).say(not_valid)


def _constraint(kind: str) -> Callable[[Value, _Table], Iterator[Piece]]:
    def pieces(value: Value, given: _Table) -> Iterator[Piece]:
        not_valid = " NOT VALID" if given.says("postgresql_not_valid", "True") else ""
        columns = given.arg(2, "columns")
        piece = _alter(value, given.table(1, "table_name")).say("ADD CONSTRAINT").name(given.link.arg(0))
        yield piece.say(kind).names(columns.strings if columns else []).say(not_valid)

    return pieces


_OPERATIONS: Mapping[str, Callable[[Value, _Table], Iterator[Piece]]] = {
    "create_table": _create_table,
    "add_column": _add_column,
    "drop_column": _drop_column,
    "drop_table": _drop_table,
    "rename_table": _rename_table,
    "alter_column": _alter_column,
    "create_index": _create_index,
    "drop_index": _drop_index,
    "create_foreign_key": _foreign_key,
    "create_unique_constraint": _constraint("UNIQUE"),
    "create_primary_key": _constraint("PRIMARY KEY"),
    "create_check_constraint": _constraint("CHECK"),
}


def _item(value: Value) -> Piece | None:
    """A column or a constraint of a table."""
    link = value.chain.links[-1] if value.chain else None
    if link is None:
        return None
    if link.name == "Column":
        return _column(value, link)
    if link.name not in _CONSTRAINTS:
        return None
    columns = [item for arg in link.args for item in arg.strings]
    kind = re.sub(r"Constraint$", "", link.name)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind).upper()
    return Piece(value).say(words).names(columns[:1] if words == "FOREIGN KEY" else columns)


def _column(value: Value, link: Link) -> Piece:
    piece = Piece(value).name(link.arg(0, "name"))
    kind = link.arg(1, "type_")
    piece.say(type_sql(kind) if kind else "?")
    if default := link.named.get("server_default"):
        piece.say(f"DEFAULT {_default(default)}")
    for arg in link.args[2:]:
        piece.say(_inline(arg))
    flags = {
        "nullable": ("False", "NOT NULL"),
        "unique": ("True", "UNIQUE"),
        "primary_key": ("True", "PRIMARY KEY"),
    }
    for name, (said, words) in flags.items():
        if name in link.named and link.named[name].text == said:
            piece.say(words)
    return piece


def _inline(value: Value) -> str:
    link = value.chain.links[-1] if value.chain else None
    if link is None:
        return ""
    if link.name == "ForeignKey":
        return "REFERENCES ?"
    if link.name == "Computed":
        return "GENERATED ALWAYS AS (?)" + (" STORED" if "persisted" in link.named else "")
    return "GENERATED ALWAYS AS IDENTITY" if link.name == "Identity" else ""


def _default(value: Value) -> str:
    """The SQL of a default: that of `sa.text("…")`, or a constant for all else."""
    link = value.chain.links[-1] if value.chain else None
    if link is None:
        return "''"
    if link.name == "text":
        return next((arg.string for arg in link.args if arg.string), "''")
    return f"{link.name}()" if value.chain and "func" in value.chain.root else "''"


def type_sql(value: Value) -> str:
    """Name SQL's type for a type of SQLAlchemy."""
    link = value.chain.links[-1] if value.chain else None
    name = (link.name if link else value.text.rsplit(".", 1)[-1]).upper()
    name = _TYPES.get(name, name)
    if link is None:
        return name if name.isidentifier() or " " in name else "?"
    if name == "TIMESTAMP" and link.named.get("timezone") is not None:
        return "TIMESTAMPTZ"
    size = next((arg.text for arg in link.args if arg.text.isdigit()), "")
    size = size or next((found.text for key in ("length",) if (found := link.named.get(key))), "")
    if name == "ARRAY":
        return f"{type_sql(link.args[0])}[]" if link.args else "?"
    return f"{name}({size})" if size.isdigit() else name
