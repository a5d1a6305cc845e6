"""Fixes as edits of the client's documents: offered only while the text still is what the fix expects."""

from collections.abc import Iterable, Sequence

from lsprotocol import types

from archlsp.model.finding import Edit, Finding, Fix
from archlsp.model.text import Span
from archlsp.server.client import Client
from archlsp.server.documents import Document
from archlsp.server.present import Lines

_ANNOTATION = "archlsp"


def text_at(lines: Lines, span: Span) -> str | None:
    """Return the text of a span; None when it reaches out of the text."""
    start, end = span.start, span.end
    if end.line >= len(lines) or start > end:
        return None
    if start.line == end.line:
        return lines[start.line][start.column : end.column]
    middle = lines[start.line + 1 : end.line]
    return "".join((lines[start.line][start.column :], *middle, lines[end.line][: end.column]))


def stands(fix: Fix, lines: Lines) -> bool:
    """Tell whether every edit of a fix finds the text that it was made for, however its lines end."""
    if not fix.edits:
        return False
    return all(_plain(text_at(lines, edit.span)) == _plain(edit.expected) for edit in fix.edits)


def _plain(text: str | None) -> str | None:
    return None if text is None else text.replace("\r\n", "\n")


def safe_fixes(findings: Iterable[Finding], lines: Lines) -> list[Fix]:
    """The safe fixes that can be applied together: of two that touch the same text, the first."""
    chosen: list[Fix] = []
    taken: list[Span] = []
    for finding in findings:
        fix = next((fix for fix in finding.fixes if fix.safe and stands(fix, lines)), None)
        if fix is None or any(edit.span.overlaps(span) for edit in fix.edits for span in taken):
            continue
        chosen.append(fix)
        taken.extend(edit.span for edit in fix.edits)
    return chosen


def workspace_edit(
    document: Document, fixes: Sequence[Fix], title: str, client: Client
) -> types.WorkspaceEdit:
    """Turn fixes into one edit: versioned where the client can check that, annotated where it shows that."""
    edits = sorted((edit for fix in fixes for edit in fix.edits), key=lambda edit: edit.span)
    plain = [_text_edit(document, edit) for edit in edits]
    if not client.versioned_edits:
        return types.WorkspaceEdit(changes={document.uri: plain})
    target = types.OptionalVersionedTextDocumentIdentifier(document.uri, document.version)
    if not client.annotated_edits:
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(target, list(plain))])
    annotated = [types.AnnotatedTextEdit(_ANNOTATION, edit.range, edit.new_text) for edit in plain]
    return types.WorkspaceEdit(
        document_changes=[types.TextDocumentEdit(target, list(annotated))],
        change_annotations={_ANNOTATION: types.ChangeAnnotation(title, needs_confirmation=False)},
    )


def confirmed_edit(document: Document, fix: Fix, client: Client) -> types.WorkspaceEdit:
    """Turn a proposed fix into an edit that the client asks about first, where it can."""
    edit = workspace_edit(document, [fix], fix.title, client)
    if edit.change_annotations:
        edit.change_annotations = {_ANNOTATION: types.ChangeAnnotation(fix.title, needs_confirmation=True)}
    return edit


def _text_edit(document: Document, edit: Edit) -> types.TextEdit:
    return types.TextEdit(document.units.range(document.lines, edit.span), _with_ends(edit.text, document))


def _with_ends(text: str, document: Document) -> str:
    """Write new lines as the document ends its own."""
    first = document.lines[0]
    if first.endswith("\r\n"):
        return text.replace("\r\n", "\n").replace("\n", "\r\n")
    return text
