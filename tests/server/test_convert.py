"""Columns in every unit, and names of documents in every spelling."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.model.text import Position, Span, split_lines
from archlsp.server.convert import Units, document_lines
from archlsp.server.uris import below, from_path, same_document, to_path

LINES = st.text(st.sampled_from("ab é漢😋\u2028"), max_size=20)
UNITS = {
    "utf-8": lambda text: len(text.encode()),
    "utf-16": lambda text: len(text.encode("utf-16-le")) // 2,
    "utf-32": len,
}


@pytest.mark.parametrize("encoding", sorted(UNITS))
@given(line=LINES, data=st.data())
def test_item_23_columns_come_back(encoding: str, line: str, data: st.DataObject) -> None:
    """To the client's units and back is where it was, and the units are those of the encoding."""
    units = Units(encoding)
    column = data.draw(st.integers(0, len(line)))
    there = units.from_column(line, column)
    assert there == UNITS[encoding](line[:column])
    assert units.to_column(line, there) == column


@given(st.text(st.sampled_from("a\n\r\x0b\x85\u2028漢")))
def test_document_lines_are_the_models_lines(text: str) -> None:
    """The same lines, and always a last one without an end."""
    lines = document_lines(text)
    assert "".join(lines) == text
    assert [line for line in lines if line] == split_lines(text)
    assert not lines[-1].endswith(("\n", "\r"))


def test_a_range_is_exactly_on_the_culprit() -> None:
    """Japanese and emoji in front of it count as the client counts them."""
    lines = document_lines('x = "価格😀" + requests.get(url)\n')
    where = Units("utf-16").range(lines, Span(Position(0, 12), Position(0, 29)))
    assert (where.start.character, where.end.character) == (13, 30)
    where = Units("utf-8").range(lines, Span(Position(0, 12), Position(0, 29)))
    assert (where.start.character, where.end.character) == (19, 36)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("file:///c%3A/x.py", "file:///C:/x.py"),
        ("file:///a/%E6%B3%A8.py", "file:///a/注.py"),
        ("file:///a/b%20c.py", "file:///a/b c.py"),
        ("file:///a/./b/../c.py", "file:///a/c.py"),
        ("file://localhost/a.py", "file:///a.py"),
        ("FILE:///a.py", "file:///a.py"),
        ("untitled:a%20b", "untitled:a b"),
    ],
)
def test_item_33_spellings_of_one_document(one: str, other: str) -> None:
    """They have one key."""
    assert same_document(one) == same_document(other)


@pytest.mark.parametrize(
    "uri", ["untitled:x", "vscode-vfs://github/a.py", "", "x", "file://[bad", "file:///a%00b"]
)
def test_item_32_what_is_no_file_has_no_path(uri: str) -> None:
    """Nothing is looked for on a disk."""
    assert to_path(uri) is None


def test_a_percent_sign_in_a_name_is_a_percent_sign() -> None:
    """Decoded once, not twice."""
    assert to_path("file:///a/100%2525.py") == Path("/a/100%25.py")
    assert to_path(from_path(Path("/a/100%25 #1?.py"))) == Path("/a/100%25 #1?.py")


def test_names_that_are_no_utf_8_survive() -> None:
    """The bytes of the name go through the URI as they are."""
    name = b"caf\xe9.py".decode("utf-8", "surrogateescape")
    uri = below("file:///srv/shop/", name)
    assert uri == "file:///srv/shop/caf%E9.py"
    path = to_path(uri)
    assert path is not None
    assert path.name == name
