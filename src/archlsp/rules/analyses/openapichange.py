"""OpenAPI documents against what they said before: what breaks those who call already."""

from collections.abc import Iterator
from dataclasses import dataclass

from archlsp.rules.analysis import Place as Finding
from archlsp.rules.openapispec import Operation, Spec, child, children, spec_of, text
from archlsp.rules.source import Source
from archlsp.rules.yamltree import Place

ASKS = frozenset({"removed", "demanded", "narrowed"})
_DEEPEST = 6


def places(source: Source, asks: frozenset[str]) -> Iterator[Finding]:
    """Compare a document with its base, where there is one."""
    if source.base is None or source.base == source.text:
        return
    before, now = spec_of(source.base), spec_of(source.text)
    if before is None or now is None:
        return
    for finding in Comparison(source, before, now).findings():
        if finding.ask in asks:
            yield finding


@dataclass(frozen=True, slots=True)
class About:
    """What a schema describes: `given` by callers to the API, else by the API to them."""

    place: Place
    name: str
    given: bool
    depth: int = 0

    def deeper(self, place: Place, name: str) -> "About":
        """Return the same for a part of it."""
        return About(place, name, self.given, self.depth + 1)


class Comparison:
    """Two states of one API."""

    def __init__(self, source: Source, before: Spec, now: Spec) -> None:
        """Keep both."""
        self._source = source
        self._before = before
        self._now = now

    def findings(self) -> Iterator[Finding]:
        """Yield what breaks callers."""
        there = {operation.name: operation for operation in self._now.operations()}
        paths = child(self._now.root, "paths") or self._now.root
        by_path = {place.name: place for place in children(paths)}
        for old in self._before.operations():
            new = there.get(old.name)
            if new is None:
                yield self._found("removed", by_path.get(old.path, paths), old.name)
                continue
            yield from self._parameters(old, new)
            yield from self._bodies(old, new)
            yield from self._responses(old, new)

    def _found(self, ask: str, place: Place, name: str) -> Finding:
        start, end = self._now.document.key_range(place)
        span = self._source.span(start, end)
        # What is gone has no place of its own: the whole document's change is the extent.
        whole = self._source.span(0, len(self._source.text)) if ask == "removed" else span
        return Finding(ask, span, whole, {"NAME": name})

    def _parameters(self, old: Operation, new: Operation) -> Iterator[Finding]:
        for key, parameter in new.parameters.items():
            if key[0] == "body":
                continue
            before = old.parameters.get(key)
            place = child(parameter, "name") or parameter
            if _is_true(parameter, "required") and (before is None or not _is_true(before, "required")):
                yield self._found("demanded", place, key[1])
            elif before is not None:
                about = About(place, key[1], given=True)
                yield from self._schema(self._before.schema(before), self._now.schema(parameter), about)

    def _bodies(self, old: Operation, new: Operation) -> Iterator[Finding]:
        before, now = self._before.body(old), self._now.body(new)
        if before is not None and now is not None:
            yield from self._schema(before, now, About(new.place, new.name, given=True))

    def _responses(self, old: Operation, new: Operation) -> Iterator[Finding]:
        now = self._now.responses(new)
        for status, response in self._before.responses(old).items():
            if not status.startswith("2"):
                continue
            if status not in now:
                yield self._found(
                    "removed", child(new.place, "responses") or new.place, f"{new.name} {status}"
                )
                continue
            before, after = self._before.schema(response), self._now.schema(now[status])
            about = About(now[status], f"{new.name} {status}", given=False)
            yield from self._schema(before, after, about)

    def _schema(self, before: Place | None, now: Place | None, about: About) -> Iterator[Finding]:
        """Compare two schemas."""
        if before is None or now is None or about.depth > _DEEPEST:
            return
        types = text(child(before, "type")), text(child(now, "type"))
        if all(types) and types[0] != types[1] and not (about.given and types == ("integer", "number")):
            yield self._found("narrowed", child(now, "type") or about.place, about.name)
            return
        if about.given:
            yield from self._enum(before, now, about.name)
            yield from self._required(before, now)
        new = {one.name: one for one in children(child(now, "properties"))}
        for old in children(child(before, "properties")):
            after = new.get(old.name)
            if after is not None:
                pair = self._before.resolved(old), self._now.resolved(after)
                yield from self._schema(*pair, about.deeper(after, old.name))
            elif not about.given:
                there = child(now, "properties") or about.place
                yield self._found("removed", there, f"{about.name}: {old.name}")
        items = self._before.get(before, "items"), self._now.get(now, "items")
        yield from self._schema(*items, about.deeper(about.place, about.name))

    def _enum(self, before: Place, now: Place, name: str) -> Iterator[Finding]:
        old = {text(item) for item in children(child(before, "enum"))}
        listed = child(now, "enum")
        if old and listed is not None and old - {text(item) for item in children(listed)}:
            yield self._found("narrowed", listed, name)

    def _required(self, before: Place, now: Place) -> Iterator[Finding]:
        old = {text(item) for item in children(child(before, "required"))}
        for item in children(child(now, "required")):
            if text(item) and text(item) not in old:
                yield self._found("demanded", item, text(item))


def _is_true(place: Place, key: str) -> bool:
    return text(child(place, key)).lower() == "true"
