"""SQL inside the string literals of programs: what is SQL, what is a piece, and where each character stands."""

import re
from collections.abc import Mapping

import pytest
from ruletext import rule_data

from archlsp.rules.rule import rule_of
from archlsp.rules.source import Source
from archlsp.rules.sql import matches
from archlsp.rules.sqlembedded import embedded_fragments
from archlsp.rules.sqltext import Role

HOSTS: Mapping[str, tuple[str, list[str]]] = {
    "python": (
        'def f(c, x):\n    c.execute("SELECT 日 " "FROM t" f" WHERE a = {x} AND b = \'{x}\'")\n'
        '    c.execute("""\n      delete from t\n      where a = %s""", [1])\n    log("select one from the list")\n'
        '    print("Select an item from the list")\n',
        ["SELECT 日 FROM t WHERE a = ___ AND b = '___'", "delete from t where a = ?"],
    ),
    "typescript": (
        "const a = `SELECT x\n FROM t WHERE y = ${z}`;\ndb.query('UPDATE t SET ' + c + \" WHERE d = $1\");\n",
        ["SELECT x FROM t WHERE y = ____", "UPDATE t SET _______ WHERE d = $1"],
    ),
    "go": (
        'package p\n\nvar q = "SELECT a " + `FROM t`\nvar r = fmt.Sprintf("DELETE FROM %s", t)\n',
        ["SELECT a FROM t", "DELETE FROM __"],
    ),
    "java": (
        'class A {\n  String a = "SELECT a " +\n    "FROM t";\n  String b = """\n    DELETE FROM t\n    """;\n}\n',
        ["SELECT a FROM t", "DELETE FROM t"],
    ),
    "rust": (
        'fn f() {\n  sqlx::query!(r#"SELECT "a" FROM t"#);\n  let b = "DELETE \\\n    FROM t";\n}\n',
        ['SELECT "a" FROM t', "DELETE FROM t"],
    ),
}


@pytest.mark.parametrize("language", sorted(HOSTS))
def test_embedded_sql(language: str) -> None:
    """Literals are joined as the program joins them, every character stays at its place, prose is no SQL."""
    code, expected = HOSTS[language]
    fragments = list(embedded_fragments(Source("a", language, code)))
    assert [re.sub(r"\s+", " ", fragment.text).strip() for fragment in fragments] == expected
    for fragment in fragments:
        place = code[fragment.offset : fragment.offset + len(fragment.text)]
        assert all(mine in (its, " ", "_", "?", "x") for mine, its in zip(fragment.text, place, strict=True))


def test_places_in_embedded_sql() -> None:
    """A culprit in the second of two joined literals is found where it stands in the file."""
    code = (
        'def find(c):\n    c.execute(\n        "SELECT a FROM t "  # 🍣\n        "ORDER BY random()"\n    )\n'
    )
    source = Source("a.py", "python", code)
    body = {"statement": r"ORDER BY RANDOM \( \)"}
    rule = rule_of(rule_data(engine="sql", sql=body, pattern=None, anchors=None))
    (match,) = matches(source, [rule])
    assert source.slice(match.span) == "ORDER BY random()"
    assert match.span.start.line == 3
    assert match.symbol == "find"


@pytest.mark.parametrize(
    ("code", "is_whole"),
    [
        ('c.execute("DELETE FROM t")', True),
        ('Q = "DELETE FROM t"', True),
        ('def f():\n    return "DELETE FROM t"', True),
        ('c.execute(f"DELETE FROM t {where}")', False),
        ('c.execute("DELETE FROM t" + where)', False),
        ('q = "DELETE FROM t"\nq += where', False),
        ('parts.append("DELETE FROM t")', False),
        ('parts = ["DELETE FROM t", where]', False),
    ],
)
def test_pieces_of_statements(code: str, is_whole: bool) -> None:
    """What may grow a WHERE elsewhere is not whole."""
    assert [part.whole for part in embedded_fragments(Source("a.py", "python", code))] == [is_whole]


def test_embedded_migrations() -> None:
    """Alembic's upgrade goes forward, its downgrade and Django's reverse SQL go back."""
    alembic = (
        'def upgrade():\n    op.execute("DROP TABLE a")\n\ndef downgrade():\n    op.execute("DROP TABLE b")\n'
    )
    fragments = embedded_fragments(Source("alembic/versions/1a_x.py", "python", alembic))
    assert [part.role for part in fragments] == [Role.MIGRATION, Role.DOWN]
    django = 'class M:\n    operations = [RunSQL("CREATE TABLE a (b int)", "DROP TABLE a")]\n'
    fragments = embedded_fragments(Source("app/migrations/0001_x.py", "python", django))
    assert [part.role for part in fragments] == [Role.MIGRATION, Role.DOWN]


@pytest.mark.parametrize("code", ['"-----\n"' * 3000, '"\\n\\n' * 9000, '"SELECT ' * 9000, '"--a\n' * 9000])
def test_hostile_literals_end(code: str) -> None:
    """Quotes, dashes and escapes without end are no SQL, and that is soon known."""
    for language in ("python", "javascript", "rust"):
        assert len(list(embedded_fragments(Source("a", language, code)))) >= 0
