"""Hover: the whole of the findings under the cursor."""

from lsprotocol import types

from archlsp.server.desk import Host
from archlsp.server.explain import page, plain


def hover(ls: Host, params: types.HoverParams) -> types.Hover | None:
    """Show every finding that the position touches, the range being the first one's."""
    desk = ls.desk
    document = desk.protocol.documents.find(params.text_document.uri)
    if document is None:
        return None
    cursor = types.Range(params.position, params.position)
    place, findings = desk.findings_at(document, cursor)
    if not findings:
        return None
    write = page if desk.client.markdown else plain
    kind = types.MarkupKind.Markdown if desk.client.markdown else types.MarkupKind.PlainText
    text = "\n\n---\n\n".join(write(finding, place.folder.locale) for finding in findings)
    where = document.units.range(document.lines, findings[0].anchor.span)
    return types.Hover(types.MarkupContent(kind, text), where)
