"""The proto engine: what it reads of a .proto file, and that no text makes it fail."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review
from archlsp.rules.proto import check_body
from archlsp.rules.prototext import MAX_NUMBER, read

FILE = """\
// message NotThis { }
syntax = "proto3";
package shop.v1;  /* message NorThis {} */
import "google/protobuf/empty.proto";
option java_package = "com.example";
message Order {
  option deprecated = true;
  reserved 5, 7 to 9, 1000 to max;
  reserved "note", "a";
  string id = 1 [(validate.rules).string = {min_len: 1}, json_name = "ID"];
  repeated .shop.v1.Item items = 0x02;
  map<string, Item> parts = 3;
  oneof how { Card card = 4; bool cash = 6; }
  message Item { optional int32 size = 1; enum Kind { KIND_UNSPECIFIED = 0; NEGATIVE = -1; } }
  extensions 100 to 199;
}
enum Status { option allow_alias = true; STATUS_UNSPECIFIED = 0; OPEN = 1 [deprecated = true]; STARTED = 1; }
service Orders {
  option (google.api.default_host) = "shop.example.com";
  rpc Get(GetRequest) returns (Order) { option (google.api.http) = { get: "/v1/{id}" }; }
  rpc Watch(stream GetRequest) returns (stream shop.v1.Order);
}
message GetRequest { string id = 1; }
extend google.protobuf.FieldOptions { string mark = 50000; }
message Last { int64 a = 1; }
"""

CATALOG = Catalog(tuple(rule for rule in Catalog.load().rules if rule.engine == "proto"))


def _rules(text: str, base: str | None = None) -> list[str]:
    answer = review(CATALOG, Request("shop.proto", "proto", text, None, 0, "en", base=base))
    assert answer.notes == ()
    return [finding.rule for finding in answer.findings]


def test_blocks() -> None:
    """Messages, enums and services are read, also inside of each other, with nothing of comments and options."""
    file = read(FILE)
    assert (file.syntax, file.package) == ("proto3", "shop.v1")
    assert [(block.kind, block.name) for block in file.blocks] == [
        ("message", "Order"),
        ("message", "Order.Item"),
        ("enum", "Order.Item.Kind"),
        ("enum", "Status"),
        ("service", "Orders"),
        ("message", "GetRequest"),
        ("message", "Last"),
    ]


def test_fields() -> None:
    """A field has number, type, label and the oneof that it is in."""
    order, item, kind, *_ = read(FILE).blocks
    assert [(field.name, field.number, field.type, field.label, field.oneof) for field in order.fields] == [
        ("id", 1, "string", "", ""),
        ("items", 2, ".shop.v1.Item", "repeated", ""),
        ("parts", 3, "map<string,Item>", "", ""),
        ("card", 4, "Card", "", "how"),
        ("cash", 6, "bool", "", "how"),
    ]
    assert [(field.name, field.number) for field in (*item.fields, *kind.fields)] == [
        ("size", 1),
        ("KIND_UNSPECIFIED", 0),
        ("NEGATIVE", -1),
    ]
    assert FILE[slice(*order.fields[1].number_range)] == "0x02"


def test_reserved() -> None:
    """Ranges, single numbers and names are reserved."""
    order = read(FILE).blocks[0]
    assert order.reserved_numbers == [(5, 5), (7, 9), (1000, MAX_NUMBER)]
    assert order.reserved_names == {"note", "a"}


def test_methods() -> None:
    """A method has its two types, and which of them are streams."""
    service = read(FILE).blocks[4]
    assert [(rpc.name, rpc.request, rpc.response, rpc.streams) for rpc in service.rpcs] == [
        ("Get", "GetRequest", "Order", (False, False)),
        ("Watch", "GetRequest", "shop.v1.Order", (True, True)),
    ]


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("int64 a = 1;", "string a = 1;", "proto-field-meaning-changed"),
        ("int64 a = 1;", "int64 a = 2;", "proto-field-meaning-changed"),
        ("int64 a = 1;", "int32 a = 1;", "proto-field-meaning-changed"),
        ("Card card = 4;", "", "proto-removed-without-reserved"),
        ("string id = 1;", "string ident_id = 1;", "proto-field-renamed"),
        ("rpc Get(", "rpc Fetch(", "proto-breaking-service"),
        ("returns (Order)", "returns (stream Order)", "proto-breaking-service"),
        ("package shop.v1;", "package shop;", "proto-breaking-service"),
    ],
)
def test_what_breaks_others_is_found_in_comparison(before: str, after: str, rule: str) -> None:
    """Only against the text before the change."""
    changed = FILE.replace(before, after)
    assert rule in _rules(changed, FILE)
    assert rule not in _rules(changed)
    assert not [said for said in _rules(FILE, FILE) if said.startswith("proto-breaking")]


def test_half_typed_line_keeps_the_next() -> None:
    """A field that has no number yet does not swallow the one behind it."""
    block = read("message A {\n  string new_one\n  int32 x = 2;\n}\n").blocks[0]
    assert [field.name for field in block.fields] == ["x"]


def test_body_names_a_known_finding() -> None:
    """A misspelt question is told when the rule is read."""
    assert check_body({"ask": "wire-change"}) == []
    assert check_body({}) != []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(FILE)), st.randoms(use_true_random=False))
def test_broken_files_do_no_harm(cut: int, chance: random.Random) -> None:
    """Truncated and shuffled files are read as far as they go."""
    words = FILE.split(" ")
    chance.shuffle(words)
    _rules(FILE[:cut], " ".join(words))
    _rules(" ".join(words), FILE)


@given(
    st.lists(
        st.sampled_from([*'{}();=<>[]"/*,-', "message", "A", "enum", "rpc", "reserved", "1", "to", "oneof"])
    )
)
def test_any_words_are_read_to_their_end(words: list[str]) -> None:
    """Words in any order end the reading all the same."""
    read(" ".join(words))


def test_deep_and_long_texts_end_quickly() -> None:
    """Neither depth nor length makes it recurse or start over."""
    for text in (
        "message A {" * 20_000,
        "{" * 200_000,
        "/*" * 100_000,
        "message A { reserved " + "1," * 100_000,
    ):
        read(text)
