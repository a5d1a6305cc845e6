"""CloudFormation and SAM: the same rules, read from YAML and JSON."""

import pytest
from ruletext import rule_data

from archlsp.rules.cloudformation import read_templates
from archlsp.rules.rule import rule_of
from archlsp.rules.source import Source
from archlsp.rules.terraform import matches

TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Public: {Type: String, Default: "true"}
  Size: {Type: String}
Globals:
  Function: {Tracing: Active, Timeout: 3}
Resources:
  # 日本🍣
  Db:
    Type: AWS::RDS::DBInstance
    DeletionPolicy: Delete
    Properties:
      PubliclyAccessible: !Ref Public
      MultiAZ: !If [IsLive, true, false]
      KmsKeyId: !GetAtt Key.Arn
      Name: !Sub "db-${AWS::Region}"
      Plain: !Sub plain
      Size: {Ref: Size}
      Nothing: ~
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Timeout: 9}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties:
      SecurityGroupIngress:
        - CidrIp: 10.0.0.0/8
          FromPort: 1
        - CidrIp: 0.0.0.0/0
          FromPort: 22

  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Db.Arn}
"""
DB, FN, GROUP = "AWS::RDS::DBInstance", "AWS::Serverless::Function", "AWS::EC2::SecurityGroup"


def _quotes(text: str, language: str = "yaml", /, **body: object) -> list[str]:
    rule = rule_of(
        rule_data(engine="terraform", terraform=body, pattern=None, anchors=None, languages=["yaml", "json"])
    )
    source = Source(f"stack.{language}", language, text)
    return [source.slice(match.span) for match in matches(source, [rule])]


@pytest.mark.parametrize(
    ("kind", "condition", "holds"),
    [
        (DB, {"path": "publicly_accessible", "is": True}, True),
        (DB, {"path": "multi_az", "present": True}, True),
        (DB, {"path": "multi_az", "is": False}, False),
        (DB, {"path": "multi_az", "disabled": True}, False),
        (DB, {"path": "kms_key_id", "present": True}, True),
        (DB, {"path": "name", "known": True}, False),
        (DB, {"path": "plain", "known": True}, True),
        (DB, {"path": "size", "missing": True}, False),
        (DB, {"path": "nothing", "missing": True}, True),
        (DB, {"path": "DeletionPolicy", "equals": "Delete"}, True),
        (DB, {"linked": {"types": ["AWS::Lambda::EventSourceMapping"], "by": "event_source_arn"}}, True),
        (FN, {"path": "tracing", "equals": "Active"}, True),
        (FN, {"path": "timeout", "equals": 9}, True),
        (FN, {"path": "timeout", "equals": 3}, False),
        ("Parameter", {"path": "@name", "equals": "Size"}, True),
    ],
)
def test_conditions(kind: str, condition: dict[str, object], *, holds: bool) -> None:
    assert bool(_quotes(TEMPLATE, types=[kind], where=[condition])) is holds


def test_places_to_report() -> None:
    assert _quotes(TEMPLATE, types=[DB]) == ["Db"]
    assert _quotes(TEMPLATE, types=[DB], report="multi_az") == ["MultiAZ: !If [IsLive, true, false]"]
    where = [{"path": "cidr_ip", "public": True}]
    assert _quotes(TEMPLATE, types=[GROUP], each="security_group_ingress", where=where) == [
        "CidrIp: 0.0.0.0/0"
    ]


def test_json_with_tabs() -> None:
    properties = '{"Type": "AWS::RDS::DBInstance", "Properties": {"A": {"Ref": "B"}}}'
    text = f'{{\n\t"Resources": {{\n\t\t"Db": {properties}\n\t}}\n}}\n'
    assert _quotes(text, "json", types=[DB], where=[{"path": "a", "present": True}]) == ['"Db"']


def test_a_bare_policy() -> None:
    text = '{"Statement": [{"Effect": "Allow", "Action": "*"}]}'
    body = {"types": ["iam-policy"], "policy": "", "where": [{"path": "action", "equals": "*"}]}
    assert _quotes(text, "json", **body) == ['{"Effect": "Allow"']


@pytest.mark.parametrize(
    "text",
    [
        "Resources: [1, 2]\n",
        "Resources:\n  A: text\n  B: {Type: [x]}\n  C: {Type: 'AWS::X::Y', Properties: no}\n",
        "Resources: &a\n  A: *a\n",
        "Resources:\n  A: {Type: AWS::X::Y, Properties: {<<: {B: 1}, ? [c] : d}}\n",
        "Resources:\n  A: {Type: AWS::X::Y, Properties: {{ .Values.x }}}\n",
        "Resources:\n  A: {Type: AWS::X::Y, Properties: {A: " + "[" * 200 + "]" * 200 + "}}\n",
        '{"Statement": 3}',
        '{"Resources": {"A": ',
    ],
)
def test_odd_files(text: str) -> None:
    for language in ("yaml", "json"):
        read_templates(text, language)
        _quotes(text, language, types=["AWS::*", "iam-policy"], each="*.*")
        _quotes(text, language, types=["AWS::*", "iam-policy"], policy=["", "a", "statement"])
