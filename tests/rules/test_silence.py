"""Changes that are not worth a question after a save: imports, comments, blank lines, and nothing else."""

import pytest

from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.rules.surroundings import surroundings_of

PYTHON = """\
import os
from app.store import (
    load,
    save,
)
import sys; run(sys.argv)


# Orders are placed here.
def place(order):
    # first the stock
    save(order)

    return "# done"
"""
GO = """\
//go:build linux
package shop

import (
\t"fmt"
)

/* Places an order.
 * Twice is fine. */
func Place() { fmt.Println("x") /* here */ }
"""


def silent(text: str, language: str, first: int, end: int) -> bool:
    """Whether every unit of a change is silent."""
    request = Request("app/orders", language, text, (Hunk(first, end),), 1)
    return all(unit.silent for unit in surroundings_of(request).units)


@pytest.mark.parametrize(
    ("first", "end", "expected"),
    [
        (0, 1, True),
        (1, 5, True),
        (2, 3, True),
        (5, 6, False),
        (8, 9, True),
        (10, 11, True),
        (10, 12, False),
        (8, 10, False),
        (12, 14, False),
        (11, 11, False),
    ],
)
def test_python(first: int, end: int, expected: bool) -> None:
    """Code beside an import, a text that looks like a comment and removed lines are no silence."""
    assert silent(PYTHON, "python", first, end) is expected


@pytest.mark.parametrize(
    ("first", "end", "expected"), [(0, 1, False), (4, 5, True), (7, 8, True), (9, 10, False)]
)
def test_go(first: int, end: int, expected: bool) -> None:
    """Comments that the compiler obeys are code."""
    assert silent(GO, "go", first, end) is expected


def test_what_has_no_comments_that_are_known_is_never_silent() -> None:
    """Such as SQL, where a hint is a comment."""
    assert not silent("-- a\nSELECT 1;\n", "sql", 0, 1)
