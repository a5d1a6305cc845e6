"""SQL files as their tools read them: transactions, directions, bodies of functions; and scripts made to hurt."""

from typing import Any

import pytest
from ruletext import rule_data

from archlsp.rules.catalog import Catalog
from archlsp.rules.match import Match
from archlsp.rules.rule import rule_of
from archlsp.rules.source import Source
from archlsp.rules.sql import matches
from archlsp.rules.sqlscript import readings, statements
from archlsp.rules.sqltext import Fragment, Role, file_fragments

MIGRATION = "migrations/0001_x.sql"


def _matches(text: str, path: str = MIGRATION, **body: object) -> list[Match]:
    rule = rule_of(rule_data(engine="sql", sql=body, pattern=None, anchors=None, languages=["sql"]))
    return list(matches(Source(path, "sql", text), [rule]))


def _quotes(text: str, where: str, **body: object) -> list[str]:
    source = Source(MIGRATION, "sql", text)
    return [source.slice(match.span) for match in _matches(text, MIGRATION, where=where, **body)]


def test_transactions() -> None:
    """What shares a transaction, what leaves one open, and a file that steps out of its tool's."""
    text = (
        "BEGIN;\nALTER TABLE a ADD x int;\nCOMMIT;\nBEGIN;\nALTER TABLE b ADD y int;\nUPDATE b SET y = 1;\n"
    )
    shared: dict[str, Any] = {"clause": "^ADD", "transaction-has": "^UPDATE {TABLE} "}
    assert [match.captures["TABLE"] for match in _matches(text, **shared)] == ["b"]
    opened: dict[str, Any] = {"statement": "^BEGIN$", "only": ["left-open"]}
    assert [match.span.start.line for match in _matches(text, **opened)] == [3]
    assert not _matches("COMMIT;\nREINDEX TABLE CONCURRENTLY a;\nBEGIN;\n", **opened)
    nested: dict[str, Any] = {"statement": "^BEGIN$", "only": ["in-transaction"]}
    assert [match.span.start.line for match in _matches("BEGIN;\nBEGIN;\nCOMMIT;\n", **nested)] == [1]
    assert len(_matches("-- +goose Up\nBEGIN;\nCOMMIT;\n", **nested)) == 1


def test_files_that_are_sent_whole() -> None:
    """Some tools send a file as one message, in which no statement is alone."""
    body: dict[str, Any] = {"statement": "^CREATE INDEX", "only": ["sent-together"]}
    index = "CREATE INDEX CONCURRENTLY i ON a (b);\n"
    assert _matches(index + index, path="migrations/0001_a.up.sql", **body)
    assert not _matches(index, path="migrations/0001_a.up.sql", **body)
    assert not _matches(index + index, path="migrations/0001_a.sql", **body)


def test_bodies_in_dollar_quotes() -> None:
    """The block of a DO counts as its file does, a function's body is a routine; places are those of the file."""
    text = "DO $$\nBEGIN\n  IF x THEN\n    ALTER TABLE a DROP COLUMN b;\n  END IF;\nEND $$;\n"
    assert _quotes(text, where="migration", clause="^DROP COLUMN B") == ["DROP COLUMN b"]
    text = "CREATE FUNCTION f() RETURNS void AS $f$\nBEGIN\n  EXECUTE 'x' || y;\nEND $f$ LANGUAGE plpgsql;"
    assert _quotes(text, where="routine", statement="^EXECUTE .*") == ["EXECUTE 'x' || y"]
    assert not _quotes(text, where="migration", statement="^EXECUTE .*")


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("-- !Ups\nCREATE TABLE a ();\n-- !Downs\nDROP TABLE a;\n", [Role.MIGRATION, Role.DOWN]),
        ("# --- !Ups\nSELECT 1;\n# --- !Downs\nSELECT 2;\n", [Role.MIGRATION, Role.DOWN]),
        ("CREATE TABLE a ();\n--//@UNDO\nDROP TABLE a;\n", [Role.SCRIPT, Role.DOWN]),
        (
            "-- migrate:up transaction:false\nSELECT 1;\n-- migrate:down\nSELECT 2;",
            [Role.MIGRATION, Role.DOWN],
        ),
        ("--liquibase formatted sql\n--changeset a:1\nSELECT 1;\n--rollback SELECT 2;\n", [Role.MIGRATION]),
        ("-- Revert app:a from pg\nDROP TABLE a;\n", [Role.DOWN]),
    ],
)
def test_roles_by_the_marks_of_more_tools(text: str, roles: list[Role]) -> None:
    """Each tool has its own way to say where the way back begins."""
    fragments = list(file_fragments("sql/a.sql", text))
    assert [fragment.role for fragment in fragments] == roles
    assert all(text.startswith(fragment.text, fragment.offset) for fragment in fragments)


def test_long_scripts_are_cut_as_they_are_read() -> None:
    """A script in pieces has the statements of the script as a whole, at the same places."""
    text = "".join(
        f"-- it's {n};\nUPDATE \"a;{n}\" SET b = 'x;''y' /* ; */ WHERE c = $q$;'$q$;\n" for n in range(20)
    )
    cut = list(statements([Fragment(text, 3, Role.SCRIPT)], "postgres"))
    whole = list(readings(text, "postgres"))
    assert [item.text for item in cut] == [reading.text for reading in whole]
    assert [item.range[0] - 3 for item in cut] == [reading.tokens[0].start for reading in whole]


@pytest.mark.parametrize(
    "text",
    [
        "$a$ $b$ $c$ " * 8000,
        " ".join(f"$t{n}$" for n in range(15_000)),
        "'" * 100_000,
        "-" * 100_000,
        "SELECT " + "(" * 50_000,
        "SELECT * FROM a LEFT JOIN b ON b.x = a.x WHERE b.y = 1 AND " * 2000,
        "COPY a FROM STDIN;\n" * 5000,
        "BEGIN;\n" * 5000,
    ],
)
def test_hostile_scripts_end(catalog: Catalog, text: str) -> None:
    """Nothing in a script makes a regex or a loop run away."""
    rules = [rule for rule in catalog.rules if rule.engine == "sql"]
    assert len(list(matches(Source(MIGRATION, "sql", text), rules))) >= 0
