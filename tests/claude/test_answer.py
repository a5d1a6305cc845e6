"""From objects of an answer to findings. No answer harms anything, and every finding quotes the text."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.claude.answer.fields import words_of
from archlsp.claude.answer.reader import Reader, strongest
from archlsp.model.finding import Category, Confidence, Finding, Severity, Verdict
from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Unit
from archlsp.model.text import Span, slice_span
from findings import finding_on

TEXT = 'def pay(ids):\n    for i in ids:\n        db.load(i)\n    key = "s3cr3t"\n\ndef other():\n    pass\n'
UNIT = Unit(Span.of(0, 0, 4, 0), "pay", (Hunk(1, 4),))
REQUEST = Request("app.py", "python", TEXT, (Hunk(1, 4),), 1)
RULE = finding_on(TEXT, "db.load(i)")


def _value(**fields: object) -> dict[str, Any]:
    return {
        "about": "",
        "verdict": "new",
        "quote": "db.load(i)",
        "occurrence": 1,
        "symbol": "pay",
        "category": "performance",
        "severity": "warning",
        "confidence": "high",
        "title": "ループ内の問い合わせ",
        "why": "件数だけ往復します。",
        "risk": "遅延",
        "mitigation": "一括取得",
        "recommendation": "IN で取得します。",
        "options": [{"title": "JOIN", "trade_off": "行が増える"}],
        "example": "db.load_all(ids)",
        "test": "件数を数える",
        "monitor": "問い合わせ数",
        "references": [{"title": "CWE", "url": "https://cwe.mitre.org/data/definitions/1073.html"}],
        "cwe": ["CWE-1073"],
    } | fields


def _reader() -> Reader:
    return Reader(REQUEST, [UNIT], {"R1": RULE}, lambda text: text.replace("[redacted:key:abc123]", "s3cr3t"))


def test_every_field_arrives() -> None:
    """A whole answer is a whole finding."""
    finding = _reader().read(_value())
    assert finding is not None
    assert (finding.rule, finding.source, finding.category) == (
        "architect-performance",
        "claude",
        Category.PERFORMANCE,
    )
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.HIGH)
    assert (finding.anchor.quote, finding.anchor.symbol, finding.extent) == ("db.load(i)", "pay", UNIT.span)
    assert finding.title == "ループ内の問い合わせ"
    assert finding.options[0].trade_off == "行が増える"
    assert finding.references[0].url.endswith("/1073.html")
    assert finding.cwe == ("CWE-1073",)
    assert REQUEST.is_recent(finding)


@pytest.mark.parametrize("word", ["confirms", "refutes"])
def test_a_verdict_has_the_identity_of_what_it_is_about(word: str) -> None:
    """So that it joins the finding of the rules, wherever its own quotation points."""
    finding = _reader().read(_value(about="R1", verdict=word, quote="nowhere"))
    assert finding is not None
    assert finding.identity == RULE.identity
    assert (finding.anchor, finding.source, finding.severity) == (RULE.anchor, "claude", RULE.severity)
    assert finding.verdict is (Verdict.CONFIRMED if word == "confirms" else Verdict.REFUTED)


def test_a_verdict_on_nothing_is_none() -> None:
    """Evidence that is not there, or that is refuted without a reason."""
    reader = _reader()
    assert reader.read(_value(about="R2", verdict="confirms")) is None
    assert reader.read(_value(about="", verdict="refutes")) is None
    assert reader.read(_value(about="R1", verdict="refutes", why=" ")) is None
    assert reader.malformed == 3


def test_a_verdict_on_text_that_has_changed_is_none() -> None:
    """Evidence of another text than this one."""
    reader = Reader(REQUEST, [UNIT], {"R1": finding_on("x\n" + TEXT, "db.load(i)")}, str)
    assert reader.read(_value(about="R1", verdict="confirms")) is None
    assert reader.unanchored == 1


def test_what_quotes_nothing_is_counted_and_not_shown() -> None:
    """Invented code, and code elsewhere in the file."""
    reader = _reader()
    assert reader.read(_value(quote="db.invented()")) is None
    assert reader.read(_value(quote="")) is None
    assert (reader.unanchored, reader.outside) == (2, 0)
    assert reader.read(_value(quote="def other():")) is None
    assert reader.read(_value(path="../../etc/passwd")) is None
    assert (reader.unanchored, reader.outside) == (2, 2)


def test_a_redacted_quotation_finds_the_real_text() -> None:
    """The model saw a placeholder; the anchor has what stands there."""
    finding = _reader().read(_value(quote='key = "[redacted:key:abc123]"'))
    assert finding is not None
    assert finding.anchor.quote == 'key = "s3cr3t"'


def test_the_same_twice_is_said_once_and_two_faults_of_a_line_are_two() -> None:
    """Each with an identity of its own."""
    reader = _reader()
    found = [reader.read(_value(title=title, cwe=[])) for title in ("a", "b", "A")]
    assert [finding is None for finding in found] == [False, False, True]
    assert len({finding.identity for finding in found if finding}) == 2
    assert reader.repeated == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""},
        {"title": 3},
        {"why": None},
        {"category": "style"},
        {"severity": "awful"},
        {"severity": None},
    ],
)
def test_what_lacks_what_a_finding_needs_is_none(fields: dict[str, object]) -> None:
    """A title, a reason, a kind and a severity."""
    reader = _reader()
    assert reader.read(_value(**fields)) is None
    assert reader.malformed == 1


def test_words_of_models_without_a_schema_are_understood() -> None:
    """They say critical and high."""
    finding = _reader().read(
        _value(severity="Critical", category="Security", confidence="sure", cwe=["89", "cwe-020"])
    )
    assert finding is not None
    assert (finding.severity, finding.confidence) == (Severity.ERROR, Confidence.LOW)
    assert finding.cwe == ("CWE-89", "CWE-20")


def test_links_out_do_not_arrive() -> None:
    """References are looked up on the list; prose has no links."""
    urls = [
        "command:rm",
        "https://evil.example/",
        "http://owasp.org/",
        "javascript:x",
        "https://owasp.org/Top10/?k=s",
    ]
    value = _value(
        references=[{"title": "![x](https://evil.example)", "url": url} for url in urls],
        why="<img src=https://evil.example/?q=1> 見てください",
    )
    finding = _reader().read(value)
    assert finding is not None
    assert [reference.url for reference in finding.references] == ["https://owasp.org/Top10/"]
    assert "://" not in finding.why
    assert "://" not in finding.references[0].title


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
_HOSTILE = st.fixed_dictionaries(
    {},
    optional={
        name: st.just(sound)
        | _ANYTHING
        | st.sampled_from(
            ["R1", "confirms", "refutes", "\x1b[2J\u202e<b>", "for i in ids:", "for", "db", "i"]
        )
        for name, sound in _value(path="app.py").items()
    },
)


def _is_sound(finding: Finding) -> bool:
    quote = finding.anchor.quote
    texts = [
        finding.title,
        finding.why,
        finding.risk,
        finding.example,
        *(option.title for option in finding.options),
    ]
    return (
        slice_span(TEXT, finding.anchor.span) == quote
        and bool(quote)
        and finding.anchor.path == "app.py"
        and not any({"\x1b", "\u202e", "\r"} & set(text) or len(text) > 4_000 for text in texts)
    )


@settings(max_examples=200)
@given(st.lists(_HOSTILE, max_size=6))
def test_no_answer_harms_and_every_finding_quotes_the_text(values: list[dict[str, Any]]) -> None:
    """Wrong types, control characters, anything: a finding that stands in the text, or none."""
    reader = _reader()
    found = [finding for value in values if (finding := reader.read(value)) is not None]
    assert all(map(_is_sound, found))
    assert len({finding.identity for finding in found}) == len(found)
    left_out = reader.malformed + reader.unanchored + reader.outside + reader.repeated
    assert len(found) + left_out == len(values)


def test_huge_fields_are_clipped() -> None:
    """Nobody reads a megabyte."""
    huge = "あ" * 1_000_000
    finding = _reader().read(
        _value(title=huge, why=huge, example=huge, symbol=huge, options=[{"title": huge}] * 999)
    )
    assert finding is not None
    assert (len(finding.title), len(finding.why), len(finding.options)) == (200, 2_000, 5)


def test_the_strongest_come_first_and_no_more_than_asked_for() -> None:
    """By severity, then confidence, then as they came."""
    kinds = [("warning", "high"), ("error", "low"), ("error", "high"), ("hint", "high"), ("warning", "high")]
    reader = _reader()
    made = [
        reader.read(_value(title=str(i), cwe=[], severity=s, confidence=c)) for i, (s, c) in enumerate(kinds)
    ]
    found = [finding for finding in made if finding]
    assert [finding.title for finding in strongest(found, 4)] == ["2", "1", "0", "4"]
    assert strongest(found, 0) == ()
    assert strongest(found, -1) == ()


def test_rewritten_words_are_cleaned_too() -> None:
    """And the empty ones keep what was there."""
    assert words_of({"title": "a\x1b\nb", "why": 3, "recommendation": " c "}) == {
        "title": "a b",
        "recommendation": "c",
    }
