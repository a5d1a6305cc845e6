"""Migrations written in code: what their calls amount to in SQL, and that no broken program makes it fail."""

import random
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruletext import rule_data

from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review
from archlsp.rules.rule import rule_of
from archlsp.rules.source import Source
from archlsp.rules.sql import matches
from archlsp.rules.sqlcode import code_statements

ALEMBIC = """from alembic import op
import sqlalchemy as sa

def upgrade():
    op.create_table("orders", sa.Column("id", sa.Integer()), sa.Column("n", sa.String(9)), sa.UniqueConstraint("id"))
    op.add_column("users", sa.Column("x", sa.String(length=50), nullable=False))
    op.add_column("users", sa.Column("y", sa.DateTime(timezone=True), server_default=sa.text("now()")))
    op.create_index(op.f("ix"), "app.users", ["x"], unique=True)
    with op.batch_alter_table("bills") as batch:
        batch.alter_column("b", type_=sa.BigInteger(), nullable=False)
    op.create_foreign_key("fk", "users", "orgs", ["org_id"], ["id"], postgresql_not_valid=True)

def downgrade():
    op.drop_table("orders")
"""
DJANGO = """class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel(name="Coupon", fields=[]),
        migrations.AddField(model_name="order", name="c", field=models.IntegerField()),
        migrations.AddField("order", "d", models.CharField(max_length=3, blank=True)),
        migrations.AddField("order", "e", models.ManyToManyField("shop.tag")),
        migrations.SeparateDatabaseAndState(state_operations=[migrations.RemoveField("order", "q")]),
        AddIndexConcurrently("order", models.Index(fields=["c"], name="i")),
        migrations.RenameField("order", "a", "b"),
    ]
"""
KNEX = """exports.up = async (knex) => {
  await knex.schema.createTable('a', (t) => { t.increments('id'); t.string('x', 40).notNullable(); t.index(['x']); });
  await knex.schema.alterTable('orders', function (table) {
    table.uuid('u').defaultTo(knex.raw('gen_random_uuid()'));
    table.dropColumns('old', 'older');
    table.bigInteger('n').alter();
  });
  await knex.schema.renameTable('a', 'b').dropTable('c');
};
exports.down = (knex) => knex.schema.dropTable('a');
"""
SEQUELIZE = """module.exports = {
  async up(queryInterface, Sequelize) {
    await queryInterface.addColumn('orders', 'note', { type: Sequelize.STRING(9), allowNull: false });
    await queryInterface.addIndex('orders', { fields: ['note'], concurrently: true });
    await queryInterface.changeColumn('orders', 'n', { type: Sequelize.INTEGER, allowNull: false });
    await queryInterface.addConstraint('orders', { fields: ['a'], type: 'foreign key' });
  },
  down: async (queryInterface) => { await queryInterface.dropTable('orders'); },
};
"""
TYPEORM = """export class A1 implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn("orders", new TableColumn({ name: "note", type: "varchar" }));
    await queryRunner.renameColumn("orders", "a", "b");
  }
  public async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable("orders");
  }
}
"""
PGM = """exports.up = (pgm) => {
  pgm.addColumns('orders', { note: { type: 'text', notNull: true }, k: 'int' });
  pgm.alterColumn('orders', 'a', { type: 'bigint' });
};
"""
LIBRARIES = [
    (
        "python",
        ALEMBIC,
        [
            "CREATE TABLE ORDERS ( ID INTEGER , N VARCHAR ( 9 ) , UNIQUE ( ID ) )",
            "ALTER TABLE USERS ADD COLUMN X VARCHAR ( 50 ) NOT NULL",
            "ALTER TABLE USERS ADD COLUMN Y TIMESTAMPTZ DEFAULT NOW ( )",
            "CREATE UNIQUE INDEX ? ON APP.USERS ( X )",
            "ALTER TABLE BILLS ALTER COLUMN B TYPE BIGINT",
            "ALTER TABLE BILLS ALTER COLUMN B SET NOT NULL",
            "ALTER TABLE USERS ADD CONSTRAINT FK FOREIGN KEY ( ORG_ID ) REFERENCES ORGS NOT VALID",
        ],
    ),
    (
        "python",
        DJANGO,
        [
            "CREATE TABLE COUPON ( ID BIGINT PRIMARY KEY )",
            "ALTER TABLE ORDER ADD COLUMN C INTEGER NOT NULL",
            "ALTER TABLE ORDER ADD COLUMN D VARCHAR DEFAULT '' NOT NULL",
            "CREATE INDEX CONCURRENTLY I ON ORDER ( C )",
            "ALTER TABLE ORDER RENAME COLUMN A TO B",
        ],
    ),
    (
        "javascript",
        KNEX,
        [
            "CREATE TABLE A ( ID SERIAL PRIMARY KEY , X VARCHAR ( 40 ) NOT NULL )",
            "CREATE INDEX ? ON A ( X )",
            "ALTER TABLE ORDERS ADD COLUMN U UUID DEFAULT GEN_RANDOM_UUID ( )",
            "ALTER TABLE ORDERS DROP COLUMN OLD",
            "ALTER TABLE ORDERS DROP COLUMN OLDER",
            "ALTER TABLE ORDERS ALTER COLUMN N TYPE BIGINT",
            "ALTER TABLE A RENAME TO B",
            "DROP TABLE C",
        ],
    ),
    (
        "javascript",
        SEQUELIZE,
        [
            "ALTER TABLE ORDERS ADD COLUMN NOTE VARCHAR ( 9 ) NOT NULL",
            "CREATE INDEX CONCURRENTLY ? ON ORDERS ( NOTE )",
            "ALTER TABLE ORDERS ALTER COLUMN N SET NOT NULL",
            "ALTER TABLE ORDERS ADD CONSTRAINT ? FOREIGN KEY ( ? )",
        ],
    ),
    (
        "typescript",
        TYPEORM,
        ["ALTER TABLE ORDERS ADD COLUMN NOTE VARCHAR NOT NULL", "ALTER TABLE ORDERS RENAME COLUMN A TO B"],
    ),
    (
        "javascript",
        PGM,
        [
            "ALTER TABLE ORDERS ADD COLUMN NOTE TEXT NOT NULL",
            "ALTER TABLE ORDERS ADD COLUMN K INT",
            "ALTER TABLE ORDERS ALTER COLUMN A TYPE BIGINT",
        ],
    ),
]


@pytest.mark.parametrize(("language", "code", "expected"), LIBRARIES)
def test_calls_as_sql(language: str, code: str, expected: list[str]) -> None:
    """Each library's calls are read as the SQL they send; what takes the migration back is left out."""
    drafted = list(code_statements(Source("db/migrations/1_a", language, code)))
    assert [statement.text for statement in drafted] == expected
    for statement in drafted:
        start, end = statement.range
        assert 0 <= start < end <= len(code)


@pytest.mark.parametrize("language", ["python", "javascript", "typescript", "go"])
def test_other_programs_make_no_statements(language: str) -> None:
    """A program that only looks like it, or that is of another language, has none."""
    code = "op.drop_table('a')\nqueryInterface.dropTable('a')\nmigrations.DeleteModel('a')\nup.x\n"
    assert not list(code_statements(Source("a", language, code)))


def test_places_and_names_of_drafts() -> None:
    """The culprit is the call on its first line; names are as the program writes them, others as far as is known."""
    source = Source("alembic/versions/1_a.py", "python", ALEMBIC)
    body = {"where": "migration", "clause": r"^ALTER COLUMN (?P<COLUMN>\S+) TYPE", "report": "clause"}
    rule = rule_of(rule_data(engine="sql", sql=body, pattern=None, anchors=None, fix=None))
    (match,) = matches(source, [rule])
    assert source.slice(match.span) == 'batch.alter_column("b", type_=sa.BigInteger(), nullable=False)'
    assert match.captures == {"TABLE": "bills", "COLUMN": "b"}


def test_both_directions_in_the_catalog(catalog: Catalog) -> None:
    """With all rules: dangers of the way forward are told, in whatever library; the way back is silent."""
    code = SEQUELIZE + "\nexports.x = 1;\n"
    answer = review(catalog, Request("db/migrations/1-a.js", "javascript", code, None, 0, "en"))
    found = {(finding.rule, finding.anchor.span.start.line + 1) for finding in answer.findings}
    assert ("sql-not-null-column-without-default", 3) in found
    assert ("sql-constraint-without-not-valid", 6) in found
    assert not {line for _, line in found if line > 7}


def _broken(code: str, seed: int) -> Iterator[str]:
    rng = random.Random(seed)  # noqa: S311
    yield code[: rng.randrange(len(code))]
    words = re.split(r"(\s+)", code)
    rng.shuffle(words)
    yield "".join(words)
    letters = list(code)
    for _ in range(10):
        letters[rng.randrange(len(letters))] = rng.choice("()[]{}'\"`,;:.=>\n🍣")
    yield "".join(letters)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(LIBRARIES))
def test_broken_programs(seed: int, library: tuple[str, str, list[str]]) -> None:
    """Truncated, shuffled and spoilt migrations end without an error, and every draft has a place."""
    language, code, _ = library
    for text in _broken(code, seed):
        for statement in code_statements(Source("db/migrations/1_a", language, text)):
            start, end = statement.range
            assert 0 <= start <= end <= len(text)
            for place in statement.clauses:
                assert statement.place(*place)[0] <= statement.place(*place)[1]
                assert isinstance(statement.verbatim(*place), str)
