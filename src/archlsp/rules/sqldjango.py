"""Django's migration operations as SQL. The table is the model's name: what counts is which operations share one."""

from collections.abc import Callable, Iterator, Mapping

from archlsp.rules.sqlcalls import Chain, Link, Value
from archlsp.rules.sqldraft import Piece

_TYPES = {
    "CharField": "VARCHAR",
    "SlugField": "VARCHAR",
    "EmailField": "VARCHAR",
    "URLField": "VARCHAR",
    "TextField": "TEXT",
    "IntegerField": "INTEGER",
    "PositiveIntegerField": "INTEGER",
    "SmallIntegerField": "SMALLINT",
    "BigIntegerField": "BIGINT",
    "FloatField": "DOUBLE PRECISION",
    "DecimalField": "NUMERIC",
    "BooleanField": "BOOLEAN",
    "DateTimeField": "TIMESTAMPTZ",
    "DateField": "DATE",
    "UUIDField": "UUID",
    "JSONField": "JSONB",
}
# What Django fills in where the code names no default.
_OWN_DEFAULTS = ("default", "db_default", "auto_now", "auto_now_add")
_TEXTS = frozenset({"VARCHAR", "TEXT"})
_NO_COLUMN = frozenset({"ManyToManyField", "GenericRelation", "TaggableManager"})
_BIG_KEYS = frozenset({"BigAutoField", "UUIDField"})


def django_pieces(chains: list[Chain]) -> Iterator[Piece]:
    """Yield the statements of a migration's operations; those that only change Django's own state make none."""
    for chain in chains:
        link = chain.links[-1]
        if link.name in _OPERATIONS and len(chain.links) == 1 and not _is_state_only(chain.value):
            yield from _OPERATIONS[link.name](chain.value, link)


def _is_state_only(value: Value) -> bool:
    node = value.node.parent()
    while node is not None:
        name = node.field("name") if node.kind() == "keyword_argument" else None
        if name is not None and name.text() == "state_operations":
            return True
        node = node.parent()
    return False


def _create_model(value: Value, link: Link) -> Iterator[Piece]:
    yield Piece(value).say("CREATE TABLE").name(link.arg(0, "name")).say("( ID BIGINT PRIMARY KEY )")


def _delete_model(value: Value, link: Link) -> Iterator[Piece]:
    yield Piece(value).say("DROP TABLE").name(link.arg(0, "name"))


def _rename_model(value: Value, link: Link) -> Iterator[Piece]:
    yield _alter(value, link.arg(0, "old_name")).say("RENAME TO").name(link.arg(1, "new_name"))


def _alter_table(value: Value, link: Link) -> Iterator[Piece]:
    yield _alter(value, link.arg(0, "name")).say("RENAME TO").name(link.arg(1, "table"))


def _add_field(value: Value, link: Link) -> Iterator[Piece]:
    field = link.arg(2, "field")
    made = field.chain.links[-1] if field and field.chain else None
    if made is None or made.name in _NO_COLUMN:
        return
    table, name = link.arg(0, "model_name"), link.arg(1, "name")
    yield _alter(value, table).say("ADD COLUMN").name(name).say(_column(made))
    if _is(made, "db_index") and not _is(made, "unique"):
        yield Piece(value).say("CREATE INDEX ? ON").name(table).say("(").name(name).say(")")


def _column(field: Link) -> str:
    kind = _TYPES.get(field.name, "?")
    if field.name == "GeneratedField":
        return "? GENERATED ALWAYS AS (?) STORED"
    is_blank_text = _is(field, "blank") and kind in _TEXTS
    has_default = is_blank_text or any(key in field.named for key in _OWN_DEFAULTS)
    words = [kind, "DEFAULT ''" if has_default else ""]
    words.append("" if _is(field, "null") else "NOT NULL")
    words.append("UNIQUE" if _is(field, "unique") or field.name == "OneToOneField" else "")
    return " ".join(words)


def _alter_field(value: Value, link: Link) -> Iterator[Piece]:
    """Only what shows a change: Django repeats the whole field whatever was changed about it."""
    field = link.arg(2, "field")
    made = field.chain.links[-1] if field and field.chain else None
    if made is None:
        return
    table, name = link.arg(0, "model_name"), link.arg(1, "name")
    if made.name in _BIG_KEYS and _is(made, "primary_key"):
        yield _alter(value, table).say("ALTER COLUMN").name(name).say("TYPE BIGINT")
    # So says makemigrations where a column that was nullable is no more.
    asked_once = link.named.get("preserve_default")
    if asked_once and asked_once.text == "False" and "default" in made.named and not _is(made, "null"):
        yield _alter(value, table).say("ALTER COLUMN").name(name).say("SET NOT NULL")


def _remove_field(value: Value, link: Link) -> Iterator[Piece]:
    yield _alter(value, link.arg(0, "model_name")).say("DROP COLUMN").name(link.arg(1, "name"))


def _rename_field(value: Value, link: Link) -> Iterator[Piece]:
    piece = _alter(value, link.arg(0, "model_name")).say("RENAME COLUMN").name(link.arg(1, "old_name"))
    yield piece.say("TO").name(link.arg(2, "new_name"))


def _add_index(concurrently: str) -> Callable[[Value, Link], Iterator[Piece]]:
    def pieces(value: Value, link: Link) -> Iterator[Piece]:
        index = link.arg(1, "index")
        made = index.chain.links[-1] if index and index.chain else Link("")
        fields = made.named.get("fields")
        piece = Piece(value).say(f"CREATE INDEX {concurrently}").name(made.named.get("name"))
        yield piece.say("ON").name(link.arg(0, "model_name")).names(fields.strings if fields else [])

    return pieces


def _remove_index(concurrently: str) -> Callable[[Value, Link], Iterator[Piece]]:
    def pieces(value: Value, link: Link) -> Iterator[Piece]:
        yield Piece(value).say(f"DROP INDEX {concurrently}").name(link.arg(1, "name"))

    return pieces


def _add_constraint(suffix: str) -> Callable[[Value, Link], Iterator[Piece]]:
    def pieces(value: Value, link: Link) -> Iterator[Piece]:
        given = link.arg(1, "constraint")
        made = given.chain.links[-1] if given and given.chain else Link("")
        kind = {
            "CheckConstraint": "CHECK",
            "UniqueConstraint": "UNIQUE",
            "ExclusionConstraint": "EXCLUDE",
        }.get(made.name)
        # A conditional one is a partial index to PostgreSQL, which takes the same time.
        if kind:
            piece = (
                _alter(value, link.arg(0, "model_name")).say("ADD CONSTRAINT").name(made.named.get("name"))
            )
            yield piece.say(f"{kind} ( ? ) {suffix}")

    return pieces


def _together(value: Value, link: Link) -> Iterator[Piece]:
    given = link.arg(1, "unique_together")
    if given and given.items:
        yield _alter(value, link.arg(0, "name")).say("ADD CONSTRAINT ? UNIQUE ( ? )")


def _validate(value: Value, link: Link) -> Iterator[Piece]:
    yield _alter(value, link.arg(0, "model_name")).say("VALIDATE CONSTRAINT").name(link.arg(1, "name"))


def _alter(value: Value, table: Value | None) -> Piece:
    return Piece(value).say("ALTER TABLE").name(table)


def _is(link: Link, name: str) -> bool:
    value = link.named.get(name)
    return value is not None and value.text == "True"


_OPERATIONS: Mapping[str, Callable[[Value, Link], Iterator[Piece]]] = {
    "CreateModel": _create_model,
    "DeleteModel": _delete_model,
    "RenameModel": _rename_model,
    "AlterModelTable": _alter_table,
    "AddField": _add_field,
    "AlterField": _alter_field,
    "RemoveField": _remove_field,
    "RenameField": _rename_field,
    "AddIndex": _add_index(""),
    "AddIndexConcurrently": _add_index("CONCURRENTLY"),
    "RemoveIndex": _remove_index(""),
    "RemoveIndexConcurrently": _remove_index("CONCURRENTLY"),
    "AddConstraint": _add_constraint(""),
    "AddConstraintNotValid": _add_constraint("NOT VALID"),
    "ValidateConstraint": _validate,
    "AlterUniqueTogether": _together,
}
