"""The text after edits."""

from collections.abc import Iterable

from archlsp.model.finding import Edit
from archlsp.model.text import line_starts, offset_at


def applied(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits that do not overlap; their places are those of the text before all of them."""
    starts = line_starts(text)
    pieces, at = [], 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        begin, end = offset_at(text, starts, edit.span.start), offset_at(text, starts, edit.span.end)
        pieces += [text[at:begin], edit.text]
        at = end
    return "".join([*pieces, text[at:]])
