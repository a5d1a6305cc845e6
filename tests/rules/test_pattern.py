"""The pattern engine: places, names, gates, fixes; and many rules in one walk find what each finds alone."""

import re
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruletext import pattern_rule

from archlsp.model.languages import language_of
from archlsp.model.text import Position, Span
from archlsp.rules.catalog import Catalog
from archlsp.rules.examples import places
from archlsp.rules.fixes import FixChecker, apply_edits
from archlsp.rules.imports import Imports
from archlsp.rules.paths import is_test, matches_any
from archlsp.rules.pattern import matches
from archlsp.rules.regexes import cheap_regex
from archlsp.rules.rule import Rule
from archlsp.rules.source import PARSED, Source

CALL = {"rule": {"pattern": "load($URL, $$$REST)"}, "report": "URL"}


def _found(code: str, rule: Rule, language: str = "python") -> list[str]:
    source = Source("a", language, code)
    return [source.slice(match.span) for match in matches(source, [rule])]


def test_columns_count_code_points() -> None:
    """Japanese and emoji before a match shift it by one each, whatever the parser's own unit is."""
    source = Source("a.py", "python", 'x = "日本🍣"; load(url, 1)\r\ny = 1\r\nload(other, 2)\r\n')
    spans = [match.span for match in matches(source, [pattern_rule(CALL)])]
    assert spans == [Span.of(0, 16, 0, 19), Span.of(2, 5, 2, 10)]


def test_lone_carriage_returns_and_surrogates_keep_their_places() -> None:
    """A lone CR ends a line, as it does for an editor, and a lone surrogate is one character."""
    source = Source("a.py", "python", 's = "\udce9"\nt = 1\rload(url, 1)\n')
    (match,) = matches(source, [pattern_rule(CALL)])
    assert match.span == Span.of(2, 5, 2, 8)
    assert source.slice(match.span) == "url"


def test_report_extent_and_captures() -> None:
    """The culprit is the named metavariable, the extent the nearest ancestor, captures are verbatim."""
    text = {"title": "{URL} {REST}", "why": "w", "fix": "f"}
    rule = pattern_rule(
        {**CALL, "extent": {"inside-kind": ["for_statement"]}}, message={"ja": dict(text), "en": dict(text)}
    )
    source = Source("a.py", "python", "for x in y:\n    load(url,  1,\n      b=2)\n")
    (match,) = matches(source, [rule])
    assert source.slice(match.span) == "url"
    assert match.extent == Span.of(0, 0, 2, 10)
    assert match.captures == {"URL": "url", "REST": "1,\n      b=2"}


def test_first_line() -> None:
    """A long construct is reported at its first line alone, without the line's end."""
    rule = pattern_rule({"rule": {"kind": "try_statement"}, "report": {"first-line": True}})
    assert _found("try:  \r\n    a()\r\nexcept E:\r\n    pass\r\n", rule) == ["try:"]


def test_fix_with_captures() -> None:
    """A template may use one node and several, and may replace a metavariable instead of the culprit."""
    title = {"ja": "直す", "en": "fix"}
    rule = pattern_rule(CALL, fix={"title": title, "replace": "$URL.strip()"})
    source = Source("a.py", "python", "load(url, 1, b=2)\n")
    (match,) = matches(source, [rule])
    assert match.edits is not None
    assert apply_edits(source, match.edits) == "load(url.strip(), 1, b=2)\n"
    whole = pattern_rule({"rule": CALL["rule"]}, fix={"title": title, "replace": "save($$$REST, to=$URL)"})
    (match,) = matches(source, [whole])
    assert match.edits is not None
    assert apply_edits(source, match.edits) == "save(1, b=2, to=url)\n"
    target = pattern_rule({"rule": CALL["rule"]}, fix={"title": title, "replace": "URL", "target": "URL"})
    (match,) = matches(source, [target])
    assert match.edits is not None
    assert apply_edits(source, match.edits) == "load(URL, 1, b=2)\n"


def test_fix_that_breaks_the_code_is_not_offered() -> None:
    """A fix whose result does not parse is dropped, also when it is tried together with right ones."""
    title = {"ja": "直す", "en": "fix"}
    right = pattern_rule(CALL, fix={"title": title, "replace": "x"})
    wrong = pattern_rule(CALL, fix={"title": title, "replace": "x ) ("})
    source = Source("a.py", "python", "load(url, 1)\n\n\n\n\n\n\n\nload(uri, 1)\n")
    good, bad = next(matches(source, [right])).edits, list(matches(source, [wrong]))[1].edits
    assert good and bad
    checker = FixChecker()
    assert checker.sound(source, [good, bad]) == [True, False]
    assert checker.sound(source, [good, bad]) == [True, False]


def test_fix_near_broken_code_is_not_offered() -> None:
    """While a line does not parse, nothing near it is offered to be rewritten; far from it, all is well."""
    rule = pattern_rule(CALL, fix={"title": {"ja": "直す", "en": "fix"}, "replace": "x"})
    far = "\n" * 30
    source = Source("a.py", "python", f"load(url, 1)\nx = = 3 )\n{far}load(uri, 1)\n")
    edits = [match.edits for match in matches(source, [rule])]
    assert FixChecker().sound(source, [one for one in edits if one]) == [False, True]


@pytest.mark.parametrize("language", sorted(PARSED))
def test_one_walk_finds_what_each_rule_finds(language: str, catalog: Catalog) -> None:
    """All rules of a language together hold at the nodes, and catch the texts, of each rule alone."""
    rules = [rule for rule in catalog.for_language(language) if rule.engine == "pattern"]
    codes = [
        example.code
        for rule in rules
        for example in rule.bad + rule.good
        if language in [name for name, _ in places(rule, example)]
    ]
    for start in range(0, len(codes), 50):
        source = Source("a", language, "\n".join(codes[start : start + 50]))
        together = sorted((m.rule.id, m.span, str(m.captures), str(m.edits)) for m in matches(source, rules))
        alone = sorted(
            (m.rule.id, m.span, str(m.captures), str(m.edits))
            for rule in rules
            for m in matches(source, [rule])
        )
        assert together == alone


def test_rules_with_equal_names_do_not_disturb_each_other() -> None:
    """Metavariables and utilities of one name in several rules of one walk stay apart."""
    bodies = [
        {"rule": {"matches": "it"}, "utils": {"it": {"pattern": "f($A)"}}, "report": "A"},
        {"rule": {"matches": "it"}, "utils": {"it": {"pattern": "f($B, $A)"}}, "report": "A"},
        {"rule": {"pattern": "f($$$A)"}},
        {"rule": {"pattern": "f($A, $B)"}, "constraints": {"A": {"regex": "^y$"}}, "report": "B"},
    ]
    rules = [pattern_rule(body, id=f"py-rule{n}") for n, body in enumerate(bodies)]
    source = Source("a.py", "python", "f(x)\nf(y, z)\n")
    found = sorted(
        (match.rule.id, source.slice(match.extent or match.span)) for match in matches(source, rules)
    )
    assert found == [
        ("py-rule0", "f(x)"),
        ("py-rule1", "f(y, z)"),
        ("py-rule2", "f(x)"),
        ("py-rule2", "f(y, z)"),
        ("py-rule3", "f(y, z)"),
    ]
    assert sorted(source.slice(m.span) for m in matches(source, rules)) == ["f(x)", "f(y, z)", "x", "z", "z"]


SYMBOLS = [
    ("python", "class A:\n    def f(self):\n        def g():\n            HERE\n", "A.f.g"),
    ("python", "@dec\nclass A:\n    HERE = 1\n", "A"),
    ("javascript", "class A { f() { return () => HERE } }", "A.f"),
    ("javascript", "const f = async (x) => { HERE }", "f"),
    ("javascript", "exports.x = { run: function () { HERE } }", "run"),
    ("typescript", "namespace N { export class A { f = () => { HERE } } }", "N.A.f"),
    ("tsx", "export function Page() { return <p>{HERE}</p> }", "Page"),
    ("go", "package p\nfunc (s *Server[T]) Get() { HERE() }\n", "Server.Get"),
    ("go", "package p\nfunc Get() { HERE() }\n", "Get"),
    ("java", "class A { class B { B() { HERE(); } void f() { } } }", "A.B.B"),
    ("java", "record R(int x) { int f() { return HERE(); } }", "R.f"),
    ("rust", "mod m { impl<T> Store<T> { fn get(&self) { HERE() } } }", "m.Store.get"),
    ("rust", "fn main() { HERE() }", "main"),
    ("python", "HERE\n", ""),
]


@pytest.mark.parametrize(("language", "code", "symbol"), SYMBOLS)
def test_symbols(language: str, code: str, symbol: str) -> None:
    """A place is named by the definitions around it."""
    source = Source("a", language, code)
    at = code.index("HERE")
    assert source.symbol_at(source.span(at, at + 4)) == symbol


IMPORTS = [
    ("python", "import requests", "requests", True),
    ("python", "import os, requests.adapters as r", "requests", True),
    ("python", "from sqlalchemy.orm import Session", "sqlalchemy", True),
    ("python", "from django.db import (\n    models,  # ORM\n    connection,\n)", "django.db.models", True),
    ("python", "import requests_mock", "requests", False),
    ("python", "x = 'import requests'", "requests", False),
    ("javascript", "const pg = require('pg')", "pg", True),
    ("javascript", "import fs from 'node:fs/promises'", "fs", True),
    ("typescript", 'import type { A } from "@nestjs/common";', "@nestjs", True),
    ("typescript", "const x = await import(`axios`)", "axios", True),
    ("javascript", "import x from 'pg-promise'", "pg", False),
    ("go", 'import "net/http"', "net/http", True),
    ("go", 'import (\n\t"context"\n\tsq "github.com/lib/pq"\n)', "github.com/lib/pq", True),
    ("go", 'import "net/httputil"', "net/http", False),
    ("java", "import static org.junit.Assert.*;", "org.junit", True),
    ("java", "import java.util.List;", "java.util.Lis", False),
    ("rust", "use sqlx::{PgPool, Row};", "sqlx", True),
    ("rust", "let x = reqwest::get(u).await?;", "reqwest", True),
    ("rust", "let my_reqwest = 1;", "reqwest", False),
    ("yaml", "a: 1", "anything", True),
]


@pytest.mark.parametrize(("language", "code", "prefix", "is_there"), IMPORTS)
def test_imports(language: str, code: str, prefix: str, is_there: bool) -> None:
    """The gate opens for a module or what lies inside it, not for a name that only begins alike."""
    assert Imports(code, language).any_of([prefix]) == is_there


@pytest.mark.parametrize(
    ("path", "glob", "fits"),
    [
        ("a/b/c.py", "**/*.py", True),
        ("c.py", "**/*.py", True),
        ("a/b/c.py", "*.py", False),
        ("a/b/c.py", "a/**", True),
        ("a/x.ts", "a/?.{ts,tsx}", True),
        ("a/x.js", "a/?.{ts,tsx}", False),
        ("a+b/c.py", "a+b/*.py", True),
        ("a\nb.py", "**/*.py", True),
    ],
)
def test_globs(path: str, glob: str, fits: bool) -> None:
    """Globs mean what they mean in git."""
    assert matches_any(path, (glob,)) == fits


def test_tests_are_known_by_their_paths() -> None:
    """The usual names of tests in each language; and ordinary files that only sound like them."""
    tests = [
        "tests/a.py",
        "app/test_a.py",
        "a_test.go",
        "src/test/java/A.java",
        "web/a.spec.ts",
        "src/ATest.java",
    ]
    others = ["app/testimony.py", "src/contest.go", "src/Attest.java", "src/latest.ts", "app/specs.py"]
    assert [path for path in tests if not is_test(path)] == []
    assert [path for path in others if is_test(path)] == []
    assert all(language_of(path) for path in tests + others)


def _regexes(rule: object) -> Iterator[str]:
    if isinstance(rule, Mapping):
        for key, value in rule.items():
            yield from [value] if key == "regex" and isinstance(value, str) else _regexes(value)
    elif isinstance(rule, list):
        for item in rule:
            yield from _regexes(item)


def _texts(rule: Rule) -> set[str]:
    words = {word for example in rule.bad for word in re.findall(r"\S+", example.code)}
    lines = {line.strip() for example in rule.bad for line in example.code.splitlines()}
    folded = {text.encode("ascii", "replace").decode() for text in words | lines}
    return {text for text in folded if text}


@pytest.mark.parametrize("language", sorted(PARSED))
def test_cheap_regexes_find_the_same(language: str, catalog: Catalog) -> None:
    """The rewritten form of every expression of the catalog matches what the written one matches."""
    for rule in catalog.for_language(language):
        if rule.engine != "pattern":
            continue
        text = "\n".join(sorted(_texts(rule)))
        root = Source("a", language, text).root
        for regex in set(_regexes(rule.body)):
            written = [node.range().start.index for node in root.find_all(regex=regex)]
            assert [node.range().start.index for node in root.find_all(regex=cheap_regex(regex))] == written


@pytest.mark.parametrize(
    "regex",
    [
        r"(?i)^a.b|c[^x]d|\w\W\s\S\d\D",
        r"(?s)a.b",
        r"(?s:a.)b.|(?i:x[^a])y",
        r"(?is)^sel.*from$",
        r"(?i-s:a.b)",
        r"(?im)^b",
        r"[^\]\w-]a",
        r"[^]a]b",
        r"(?x) a b",
        r"\bab\B",
        r"[a[^b]]c",
        r"(?P<n>a)|\[b",
        r"日本",
    ],
)
@settings(max_examples=60, deadline=None)
@given(text=st.text("abcdxyABX159 _-.]\\[\n\t~", min_size=1, max_size=8))
def test_cheap_regexes_of_every_shape(regex: str, text: str) -> None:
    """Flags, groups, classes and negated classes keep their meaning in ASCII text."""
    root = Source("a", "python", repr(text)).root
    assert root.matches(regex=regex) == root.matches(regex=cheap_regex(regex))


def test_japanese_code_is_matched_and_quoted_verbatim() -> None:
    """Patterns see text folded to ASCII; names, captures and quotes come from the text itself."""
    message = {"title": "{URL}", "why": "w", "fix": "f"}
    body = {"rule": {"all": [{"pattern": "load($URL, $X)"}, {"regex": "^load.*1.$"}]}, "report": "URL"}
    rule = pattern_rule(body, message={"ja": dict(message), "en": dict(message)})
    source = Source("a.py", "python", '\ufeffdef 取得():\n    return load("日本　🍣", 1)  # 寿司\n')
    (match,) = matches(source, [rule])
    assert source.slice(match.span) == '"日本　🍣"'
    assert match.captures == {"URL": '"日本　🍣"'}
    assert source.symbol_at(match.span) == "取得"


def test_offsets_past_the_end_are_clamped() -> None:
    """A position that the text does not have is read as the nearest one it has."""
    source = Source("a.py", "python", "ab\n")
    assert source.offset(Position(9, 9)) == 3
    with pytest.raises(KeyError):
        _ = Source("a", "klingon", "").root
