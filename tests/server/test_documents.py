"""The server's text is the editor's text: items 23 to 31 of the corner cases, and a property over all of them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types

from archlsp.model.text import split_lines
from archlsp.server.convert import Units, document_lines
from archlsp.server.documents import Document, Documents

ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}
WIDTH = {"utf-8": 1, "utf-16": 2, "utf-32": 4}
_LINE_END = re.compile("\r\n|\r|\n")
# Everything that has ever been taken for a line end, characters of every width, and plain ones.
LETTERS = st.sampled_from(
    ["a", "b", " ", "é", "漢", "😋", "\n", "\r", "\r\n", "\x0b", "\x0c", "\x1c", "\x85", "\u2028"]
)
TEXTS = st.lists(LETTERS, max_size=12).map("".join)


class EditorModel:
    """An editor that keeps its text in its own units, as the specification describes it: no shared code."""

    def __init__(self, text: str, encoding: str) -> None:
        self.codec, self.width = ENCODINGS[encoding], WIDTH[encoding]
        self.units = text.encode(self.codec, "surrogatepass")

    @property
    def text(self) -> str:
        return self.units.decode(self.codec, "surrogatepass")

    def lines(self) -> list[tuple[int, int]]:
        """Start and end, in units and without the line end, of every line."""
        text, found, start = self.text, [], 0
        for match in [*_LINE_END.finditer(text), None]:
            end = len(text) if match is None else match.start()
            found.append((self._length(text[:start]), self._length(text[:end])))
            start = end if match is None else match.end()
        return found

    def _length(self, text: str) -> int:
        return len(text.encode(self.codec, "surrogatepass")) // self.width

    def offset(self, line: int, character: int) -> int:
        lines = self.lines()
        if line >= len(lines):
            return len(self.units) // self.width
        start, end = lines[line]
        return min(start + character, end)

    def replace(self, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        first, last = sorted((self.offset(*start), self.offset(*end)))
        new = text.encode(self.codec, "surrogatepass")
        self.units = self.units[: first * self.width] + new + self.units[last * self.width :]


def opened(text: str, encoding: str = "utf-16", version: int = 1) -> Documents:
    """A workspace with one document."""
    documents = Documents(Units(encoding))
    documents.open(types.TextDocumentItem("file:///x.py", "python", version, text))
    return documents


def the(documents: Documents) -> Document:
    """The one document."""
    return documents.all()[0]


def partial(
    start: tuple[int, int], end: tuple[int, int], text: str
) -> types.TextDocumentContentChangePartial:
    """A change of a range."""
    where = types.Range(types.Position(*start), types.Position(*end))
    return types.TextDocumentContentChangePartial(where, text)


def change(
    documents: Documents, *changes: types.TextDocumentContentChangeEvent, version: int = 2
) -> tuple[Document, object] | None:
    """Send a didChange."""
    identifier = types.VersionedTextDocumentIdentifier(version, "file:///x.py")
    return documents.change(types.DidChangeTextDocumentParams(identifier, list(changes)))


@st.composite
def edits(draw: st.DrawFn, model: EditorModel) -> tuple[tuple[int, int], tuple[int, int], str]:
    """A range of the model's text between characters, sometimes beyond a line's or the text's end, and a text."""
    text = model.text
    places = []
    for _ in range(2):
        line = draw(st.integers(0, len(model.lines()) - 1))
        start, end = model.lines()[line]
        body = model.units[start * model.width : end * model.width].decode(model.codec)
        column = draw(st.integers(0, len(body)))
        character = model._length(body[:column])
        beyond = draw(st.sampled_from([0, 0, 0, 1, 1000]))
        places.append((line, character + beyond if column == len(body) else character))
    if draw(st.booleans()) and draw(st.booleans()):
        places[1] = (len(text) + 5, draw(st.integers(0, 3)))
    return places[0], places[1], draw(TEXTS)


@settings(max_examples=400, deadline=None)
@given(data=st.data(), text=TEXTS, encoding=st.sampled_from(sorted(ENCODINGS)))
def test_the_text_is_the_editors_after_any_edits(data: st.DataObject, text: str, encoding: str) -> None:
    """Whatever is typed, in whatever units, nothing diverges, and lines are the specification's lines."""
    model = EditorModel(text, encoding)
    documents = opened(text, encoding)
    for version in range(2, 6):
        start, end, new = data.draw(edits(model))
        model.replace(start, end, new)
        change(documents, partial(start, end, new), version=version)
        assert the(documents).source == model.text
        assert the(documents).lines == document_lines(model.text)
        assert [line for line in the(documents).lines if line] == split_lines(model.text)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), text=TEXTS)
def test_what_an_edit_did_is_told_truly(data: st.DataObject, text: str) -> None:
    """The edits that a session gets turn the old text into the new one, in code points."""
    model = EditorModel(text, "utf-16")
    documents = opened(text)
    before = the(documents).source
    start, end, new = data.draw(edits(model))
    changed = change(documents, partial(start, end, new))
    assert changed is not None
    told = changed[1]
    if told is None:
        return
    assert isinstance(told, tuple)
    ((span, inserted),) = told
    units = Units("utf-32")
    lines = document_lines(before)
    as_range = units.range(lines, span)
    again = opened(before, "utf-32")
    change(again, types.TextDocumentContentChangePartial(as_range, inserted))
    assert the(again).source == the(documents).source


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_item_23_each_encoding_counts_its_units(encoding: str) -> None:
    """The place behind 漢😋 is 7, 3 or 2 units into the line."""
    behind = {"utf-8": 7, "utf-16": 3, "utf-32": 2}[encoding]
    documents = opened("漢😋x\n", encoding)
    change(documents, partial((0, behind), (0, behind + 1), "y"))
    assert the(documents).source == "漢😋y\n"


def test_item_24_edits_beside_and_inside_a_surrogate_pair() -> None:
    """An editor may take half a character away and put it back; beside one nothing special happens."""
    documents = opened("a😋b")
    change(documents, partial((0, 1), (0, 1), "<"), partial((0, 4), (0, 4), ">"))
    assert the(documents).source == "a<😋>b"
    documents = opened("a😋b")
    changed = change(documents, partial((0, 2), (0, 3), ""))
    assert the(documents).source == "a\ud83db"
    assert changed is not None
    assert changed[1] is None
    change(documents, partial((0, 2), (0, 2), "\ude0b"), version=3)
    assert the(documents).source == "a😋b"


def test_item_24_a_position_inside_a_character_of_utf_8_is_in_front_of_it() -> None:
    """There is no half of a character in UTF-8 text."""
    documents = opened("a漢b", "utf-8")
    change(documents, partial((0, 2), (0, 2), "|"))
    assert the(documents).source == "a|漢b"


def test_item_25_every_line_end_counts_once() -> None:
    r"""\r\n, \r and \n end a line; joining \r and \n makes one end of two."""
    documents = opened("a\r\nb\rc\nd")
    change(documents, partial((2, 0), (2, 1), "C"))
    assert the(documents).source == "a\r\nb\rC\nd"
    documents = opened("a\rx\nb")
    changed = change(documents, partial((1, 0), (1, 1), ""))
    assert the(documents).lines == ["a\r\n", "b"]
    assert changed is not None
    assert changed[1] is None


def test_item_26_other_separators_are_no_line_ends() -> None:
    """Vertical tab, form feed, NEL and U+2028 stand inside a line."""
    documents = opened("a\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029b\nc")
    change(documents, partial((1, 0), (1, 1), "C"))
    assert the(documents).source == "a\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029b\nC"


def test_item_27_positions_are_clamped() -> None:
    """Past the end of a line is its end, not the next line; past the end of the file is its end."""
    documents = opened("ab\ncd\n")
    change(documents, partial((0, 99), (0, 99), "!"), partial((77, 0), (99, 3), "end"))
    assert the(documents).source == "ab!\ncd\nend"


def test_item_28_a_reversed_range_is_turned_round() -> None:
    """Nothing is duplicated."""
    documents = opened("abcdef")
    change(documents, partial((0, 4), (0, 2), "X"))
    assert the(documents).source == "abXef"


def test_item_29_changes_apply_in_order() -> None:
    """Each change is about the text that the one before left, also a full one among them."""
    documents = opened("a")
    change(
        documents,
        partial((0, 1), (0, 1), "b"),
        types.TextDocumentContentChangeWholeDocument("xyz"),
        partial((0, 1), (0, 2), "-"),
    )
    assert the(documents).source == "x-z"


def test_item_30_a_stale_version_is_ignored() -> None:
    """An older change than the text that we have does not touch it."""
    documents = opened("abc", version=7)
    assert change(documents, partial((0, 0), (0, 1), "X"), version=6) is None
    assert the(documents).source == "abc"


def test_item_31_changes_and_closes_of_what_is_not_open_are_ignored() -> None:
    """Neither raises, and neither opens anything."""
    documents = Documents(Units("utf-16"))
    assert change(documents, partial((0, 0), (0, 1), "X")) is None
    assert documents.close("file:///x.py") is None
    assert documents.all() == ()


@pytest.mark.parametrize(
    "uri",
    ["untitled:Untitled-1", "vscode-vfs://github/a/b.py", "vscode-notebook-cell:/a.ipynb#W0", "nonsense", ""],
)
def test_item_32_any_name_is_a_document(uri: str) -> None:
    """What is not a file is its synced text and never looked for on a disk."""
    documents = Documents(Units("utf-16"))
    documents.open(types.TextDocumentItem(uri, "python", 1, "text"))
    found = documents.find(uri)
    assert found is not None
    assert found.source == "text"


def test_item_33_two_spellings_are_one_document() -> None:
    """An encoded colon, the drive's case, and encoded letters name the same file."""
    documents = Documents(Units("utf-16"))
    documents.open(types.TextDocumentItem("file:///c%3A/Users/%E6%B3%A8/x.py", "python", 1, "text"))
    assert documents.find("file:///C:/Users/注/x.py") is documents.all()[0]
