"""The text engine: what a body asks for, what is shown of a secret, and that no text takes long."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruletext import rule_data

from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule, rule_of
from archlsp.rules.source import Source
from archlsp.rules.textual import check_body, matches
from archlsp.rules.textualvalue import entropy, is_monotonous, is_stand_in, masked

_LANGUAGES = ["text", "html", "yaml", "python"]
_RANDOM = "k3Vt9Zx1Lr5Wb8Np2Hc6"


def _rule(**body: Any) -> Rule:  # noqa: ANN401 - a body
    return rule_of(rule_data(engine="text", text=body, pattern=None, anchors=None, languages=_LANGUAGES))


def _found(text: str, language: str = "text", /, **body: Any) -> list[Match]:  # noqa: ANN401 - a body
    assert check_body(body) == []
    return list(matches(Source("config/a.txt", language, text), [_rule(**body)]))


def _lines(text: str, language: str = "text", /, **body: Any) -> list[int]:  # noqa: ANN401 - a body
    return [match.span.start.line for match in _found(text, language, **body)]


def test_the_regex_is_tried_at_the_literal_only() -> None:
    assert _lines("ab1 xab1\nb1\nab2", start=["ab"], regex=r"ab\d") == [0, 2]
    assert _lines("xab1", start=["ab"], regex=r"(?<!x)ab\d") == []


def test_a_line_is_searched_around_the_literal() -> None:
    assert _lines("one = two\ntwo = one\n", start=["two"], line=True, regex="one = two") == [0]


def test_case_is_folded_where_asked() -> None:
    assert _lines("PassWord=1", start=["password"], regex="password=1") == []
    assert _lines("PassWord=1", start=["password"], regex="password=1", fold=True) == [0]
    assert _lines("İİ PassWord=1", start=["password"], regex="password=1", fold=True) == []


def test_a_long_word_is_looked_for_first() -> None:
    body: dict[str, Any] = {"start": ["ab_"], "regex": r"ab_\w+", "word": True}
    assert _lines(f"x ab_{_RANDOM}\n", **body) == [0]
    assert _lines("x ab_short\n", **body) == []
    assert _lines(f"ab_ {_RANDOM}\n", start=["ab_"], regex="ab_", long="[A-Z]{2}") == []
    assert _lines(f"ab_ {_RANDOM}\n", start=["ab_"], regex="ab_", long="Zx1") == [0]


def test_a_secret_is_not_quoted() -> None:
    (match,) = _found(f"key = {_RANDOM}\n", start=["key"], regex=r"key = (?P<secret>\w+)")
    assert (match.span.start.column, match.span.end.column) == (0, 6)
    assert dict(match.captures) == {"SECRET": "k3Vt…"}
    (match,) = _found(f"{_RANDOM}\n", start=["k3"], regex=r"(?P<secret>\w+)")
    assert match.span.end.column == 4
    (match,) = _found("key = k3Vt9\n", start=["key"], regex=r"key = (?P<secret>\w+)")
    assert dict(match.captures) == {"SECRET": "…"}


def test_the_culprit_and_the_captures_are_groups() -> None:
    (match,) = _found("set a to b\n", start=["set"], regex=r"set (?P<NAME>\w) to (?P<culprit>\w)")
    assert (match.span.start.column, match.captures) == (9, {"NAME": "a"})


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (_RANDOM, 1),
        ("changeme12345", 0),
        ("${KEY_FROM_ENV}", 0),
        ("aaaaaaaaaaaaaaaaaaaa", 0),
        ("<your-key>", 0),
    ],
)
def test_stand_ins_and_dull_values_are_no_secrets(value: str, count: int) -> None:
    body: dict[str, Any] = {"start": ["key"], "regex": r"key = (?P<secret>\S+)", "entropy": 3}
    assert len(_found(f"key = {value}\n", **body)) == count


def test_a_value_is_tested() -> None:
    body: dict[str, Any] = {"start": ["k="], "regex": r"k=(?P<value>\w+)"}
    assert _lines("k=1\nk=a\nk=b1", **body, value=r"\d", **{"not-value": "b"}) == [0]


def test_what_is_around_a_match_counts() -> None:
    assert _lines("k=1\n# k=1\nk=1", start=["k="], regex="k=1", **{"not-line": "^#"}) == [0, 2]
    assert _lines("aws k=1\n", start=["k="], regex="k=1", near={"regex": "aws", "within": 5}) == [0]
    assert _lines("aws      k=1\n", start=["k="], regex="k=1", near={"regex": "aws", "within": 5}) == []


def test_a_block_reaches_to_its_end() -> None:
    body: dict[str, Any] = {
        "start": ["<form"],
        "regex": "<form",
        "block": {"end": "</form>", "lacks": "token"},
    }
    assert _lines("<form>x</form>\n<form>token</form>\n<form>", **body) == [0]
    body = {"start": ["{"], "regex": "{", "block": {"end": "}", "has": "x"}}
    assert _lines("{a}\n{x}", **body) == [1]


def test_inside_is_between_two_literals() -> None:
    body = {
        "start": ["!"],
        "regex": "!",
        "inside": {"begin": "<s", "end": "</s", "has": ">", "lacks": "json"},
    }
    assert _lines("!\n<s>\n!\n</s>\n!\n<s json>\n!</s>\n<s !>", **body) == [2]


def test_the_file_and_the_language_decide() -> None:
    assert _lines("a b", start=["a"], regex="a", **{"file-has": ["c", "b"]}) == [0]
    assert _lines("a b", start=["a"], regex="a", **{"file-lacks": ["b"]}) == []
    assert _lines("a", start=["a"], regex="a", languages=["html"]) == []
    assert _lines("a", "html", start=["a"], regex="a", languages=["html"]) == [0]


def test_one_finding_a_line_and_the_lowest_rank_speaks() -> None:
    first, second = _rule(start=["a"], regex="a1"), _rule(start=["a"], regex="a", rank=1)
    found = list(matches(Source("a.txt", "text", "a1 a1\na2"), [second, first]))
    assert [(match.rule is first, match.span.start.line) for match in found] == [(True, 0), (False, 1)]


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({"regex": "a"}, "start is needed"),
        ({"start": ["a"]}, "regex is needed"),
        ({"start": ["A"], "regex": "a", "fold": True}, "start: small letters where `fold` is set"),
        ({"start": ["a"], "regex": "a", "what": 1}, "unknown key what"),
        (
            {"start": ["a"], "regex": "a", "near": {"regex": "("}},
            "regex: missing ), unterminated subpattern at position 0",
        ),
    ],
)
def test_a_wrong_body_is_named(body: dict[str, object], complaint: str) -> None:
    assert check_body(body) == [complaint]


def test_values() -> None:
    assert entropy("") == 0.0
    assert entropy("aaaa") == 0.0
    assert entropy("abcd") == 2.0
    assert is_stand_in("") and is_stand_in("your-token") and not is_stand_in(_RANDOM)
    assert is_monotonous("x1234567y0123456") and not is_monotonous(_RANDOM)
    assert masked("short") == "…"


_BUILT_IN = tuple(rule for rule in Catalog.load(use_cache=False).rules if rule.engine == "text")


@given(st.text(st.sampled_from("ab={}<>%\"'$|! \n_-:/\u202e\ud800") | st.characters(), max_size=200))
def test_no_text_makes_it_fall(text: str) -> None:
    for language in _LANGUAGES:
        assert review(Catalog(_BUILT_IN), Request("a.x", language, text, None, 0, "en")).notes == ()


@pytest.mark.parametrize("rule", _BUILT_IN, ids=lambda rule: rule.id)
def test_no_text_takes_long(rule: Rule) -> None:
    """What a rule looks for, again and again, with everything its expressions may like after it."""
    alternatives = rule.body.get("any", [rule.body])
    for literal in {start for part in alternatives for start in part.get("start", ())}:
        for filling in ("", "a1", " = 'a1", "{{ a.b | ", "=" + "A" * 60, " " * 40, "://a:" + "b" * 70, "\n"):
            text = (literal + filling) * (20_000 // len(literal + filling))
            started = time.process_time()
            list(matches(Source("a.x", rule.languages[0], text), [rule]))
            assert time.process_time() - started < 1, (literal, filling)
