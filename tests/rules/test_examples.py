"""Every rule of the catalog finds what its examples say, and nothing else."""

import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import yaml

from archlsp.messages import problem_text
from archlsp.model.finding import Category
from archlsp.rules.catalog import BUILT_IN
from archlsp.rules.examples import differences
from archlsp.rules.families import FAMILIES
from archlsp.rules.reading import read_rule
from archlsp.rules.rule import Rule, rule_of
from archlsp.rules.schema import rule_schema

FILES = sorted(BUILT_IN.rglob("*.yml"))
VALIDATOR = jsonschema.Draft202012Validator(rule_schema())
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
PREFIXES = {folder: f"{prefix}-" for prefix, folder in FAMILIES.items()}


def _rule(file: Path) -> Rule:
    read = read_rule(file.read_bytes(), file.name)
    assert not read.problems, [problem_text("en", problem) for problem in read.problems]
    assert read.data is not None
    return rule_of(read.data, file.name)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_examples(file: Path) -> None:
    """Bad examples are found at exactly their lines, good ones not at all, and fixes give the text they promise."""
    assert [problem_text("en", problem) for problem in differences(_rule(file))] == []


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_file(file: Path) -> None:
    """A rule lies in its family's folder, keeps the JSON schema, and its texts are in the language they claim."""
    rule = _rule(file)
    assert rule.id.startswith(PREFIXES[file.parent.name])
    VALIDATOR.validate(yaml.load(file.read_bytes(), LOADER))  # noqa: S506 - a safe loader
    assert not rule.texts("ja").title.isascii()
    assert rule.texts("en").title.isascii()
    assert rule.references, "a reader wants to look it up"


def test_breadth() -> None:
    """At least sixty rules, in every family and about every category of the design."""
    rules = [_rule(file) for file in FILES]
    assert len(rules) >= 60
    assert {file.parent.name for file in FILES} == set(PREFIXES)
    categories = Counter(rule.category for rule in rules)
    assert {
        Category.ARCHITECTURE,
        Category.PERFORMANCE,
        Category.SECURITY,
        Category.MAINTAINABILITY,
        Category.TESTING,
        Category.DATABASE,
        Category.RELIABILITY,
    } <= categories.keys()


def test_schema_is_a_schema() -> None:
    """The shipped JSON schema is valid, and written only in what our own small checker understands."""
    jsonschema.Draft202012Validator.check_schema(rule_schema())
    known = {"type", "properties", "required", "additionalProperties", "items", "enum", "pattern", "anyOf"}
    known |= {"minimum", "minLength", "maxLength", "minItems", "maxItems", "minProperties", "$ref", "$defs"}
    known |= {"title", "description", "$schema", "$id"}
    assert _keywords(json.loads(json.dumps(rule_schema()))) <= known


def _keywords(schema: object) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    found = set(schema)
    for name, value in schema.items():
        if name in {"properties", "$defs"}:
            found |= {word for item in value.values() for word in _keywords(item)}
        elif name == "anyOf":
            found |= {word for item in value for word in _keywords(item)}
        elif name in {"items", "additionalProperties"}:
            found |= _keywords(value)
    return found
