"""Whether an edit leaves a file whole, through a real worker."""

from collections.abc import AsyncIterator

import pytest

from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import MAX_CHARACTERS, RulesReviewer
from archlsp.rules.soundness import is_sound


@pytest.fixture
async def reviewer() -> AsyncIterator[RulesReviewer]:
    """The rules' worker."""
    made = RulesReviewer(WorkerPool(time_limit=30))
    yield made
    await made.close()


async def test_soundness_through_the_worker(reviewer: RulesReviewer) -> None:
    """A bracket too few is not sound; nor is what nobody can tell."""
    assert await reviewer.sound("python", "f(1)\n", "f(2)\n")
    assert not await reviewer.sound("python", "f(1)\n", "f(2\n")
    assert not await reviewer.sound("python", "", "#" * (MAX_CHARACTERS + 1))
    await reviewer.close()
    assert not await reviewer.sound("python", "f(1)\n", "f(2)\n")


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [
        ("python", "def f():\n    return 1\n", "def f():\nreturn 1\n"),
        ("python", "if a:\n    b\n", "if a:\n    b\n  c\n"),
        ("javascript", "function f() {\n  return 1;\n}\n", "function f() {\n  return 1;\n"),
        ("typescript", "const a: number = 1;\n", "const a: = 1;\n"),
        ("tsx", "const a = <b>c</b>;\n", "const a = <b>c;\n"),
        ("go", "package a\n\nfunc f() { g(1) }\n", "package a\n\nfunc f() { g(1 }\n"),
        ("java", "class A { int f() { return 1; } }", "class A { int f() { return 1 } }"),
        ("rust", "fn f() { g(1); }", "fn f() { g(1; }"),
        ("terraform", 'resource "a" "b" {\n  c = 1\n}\n', 'resource "a" "b" {\n  c = 1\n'),
        ("yaml", "a: [1]", "a: [1"),
        ("json", "{}", "{"),
    ],
)
def test_what_no_longer_parses_is_not_sound(language: str, before: str, after: str) -> None:
    """The other way round, and without a change, it is."""
    assert not is_sound(language, before, after)
    assert is_sound(language, after, before)
    assert is_sound(language, before, before)
    assert is_sound(language, after, after)


def test_what_has_no_parser_has_nothing_against_it() -> None:
    """There is nobody to ask."""
    assert is_sound("shell", "a", "(")
