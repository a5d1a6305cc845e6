"""OpenAPI documents, in YAML and JSON, alone and against what they said before."""

import json
import random

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review

SPEC = """\
openapi: 3.0.3
info: {title: Orders, version: "1"}
servers: [{url: "http://api.shop.com"}]
paths:
  /orders:
    get:
      responses:
        "200":
          description: all
          content: {application/json: {schema: {$ref: "#/components/schemas/Orders"}}}
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}
      responses: {"201": {description: made}, "400": {description: wrong}}
components:
  securitySchemes: {bearer: {type: http, scheme: bearer}}
  schemas:
    Orders: {type: array, items: {$ref: "#/components/schemas/Order"}}
    Order:
      type: object
      required: [item]
      properties: {item: {type: string}, parent: {$ref: "#/components/schemas/Order"}}
"""

CATALOG = Catalog(tuple(rule for rule in Catalog.load().rules if rule.id.startswith("openapi-")))


def _rules(text: str, *, path: str = "api/openapi.yaml", base: str | None = None) -> set[str]:
    language = "json" if path.endswith(".json") else "yaml"
    answer = review(CATALOG, Request(path, language, text, None, 0, "en", base=base))
    assert answer.notes == ()
    return {finding.rule for finding in answer.findings if finding.rule.startswith("openapi-")}


EXPECTED = {"openapi-plain-http-server", "openapi-list-without-paging", "openapi-write-without-security"}


def test_references_are_followed_and_circles_end() -> None:
    """A schema behind a reference counts, and one that contains itself is compared as well."""
    assert _rules(SPEC) == EXPECTED
    assert _rules(SPEC, base=SPEC) == EXPECTED


def test_json_is_read_as_well() -> None:
    """The same document in JSON gives the same findings."""
    text = json.dumps(yaml.safe_load(SPEC), indent=2)
    assert _rules(text, path="api/openapi.json") == EXPECTED


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ("required: [item]", "required: [item, parent]", "openapi-breaking-requirement"),
        ("item: {type: string}", "item: {type: integer}", "openapi-breaking-type"),
        ("item: {type: string}, ", "", "openapi-breaking-removal"),
        ("    post:", "    put:", "openapi-breaking-removal"),
    ],
)
def test_what_breaks_callers_is_found_behind_references(before: str, after: str, rule: str) -> None:
    """Only in comparison with what was there."""
    changed = SPEC.replace(before, after)
    assert rule in _rules(changed, base=SPEC)
    assert rule not in _rules(changed)


def test_other_yaml_is_left_alone() -> None:
    """The word in a text makes no document."""
    assert _rules("about: openapi\npaths: {/a: {post: {}}}\n") == set()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, len(SPEC)), st.randoms(use_true_random=False))
def test_broken_documents_do_no_harm(cut: int, chance: random.Random) -> None:
    """Truncated and shuffled documents are read as far as they go."""
    lines = SPEC[:cut].split("\n")
    chance.shuffle(lines)
    _rules(SPEC[:cut], base="\n".join(lines))
    _rules("\n".join(lines), base=SPEC)
