"""The line of code that a finding is about, with the culprit underlined."""

from collections.abc import Iterator

from archlsp.cli.report.material import Material, one_line
from archlsp.cli.terminal import visible
from archlsp.cli.width import cell_width, cut, expand_tabs, width
from archlsp.model.finding import Finding

_BEFORE = 16  # cells shown left of a culprit that is too far to the right
_LEAST = 20


def excerpt(material: Material, finding: Finding, colour: str) -> Iterator[str]:
    """Two lines; none where the file is not what was reviewed any more."""
    span = finding.anchor.span
    line = material.lines.at(finding.anchor.path, span.start.line)
    end = span.end.column if one_line(span) else len(line)
    quote = finding.anchor.quote.splitlines()[:1]
    if not quote or line[span.start.column : end] != quote[0]:
        return
    number = str(span.start.line + 1).rjust(6)
    gutter = f"{number} │ "
    room = max(_LEAST, material.style.columns - width(gutter))
    before, culprit, after = _window(line, span.start.column, end, room)
    marks = "^" * max(1, min(width(culprit), room - width(before)))
    dim, paint = material.style.paint(gutter, "dim"), material.style.paint
    yield dim + before + paint(culprit, colour) + after
    yield paint(" " * len(number) + " │ ", "dim") + " " * width(before) + paint(marks, "bold", colour)


def _window(line: str, start: int, end: int, room: int) -> tuple[str, str, str]:
    """The part of the line that fits: what is before, the culprit, what is after."""
    before, culprit, after = (
        visible(expand_tabs(part)) for part in (line[:start], line[start:end], line[end:])
    )
    if width(before) > room // 2 and width(before) + width(culprit) + width(after) > room:
        before = "…" + _tail(before, _BEFORE)
    culprit = cut(culprit, room - width(before))
    return before, culprit, cut(after, room - width(before) - width(culprit)) if after else ""


def _tail(text: str, wanted: int) -> str:
    kept: list[str] = []
    used = 0
    for letter in reversed(text):
        used += cell_width(letter)
        if used > wanted:
            break
        kept.append(letter)
    return "".join(reversed(kept))
