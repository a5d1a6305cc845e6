"""Sequelize's queryInterface, TypeORM's QueryRunner and node-pg-migrate's pgm as SQL."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain as joined

from archlsp.rules.sqlcalls import Chain, Link, Value
from archlsp.rules.sqldraft import Piece

_TYPES = {
    "STRING": "VARCHAR",
    "CHARACTER VARYING": "VARCHAR",
    "DATE": "TIMESTAMPTZ",
    "DATEONLY": "DATE",
    "ENUM": "VARCHAR",
    "DOUBLE": "DOUBLE PRECISION",
    "BLOB": "BYTEA",
    "TINYINT": "SMALLINT",
}
_OBJECTS = ("queryInterface", "queryRunner", "pgm", "qi", "runner")
_MAKERS = {
    "unique": "UNIQUE",
    "primary key": "PRIMARY KEY",
    "foreign key": "FOREIGN KEY",
    "check": "CHECK",
    "primaryKey": "PRIMARY KEY",
    "foreignKeys": "FOREIGN KEY",
    "exclude": "EXCLUDE",
}


def runner_pieces(all_chains: list[Chain]) -> Iterator[Piece]:
    """Yield the statements of the calls on one of these objects."""
    for chain in all_chains:
        link = chain.links[0]
        if chain.root.rsplit(".", 1)[-1] in _OBJECTS and link.name in _OPERATIONS:
            yield from _OPERATIONS[link.name](chain.value, link)


def _alter(value: Value, link: Link) -> Piece:
    table = link.arg(0)
    if table and "tableName" in table.named:
        table = table.named["tableName"]
    return Piece(value).say("ALTER TABLE").name(table)


def _made(value: Value | None) -> Mapping[str, Value]:
    """The options of `new TableColumn({...})`, of a plain object, of an object of Sequelize's model."""
    if value is None:
        return {}
    link = value.chain.links[0] if value.chain else None
    if link and link.args:
        return link.args[0].named
    return value.named


def _create_table(value: Value, link: Link) -> Iterator[Piece]:
    first = link.arg(0)
    table = _made(first).get("name") or first
    columns = link.arg(1)
    pairs = columns.named.items() if columns and first and first.is_string else ()
    items = [Piece(options).say(f"{_word(name)} {_column(options)}") for name, options in pairs]
    if not items:
        items = [Piece(value).say("ID BIGINT PRIMARY KEY")]
    yield Piece(value).say("CREATE TABLE").name(table).say("(").add(items).say(")")


def _drop_table(value: Value, link: Link) -> Iterator[Piece]:
    yield Piece(value).say("DROP TABLE").name(link.arg(0))


def _rename_table(value: Value, link: Link) -> Iterator[Piece]:
    yield _alter(value, link).say("RENAME TO").name(link.arg(1))


def _add_column(value: Value, link: Link) -> Iterator[Piece]:
    """Sequelize names the column apart; TypeORM and pgm have it with its options."""
    second, third = link.arg(1), link.arg(2)
    if second is None:
        return
    if second.is_string:
        if third is not None:
            yield _alter(value, link).say("ADD COLUMN").name(second).say(_column(third))
    elif second.chain or "name" in second.named:
        name = _made(second).get("name")
        yield _alter(value, link).say("ADD COLUMN").name(name).say(_typeorm_column(_made(second)))
    else:
        for key, options in second.named.items():
            yield _alter(value, link).say(f"ADD COLUMN {_word(key)} {_column(options)}")


def _add_columns(value: Value, link: Link) -> Iterator[Piece]:
    second = link.arg(1)
    if second and second.node.kind() == "array":
        for item in second.items:
            name = _made(item).get("name")
            yield _alter(value, link).say("ADD COLUMN").name(name).say(_typeorm_column(_made(item)))
    else:
        yield from _add_column(value, link)


def _word(key: str) -> str:
    return key if key.replace("_", "").isalnum() else "?"


def _column(value: Value) -> str:
    """A column of Sequelize or pgm."""
    options = value.named
    words = [_kind(options.get("type", value))]
    default = options.get("defaultValue") or options.get("default")
    if default is not None and default.text != "null":
        words.append(f"DEFAULT {_default(default)}")
    if _is(options, "allowNull", "false") or _is(options, "notNull", "true"):
        words.append("NOT NULL")
    words += ["UNIQUE"] if _is(options, "unique", "true") else []
    words += ["PRIMARY KEY"] if _is(options, "primaryKey", "true") else []
    words += ["AUTO_INCREMENT"] if _is(options, "autoIncrement", "true") else []
    words += ["REFERENCES ?"] if "references" in options else []
    return " ".join(words)


def _typeorm_column(options: Mapping[str, Value]) -> str:
    words = [_kind(options["type"]) if "type" in options else "?"]
    default = options.get("default")
    if default is not None and default.text not in {"null", "undefined"}:
        words.append(f"DEFAULT {default.string or repr('')}")
    if not _is(options, "isNullable", "true"):
        words.append("NOT NULL")
    words += ["GENERATED"] if "isGenerated" in options or "generationStrategy" in options else []
    words += ["UNIQUE"] if _is(options, "isUnique", "true") else []
    words += ["PRIMARY KEY"] if _is(options, "isPrimary", "true") else []
    return " ".join(words)


def _kind(value: Value) -> str:
    text = value.string
    if not text:
        link = value.chain.links[-1] if value.chain else None
        text = link.name if link else value.text.rsplit(".", 1)[-1]
        text = text if text.isidentifier() else "?"
        size = link.arg(0) if link else None
        if text == "STRING" and size and size.text.isdigit():
            return f"VARCHAR({size.text})"
        return _TYPES.get(text, text)
    return text


def _default(value: Value) -> str:
    link = value.chain.links[-1] if value.chain else None
    if link and link.name in {"literal", "func", "fn"}:
        return next((arg.string for arg in link.args if arg.string), "''")
    return "GEN_RANDOM_UUID()" if value.text.endswith(("UUIDV4", "UUIDV1")) else "''"


def _is(options: Mapping[str, Value], name: str, text: str) -> bool:
    return name in options and options[name].text == text


def _drop_columns(value: Value, link: Link) -> Iterator[Piece]:
    for arg in joined.from_iterable(item.strings for item in link.args[1:2]):
        yield _alter(value, link).say("DROP COLUMN").name(arg)


def _rename_column(value: Value, link: Link) -> Iterator[Piece]:
    yield _alter(value, link).say("RENAME COLUMN").name(link.arg(1)).say("TO").name(link.arg(2))


def _change_column(value: Value, link: Link) -> Iterator[Piece]:
    """One statement for the type, one for NOT NULL."""
    name, given = link.arg(1), link.arg(2)
    options = _made(given)
    if name is None or given is None:
        return
    # Sequelize wants the type repeated whatever else changes; alone it is what changes.
    if link.name == "alterColumn" or given.chain or options.keys() <= {"type"}:
        kind = options.get("type")
        if kind is not None or not options:
            yield _alter(value, link).say("ALTER COLUMN").name(name).say(f"TYPE {_kind(kind or given)}")
    if _is(options, "allowNull", "false") or _is(options, "notNull", "true"):
        yield _alter(value, link).say("ALTER COLUMN").name(name).say("SET NOT NULL")


def _create_index(value: Value, link: Link) -> Iterator[Piece]:
    second = link.arg(1)
    options: dict[str, Value] = {}
    for arg in link.args[1:]:
        options = {**options, **_made(arg)}
    columns = options.get("fields") or options.get("columnNames") or second
    unique = "UNIQUE " if any(_is(options, name, "true") for name in ("unique", "isUnique")) else ""
    concurrently = any(_is(options, name, "true") for name in ("concurrently", "isConcurrent"))
    piece = Piece(value).say(f"CREATE {unique}INDEX {'CONCURRENTLY' if concurrently else ''} ? ON")
    yield piece.name(link.arg(0)).names(columns.strings if columns else [])


def _drop_index(value: Value, link: Link) -> Iterator[Piece]:
    options = _made(link.args[-1]) if link.args else {}
    concurrently = "CONCURRENTLY" if _is(options, "concurrently", "true") else ""
    yield Piece(value).say(f"DROP INDEX {concurrently} ?")


def _constraint(kind: str) -> Callable[[Value, Link], Iterator[Piece]]:
    def pieces(value: Value, link: Link) -> Iterator[Piece]:
        yield _alter(value, link).say(f"ADD CONSTRAINT ? {kind} ( ? )")

    return pieces


def _add_constraint(value: Value, link: Link) -> Iterator[Piece]:
    """Sequelize has the kind under `type`, pgm as a key or in the SQL of its third argument."""
    options: dict[str, Value] = {}
    for arg in link.args[1:]:
        options |= arg.named
    said = options["type"].string if "type" in options else ""
    kind = _MAKERS.get(said) or next((_MAKERS[key] for key in options if key in _MAKERS), None)
    text = next((arg.string for arg in link.args[2:] if arg.string), "")
    if kind or text:
        yield _alter(value, link).say("ADD CONSTRAINT ?").say(text or f"{kind} ( ? )")


_OPERATIONS: Mapping[str, Callable[[Value, Link], Iterator[Piece]]] = {
    "createTable": _create_table,
    "dropTable": _drop_table,
    "renameTable": _rename_table,
    "addColumn": _add_column,
    "addColumns": _add_columns,
    "dropColumn": _drop_columns,
    "dropColumns": _drop_columns,
    "removeColumn": _drop_columns,
    "renameColumn": _rename_column,
    "changeColumn": _change_column,
    "alterColumn": _change_column,
    "addIndex": _create_index,
    "createIndex": _create_index,
    "removeIndex": _drop_index,
    "dropIndex": _drop_index,
    "addConstraint": _add_constraint,
    "createForeignKey": _constraint("FOREIGN KEY"),
    "createUniqueConstraint": _constraint("UNIQUE"),
    "createCheckConstraint": _constraint("CHECK"),
    "createPrimaryKey": _constraint("PRIMARY KEY"),
}
