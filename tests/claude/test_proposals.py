"""Fixes and tests that a model proposes: each edit fits exactly once, or nothing is shown."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.answer import edits
from archlsp.model.advice import NewText
from archlsp.model.finding import Fix
from archlsp.model.review import Problem
from archlsp.model.surroundings import PlaceOfTest
from archlsp.model.text import line_starts, offset_at

TEXT = "import db\n\n\ndef pay(ids):\n    for i in ids:\n        db.load(i)\n    return db.load(0)\n"
PLACE = PlaceOfTest("tests/test_pay.py")


def _edit(quote: object, replacement: object, path: object = "app.py") -> dict[str, Any]:
    return {"path": path, "quote": quote, "replacement": replacement}


def _fix(*values: dict[str, Any], text: str = TEXT, restore: Callable[[str], str] = str) -> Fix | Problem:
    return edits.fix_of(values, "app.py", text, restore, "title")


def _after(fix: Fix | Problem, text: str = TEXT) -> str:
    assert isinstance(fix, Fix)
    starts = line_starts(text)
    new = text
    for edit in reversed(fix.edits):
        begin, end = offset_at(text, starts, edit.span.start), offset_at(text, starts, edit.span.end)
        assert text[begin:end] == edit.expected
        new = new[:begin] + edit.text + new[end:]
    return new


def _code(answer: object) -> str:
    assert isinstance(answer, Problem)
    return answer.code


def test_a_fix_replaces_what_it_quotes() -> None:
    """In reading order, never safe, with the title it was given."""
    fix = _fix(
        _edit("return db.load(0)", "return found"), _edit("    for i in ids:\n        db.load(i)\n", "")
    )
    assert _after(fix) == "import db\n\n\ndef pay(ids):\n    return found\n"
    assert isinstance(fix, Fix)
    assert (fix.title, fix.safe) == ("title", False)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ([_edit("db.load(", "x(")], "ai-edit-ambiguous"),
        ([_edit("db.save()", "x()")], "ai-edit-no-match"),
        ([_edit("", "x()")], "ai-edit-no-match"),
        ([_edit(" \n", "x()")], "ai-edit-no-match"),
        ([_edit("import db", None)], "ai-edit-no-match"),
        ([_edit("import db", "import os", "setup.py")], "ai-edit-elsewhere"),
        ([_edit("import db", "import os", "../app.py")], "ai-edit-elsewhere"),
        ([_edit("import db", "import os", "/app.py")], "ai-edit-elsewhere"),
        ([_edit("db.load(i)", "a"), _edit("for i in ids:\n        db.load(i)", "b")], "ai-edit-overlaps"),
        ([_edit("import db", "a"), _edit("import db", "a")], "ai-edit-overlaps"),
        ([_edit("import db", "import db")], "ai-edit-nothing"),
        ([], "ai-edit-nothing"),
        ([_edit("import db", "import d\u202eb")], "ai-edit-hidden"),
        ([_edit("import db", "import db\x1b[2J")], "ai-edit-hidden"),
        ([_edit("import db", "key = '[redacted:key:abc123]'")], "ai-edit-redacted"),
        ([_edit("import db", "x" * 200_000)], "ai-edit-too-much"),
        ([_edit("import db", "x")] * 21, "ai-edit-too-much"),
    ],
)
def test_what_does_not_fit_is_refused_as_a_whole(values: list[dict[str, Any]], code: str) -> None:
    """With the reason."""
    assert _code(_fix(*values)) == code
    assert _code(_fix(*values, _edit("db.nothing()", "x"))).startswith("ai-edit-")


def test_a_fix_finds_the_real_indentation() -> None:
    """The quotation, and so the replacement, was written further out."""
    fix = _fix(_edit("for i in ids:\n    db.load(i)", "for i in ids:\n    if i:\n        db.load(i)\n"))
    assert "    for i in ids:\n        if i:\n            db.load(i)\n    return" in _after(fix)


def test_a_fix_of_the_wrong_shape_is_refused() -> None:
    """Lines that are indented otherwise against each other are not the same code."""
    assert _code(_fix(_edit("for i in ids:\n  db.load(i)", "pass"))) == "ai-edit-no-match"
    assert _code(_fix(_edit("  for i in ids:\n      db.load(i)", "pass"))) == "ai-edit-no-match"


def test_line_ends_stay_those_of_the_file() -> None:
    """Whatever the model wrote."""
    text = TEXT.replace("\n", "\r\n")
    fix = _fix(_edit("for i in ids:\n        db.load(i)", "a()\n    b()"), text=text)
    assert "    a()\r\n    b()\r\n    return" in _after(fix, text)


def test_redacted_values_come_back() -> None:
    """In what is quoted and in what replaces it."""
    text = 'connect("s3cr3t")\n'
    fix = _fix(
        _edit('connect("[redacted:key:abc123]")', 'connect("[redacted:key:abc123]", timeout=3)'),
        text=text,
        restore=lambda told: told.replace("[redacted:key:abc123]", "s3cr3t"),
    )
    assert _after(fix, text) == 'connect("s3cr3t", timeout=3)\n'


def test_a_new_test_is_a_whole_file() -> None:
    """Without the fence that some models add; at the place that was given, and at no other."""
    made = edits.test_of([_edit("", "```python\ndef test_a():\n    pass\n```", "")], PLACE, str)
    assert made == NewText("tests/test_pay.py", None, "def test_a():\n    pass\n")
    assert _code(edits.test_of([_edit("", "x", "conftest.py")], PLACE, str)) == "ai-edit-elsewhere"
    assert _code(edits.test_of([_edit("def a", "x", "")], PLACE, str)) == "ai-edit-no-match"
    assert _code(edits.test_of([], PLACE, str)) == "ai-edit-nothing"


def test_a_test_is_added_to_a_file_that_exists() -> None:
    """At the end, and its imports by edits."""
    old = "import db\r\n\r\n\r\ndef test_a():\r\n    pass\r\n"
    values = [
        _edit("import db", "import db\nimport pay", PLACE.path),
        _edit("", "def test_b():\n    pass", PLACE.path),
    ]
    assert edits.test_of(values, replace(PLACE, text=old), str) == NewText(
        PLACE.path,
        old,
        "import db\r\nimport pay\r\n\r\n\r\ndef test_a():\r\n    pass\r\n\r\n\r\ndef test_b():\r\n    pass\r\n",
    )


_WORDS = st.text(st.sampled_from("ab( \t\n\r"), max_size=8)


@given(_WORDS, st.lists(st.tuples(_WORDS, _WORDS), max_size=3))
def test_every_edit_replaces_what_is_in_the_text_once(text: str, pairs: list[tuple[str, str]]) -> None:
    """Whatever is proposed: what does not, is refused; what does, can be applied."""
    fix = _fix(*(_edit(quote, replacement) for quote, replacement in pairs), text=text)
    if isinstance(fix, Fix):
        _after(fix, text)
        spans = [edit.span for edit in fix.edits]
        assert spans == sorted(spans)
        assert all(one.end <= other.start for one, other in pairwise(spans))
