"""What the second question has disproved."""

import pytest

from archlsp.claude.answer.verdicts import disproved_ids


def _said(
    name: object = "F1", disproved: object = True, why: object = "Line 3 closes it."
) -> dict[str, object]:
    return {"id": name, "disproved": disproved, "why": why}


def test_what_is_disproved_with_a_reason_is_returned() -> None:
    """The others stay."""
    assert disproved_ids([_said(), _said("F2", False)]) == {"F1"}


@pytest.mark.parametrize(
    "value",
    [
        _said(disproved="true"),
        _said(disproved=1),
        _said(why="  "),
        _said(why=None),
        _said(name=3),
        _said(name=[]),
        {},
    ],
)
def test_in_doubt_a_finding_stays(value: dict[str, object]) -> None:
    """Only a plain answer drops a finding."""
    assert disproved_ids([value]) == frozenset()


def test_who_contradicts_himself_has_disproved_nothing() -> None:
    """In either order."""
    assert disproved_ids([_said(), _said(disproved=False)]) == frozenset()
    assert disproved_ids([_said(disproved=False), _said()]) == frozenset()
