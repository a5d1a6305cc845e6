"""Objects out of an answer that is still being written, whatever is around them and however it is cut."""

import json
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.claude.wire.scan import MOST_OBJECTS, Scanner, TooMuchError

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
_OBJECTS = st.lists(st.dictionaries(st.text(), _JSON, max_size=4), max_size=5)


def _pieces(text: str, cuts: list[int]) -> list[str]:
    places = sorted({cut % (len(text) + 1) for cut in cuts})
    return [text[begin:end] for begin, end in zip([0, *places], [*places, len(text)], strict=True)]


def _scan(*pieces: str) -> list[Any]:
    scanner = Scanner()
    return [value for piece in pieces for value in scanner.feed(piece)]


@settings(max_examples=50)
@given(_OBJECTS, st.lists(st.integers(0, 10_000)), st.sampled_from([None, 2]), st.booleans())
def test_every_object_is_read_however_the_text_is_cut(
    objects: list[Any], cuts: list[int], indent: int | None, ascii_only: bool
) -> None:
    """No cut loses or changes an object, not even one in the middle of an escape."""
    text = json.dumps({"findings": objects}, indent=indent, ensure_ascii=ascii_only)
    assert _scan(*_pieces(text, cuts)) == objects


@given(st.text(), st.lists(st.integers(0, 10_000)))
def test_no_text_breaks_the_scanner(text: str, cuts: list[int]) -> None:
    """An answer may be anything, and what is read does not depend on how it was cut."""
    assert _scan(*_pieces(text, cuts)) == _scan(text)


def test_an_object_is_there_as_soon_as_it_is_closed() -> None:
    """Nothing waits for the end of the answer."""
    scanner = Scanner()
    assert scanner.feed('{"findings": [{"title": "a') == []
    assert scanner.feed('"}') == [{"title": "a"}]
    assert scanner.feed(', {"title": "b"}, {') == [{"title": "b"}]
    assert scanner.feed('"title": "c"}]}') == [{"title": "c"}]


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"findings": [{"a": 1}]}\n```\nI hope this helps!',
        'Here is my review of `handlers[0]` and {braces} and [lists]:\n\n{"findings": [{"a": 1}]}',
        '[{"a": 1}]',
        '{"summary": "one [finding]", "findings": [{"a": 1}], "notes": ["x", "y"]}',
        '<think>an array [ of { things </think>{"result": {"findings": [ {"a": 1} ]}}',
        '{"findings": [{"a": 1}, "text", 3, null, []]}',
        '{"findings": [{"broken": ]}, {"a": 1}]}',
        '{"findings": [{"broken" 1}, {"a": 1}]}',
    ],
)
def test_prose_fences_and_junk_around_objects_do_not_matter(text: str) -> None:
    """Servers that drop the schema let the model talk."""
    assert _scan(text) == [{"a": 1}]
    assert _scan(*text) == [{"a": 1}]


def test_braces_and_quotes_in_strings_are_text() -> None:
    """Code in an example does not end the object."""
    value = {"example": 'f("}]{", [\'"\'])\\', "options": [{"title": "]"}]}
    assert _scan(json.dumps({"findings": [value]})) == [value]


def test_line_ends_in_strings_are_let_pass() -> None:
    """Models without a grammar write them."""
    assert _scan('[{"why": "one\ntwo"}]') == [{"why": "one\ntwo"}]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e999", "1" * 5_000])
def test_numbers_that_are_none_are_left_out(number: str) -> None:
    """What could not be written again as JSON is not read; what comes after is."""
    scanner = Scanner()
    assert scanner.feed(f'[{{"a": {number}}}, {{"b": 1}}]') == [{"b": 1}]
    assert scanner.broken == 1


def test_no_more_objects_than_allowed() -> None:
    """10,000 findings: the first are read, then it is too much, and said to be."""
    with pytest.raises(TooMuchError) as raised:
        Scanner().feed(json.dumps({"findings": [{"title": "x"}] * 10_000}))
    assert len(raised.value.found) == MOST_OBJECTS


def test_no_more_text_than_allowed() -> None:
    """50 MB in pieces stop at the limit; what was closed before was returned."""
    scanner = Scanner()
    assert scanner.feed('{"findings": [{"a": 1}, {"why": "') == [{"a": 1}]
    fed = 0
    with pytest.raises(TooMuchError):
        for _ in range(800):
            scanner.feed("x" * 65_536)
            fed += 65_536
    assert fed < 2_000_000


def test_no_deeper_than_allowed() -> None:
    """Deep nesting never reaches the parser."""
    with pytest.raises(TooMuchError):
        Scanner().feed('[{"a":' + "[" * 100_000)


@pytest.mark.parametrize("unit", ["[", "[{", '[{"', '[{"a":[', '"\\', "{", "[ ", "]", '[{"a":"\\'])
def test_time_grows_with_the_length_alone(unit: str) -> None:
    """No text makes the scanner look at it again and again; it may be refused."""
    scanner = Scanner(objects=10**9, depth=10**9)
    text = unit * (400_000 // len(unit))
    begin = process_time()
    for at in range(0, len(text), 7):
        scanner.feed(text[at : at + 7])
    assert process_time() - begin < 6
