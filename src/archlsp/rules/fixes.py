"""From a fix's template to the edits of one match."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from archlsp.model.finding import Edit
from archlsp.model.text import Span
from archlsp.rules.rule import FixTemplate
from archlsp.rules.source import PARSED, Source, errors, parse

_PLACE = re.compile(r"\$\$\$([A-Z_][A-Z0-9_]*)|\$([A-Z_][A-Z0-9_]*)")
_NEAR_LINES = 3
_REMEMBERED = 1000
_TRIED_ALONE = 20
Key = tuple[str, str, tuple[tuple[int, str], ...]]
Edits = tuple[Edit, ...]


def edits_of(
    source: Source, fix: FixTemplate, place: Span | None, captures: Mapping[str, str]
) -> tuple[Edit, ...] | None:
    """Fill the template for the text at `place`; None where there is no such place."""
    if place is None:
        return None
    text = _PLACE.sub(lambda found: captures.get(found[1] or found[2], ""), fix.replace)
    return (Edit(place, source.slice(place), text),)


def apply_edits(source: Source, edits: Iterable[Edit]) -> str:
    """Return the text after `edits`; of two that overlap the first counts."""
    pieces, done = [], 0
    for edit in sorted(edits, key=lambda item: item.span):
        start, end = source.offset(edit.span.start), source.offset(edit.span.end)
        if start >= done:
            pieces += [source.text[done:start], edit.text]
            done = end
    return "".join(pieces) + source.text[done:]


class FixChecker:
    """Tells whether the code is whole around fixes and still parses after them; remembers what it has tried.

    A file is saved many times with the same finding in it, and to parse it once more for each would double the
    review. What counts is the lines with the edit in them, before and after.
    """

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._known: dict[Key, bool] = {}

    def sound(self, source: Source, fixes: Sequence[Edits]) -> list[bool]:
        """Tell of each fix of a source whether it may be offered."""
        if source.language not in PARSED or not fixes:
            return [True] * len(fixes)
        broken = [source.span_of(node) for node in source.errors]
        clear = [not any(_is_near(error, edit.span) for error in broken for edit in edits) for edits in fixes]
        keys = [_key(source, edits) for edits in fixes]
        tried = {key: edits for key, edits, is_clear in zip(keys, fixes, clear, strict=True) if is_clear}
        self._try(source, {key: edits for key, edits in tried.items() if key not in self._known}, len(broken))
        return [is_clear and self._known.get(key, False) for key, is_clear in zip(keys, clear, strict=True)]

    def _try(self, source: Source, fixes: Mapping[Key, Edits], errors_before: int) -> None:
        """Try all at once, as all are usually right; when they are not, the first few one by one."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        if not fixes:
            return
        together = [edit for edits in fixes.values() for edit in edits]
        if _still_parses(source, together, errors_before):
            self._known.update(dict.fromkeys(fixes, True))
            return
        for key, edits in islice(fixes.items(), _TRIED_ALONE):
            self._known[key] = _still_parses(source, edits, errors_before)


def _key(source: Source, edits: Edits) -> Key:
    first, last = min(edit.span.start for edit in edits), max(edit.span.end for edit in edits)
    start = source.starts[first.line]
    end = source.starts[last.line + 1] if last.line + 1 < len(source.starts) else len(source.text)
    return (
        source.language,
        source.text[start:end],
        tuple((edit.span.start.column, edit.text) for edit in edits),
    )


def _still_parses(source: Source, edits: Iterable[Edit], errors_before: int) -> bool:
    return len(errors(parse(apply_edits(source, edits), source.language))) <= errors_before


def _is_near(error: Span, place: Span) -> bool:
    return (
        error.start.line - _NEAR_LINES <= place.end.line and place.start.line <= error.end.line + _NEAR_LINES
    )
