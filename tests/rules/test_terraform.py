"""The engine for infrastructure: what HCL says, what is unknown, and that broken files break nothing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruletext import rule_data

from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review
from archlsp.rules.match import Match
from archlsp.rules.rule import rule_of
from archlsp.rules.source import Source
from archlsp.rules.terraform import check_body, matches
from archlsp.rules.terraformnet import is_public
from archlsp.rules.terraformparse import parse_body
from archlsp.rules.terraformscope import read_terraform

BUCKET = """\
locals {
  name   = "orders"
  limits = { days = 7 }
}

variable "is_open" {
  default = true
}

variable "owner" {
  type = string
}

resource "aws_s3_bucket" "main" {   # 日本🍣
  bucket  = local.name
  days    = local.limits.days
  open    = var.is_open
  owner   = var.owner
  nothing = null
  list    = concat(["a"], var.more)
  tags = merge(local.tags, { Team = "x" })

  rule {
    id = "1"
  }
  rule {
    id = "2"
  }
  dynamic "grant" {
    for_each = var.grants
    content {
      who = grant.value
    }
  }
}

resource "aws_s3_bucket_versioning" "main" {
  bucket = aws_s3_bucket.main.id
}

resource "aws_s3_bucket" "other" {
  bucket = "${local.name}"
}
"""


def _matches(text: str, **body: object) -> list[Match]:
    rule = rule_of(
        rule_data(engine="terraform", terraform=body, pattern=None, anchors=None, languages=["terraform"])
    )
    return list(matches(Source("main.tf", "terraform", text), [rule]))


def _quotes(text: str, **body: object) -> list[str]:
    source = Source("main.tf", "terraform", text)
    return [source.slice(match.span) for match in _matches(text, **body)]


def _holds(**condition: object) -> list[str | None]:
    found = _matches(BUCKET, types=["aws_s3_bucket"], where=[condition])
    return [match.symbol for match in found]


BLOCKS = """\
data "aws_iam_policy_document" "q" {
  statement { actions = ["sqs:SendMessage"] }
}
resource "queue" "heredoc" {
  policy = <<-EOT
    {"Statement": [{"Action": "*", "Resource": "${var.x}"}, {"Action": ["b:c"],}]}
    EOT
}
resource "queue" "object" {
  policy = jsonencode({ Statement = [{ Action = "a:b", Principal = { AWS = ["1", "*"] } }] })
  text   = "a ${f("b ${c}", { d = "e" })} %{ if x }y%{ endif }"
  list   = [for i in var.j : { k = i }]
  either = var.a ? [1] : { b = (2 + -3) }
}
"""
MAIN, OTHER = "aws_s3_bucket.main", "aws_s3_bucket.other"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"path": "bucket", "equals": "orders"}, [MAIN, OTHER]),
        ({"path": "days", "equals": 7}, [MAIN]),
        ({"path": "days", "less": 8}, [MAIN]),
        ({"path": "days", "more": 7}, []),
        ({"path": "open", "is": True}, [MAIN]),
        ({"path": "open", "is": False}, []),
        ({"path": "open", "disabled": True}, [OTHER]),
        ({"path": "nothing", "missing": True}, [MAIN, OTHER]),
        ({"path": "owner", "missing": True}, [OTHER]),
        ({"path": "owner", "present": True}, [MAIN]),
        ({"path": "owner", "known": True}, []),
        ({"path": "owner", "differs": "me"}, []),
        ({"path": "bucket", "differs": "me"}, [MAIN, OTHER]),
        ({"path": "bucket", "only": ["orders", "x"]}, [MAIN, OTHER]),
        ({"path": "list", "equals": "a"}, [MAIN]),
        ({"path": "list", "only": ["a"]}, []),
        ({"path": "tags.Team", "equals": "x"}, [MAIN]),
        ({"path": "tags.Cost", "missing": True}, [OTHER]),
        ({"path": "rule.id", "equals": "2"}, [MAIN]),
        ({"path": "rule.*", "matches": "^[12]$"}, [MAIN]),
        ({"path": ["rule.id", "bucket"], "lacks": "^3$"}, [MAIN, OTHER]),
        ({"path": "tags", "keys": "^Te"}, [MAIN]),
        ({"path": "grant.who", "present": True}, [MAIN]),
        ({"path": "@name", "equals": "other"}, [OTHER]),
        ({"linked": {"types": ["aws_s3_bucket_versioning"], "by": "bucket"}}, [MAIN]),
        ({"not": {"any": [{"path": "open", "present": True}, {"path": "x", "present": True}]}}, [OTHER]),
        ({"all": [{"path": "open", "present": True}, {"path": "x", "missing": True}]}, [MAIN]),
    ],
)
def test_conditions(condition: dict[str, object], expected: list[str]) -> None:
    assert _holds(**condition) == expected


def test_places_to_report() -> None:
    types = ["aws_s3_bucket"]
    assert _quotes(BUCKET, types=types, where=[{"path": "open", "present": True}]) == [
        'resource "aws_s3_bucket" "main"'
    ]
    assert _quotes(BUCKET, types=types, each="rule", where=[{"path": "id", "equals": 2}]) == ["rule"]
    assert _quotes(BUCKET, types=types, report="open", where=[{"path": "open", "is": True}]) == [
        "open    = var.is_open"
    ]
    assert _quotes(BUCKET, types=types, each="rule", report="id") == ['id = "1"', 'id = "2"']
    assert _quotes(BUCKET, types=["aws_s3_*"], each="rule", report="/")[0].startswith("resource")
    assert _quotes("a {\n  b = [{\n    c = 1\n    d = 2\n  }]\n}\n", types=["a"], each="b") == [
        "{\n    c = 1"
    ]


def test_a_target_in_the_same_file() -> None:
    text = 'resource "lb" "a" {\n  internal = true\n}\nresource "l" "x" {\n  lb = lb.a.arn\n}\n'
    text += 'resource "l" "y" {\n  lb = var.z\n}\n'
    target = {"target": {"path": "lb", "where": [{"path": "internal", "is": True}]}}
    assert [match.symbol for match in _matches(text, types=["l"], where=[target])] == ["l.x"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.0.0.0/0", True),
        ("::/0", True),
        ("Internet", True),
        ("172.16.0.0/11", True),
        ("8.0.0.0/9", True),
        ("10.0.0.0/8", False),
        ("100.64.0.0/10", False),
        ("203.0.113.7/32", False),
        ("fd00::/8", False),
        ("sg-1/2/3", False),
    ],
)
def test_public_ranges(text: str, *, expected: bool) -> None:
    assert is_public(text) is expected


def test_wrong_bodies_are_refused() -> None:
    assert check_body({"types": ["a"], "where": [{"path": "b", "missing": True}]}) == []
    assert check_body({"where": []}) == ["types is needed"]
    assert check_body({"types": ["a"], "wher": []}) == ["wher is no key of a body"]
    assert check_body({"types": ["a"], "where": [{"not": {"path": "b", "mises": 1}}]}) == [
        "where: mises is no test"
    ]
    assert check_body({"types": ["a"], "where": [{"path": "b", "matches": "("}]})


@pytest.mark.parametrize(
    "broken",
    [
        'resource "a" "b" {\n  x = [1, 2\n}\n',
        'resource "a" "b" {\n  x = "unclosed\n  y = 1\n}\n',
        'resource "a" "b" {\n  x = <<EOT\nnever closed\n',
        'resource "a" "b" {\n  x = {{{{\n',
        'resource "a" {\n}\n}\n}\nresource',
        'x = "${"${"${"${',
        "= = = ] ) }",
        "a " * 2000,
        "a { " * 400,
        "x = " + "[" * 400,
        "x = " + "{ a = " * 400,
        "x = " + "f(" * 400,
        'x = "' + "${a(" * 200,
    ],
)
def test_broken_files(broken: str) -> None:
    read_terraform(broken, parse_body(broken))
    whole = broken + '\n\nresource "c" "d" {\n  z = 1\n}\n'
    read_terraform(whole, parse_body(whole))


def test_what_stands_behind_an_error_is_read() -> None:
    text = 'resource "a" "b" {\n  x = 1 +\n  ??? y\n  z = 2\n}\nresource "a" "c" {\n  z = 3\n}\n'
    found = _matches(text, types=["a"], where=[{"path": "z", "known": True}])
    assert [match.symbol for match in found] == ["a.b", "a.c"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(BLOCKS)), st.integers(0, len(BUCKET)), st.text('{}[]()"$=,\n<-E#*/ax', max_size=12))
def test_truncated_and_spliced_files(first: int, second: int, between: str) -> None:
    text = BLOCKS[:first] + between + BUCKET[second:]
    _matches(text, types=["*"], policy=["", "policy"], where=[{"path": "*", "present": True}])
    _matches(text, types=["*"], each="*.*", where=[{"path": "", "known": True}])


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_the_whole_catalog_survives_truncated_examples(catalog: Catalog, data: st.DataObject) -> None:
    rules = [rule for rule in catalog.rules if rule.engine == "terraform"]
    example = data.draw(st.sampled_from([item for rule in rules for item in (*rule.bad, *rule.good)]))
    cut = data.draw(st.integers(0, len(example.code)))
    language = example.language or "terraform"
    path = {"terraform": "main.tf", "yaml": "stack.yaml", "json": "stack.json"}[language]
    for text in (example.code[:cut], example.code[cut:]):
        answer = review(Catalog(tuple(rules)), Request(path, language, text, None, 0, "en"))
        assert answer.notes == ()
