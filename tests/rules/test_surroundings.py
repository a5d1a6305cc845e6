"""Hunks grown to the definitions around them, and what these call, through a real worker."""

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import replace
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Surroundings, Unit
from archlsp.model.text import line_starts, slice_span, split_lines
from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import RulesReviewer
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


def units_of(text: str, language: str = "python") -> tuple[Unit, ...]:
    """The units where all is recent."""
    return surroundings_of(Request("app/a.py", language, text, None, 1)).units


def codes(text: str) -> list[str]:
    """The text of each of those."""
    return [slice_span(text, unit.span) for unit in units_of(text)]


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


def test_a_new_file_is_a_unit_for_each_definition() -> None:
    """An edit to one function leaves the others as they were: what was said of them is still known."""
    body = "    step()\n" * 10
    text = "".join(f"def f{n}():\n{body}\n\n" for n in range(4))
    before = [(unit.symbol, said) for unit, said in zip(units_of(text), codes(text), strict=True)]
    edited = text.replace("def f1():\n", "def f1():\n    more()\n")
    after = [(unit.symbol, said) for unit, said in zip(units_of(edited), codes(edited), strict=True)]
    assert [symbol for symbol, _ in before] == ["f0", "f1", "f2", "f3"]
    assert [one == other for one, other in zip(before, after, strict=True)] == [True, False, True, True]


def test_small_neighbours_of_one_hunk_are_one_unit() -> None:
    """A question about each of a hundred lines says little."""
    text = "".join(f"def f{n}():\n    return {n}\n\n\n" for n in range(9))
    assert len(units_of(text)) == 1


def test_a_hunk_over_two_functions_is_two_units() -> None:
    """Each has its part of the hunk."""
    body = "    step()\n" * 10
    request = asked(f"def one():\n{body}\n\ndef two():\n{body}", (8, 16))
    assert [unit.hunks for unit in surroundings_of(request).units] == [(Hunk(8, 11),), (Hunk(13, 16),)]


def test_blank_lines_alone_are_no_change() -> None:
    """They would cost a question."""
    assert surroundings_of(asked(PYTHON, (5, 7))).units == ()


def test_what_is_above_a_definition_is_part_of_it() -> None:
    """Comments, decorators and attributes, also where the parser keeps them apart."""
    typescript = "class A {\n  b = 1;\n\n  // why\n  @Get('/')\n  c() {\n    return 1;\n  }\n}\n"
    assert texts(asked(typescript, (4, 5), language="typescript")) == [("A.c", "// why .. }")]
    rust = "struct S;\n\n/// why\n#[inline]\nfn f() {\n    g();\n}\n"
    assert texts(asked(rust, (3, 4), language="rust")) == [("f", "/// why .. }")]


def test_a_removed_decorator_is_the_definition_below() -> None:
    """And what was removed at the end of one is the definition above."""
    text = "import a\n\n\ndef one():\n    pass\n\n\ndef two():\n    pass\n"
    assert texts(asked(text, (7, 7)))[0][0] == "two"
    assert texts(asked(text, (5, 5)))[0][0] == "one"


def test_a_statement_of_many_lines_is_whole() -> None:
    """The handler of a route has no name."""
    body = "  res.send(1);\n" * 30
    text = f"const a = 1;\n\n\n\napp.get('/x', (req, res) => {{\n{body}}});\n\nfunction f() {{\n}}\n"
    assert texts(asked(text, (20, 21), language="javascript")) == [
        ("", "app.get('/x', (req, res) => { .. });")
    ]


def test_a_class_is_its_members() -> None:
    """A field of a small class is the class; of a long one, what is beside it."""
    long = "class A:\n    x = 1\n\n" + "".join(f"    def m{n}(self):\n        pass\n\n" for n in range(40))
    assert texts(asked(long, (1, 2))) == [("A", "x = 1 .. x = 1")]
    assert texts(asked(long[:60], (1, 2)))[0][1].startswith("class A:")


@pytest.mark.parametrize(
    ("language", "text", "line", "expected"),
    [
        (
            "yaml",
            "services:\n" + "".join(f"  s{n}:\n" + "    image: x\n" * 10 for n in range(9)),
            30,
            "s2: .. image: x",
        ),
        ("yaml", "a: 1\nb:\n  c: 2\n  d: 3\ne: 4\n", 3, "b: .. d: 3"),
        ("yaml", "kind: A\nspec: 1\n---\nkind: B\nspec: 2\n", 4, "--- .. spec: 2"),
        (
            "terraform",
            'resource "a" "b" {\n  c = 1\n\n  d = 2\n}\n\nvariable "e" {}\n',
            3,
            'resource "a" "b" { .. }',
        ),
        (
            "proto",
            "message A {\n  int32 b = 1;\n}\n\nmessage C {\n  int32 d = 1;\n}\n",
            5,
            "message C { .. }",
        ),
        (
            "sql",
            "SELECT 1;\nCREATE FUNCTION f() AS $$\nBEGIN\n\n  a;\nEND;\n$$;\nSELECT 2;\n",
            4,
            "CREATE FUNCTION f() AS $$ .. $$;",
        ),
        ("dockerfile", "FROM a AS b\n\nRUN c\n\nFROM d\n\nRUN e\n", 6, "FROM d .. RUN e"),
        (
            "json",
            "{\n" + "".join(f'  "k{n}": {{\n' + '    "v": 1,\n' * 9 + "  },\n" for n in range(9)) + "}\n",
            15,
            '"k1": { .. },',
        ),
        ("shell", "a\nb\n\nc\nd\n", 4, "c .. d"),
    ],
)
def test_blocks_of_what_has_no_definitions(language: str, text: str, line: int, expected: str) -> None:
    """A key with what is under it, a statement, a stage, a paragraph."""
    assert texts(asked(text, (line, line + 1), language=language)) == [("", expected)]


@pytest.mark.parametrize("language", ["python", "yaml", "sql", "go"])
def test_thousands_of_hunks_take_no_time(language: str) -> None:
    """Each line of a large file may have changed on its own; all are covered."""
    text = "a:\n  b: 1\n  c: f(2)\n\n" * 5_000
    hunks = [(line, line + 1) for line in range(0, 20_000, 4)]
    begin = process_time()
    units = surroundings_of(asked(text, *hunks, language=language)).units
    assert process_time() - begin < 10
    assert sum(len(unit.hunks) for unit in units) == len(hunks)
    assert max(unit.span.end.line - unit.span.start.line for unit in units) <= 260


@settings(max_examples=60)
@given(
    text=st.text("def f():\n \t{}@class#x日", max_size=120),
    hunks=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 4)), max_size=4),
    language=st.sampled_from(["python", "go", "typescript", "java", "rust", "sql", "yaml", "terraform"]),
)
def test_any_text_has_units_that_cover_its_hunks(
    text: str, hunks: list[tuple[int, int]], language: str
) -> None:
    """Whatever the text is: units do not overlap, a changed line that says something is in a hunk of its unit."""
    lines = split_lines(text)
    count = len(lines)
    inside = sorted({(min(start, count), min(start + size, count)) for start, size in hunks})
    units = surroundings_of(asked(text, *inside, language=language)).units
    assert all(one.span.end <= two.span.start for one, two in itertools.pairwise(units))
    held = {line for unit in units for hunk in unit.hunks for line in range(hunk.start, hunk.end)}
    changed = {line for start, end in inside for line in range(start, end)}
    assert {line for line in changed if lines[line].strip()} <= held
    removed = {Hunk(start, end) for start, end in inside if start == end and lines}
    assert removed <= {hunk for unit in units for hunk in unit.hunks}
    for unit in units:
        last = unit.span.end.line + (unit.span.end.column > 0)
        assert all(unit.span.start.line <= hunk.start and hunk.end <= last for hunk in unit.hunks)


class Asked(RulesReviewer):
    """A reviewer that shows its pool."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self.pool = WorkerPool(time_limit=30)
        super().__init__(self.pool)


@pytest.fixture
async def reviewer() -> AsyncIterator[Asked]:
    """The rules' worker."""
    made = Asked()
    yield made
    await made.close()


async def test_the_worker_tells_what_the_function_tells(reviewer: Asked) -> None:
    """Units come through the pipe as they are; a text that is too long has none."""
    request = asked(PYTHON, (10, 11), (4, 5))
    assert await reviewer.surroundings(request) == surroundings_of(request)
    assert await reviewer.surroundings(replace(request, text="x" * 6_000)) == Surroundings()


async def test_a_worker_that_died_is_asked_again(reviewer: Asked) -> None:
    """Nobody would learn that nothing was asked about a change."""
    request = asked(PYTHON, (10, 11))
    assert (await reviewer.surroundings(request)).units
    (pid,) = reviewer.pool.pids
    os.kill(pid, signal.SIGKILL)
    assert (await reviewer.surroundings(request)).units


async def test_after_the_end_there_is_nothing(reviewer: Asked) -> None:
    """A closed reviewer answers, and starts no process."""
    waiting = asyncio.create_task(reviewer.surroundings(asked(PYTHON, (10, 11))))
    await asyncio.sleep(0)
    await reviewer.close()
    assert await waiting == Surroundings()
    assert await reviewer.surroundings(asked(PYTHON, (10, 11))) == Surroundings()
    assert reviewer.pool.pids == ()


async def test_who_no_longer_waits_does_not_cost_the_worker(reviewer: Asked) -> None:
    """The answer that nobody takes is not the next one's."""
    await reviewer.surroundings(asked(PYTHON, (10, 11)))
    before = reviewer.pool.pids
    waiting = asyncio.create_task(reviewer.surroundings(asked("def long():\n" + "    f()\n" * 5_000, (3, 4))))
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await reviewer.surroundings(asked(PYTHON, (10, 11)))).units[0].symbol == "Orders.place"
    assert reviewer.pool.pids == before
