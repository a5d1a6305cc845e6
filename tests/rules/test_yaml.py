"""The YAML engine: documents that can be read are, with exact places; the others say nothing and break nothing."""

import time
from collections.abc import Mapping

import pytest
from ruletext import rule_data

from archlsp.rules.match import Match
from archlsp.rules.rule import Rule, rule_of
from archlsp.rules.source import Source
from archlsp.rules.yamldoc import check_body, matches
from archlsp.rules.yamlobject import objects
from archlsp.rules.yamltree import documents, find

COMPOSE = """\
services:
  db: &db
    image: "postgres:17"   # 日本🍣
    ports:
      - "5432:5432"
    environment: {A: 1, B: }
  copy:
    <<: *db
    image: other
"""
POD = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: shop}
spec:
  template:
    spec:
      containers:
        - image: a/b
          name: app
          env:
            - name: X
              value: |
                one
                two

        # the end
        - image: c/d
"""

WORKFLOW = """\
on:
  pull_request_target:
  push: {branches: [main]}
jobs:
  build:
    steps:
      - uses: actions/checkout@v4
      - run: |
          # 日本
          echo one
          echo ${{ github.head_ref }}
      - run: "a\\t${{ github.head_ref }}"
"""


def _rule(**body: object) -> Rule:
    return rule_of(rule_data(engine="yaml", yaml=body, pattern=None, anchors=None, languages=["yaml"]))


def _matches(text: str, path: str = "compose.yaml", /, **body: object) -> list[Match]:
    document = "compose" if "compose" in path else "actions" if "workflow" in path else "kubernetes"
    return list(matches(Source(path, "yaml", text), [_rule(document=document, **body)]))


def _quotes(text: str, path: str = "compose.yaml", /, **body: object) -> list[str]:
    source = Source(path, "yaml", text)
    return [source.slice(match.span) for match in _matches(text, path, **body)]


def _names(text: str, path: str) -> list[str]:
    (document,) = documents(text)
    return [place.scalar or place.name for place in find(document.root, path)]


def test_paths() -> None:
    """Keys, any key, any item, choices, quoted keys and merged entries; own entries come before merged ones."""
    assert _names(COMPOSE, "services.db.image") == ["postgres:17"]
    assert _names(COMPOSE, "services.*.image") == ["postgres:17", "other"]
    assert _names(COMPOSE, "services.copy.ports[*]") == ["5432:5432"]
    assert _names(COMPOSE, "services.db.{image,build}") == ["postgres:17"]
    assert _names('"a.b": 1', '"a.b"') == ["1"]
    assert _names(COMPOSE, "services[*].image") == []


def test_culprits_and_extents() -> None:
    """A mapping's key, a scalar with its key, an item; `report` names another entry; the extent is the subject."""
    assert _quotes(COMPOSE, each="services.*") == ["db", "copy"]
    assert _quotes(COMPOSE, each="services.db.image") == ['image: "postgres:17"']
    assert _quotes(COMPOSE, each="services.db.ports[*]") == ['"5432:5432"']
    assert _quotes(COMPOSE, each="services.*", report="ports") == ["ports:", "copy"]
    (match,) = _matches(COMPOSE, each="services.db")
    source = Source("compose.yaml", "yaml", COMPOSE)
    assert source.slice(match.extent) == COMPOSE[COMPOSE.index("db:") : COMPOSE.index("\n  copy")]
    assert match.symbol == "db"


def test_places_in_a_pod() -> None:
    """An item is reported by its name; block scalars and trailing comments do not stretch an extent."""
    first, second = _matches(POD, "deploy/shop.yaml", each="$pod.containers[*]")
    source = Source("deploy/shop.yaml", "yaml", POD)
    assert source.slice(first.span) == "name: app"
    assert source.slice(first.extent).endswith("two")
    assert source.slice(second.span) == "image: c/d"
    assert first.symbol == "Deployment/shop"
    assert (first.captures["NAME"], second.captures["NAME"]) == ("app", "shop")


@pytest.mark.parametrize(
    ("condition", "services"),
    [
        ({"path": "ports", "missing": True}, []),
        ({"path": "build", "missing": True}, ["db", "copy"]),
        ({"path": "environment.B", "present": True}, []),
        ({"path": "environment.A", "equals": 1}, ["db", "copy"]),
        ({"path": "image", "in": ["other", "more"]}, ["copy"]),
        ({"path": "image", "matches": "^(?P<IMAGE>post)"}, ["db"]),
        ({"path": "image", "lacks": "^post"}, ["copy"]),
        ({"path": "*", "key": "^port"}, ["db", "copy"]),
        ({"path": "image", "same-as": "/services.db.image"}, ["db"]),
        ({"path": "^.copy.image", "equals": "other"}, ["db", "copy"]),
        ({"path": "/services.{key}.image", "equals": "other"}, ["copy"]),
        ({"not": {"path": "image", "equals": "other"}}, ["db"]),
        ({"any": [{"path": "image", "equals": "other"}, {"path": "x", "present": True}]}, ["copy"]),
        ({"all": [{"path": "image", "equals": "other"}, {"path": "x", "present": True}]}, []),
    ],
)
def test_conditions(condition: Mapping[str, object], services: list[str]) -> None:
    """Each test of a condition, alone."""
    assert [
        match.captures["KEY"] for match in _matches(COMPOSE, each="services.*", where=[condition])
    ] == services


def test_captures() -> None:
    """Groups of a match fill placeholders, and {value} leads from a name to what it names."""
    (match,) = _matches(COMPOSE, each="services.db.image", where=[{"matches": "^(?P<IMAGE>\\w+)"}])
    assert match.captures["IMAGE"] == "postgres"
    text = "services:\n  a: {image: b, depends_on: [c, d]}\n  c: {image: redis}\n"
    where = [{"path": "/services.{value}.image", "equals": "redis"}]
    assert _quotes(text, each="services.*.depends_on[*]", where=where) == ["c"]


def test_what_a_document_describes() -> None:
    """Compose by name or shape, Kubernetes by its two keys, lists by their items; other YAML is nobody's."""
    assert [thing.family for thing in objects("docker-compose.prod.yml", "services: {}")] == ["compose"]
    assert [thing.family for thing in objects("stack.yml", "services:\n  a: {image: b}\n")] == ["compose"]
    assert list(objects(".ci.yml", "services:\n  a: {image: b}\n")) == []
    assert list(objects("openapi.yaml", "openapi: 3.1.0\npaths: {}\n")) == []
    assert list(objects("values.yaml", "services:\n  - name: a\n")) == []
    listed = "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: a}}\n"
    assert [(thing.kind, thing.name) for thing in objects("a.yaml", listed)] == [("Pod", "a")]


def test_workflows_are_known_by_what_they_hold() -> None:
    """Wherever they lie; YAML 1.1 may take `on` for a truth value, and what it names may have no value."""
    kinds = [(thing.family, thing.kind) for thing in objects("c.yaml", WORKFLOW)]
    assert kinds == [("actions", "workflow")]
    action = "runs:\n  using: composite\n  steps: [{run: make}]\n"
    assert [thing.kind for thing in objects("action.yml", action)] == ["action"]
    assert list(objects("pipeline.yml", "jobs: [{name: unit}]\n")) == []
    assert list(objects("suite.yml", "runs: 5\njobs: {}\n")) == []
    where = [{"path": "/on.pull_request_target", "key": "."}]
    assert len(_matches(WORKFLOW, "workflow.yml", each="jobs.*", where=where)) == 1
    where = [{"path": "/on.pull_request", "key": "."}]
    assert _matches(WORKFLOW, "workflow.yml", each="jobs.*", where=where) == []


def test_the_text_that_matched_is_pointed_at() -> None:
    """Inside of a block where it stands there as such; where another path matched, the scalar is the culprit."""
    found = "\\$\\{\\{ (?P<culprit>github\\.head_ref)"
    body: Mapping[str, object] = {"each": "jobs.*.steps[*].run", "report": "$match"}
    assert _quotes(WORKFLOW, "workflow.yml", **body, where=[{"matches": found}]) == ["github.head_ref"] * 2
    lines = [
        match.span.start.line
        for match in _matches(WORKFLOW, "workflow.yml", **body, where=[{"matches": found}])
    ]
    assert lines == [10, 11]
    other = [{"matches": found}, {"path": "/on.push.branches[*]", "matches": "main"}]
    assert _quotes(WORKFLOW, "workflow.yml", **body, where=other) == ["github.head_ref"] * 2
    unseen = _quotes(WORKFLOW, "workflow.yml", **body, where=[{"matches": "a\\t\\$"}])
    assert unseen == ['run: "a\\t${{ github.head_ref }}"']


def test_broken_documents_leave_the_others() -> None:
    """A template or a half-typed document says nothing; what stands before and behind it is still read."""
    text = (
        POD
        + "---\napiVersion: v1\nkind: [\n---\n"
        + POD.replace("shop", "{{ .Release.Name }}")
        + "---\n"
        + POD
    )
    found = _matches(text, "deploy/all.yaml", each="metadata")
    last = text[: text.rindex("metadata")].count("\n")
    assert [match.span.start.line for match in found] == [2, last]


def test_line_ends_and_odd_characters_keep_places() -> None:
    """CRLF, line separators and lone surrogates count as one editor counts them."""
    text = "services:\r\n  a:\r\n    image: 'x\u2028y\udce9'\r\n    ports: ['1']\r\n"
    (match,) = _matches(text, each="services.a.ports[*]")
    assert (match.span.start.line, match.span.start.column) == (3, 12)


@pytest.mark.parametrize(
    "text",
    [
        "services: " + "[" * 100_000,
        "services:\n" + "- " * 100_000 + "x",
        "services:\n" + "".join(" " * n + "a:\n" for n in range(1, 2_000)),
        "services: &s\n  a: *s\n  b: {image: x, <<: *s}\n",
        "services: !!python/object/apply:os.system [echo]\n",
        "services:\n  a: &a0 {image: x}\n"
        + "".join(f"  b{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40)),
        "x0: &x0 [1]\n"
        + "".join(f"x{n}: &x{n} [*x{n - 1}, *x{n - 1}]\n" for n in range(1, 40))
        + "services: {a: {image: x, ports: *x39}}\n",
    ],
    ids=["flow", "sequences", "indents", "itself", "tag", "merges", "aliases"],
)
def test_hostile_documents(text: str) -> None:
    """Depth that would overflow the C stack, bombs of aliases and merges, and tags cost nothing and do nothing."""
    began = time.process_time()
    where = [{"path": "ports[*]", "present": True}, {"path": "image", "same-as": "ports"}]
    assert _matches(text, each="services.*", where=where) == []
    assert time.process_time() - began < 2


def test_wrong_bodies() -> None:
    """A regex that does not compile is said when the rule is read, however deep it is."""
    assert check_body({"where": [{"any": [{"not": {"matches": "("}}]}]})[0].startswith("where")
    assert check_body({"where": [{"matches": "a"}]}) == []
