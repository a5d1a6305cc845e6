"""IAM policy documents, however they are written."""

import pytest
from ruletext import rule_data

from archlsp.rules.match import Match
from archlsp.rules.rule import rule_of
from archlsp.rules.source import Source
from archlsp.rules.terraform import matches

POLICIES = """\
data "aws_iam_policy_document" "q" {
  statement {
    actions = ["sqs:SendMessage"]
    principals {
      type        = "Service"
      identifiers = ["sns.amazonaws.com"]
    }
    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = ["arn"]
    }
  }
}

resource "queue" "reference" {
  policy = data.aws_iam_policy_document.q.json
}

resource "queue" "heredoc" {
  policy = <<-EOT
    {"Statement": [
      {"Effect": "Deny", "Action": "*", "Principal": "*", "Resource": "${var.x}"},
      {"Action": ["b:c"],}
    ]}
    EOT
}

resource "queue" "object" {
  policy = jsonencode({
    Statement = [{ Action = "a:b", Effect = "Allow", Principal = { AWS = ["1", "*"] }, Condition = {} }]
  })
}

resource "queue" "text" {
  policy = "{\\"Statement\\": {\\"Action\\": \\"t:u\\"}}"
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


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"path": "action", "matches": "^sqs:"}, ["queue.reference"]),
        ({"path": "principal", "equals": "service:sns.amazonaws.com"}, ["queue.reference"]),
        ({"path": "condition", "keys": "SourceArn$"}, ["queue.reference"]),
        ({"path": "effect", "equals": "Deny"}, ["queue.heredoc"]),
        ({"path": "resource", "known": True}, []),
        ({"path": "action", "equals": "b:c"}, ["queue.heredoc"]),
        ({"path": "principal", "equals": "*"}, ["queue.heredoc", "queue.object"]),
        (
            {"all": [{"path": "action", "equals": "a:b"}, {"path": "condition", "missing": True}]},
            ["queue.object"],
        ),
        ({"path": "action", "equals": "t:u"}, ["queue.text"]),
    ],
)
def test_statements_of_policies(condition: dict[str, object], expected: list[str]) -> None:
    found = _matches(POLICIES, types=["queue"], policy="policy", where=[condition])
    assert [match.symbol for match in found] == expected


def test_a_statement_in_a_text_is_shown_at_its_attribute() -> None:
    where = [{"path": "effect", "equals": "Deny"}]
    assert _quotes(POLICIES, types=["queue"], policy="policy", where=where) == ["policy = <<-EOT"]


def test_a_block_is_shown_from_its_name() -> None:
    where = [{"path": "effect", "equals": "Allow"}, {"path": "action", "matches": "^sqs:"}]
    assert _quotes(POLICIES, types=["queue"], policy="policy", where=where) == [
        'statement {\n    actions = ["sqs:SendMessage"]'
    ]
