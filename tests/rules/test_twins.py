"""Of several rules that say the same of one line, one speaks."""

import pytest
from ruletext import rule_data

from archlsp.model.text import Span
from archlsp.rules.match import Match
from archlsp.rules.rule import rule_of
from archlsp.rules.twins import without_twins

PLACE = Span.of(3, 4, 3, 9)


def _match(name: str, span: Span = PLACE, **changes: object) -> Match:
    data = {"category": "security", "cwe": ["CWE-89"], **changes}
    return Match(rule_of(rule_data(id=name, **data)), span, span)


def _rules(*matches: Match) -> list[str]:
    return [match.rule.id for match in without_twins(matches)]


def test_the_surest_speaks() -> None:
    """By severity, then by confidence."""
    assert _rules(_match("a", severity="warning"), _match("b", severity="error")) == ["b"]
    assert _rules(_match("a", confidence="high"), _match("b", confidence="low")) == ["a"]


def test_names_of_one_weakness_are_one() -> None:
    """A hard-coded password and a hard-coded key on one line are one finding."""
    assert _rules(_match("a", cwe=["CWE-798"]), _match("b", cwe=["CWE-321"])) == ["a"]


@pytest.mark.parametrize("changes", [{"cwe": ["CWE-78"]}, {"category": "performance"}, {"cwe": []}])
def test_different_things_both_stay(changes: dict[str, object]) -> None:
    """Another weakness, or none that has a number, is another finding."""
    assert _rules(_match("a"), _match("b", **changes)) == ["a", "b"]


def test_other_lines_and_the_same_rule_stay() -> None:
    """One rule may find two things on a line; a twin begins on the same one."""
    assert _rules(_match("a"), _match("b", span=Span.of(4, 0, 4, 2))) == ["a", "b"]
    twice = _match("a")
    assert _rules(twice, Match(twice.rule, Span.of(3, 12, 3, 14), PLACE)) == ["a", "a"]
