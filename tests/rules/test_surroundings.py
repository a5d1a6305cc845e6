"""Hunks grown to the definitions around them, and what these call, through a real worker."""

import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.model.text import line_starts, slice_span
from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import RulesReviewer
from archlsp.rules.soundness import is_sound
from archlsp.rules.surroundings import surroundings_of

PYTHON = """\
import os
from app.store import save


LIMIT = 3


class Orders:
    @retry(3)
    def place(self, order):
        check(order)
        save(order)

    def cancel(self, order):
        pass


def check(order):
    return order > LIMIT
"""
GO = """\
package shop

func Place(o Order) error {
\treturn save(o)
}

func save(o Order) error {
\treturn nil
}
"""


def asked(text: str, *hunks: tuple[int, int], language: str = "python", root: str | None = None) -> Request:
    """A request about some lines."""
    recent = tuple(Hunk(start, end) for start, end in hunks)
    return Request("app/orders.py", language, text, recent, 1, root=root)


def texts(request: Request) -> list[tuple[str, str]]:
    """The units: their symbols, and their first and last lines."""
    starts = line_starts(request.text)
    found = []
    for unit in surroundings_of(request).units:
        lines = slice_span(request.text, unit.span, starts).splitlines()
        found.append((unit.symbol, f"{lines[0].strip()} .. {lines[-1].strip()}"))
    return found


def test_a_line_of_a_method_is_the_method_with_its_decorators() -> None:
    """Not the class."""
    assert texts(asked(PYTHON, (10, 11))) == [("Orders.place", "@retry(3) .. save(order)")]


def test_hunks_of_one_definition_are_one_unit() -> None:
    """And hunks of two are two."""
    request = asked(PYTHON, (9, 10), (11, 12), (18, 19))
    assert [symbol for symbol, _ in texts(request)] == ["Orders.place", "check"]
    assert [len(unit.hunks) for unit in surroundings_of(request).units] == [2, 1]


def test_the_top_level_is_a_few_lines_around() -> None:
    """A constant has no definition around it."""
    assert texts(asked(PYTHON, (4, 5)))[0][0] == ""


def test_a_removal_is_in_the_definition_it_was_removed_from() -> None:
    """It has no line of its own."""
    assert texts(asked(PYTHON, (11, 11)))[0][0] == "Orders.place"


def test_go_methods_and_functions() -> None:
    """Braces instead of indentation."""
    assert texts(asked(GO, (3, 4), language="go")) == [("Place", "func Place(o Order) error { .. }")]


def test_a_definition_of_a_thousand_lines_is_a_window() -> None:
    """Nobody reads a thousand lines to judge one."""
    text = "def long():\n" + "    step()\n" * 1_000
    (unit,) = surroundings_of(asked(text, (500, 501))).units
    assert unit.symbol == "long"
    assert unit.span.end.line - unit.span.start.line < 80


def test_without_a_parser_it_is_the_block() -> None:
    """What stands together between blank lines."""
    text = "CREATE TABLE a (\n  id int\n);\n\nCREATE TABLE b (\n  id int\n);\n"
    assert texts(asked(text, (5, 6), language="sql")) == [("", "CREATE TABLE b ( .. );")]


def test_every_line_is_covered_when_all_is_recent() -> None:
    """A whole file is asked about in pieces."""
    text = "\n\n".join(f"def f{n}():\n    return {n}\n" for n in range(300))
    units = surroundings_of(Request("a.py", "python", text, None, 1)).units
    assert units[0].span.start.line == 0
    assert units[-1].span.end.line >= text.count("\n") - 1
    assert all(one.span.end <= two.span.start for one, two in itertools.pairwise(units))


@settings(max_examples=60)
@given(
    text=st.text("def f():\n \t{}@class#x日", max_size=120),
    hunks=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=4),
    language=st.sampled_from(["python", "go", "typescript", "java", "rust", "sql", "yaml", "terraform"]),
)
def test_any_text_has_units_that_cover_its_hunks(
    text: str, hunks: list[tuple[int, int]], language: str
) -> None:
    """Whatever the text is, units do not overlap, and each hunk inside the text is in one."""
    count = len(line_starts(text))
    inside = sorted({(min(start, count - 1), min(start + size, count)) for start, size in hunks})
    units = surroundings_of(asked(text, *inside, language=language)).units
    assert all(one.span.end <= two.span.start for one, two in itertools.pairwise(units))
    assert sum(len(unit.hunks) for unit in units) == len(inside)


@pytest.fixture
async def reviewer() -> AsyncIterator[RulesReviewer]:
    """The rules' worker."""
    made = RulesReviewer(WorkerPool())
    yield made
    await made.close()


async def test_callees_of_this_file_and_of_imported_ones(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """Their source comes along; what lies outside of the folder does not."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "store.py").write_text("def save(order):\n    db.add(order)\n", encoding="utf-8")
    request = asked(PYTHON, (10, 11), root=str(tmp_path))
    (unit,) = (await reviewer.surroundings(request)).units
    found = {callee.symbol: (callee.path, callee.text) for callee in unit.callees}
    assert found["check"] == ("app/orders.py", "def check(order):\n    return order > LIMIT")
    assert found["save"] == ("app/store.py", "def save(order):\n    db.add(order)")


async def test_where_a_test_belongs(tmp_path: Path, reviewer: RulesReviewer) -> None:
    """The file's own tests; else a new file that is named and written as its neighbours are."""
    (tmp_path / "tests").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "tests" / "test_users.py").write_text("def test_user() -> None: ...\n", encoding="utf-8")
    request = asked(PYTHON, (10, 11), root=str(tmp_path))
    place = await reviewer.test_place(request)
    assert place is not None
    assert (place.path, place.text, place.sample) == (
        "tests/test_orders.py",
        None,
        "def test_user() -> None: ...\n",
    )
    (tmp_path / "tests" / "test_orders.py").write_text("def test_order() -> None: ...\n", encoding="utf-8")
    place = await reviewer.test_place(request)
    assert place is not None
    assert (place.path, place.text) == ("tests/test_orders.py", "def test_order() -> None: ...\n")


async def test_soundness_through_the_worker(reviewer: RulesReviewer) -> None:
    """A bracket too few is not sound."""
    assert await reviewer.sound("python", "f(1)\n", "f(2)\n")
    assert not await reviewer.sound("python", "f(1)\n", "f(2\n")
    await reviewer.close()
    assert not await reviewer.sound("python", "f(1)\n", "f(2)\n")


@pytest.mark.parametrize(
    ("language", "after", "sound"),
    [
        ("yaml", "a: [1", False),
        ("yaml", "a: [1]", True),
        ("json", "{", False),
        ("json", "{}", True),
        ("sql", "(", True),
    ],
)
def test_soundness_of_data(language: str, after: str, sound: bool) -> None:
    """YAML and JSON are read; what has no parser here has nothing against it."""
    assert is_sound(language, "a: 1" if language == "yaml" else "{}", after) is sound
