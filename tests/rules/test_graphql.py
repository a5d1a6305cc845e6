"""The GraphQL engine: what it reads of a schema, and that no text makes it fail."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review
from archlsp.rules.graphql import check_body
from archlsp.rules.graphqltext import definitions

SCHEMA = '''\
schema { query: Root, mutation: Mutation }
"""
type NotThis { id: ID }
"""
directive @auth(role: Role = USER) on FIELD_DEFINITION
interface Node { id: ID! }
type Order implements Node & Named @key(fields: "id") {
  "a # sign" id: ID!  # a comment
  items(first: Int = 10, filter: Filter = {kind: [A, B]}): [[Item!]]! @deprecated(reason: "old") @auth(role: ADMIN)
  type: String
}
extend type Order { total: Float }
union Thing = | Order | Item
enum Role { USER ADMIN @deprecated }
input Filter { kind: [Role!] = [USER], text: String! = "x" }
scalar Money @specifiedBy(url: "https://example.com")
query Ask($id: ID!) { order(id: $id) { ...Parts id } }
fragment Parts on Order { id }
type Root { orders: [Order!]! }
'''

CATALOG = Catalog(tuple(rule for rule in Catalog.load().rules if rule.engine == "graphql"))


def _rules(text: str, base: str | None = None) -> list[tuple[str, int]]:
    answer = review(CATALOG, Request("schema.graphql", "graphql", text, None, 0, "en", base=base))
    assert answer.notes == ()
    return [(finding.rule, finding.anchor.span.start.line + 1) for finding in answer.findings]


def test_definitions() -> None:
    """Every kind of definition is read; descriptions, comments, operations and fragments are not."""
    found = definitions(SCHEMA)
    assert [(one.kind, one.name, len(one.fields)) for one in found] == [
        ("schema", "", 2),
        ("interface", "Node", 1),
        ("type", "Order", 3),
        ("type", "Order", 1),
        ("union", "Thing", 2),
        ("enum", "Role", 2),
        ("input", "Filter", 2),
        ("scalar", "Money", 0),
        ("type", "Root", 1),
    ]
    assert [one.is_extension for one in found].index(True) == 3


def test_fields() -> None:
    """A field has its type, its arguments with their defaults and its directives with what they are given."""
    items = definitions(SCHEMA)[2].fields[1]
    assert items.type is not None
    assert (items.type.said, items.type.name, items.type.is_list, items.type.is_required) == (
        "[[Item!]]!",
        "Item",
        True,
        True,
    )
    assert SCHEMA[slice(*items.type.range)] == "[[Item!]]!"
    assert [(one.name, one.has_default) for one in items.arguments] == [("first", True), ("filter", True)]
    assert [(one.name, one.arguments) for one in items.directives] == [
        ("deprecated", ("reason",)),
        ("auth", ("role",)),
    ]


def test_root_may_have_another_name() -> None:
    """Lists are looked for in what the schema calls its query."""
    assert ("graphql-list-without-limit", 19) in _rules(SCHEMA)


def test_half_typed_schema_keeps_its_other_definitions() -> None:
    """Neither a field without a type nor an open brace takes the rest away."""
    names = [one.name for one in definitions("type A {\n  id: ID\n  fo\n}\ntype B { id: ID }\n")]
    assert names == ["A", "B"]
    open_brace = definitions("type A {\n  id: ID\n\ntype B { id: ID }\n")
    assert [(one.name, len(one.fields)) for one in open_brace] == [("A", 1), ("B", 1)]


def test_same_schema_breaks_nobody() -> None:
    """Order and extensions do not matter."""
    lines = SCHEMA.splitlines(keepends=True)
    moved = "".join([*lines[:4], lines[18], *lines[4:18]])
    assert not [rule for rule, _ in _rules(moved, SCHEMA) if "breaking" in rule]


def test_body_names_a_known_finding() -> None:
    """A misspelt question is told when the rule is read."""
    assert check_body({"ask": "removed"}) == []
    assert check_body({"ask": "romoved"}) != []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SCHEMA)), st.randoms(use_true_random=False))
def test_broken_schemas_do_no_harm(cut: int, chance: random.Random) -> None:
    """Truncated and shuffled schemas are read as far as they go."""
    words = SCHEMA.split(" ")
    chance.shuffle(words)
    _rules(SCHEMA[:cut], " ".join(words))
    _rules(" ".join(words), SCHEMA)


@given(st.text('type{}()[]!:=@|&"# \n.input', max_size=300))
def test_any_text_is_read_to_its_end(text: str) -> None:
    """Signs in any order end the reading all the same."""
    definitions(text)


def test_deep_and_long_texts_end_quickly() -> None:
    """Neither depth nor length makes it recurse or start over."""
    for text in (
        "{" * 200_000,
        "type A { a: " + "[" * 100_000,
        '"""' + "x" * 300_000,
        "type A { a(b: " * 50_000,
    ):
        definitions(text)
