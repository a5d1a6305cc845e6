"""Tables, collections and migrations, and what only looks like one."""

from mapping import entries, tables, told

from archlsp.map.entry import Kind


def test_sql() -> None:
    """What is created, changed, indexed and dropped, in order; what takes it back is left out."""
    text = """
CREATE TABLE IF NOT EXISTS shop."orders" (
  id bigserial PRIMARY KEY,
  total numeric(10, 2) NOT NULL DEFAULT 0, -- a comment, with a comma
  CONSTRAINT positive CHECK (total >= 0),
  UNIQUE (id, total)
);
CREATE UNIQUE INDEX CONCURRENTLY orders_total ON shop.orders USING btree (lower(total), id DESC) WHERE id > 1;
ALTER TABLE shop.orders ADD COLUMN note text, DROP COLUMN old, ADD CONSTRAINT c CHECK (true);
ALTER TABLE shop.orders OWNER TO shop;
CREATE TEMP TABLE scratch (a int);
INSERT INTO orders VALUES ('CREATE TABLE fake (a int)');
DROP TABLE gone;
"""
    found = entries("db/migrations/001_orders.sql", text, Kind.TABLE)
    assert [(entry.line, entry.name, dict(entry.detail)) for entry in found] == [
        (2, "shop.orders", {"source": "sql", "op": "create", "columns": "id bigserial, total numeric(10/2)"}),
        (
            8,
            "shop.orders",
            {"source": "sql", "op": "index", "indexes": "orders_total(lower(total), id DESC)", "unique": "yes"},
        ),
        (9, "shop.orders", {"source": "sql", "op": "alter", "columns": "note text", "dropped": "old"}),
        (13, "gone", {"source": "sql", "op": "drop"}),
    ]  # fmt: skip
    assert tables("db/migrations/001_orders.down.sql", "DROP TABLE orders;") == []
    assert tables("q.sql", "-- CREATE TABLE a (b int);\nSELECT 'CREATE TABLE c (d int)';") == []


def test_django() -> None:
    """A name of its own, or application and model; abstract ones and forms are none."""
    text = """
from django.db import models

class Base(models.Model):
    created = models.DateTimeField()
    class Meta:
        abstract = True

class Order(Base):
    number = models.CharField(max_length=20)
    owner = models.ForeignKey("User", on_delete=models.CASCADE)
    tags = models.ManyToManyField("Tag")
    objects = OrderManager()

class Named(models.Model):
    class Meta:
        db_table = "named_things"

class OrderForm(forms.ModelForm):
    number = forms.CharField()
"""
    assert tables("shop/models.py", text) == [
        ("shop_order+", "number CharField, owner ForeignKey"),
        ("named_things", ""),
    ]


def test_sqlalchemy_and_sqlmodel() -> None:
    """`__tablename__`, mapped columns, Table(), and a model whose name is made elsewhere."""
    text = """
from sqlalchemy import Column, Integer, Table
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlmodel import SQLModel

class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    note: Mapped[str | None]
    total = Column("total_cents", Integer)
    items: Mapped[list["Item"]] = relationship()

class Auto(Base):
    id = Column(Integer, primary_key=True)

class StampMixin(object):
    id = Column(Integer, primary_key=True)

class Hero(SQLModel, table=True):
    id: int
    name: str

class HeroRead(SQLModel):
    name: str

links = Table("links", metadata, Column("a", Integer), Column("b", Integer))
rows = Table("not a table")
"""
    assert tables("models.py", text) == [
        ("orders", "id int, note str / None, total_cents Integer".replace(" / ", " | ")),
        ("Auto+", "id Integer"),
        ("hero", "id int, name str"),
        ("links", "a Integer, b Integer"),
    ]


def test_typeorm_sequelize_mongoose() -> None:
    """Entities and models; where the library makes the name, it is known in part."""
    typeorm = (
        "import { Entity, Column } from 'typeorm';\n"
        "@Entity({ name: 'orders' })\n"
        "export class Order {\n"
        "  @PrimaryGeneratedColumn()\n"
        "  id: number;\n"
        "  @Column({ nullable: true }) note?: string;\n"
        "  @OneToMany(() => Item, i => i.order) items: Item[];\n"
        "}\n"
        "@Entity()\n"
        "class OrderItem { @Column() size: number; }\n"
        "class Dto { size: number; }\n"
    )
    assert tables("order.ts", typeorm) == [
        ("orders", "id number, note string"),
        ("order_item+", "size number"),
    ]
    sequelize = (
        "const { DataTypes } = require('sequelize');\n"
        "const User = sequelize.define('User', {\n"
        "  name: { type: DataTypes.STRING, allowNull: false },\n"
        "}, { tableName: 'users' });\n"
        "plugin.define('Other', {});\n"
    )
    assert tables("user.js", sequelize) == [("users", "name STRING")]
    mongoose = (
        "const mongoose = require('mongoose');\n"
        "const orderSchema = new mongoose.Schema({ total: Number, note: { type: String } },\n"
        "  { collection: 'orders' });\n"
        "module.exports = mongoose.model('Order', orderSchema);\n"
        "const User = mongoose.model('User');\n"
    )
    assert tables("order.js", mongoose) == [("orders", "total Number, note String")]


def test_prisma() -> None:
    """The name in the database and its columns; a relation is no column."""
    text = (
        "model Order {\n"
        "  id    Int  @id\n"
        '  total Decimal? @map("total_cents")\n'
        "  items Item[]\n"
        '  @@map("orders")\n'
        "  @@index([total])\n"
        "}\n"
        "model Item {\n"
        "  id Int @id\n"
        "  order Order @relation(fields: [id], references: [id])\n"
        "}\n"
        "enum E { A }\n"
    )
    assert tables("prisma/schema.prisma", text) == [
        ("orders", "id Int, total_cents Decimal?"),
        ("Item", "id Int"),
    ]


def test_gorm_jpa_diesel_seaorm() -> None:
    """A struct of results, an embeddable and a model of Diesel's queries are no tables."""
    gorm = (
        "package a\n"
        "\n"
        "type Order struct {\n"
        "\tgorm.Model\n"
        '\tNote string `gorm:"column:note_text;size:80"`\n'
        "\tItems []Item\n"
        "}\n"
        "\n"
        "type Row struct {\n"
        '\tTotal int `gorm:"column:total"`\n'
        "}\n"
        "\n"
        'func (Order) TableName() string { return "orders" }\n'
    )
    assert tables("a.go", gorm) == [
        (
            "orders",
            "id uint, created_at time.Time, updated_at time.Time, deleted_at gorm.DeletedAt, note_text string",
        )
    ]
    jpa = (
        "import jakarta.persistence.*;\n"
        "@Entity\n"
        '@Table(name = "orders")\n'
        "public class Order {\n"
        "  static final int X = 1;\n"
        "  @Id private Long id;\n"
        '  @Column(name = "total_cents") private int total;\n'
        "  @ManyToOne private User owner;\n"
        "  @OneToMany private List<Item> items;\n"
        "  @Transient private int cached;\n"
        "}\n"
        "@Embeddable class Address { String city; }\n"
    )
    assert tables("Order.java", jpa) == [("orders", "id Long, total_cents int, owner_id User")]
    diesel = (
        "diesel::table! {\n"
        "    orders (id) {\n"
        "        id -> Int4,\n"
        "        note -> Nullable<Text>,\n"
        "    }\n"
        "}\n"
        "#[derive(Queryable)]\n"
        "#[diesel(table_name = orders)]\n"
        "struct Order { id: i32 }\n"
    )
    assert tables("schema.rs", diesel) == [("orders", "id Int4, note Nullable<Text>")]
    sea = (
        "use sea_orm::entity::prelude::*;\n"
        "#[derive(DeriveEntityModel)]\n"
        '#[sea_orm(table_name = "orders")]\n'
        "pub struct Model {\n"
        "    pub id: i32,\n"
        "}\n"
    )
    assert tables("orders.rs", sea) == [("orders", "id i32")]


def test_migrations() -> None:
    """Each tool's files, with what it sorts them by."""
    cases = {
        "alembic/versions/ab12_add.py": 'revision = "ab12"\ndown_revision = "cd34"\n',
        "shop/migrations/0002_more.py": (
            'class Migration(migrations.Migration):\n    dependencies = [("shop", "0001_initial")]\n'
        ),
        "db/V1.2__orders.sql": "SELECT 1;",
        "prisma/migrations/20240101000000_init/migration.sql": "SELECT 1;",
        "migrations/2024-01-01-000000_init/up.sql": "SELECT 1;",
        "db/000001_init.up.sql": "SELECT 1;",
        "migrations/20240101000000_init.sql": "SELECT 1;",
        "src/migrations/1690000000000-Init.ts": "export class Init implements MigrationInterface { async up(q) {} }",
        "db/changelog.yaml": "databaseChangeLog:\n  - changeSet:\n      id: one\n      author: me\n",
        "db/changes.sql": "--liquibase formatted sql\n--changeset me:two\nSELECT 1;\n",
    }
    found = {path: entries(path, text, Kind.MIGRATION) for path, text in cases.items()}
    assert [(one.name, one.detail["tool"], one.detail["order"]) for [one] in found.values()] == [
        ("ab12_add", "alembic", "ab12"),
        ("shop.0002_more", "django", "0002"),
        ("V1.2__orders", "flyway", "1.2"),
        ("20240101000000_init", "prisma", "20240101000000"),
        ("2024-01-01-000000_init", "diesel", "2024-01-01-000000"),
        ("000001_init", "golang-migrate", "000001"),
        ("20240101000000_init", "sqlx", "20240101000000"),
        ("1690000000000-Init", "typeorm", "1690000000000"),
        ("one", "liquibase", "one"),
        ("two", "liquibase", "two"),
    ]
    for path in (
        "db/000001_init.down.sql",
        "queries/orders.sql",
        "migrations/env.py",
        "migrations/helper.ts",
    ):
        assert told(path, "up = 1; SELECT 1;", Kind.MIGRATION) == []
