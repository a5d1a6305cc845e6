"""A GraphQL schema against what it said before: what breaks the clients that are out there."""

from collections.abc import Iterator, Mapping, Sequence

from archlsp.rules.graphqlchecks import Finding
from archlsp.rules.graphqltext import Definition, Field, Type
from archlsp.rules.graphqltoken import Range

CHANGES = frozenset({"removed", "demanded", "changed-type"})
Change = tuple[str, Finding]
_OUTPUT = frozenset({"type", "interface"})


class _Whole:
    """A type with all its extensions."""

    def __init__(self) -> None:
        self.kind = ""
        self.range: Range = (0, 0)
        self.fields: dict[str, Field] = {}

    def add(self, definition: Definition) -> None:
        if not self.kind or not definition.is_extension:
            self.kind, self.range = definition.kind, definition.range
        for field in definition.fields:
            self.fields.setdefault(field.name, field)


def changes(before: Sequence[Definition], now: Sequence[Definition]) -> Iterator[Change]:
    """Yield what breaks clients, with what it is."""
    there = _wholes(now)
    gone: list[str] = []
    has_less = False
    for name, old in _wholes(before).items():
        new = there.get(name)
        if new is None:
            gone.append(name)
        elif new.kind != old.kind:
            yield "changed-type", Finding(name, new.range)
        else:
            has_less = has_less or not old.fields.keys() <= new.fields.keys()
            yield from _fields(name, old, new)
    # Types that went with the fields that gave them need no words of their own.
    if gone and not has_less:
        # The file's first definition stands for the file.
        yield "removed", Finding(gone[0], now[0].range if now else (0, 0), is_gone=True)


def _wholes(definitions: Sequence[Definition]) -> Mapping[str, _Whole]:
    found: dict[str, _Whole] = {}
    for definition in definitions:
        if definition.kind != "schema":
            found.setdefault(definition.name, _Whole()).add(definition)
    return found


def _fields(owner: str, old: _Whole, new: _Whole) -> Iterator[Change]:
    for name, field in old.fields.items():
        after = new.fields.get(name)
        if after is None:
            if not _is_announced(field):
                yield "removed", Finding(f"{owner}.{name}", new.range, is_gone=True)
        else:
            given = old.kind == "input"
            yield from _types(f"{owner}.{name}", field, after, given=given)
            yield from _arguments(f"{owner}.{name}", field, after)
    if old.kind == "input":
        yield from _new_demands(owner, old.fields, new.fields)


def _arguments(owner: str, old: Field, new: Field) -> Iterator[Change]:
    before = {argument.name: argument for argument in old.arguments}
    now = {argument.name: argument for argument in new.arguments}
    for name, argument in before.items():
        if name not in now:
            if not _is_announced(argument):
                yield "removed", Finding(f"{owner}({name})", new.range, is_gone=True)
        else:
            yield from _types(f"{owner}({name})", argument, now[name], given=True)
    yield from _new_demands(owner, before, now)


def _is_announced(field: Field) -> bool:
    """Tell whether clients were told that it would go."""
    return any(directive.name == "deprecated" for directive in field.directives)


def _new_demands(owner: str, before: Mapping[str, Field], now: Mapping[str, Field]) -> Iterator[Change]:
    for name, field in now.items():
        if name not in before and field.type and field.type.is_required and not field.has_default:
            yield "demanded", Finding(f"{owner}.{name}", field.range)


def _types(name: str, old: Field, new: Field, *, given: bool) -> Iterator[Change]:
    if old.type is None or new.type is None or old.type.said == new.type.said:
        return
    if _shape(old.type) != _shape(new.type):
        yield "changed-type", Finding(name, new.type.range)
    elif given and not new.has_default and _asks_more(old.type, new.type):
        yield "demanded", Finding(name, new.type.range)
    elif not given and _asks_more(new.type, old.type):
        yield "changed-type", Finding(name, new.type.range)


def _shape(kind: Type) -> str:
    return kind.said.replace("!", "")


def _asks_more(old: Type, new: Type) -> bool:
    """Tell whether a level of `new` must not be null where `old` let it; both have the same shape."""
    return any(bang and not was for was, bang in zip(_bangs(old), _bangs(new), strict=False))


def _bangs(kind: Type) -> list[bool]:
    """Tell of each level from the name outwards whether it is never null."""
    tail = kind.said.lstrip("[")[len(kind.name) :]
    return [level.startswith("!") for level in tail.split("]")]
