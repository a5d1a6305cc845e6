"""Proposed texts as one edit of the client's files: only of what they were made from, only where they differ."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile

from lsprotocol import types

from archlsp.git.plain import read_plain
from archlsp.model.advice import NewText
from archlsp.server.client import Client
from archlsp.server.convert import Units, document_lines
from archlsp.server.desk import Desk
from archlsp.server.documents import Document
from archlsp.server.folders import Folder, Place
from archlsp.server.uris import from_path

_ANNOTATION = "archlsp"
_LARGEST = 4 << 20
_Change = types.CreateFile | types.TextDocumentEdit


class OutdatedError(Exception):
    """A file is not what a text was made from any more; `path` tells which."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class _Now:
    """A file as it is: open in the editor, on disk, or not there (`text` is None)."""

    uri: str
    text: str | None
    document: Document | None = None


async def texts_edit(
    desk: Desk, folder: Folder, texts: Sequence[NewText], title: str
) -> types.WorkspaceEdit | None:
    """Make the edit, to be confirmed where the client can ask; None where it cannot make it at all.

    Raises OutdatedError rather than overwrite anything that a text was not made from.
    """
    if not desk.client.versioned_edits:
        return None
    changes: list[_Change] = []
    for text in texts:
        now = await _now(desk, folder, text.path)
        if _plain(now.text) != _plain(text.before):
            raise OutdatedError(text.path)
        if now.text is None and not desk.client.creates_files:
            return None
        changes += _changes(now, text.after, desk.client)
    notes = {_ANNOTATION: types.ChangeAnnotation(title, needs_confirmation=True)}
    return types.WorkspaceEdit(
        document_changes=tuple(changes), change_annotations=notes if desk.client.annotated_edits else None
    )


async def _now(desk: Desk, folder: Folder, path: str) -> _Now:
    document = desk.document_at(Place(folder, path))
    if document is not None:
        return _Now(document.uri, document.source, document)
    root = folder.session.folder
    if root is None:
        raise OutdatedError(path)
    where = root / path
    content = await asyncio.to_thread(read_plain, where, _LARGEST)
    if content is None:
        if await asyncio.to_thread(where.exists):
            raise OutdatedError(path)
        return _Now(from_path(where), None)
    try:
        return _Now(from_path(where), content.decode("utf-8"))
    except UnicodeDecodeError:
        raise OutdatedError(path) from None


def _changes(now: _Now, after: str, client: Client) -> Iterable[_Change]:
    if now.text is None:
        # With its text: a client that asks for each by itself must not make an empty file.
        options = types.CreateFileOptions(ignore_if_exists=True)
        note = _ANNOTATION if client.annotated_edits else None
        yield types.CreateFile(now.uri, options=options, annotation_id=note)
    before = document_lines(now.text or "")
    lines = document_lines(_with_ends(after, before[0]))
    range_, new = _difference(before, lines, Units(client.encoding))
    annotated, plain = types.AnnotatedTextEdit(_ANNOTATION, range_, new), types.TextEdit(range_, new)
    version = now.document.version if now.document is not None else None
    target = types.OptionalVersionedTextDocumentIdentifier(now.uri, version)
    yield types.TextDocumentEdit(target, [annotated if client.annotated_edits else plain])


def _difference(before: list[str], after: list[str], units: Units) -> tuple[types.Range, str]:
    """What to replace, and by what: whole lines from the first that differs to the last."""
    head = _equal(before[:-1], after[:-1])
    tail = min(_equal(before[::-1], after[::-1]), len(before) - head, len(after) - head)
    if tail:
        end = types.Position(len(before) - tail, 0)
        return types.Range(types.Position(head, 0), end), "".join(after[head : len(after) - tail])
    last = len(before) - 1
    end = types.Position(last, units.from_column(before[last], len(before[last])))
    return types.Range(types.Position(head, 0), end), "".join(after[head:])


def _equal(one: Sequence[str], other: Sequence[str]) -> int:
    """Count the lines that both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _with_ends(text: str, first: str) -> str:
    plain = _plain(text) or ""
    return plain.replace("\n", "\r\n") if first.endswith("\r\n") else plain


def _plain(text: str | None) -> str | None:
    return None if text is None else text.replace("\r\n", "\n").removeprefix("\ufeff")
