"""The SQL engine: what is SQL, where it is, what it is for; and that one broken statement hides no other."""

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruletext import rule_data

from archlsp.rules.catalog import Catalog
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule, rule_of
from archlsp.rules.source import Source
from archlsp.rules.sql import check_body, matches
from archlsp.rules.sqldialect import dialect_of
from archlsp.rules.sqlindex import StatementIndex
from archlsp.rules.sqlscript import statements
from archlsp.rules.sqltext import Fragment, Role, file_fragments
from archlsp.rules.sqltree import classes

MIGRATION = "migrations/0001_x.sql"


def _rule(**body: object) -> Rule:
    return rule_of(rule_data(engine="sql", sql=body, pattern=None, anchors=None, languages=["sql"]))


def _matches(text: str, path: str = MIGRATION, language: str = "sql", **body: object) -> list[Match]:
    return list(matches(Source(path, language, text), [_rule(**body)]))


def _quotes(text: str, path: str = MIGRATION, language: str = "sql", **body: object) -> list[str]:
    source = Source(path, language, text)
    return [source.slice(match.span) for match in matches(source, [_rule(**body)])]


def _normalised(text: str, dialect: str = "postgres") -> list[str]:
    return [item.text for item in statements([Fragment(text, 0, Role.SCRIPT)], dialect)]


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("alter  table only\n public.orders", "ALTER TABLE ONLY PUBLIC.ORDERS"),
        ('"App"."Order Lines"', "APP.ORDER_LINES"),
        ("select 'It''s' -- no\n, /* not; this */ 2", "SELECT 'It''s' , 2"),
        ("do $body$ begin; end $body$", "DO $$"),
        ("e'a\\'b'", "'a\\'b'"),
        ("a::date >= $1", "A :: DATE >= $ 1"),
        ("vacuum full t", "VACUUM FULL T"),
        ("\\connect shop\nselect 1", "SELECT 1"),
    ],
)
def test_normalised_text(written: str, normal: str) -> None:
    """White space, comments, quotes and case of names do not matter; strings keep theirs."""
    assert _normalised(written) == [normal]


def test_dialects_quote_in_their_own_ways() -> None:
    """MySQL escapes with a backslash and comments with #; T-SQL quotes names with brackets."""
    assert _normalised("select 'a\\'; b' # c;\n, `d e`", "mysql") == ["SELECT 'a\\'; b' , D_E"]
    assert _normalised("select [a b] from t", "tsql") == ["SELECT A_B FROM T"]


def test_broken_statements_do_not_hide_the_others() -> None:
    """An open quote ends with its statement, and what nobody understands is still matched by its words."""
    text = "select 'open;\nDROP TABLE a;\nFROB THE x;\nalter table b drop column c;\nselect \"y from z"
    assert _quotes(text, statement="^DROP TABLE|^FROB") == ["DROP TABLE", "FROB"]
    assert _quotes(text, clause="^DROP COLUMN") == ["drop column"]


def test_data_of_copy_is_no_sql() -> None:
    """The rows of a dump, quotes and all, are left out."""
    text = "COPY t (a) FROM stdin;\n1\tit's; DROP TABLE a;\n\\.\nDROP TABLE b;\n"
    assert _quotes(text, statement="^DROP TABLE") == ["DROP TABLE"]


def test_places_are_exact_behind_wide_characters() -> None:
    """Columns count code points; the extent is the statement; TABLE and groups are as written."""
    text = '/* 日本🍣 */ ALTER TABLE "Orders"\r\n  ADD COLUMN 備考 text NOT NULL;\r\n'
    (match,) = _matches(text, clause=r"^ADD COLUMN (?P<COLUMN>\S+) (?P<culprit>TEXT NOT NULL)")
    source = Source(MIGRATION, "sql", text)
    assert source.slice(match.span) == "text NOT NULL"
    assert (match.span.start.line, match.span.start.column) == (1, 16)
    assert source.slice(match.extent) == text[text.index("ALTER") : text.index(";")]
    assert match.captures == {"TABLE": '"Orders"', "COLUMN": "備考"}
    assert match.symbol == '"Orders"'


def test_reports() -> None:
    """The culprit is the match, the clause or the statement, up to the end of its first line."""
    text = "ALTER TABLE t\n  ADD a int\n    NOT NULL;"
    assert _quotes(text, clause="^ADD A") == ["ADD a"]
    assert _quotes(text, clause="^ADD A", report="clause") == ["ADD a int"]
    assert _quotes(text, clause="^ADD A", report="statement") == ["ALTER TABLE t"]


@pytest.mark.parametrize(
    ("path", "role"),
    [
        ("db/migrate/001_x.sql", Role.MIGRATION),
        ("src/main/resources/db/migration/V1_2__orders.sql", Role.MIGRATION),
        ("sql/000001_orders.up.sql", Role.MIGRATION),
        ("migrations/2020-01-01-000000_x/up.sql", Role.MIGRATION),
        ("migrations/2020-01-01-000000_x/down.sql", Role.DOWN),
        ("sql/000001_orders.down.sql", Role.DOWN),
        ("db/migration/U1__orders.sql", Role.DOWN),
        ("schema.sql", Role.SCRIPT),
        ("queries/V1_report.sql", Role.SCRIPT),
    ],
)
def test_roles_by_path(path: str, role: Role) -> None:
    """Migrations, and those that take them back, are known by where they are and what they are called."""
    assert [fragment.role for fragment in file_fragments(path, "SELECT 1")] == [role]


def test_roles_by_marker() -> None:
    """One file may hold both directions; every part keeps its place."""
    text = "-- +goose Up\nCREATE TABLE a ();\n-- +goose Down\nDROP TABLE a;\n"
    up, down = file_fragments("sql/a.sql", text)
    assert (up.role, down.role) == (Role.MIGRATION, Role.DOWN)
    assert all(text[part.offset : part.offset + len(part.text)] == part.text for part in (up, down))


@pytest.mark.parametrize(
    ("sql", "host", "expected"),
    [
        ("CREATE TABLE t (id serial)", "", "postgres"),
        ("CREATE TABLE `t` (id int)", "", "mysql"),
        ("CREATE TABLE t (id int) ENGINE=InnoDB", "", "mysql"),
        ("CREATE TABLE t (id integer primary key AUTOINCREMENT)", "", "sqlite"),
        ("CREATE TABLE dbo.t (id int)", "", "tsql"),
        ("CREATE TABLE t (n NUMBER(10))", "", "oracle"),
        ("SELECT id FROM t", "import psycopg", "postgres"),
        ("SELECT id FROM t", "", "unknown"),
    ],
)
def test_dialects(sql: str, host: str, expected: str) -> None:
    """The words of a text, or the driver around it, tell the database; else nobody guesses."""
    assert dialect_of("a.sql", sql, host) == expected


def test_dialect_by_path() -> None:
    """A folder of a database's name wins."""
    assert dialect_of("db/mysql/a.sql", "SELECT x::int") == "mysql"


def test_conditions_about_the_file() -> None:
    """Tables and indexes of the same file, transactions, and other statements are the context of one."""
    text = "CREATE TABLE app.a (id int PRIMARY KEY, b int, c int);\nCREATE INDEX ON a (b, c);\n"
    text += "ALTER TABLE a ADD d int;\n"
    text += "ALTER TABLE z ADD d int;\nBEGIN;\nALTER TABLE y ADD d int;\nCOMMIT;\nALTER TABLE x ADD d int;\n"
    tables = [match.captures["TABLE"] for match in _matches(text, clause="^ADD D", unless=["created-here"])]
    assert tables == ["z", "y", "x"]
    assert [m.captures["TABLE"] for m in _matches(text, clause="^ADD D", only=["in-transaction"])] == ["y"]
    columns = r"^(?P<COLUMN>\S+) INT"
    found = _matches(text, statement="^CREATE TABLE", clause=columns, unless=["indexed-here"])
    assert [match.captures["COLUMN"] for match in found] == ["c"]
    assert len(_matches(text, statement="^CREATE INDEX", **{"file-has": "^ALTER TABLE {TABLE}$"})) == 0
    assert len(_matches(text, statement="^CREATE INDEX", **{"file-has": "^ALTER TABLE {TABLE} "})) == 1


def test_trees() -> None:
    """A pattern over sqlglot's tree sees structure that words do not show."""
    text = "UPDATE a SET b = (SELECT c FROM d WHERE e = 1);\nUPDATE a SET b = 1 WHERE c = 2;\nUPDATE ( ( (;\n"
    tree = {"node": "Update", "args": {"where": False}}
    assert _quotes(text, tree=tree, report="statement") == ["UPDATE a SET b = (SELECT c FROM d WHERE e = 1)"]
    star = {"node": "Star", "inside": {"node": "Select"}, "not": {"inside": {"node": "Count"}}}
    assert _quotes("SELECT count(*) FROM a; SELECT *, b FROM a", tree=star) == ["*"]
    named = {
        "node": "Column",
        "name": "^b$",
        "any": [{"inside": {"node": "Where"}}, {"inside": {"node": "Order"}}],
    }
    assert _quotes("SELECT b FROM a WHERE b = 1 ORDER BY b", tree=named) == ["b", "b"]


def test_all_node_names_of_the_catalog_exist(catalog: Catalog) -> None:
    """A misspelt class of sqlglot would never match."""
    for rule in catalog.rules:
        for name in re.findall(r"'node': (\[[^\]]*\]|'\w+')", str(rule.body)) if rule.engine == "sql" else ():
            assert classes(re.findall(r"\w+", name))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"where": "any"}, "needed"),
        ({"statement": "("}, "statement"),
        ({"tree": {"nodes": "Select"}}, "nodes"),
        ({"any": [{"clause": "a"}, {"tree": {"has": {"any": [{"name": "["}]}}}]}, "tree"),
    ],
)
def test_wrong_bodies(body: Mapping[str, object], reason: str) -> None:
    """What the schema cannot see is said when the rule is read."""
    complaints = check_body(body)
    assert complaints
    assert reason in complaints[0]


@given(
    st.text(alphabet=st.sampled_from("'\"`$;-/*\\\n\r aé🍣()E"), max_size=60),
    st.sampled_from(["postgres", "mysql", "tsql"]),
)
def test_any_text_has_statements_in_order(text: str, dialect: str) -> None:
    """Whatever the quotes, every statement has a place, one behind the other."""
    end = 0
    for item in statements([Fragment(text, 0, Role.SCRIPT)], dialect):
        assert end <= item.range[0] < item.range[1] <= len(text)
        end = item.range[1]


@pytest.mark.parametrize(
    ("regex", "tried"),
    [
        ("^ALTER TABLE {TABLE} ", ["ALTER TABLE A ADD X INT", "UPDATE A SET X = 1"]),
        (r"^TRUNCATE (?:TABLE )?(?:\S+\.)?{TABLE}\b", ["ALTER TABLE A ADD X INT", "UPDATE A SET X = 1"]),
        ("^ALTER TABLE {TABLE}", None),
        (r"^ALTER TABLE {TABLE} |\bGRANT\b", None),
        ("^ALTER (?:TABLE {TABLE} )?", None),
    ],
)
def test_only_statements_with_the_name_are_tried(regex: str, tried: list[str] | None) -> None:
    """A regex that is sure to name the table is tried on statements with that word, any other on all of them."""
    text = "ALTER TABLE a ADD x int; UPDATE a SET x = 1; ALTER TABLE ab ADD x int; GRANT x TO y;"
    every = list(statements([Fragment(text, 0, Role.SCRIPT)], "postgres"))
    found = [item.text for item in StatementIndex(every).candidates(regex, {"TABLE": "A"})]
    assert found == ([item.text for item in every] if tried is None else tried)
