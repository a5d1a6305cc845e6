"""Changed lines in process."""

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.git.diff import changed_lines, lines_of
from archlsp.model.scope import Hunk
from archlsp.model.text import split_lines

_LINES = st.lists(st.sampled_from(["", "}", "a", "b", "c", "return x", "d", "e"]), max_size=60)


def is_part_of(kept: list[str], old: list[str]) -> bool:
    """Tell whether `kept` is what is left of `old` after taking lines out."""
    rest = iter(old)
    return all(any(line == other for other in rest) for line in kept)


def unchanged(new: list[str], hunks: tuple[Hunk, ...]) -> list[str]:
    """The lines outside of all hunks."""
    return [
        line for number, line in enumerate(new) if not any(hunk.start <= number < hunk.end for hunk in hunks)
    ]


@given(_LINES, _LINES)
def test_lines_outside_of_hunks_are_old_ones(old: list[str], new: list[str]) -> None:
    """In the same order; equal texts have no hunk, and hunks neither overlap nor leave the text."""
    hunks = changed_lines(old, new)
    assert is_part_of(unchanged(new, hunks), old)
    assert (hunks == ()) == (old == new)
    assert all(one.end <= other.start for one, other in pairwise(hunks))
    assert all(0 <= hunk.start <= hunk.end <= len(new) for hunk in hunks)


@given(st.integers(0, 2**32), st.integers(1, 12))
def test_few_edits_in_a_long_text_make_few_hunks(seed: int, edits: int) -> None:
    """No more than there are edits: what is equal far from them is not touched."""
    chance = random.Random(seed)  # noqa: S311 - a test's edits
    old = [f"line {number} {number % 7}" if number % 4 else "" for number in range(600)]
    new = list(old)
    for number in range(edits):
        at = chance.randrange(len(new))
        new[at : at + chance.randrange(3)] = [f"new {number}"] * chance.randrange(3)
    hunks = changed_lines(old, new)
    assert len(hunks) <= edits
    assert is_part_of(unchanged(new, hunks), old)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("", "abc", [(0, 3)]),
        ("abc", "", [(0, 0)]),
        ("abc", "abXc", [(2, 3)]),
        ("abc", "ac", [(1, 1)]),
        ("abc", "Xbc", [(0, 1)]),
        ("abc", "abcX", [(3, 4)]),
        ("abcd", "aXcY", [(1, 2), (3, 4)]),
    ],
)
def test_small_edits(old: str, new: str, expected: list[tuple[int, int]]) -> None:
    """One letter a line."""
    assert changed_lines(list(old), list(new)) == tuple(Hunk(*pair) for pair in expected)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (["}", ""] * 5_000, ["", "}"] * 5_000),
        ([str(n % 3) for n in range(9_000)], [str(n % 5) for n in range(9_000)]),
        (["x"] * 20_000, ["x"] * 10_000),
        ([str(n) for n in range(20_000)], [str(n) for n in range(20_000, 0, -1)]),
    ],
)
@pytest.mark.timeout(30)
def test_no_text_is_slow(old: list[str], new: list[str]) -> None:
    """Nor deep in recursion."""
    assert changed_lines(old, new)


@given(st.text("ab\r\n\f\v\u2028\x85", max_size=40))
def test_lines_are_those_of_the_model(text: str) -> None:
    """Only the ends are left off, and only \\n, \\r\\n and \\r are ends."""
    assert lines_of(text) == [line.rstrip("\r\n") for line in split_lines(text)]
