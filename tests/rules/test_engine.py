"""From a text to findings: what is recent, what is equal, what hostile text may not do."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruletext import pattern_rule

from archlsp.model.finding import Finding
from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.model.text import line_starts, slice_span
from archlsp.rules import dispatch
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source
from archlsp.rules.wire import finding_of, finding_value, request_of, request_value
from archlsp.workers.frames import pack, unpack

LOAD = pattern_rule({"rule": {"pattern": "load($$$ALL)"}}, anchors=["load("])


def _review(text: str, *rules: Rule, hunks: tuple[Hunk, ...] | None = None) -> tuple[Finding, ...]:
    answer = review(Catalog(rules), Request("a.py", "python", text, hunks, 1, "en"))
    assert answer.notes == ()
    return answer.findings


def test_identity_does_not_depend_on_what_is_recent() -> None:
    """Equal findings are numbered over the whole file, before the old ones are left out."""
    text = "def f():\n    load(1)\n    load( 2 )\n    load(1)\n\nload(1)\n"
    everything = _review(text, LOAD)
    assert [(f.anchor.symbol, f.anchor.occurrence) for f in everything] == [
        ("f", 0),
        ("f", 0),
        ("f", 1),
        ("", 0),
    ]
    recent = _review(text, LOAD, hunks=(Hunk(3, 4),))
    assert [finding.identity for finding in recent] == [everything[2].identity]


def test_extent_makes_a_finding_recent() -> None:
    """A changed loop header makes the old call inside it a recent finding."""
    rule = pattern_rule(
        {"rule": {"pattern": "load($$$ALL)"}, "extent": {"inside-kind": ["for_statement"]}}, anchors=["load("]
    )
    text = "for x in y:\n    pass\n    load(x)\n"
    assert len(_review(text, rule, hunks=(Hunk(0, 1),))) == 1
    assert _review(text, LOAD, hunks=(Hunk(0, 1),)) == ()


def test_a_chain_of_calls_is_one_finding() -> None:
    """Matches of one rule that overlap from one line on collapse to the outermost; other lines stay apart."""
    rule = pattern_rule({"rule": {"kind": "call"}}, anchors=["("])
    found = _review("a(1).b(2).c(3)\nd(\n    e(4),\n)\n", rule)
    assert [finding.anchor.quote for finding in found] == ["a(1).b(2).c(3)", "d(\n    e(4),\n)", "e(4)"]


@pytest.mark.parametrize(
    ("changes", "path", "text", "count"),
    [
        ({"anchors": ["nowhere"]}, "a.py", "load(1)", 0),
        ({"anchors": [["load", "(1"]]}, "a.py", "load(1)", 1),
        ({"anchors": [["load", "(2"], "xx"]}, "a.py", "load(1)", 0),
        ({"requires": ["requests"]}, "a.py", "load(1)", 0),
        ({"requires": ["requests"]}, "a.py", "import requests\nload(1)", 1),
        ({"skip-tests": True}, "tests/a.py", "load(1)", 0),
        ({"paths": {"include": ["app/**"]}}, "a.py", "load(1)", 0),
        ({"paths": {"include": ["app/**"]}}, "app/a.py", "load(1)", 1),
        ({"paths": {"exclude": ["**/a.py"]}}, "app/a.py", "load(1)", 0),
    ],
)
def test_gates(changes: dict[str, object], path: str, text: str, count: int) -> None:
    """Anchors, imports, paths and the test switch each keep a rule away where it does not belong."""
    rule = pattern_rule({"rule": {"pattern": "load($$$ALL)"}}, **{"anchors": ["load("], **changes})
    answer = review(Catalog((rule,)), Request(path, "python", text, None, 1))
    assert len(answer.findings) == count


def test_texts_follow_the_locale_and_shorten_captures() -> None:
    """The same finding speaks Japanese by default; a captured text becomes one short line."""
    message = {
        "ja": {
            "title": "題 {ALL}",
            "why": "w",
            "fix": "f",
            "options": [{"title": "甲", "trade_off": "{ALL}"}],
        },
        "en": {
            "title": "title {ALL}",
            "why": "w",
            "fix": "f",
            "options": [{"title": "a", "trade_off": "b {ALL}"}],
        },
    }
    rule = pattern_rule({"rule": {"pattern": "load($$$ALL)"}}, anchors=["load("], message=message)
    text = "load(1,\n     2)\nload(" + "x" * 100 + ")\n"
    said = [
        [
            finding.title
            for finding in review(Catalog((rule,)), Request("a.py", "python", text, None, 1, locale)).findings
        ]
        for locale in ("ja", "en")
    ]
    assert said[0] == ["題 1, 2", "題 " + "x" * 59 + "…"]
    assert said[1][0] == "title 1, 2"


def test_one_engine_that_falls_does_not_take_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake in one engine, or code nested too deeply for it, becomes a note."""

    def run(engine: str, source: Source, rules: list[Rule]) -> Iterator[Match]:
        if engine == "sql":
            raise ZeroDivisionError
        if engine == "yaml":
            raise RecursionError
        return dispatch.run(engine, source, rules)

    monkeypatch.setattr("archlsp.rules.engine.run", run)
    others = [
        pattern_rule({}, id=f"py-{engine}", engine=engine, **{engine: {}}) for engine in ("sql", "yaml")
    ]
    answer = review(Catalog((*others, LOAD)), Request("a.py", "python", "load(1) print()", None, 1))
    assert [note.code for note in answer.notes] == ["rules-engine-failed", "rules-too-deep"]
    assert len(answer.findings) == 1


SEEDS = {
    "python": (
        "import requests\n\n\nclass A:\n    async def f(self, x):\n"
        "        for y in x:\n            requests.get(f'{y}')\n"
    ),
    "javascript": (
        "const a = require('axios');\nasync function f(r) { for (const x of r) { await a.get(`${x}`); } }\n"
    ),
    "typescript": (
        "import a from 'axios';\n"
        "export class A { async f(r: any[]) { for (const x of r) { await a.get(x) } } }\n"
    ),
    "tsx": "export function P(p: {x: string}) { return <p onClick={() => eval(p.x)}>{p.x}</p> }\n",
    "go": (
        'package p\n\nimport "net/http"\n\n'
        'func f() {\n\tfor {\n\t\tr, _ := http.Get("x")\n\t\tdefer r.Body.Close()\n\t}\n}\n'
    ),
    "java": "import java.util.*;\nclass A { void f() { try { g(); } catch (Exception e) { } } }\n",
    "rust": "async fn f() { std::thread::sleep(d); let x = reqwest::get(u).await.unwrap(); }\n",
    "sql": "ALTER TABLE orders ADD COLUMN note text NOT NULL;\nDELETE FROM orders;\n",
    "yaml": "services:\n  db:\n    image: postgres:latest\n    environment:\n      POSTGRES_PASSWORD: x\n",
    "dockerfile": "FROM python:latest\nRUN pip install x\nCMD python app.py\n",
}
PATHS = {"yaml": "compose.yaml", "dockerfile": "Dockerfile"}
JUNK = st.sampled_from(
    ["\x00", "\r", "\udce9", "🍣", "(", "{", '"', "'", "`", "\n", "    ", "\\", "$", "/*", "\ufeff", "\u2028"]
)


@cache
def _catalog() -> Catalog:
    """All rules; no fixture, as hypothesis would print it."""
    return Catalog.load()


@st.composite
def hostile_texts(draw: st.DrawFn) -> tuple[str, str]:
    """Code of some language, cut, repeated, and with junk put in."""
    language = draw(st.sampled_from(sorted(SEEDS)))
    text = SEEDS[language] * draw(st.integers(1, 3))
    start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
    pieces = list(text[start:end])
    for _ in range(draw(st.integers(0, 6))):
        pieces.insert(draw(st.integers(0, len(pieces))), draw(JUNK) * draw(st.integers(1, 3)))
    return language, "".join(pieces)


@settings(max_examples=500, deadline=None)
@given(hostile_texts())
def test_hostile_text_never_breaks_the_engine(made: tuple[str, str]) -> None:
    """Any text gets an answer without trouble, and every finding quotes the text and survives the pipe."""
    language, text = made
    request = Request(PATHS.get(language, "a"), language, text, None, 1)
    assert request_of(unpack(pack(request_value(request))[4:])) == request
    answer = review(_catalog(), request)
    assert answer.notes == ()
    starts = line_starts(text)
    for finding in answer.findings:
        assert finding.anchor.quote == slice_span(text, finding.anchor.span, starts)
        assert finding.extent.contains(finding.anchor.span)
        assert finding_of(unpack(pack(finding_value(finding))[4:])) == finding
        for fix in finding.fixes:
            assert all(edit.expected == slice_span(text, edit.span, starts) for edit in fix.edits)


def test_a_rule_about_the_moment_of_a_change_is_silent_on_what_has_shipped(catalog: Catalog) -> None:
    """A review of the whole repository does not speak of the locks of migrations that ran long ago."""
    text = "CREATE INDEX orders_customer ON orders (customer_id);\n"
    request = Request("db/migrations/0002.sql", "sql", text, None, 1)
    assert [finding.rule for finding in review(catalog, request).findings] == [
        "sql-create-index-without-concurrently"
    ]
    assert review(catalog, replace(request, shipped=True)).findings == ()
