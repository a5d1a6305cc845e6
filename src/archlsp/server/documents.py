"""The documents that the client holds open, kept character for character as it has them."""

from lsprotocol import types
from pygls.workspace import PositionCodec, TextDocument, Workspace

from archlsp.model.text import Position, Span
from archlsp.server.convert import Units, document_lines, join_surrogates, pair_at
from archlsp.server.uris import same_document

Edits = tuple[tuple[Span, str], ...] | None
"""What one notification did, in order; None when that cannot be said in code points: the text was replaced."""


class Document(TextDocument):
    """A text as a list of lines, so that a keystroke costs its line and not the file."""

    def __init__(self, item: types.TextDocumentItem, units: Units) -> None:
        """Take the text as it was opened."""
        try:
            super().__init__(item.uri, "", item.version, item.language_id)
        except ValueError:  # No URI at all: a name is a name.
            super().__init__("untitled:", "", item.version, item.language_id)
            self.uri = item.uri
        self.units = units
        self._lines = document_lines(join_surrogates(item.text))
        self._joined: str | None = None

    @property
    def lines(self) -> list[str]:
        """The lines with their ends, and a last one without; not to be changed by the caller."""
        return self._lines

    @property
    def source(self) -> str:
        """The whole text, joined when somebody asks."""
        if self._joined is None:
            self._joined = "".join(self._lines)
        return self._joined

    def apply(self, change: types.TextDocumentContentChangeEvent) -> Edits:
        """Apply one change; return what it did."""
        self._joined = None
        if not isinstance(change, types.TextDocumentContentChangePartial):
            self._lines = document_lines(join_surrogates(change.text))
            return None
        places = sorted(self._place(position) for position in (change.range.start, change.range.end))
        (start, before), (end, after) = places
        head = self._lines[start.line][: start.column] + before[:1] + change.text
        tail = after[1:] + self._lines[end.line][end.column + bool(after) :]
        segment = join_surrogates(head + tail)
        joins_lines = head.endswith("\r") and tail.startswith("\n")
        joins_lines |= self._splice(start.line, end.line, segment)
        if before or after or joins_lines or len(segment) != len(head) + len(tail):
            return None
        return ((Span(start, end), change.text),)

    def _place(self, position: types.Position) -> tuple[Position, str]:
        """Return where a position is, and the halves of the character that it is inside of, if it is."""
        place = self.units.place(self._lines, position)
        if position.line >= len(self._lines) or self._lines[place.line].isascii():
            return place, ""
        body = self._lines[place.line].rstrip("\r\n")
        return place, pair_at(self.units.encoding, body, place.column, position.character)

    def _splice(self, first: int, last: int, segment: str) -> bool:
        """Put a text in the place of whole lines; tell whether that made one line end of two."""
        joins = first > 0 and segment.startswith("\n") and self._lines[first - 1].endswith("\r")
        if joins:
            first -= 1
            segment = self._lines[first] + segment
        lines = document_lines(segment)
        if last + 1 < len(self._lines):
            lines.pop()
        self._lines[first : last + 1] = lines
        return joins


class Documents(Workspace):
    """The open documents, by any spelling of their URI. Never reads a file."""

    def __init__(self, units: Units) -> None:
        """No document is open yet."""
        super().__init__(None, types.TextDocumentSyncKind.Incremental, None, units.encoding)
        self._position_codec = PositionCodec(types.PositionEncodingKind(units.encoding))
        self.units = units
        self._open: dict[str, Document] = {}

    def find(self, uri: str) -> Document | None:
        """The open document of this name."""
        return self._open.get(same_document(uri))

    def all(self) -> tuple[Document, ...]:
        """Every open document, the oldest first."""
        return tuple(self._open.values())

    def open(self, item: types.TextDocumentItem) -> Document:
        """Take a document; one of the same name is replaced."""
        document = Document(item, self.units)
        self._open[same_document(item.uri)] = document
        return document

    def change(self, params: types.DidChangeTextDocumentParams) -> tuple[Document, Edits] | None:
        """Apply a notification; None when it was about nothing that is open, or older than what we have."""
        document = self.find(params.text_document.uri)
        version = params.text_document.version
        if document is None or (document.version is not None and version < document.version):
            return None
        edits: Edits = ()
        for change in params.content_changes:
            done = document.apply(change)
            edits = None if edits is None or done is None else edits + done
        document.version = version
        return document, edits

    def close(self, uri: str) -> Document | None:
        """Let go of a document; None when it was not open."""
        return self._open.pop(same_document(uri), None)
