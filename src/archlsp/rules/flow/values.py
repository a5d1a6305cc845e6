"""What is known of a value: a constant, a type, where it came from, what it was made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Class, Function

ALL = "all"
LED = "led"
_MOST_ORIGINS = 4
_MOST_STEPS = 4
_MOST_TEXT = 2000


class Unknown:
    """The constant of a value that is none."""

    def __repr__(self) -> str:
        """Say what it is."""
        return "UNKNOWN"


UNKNOWN = Unknown()


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """Where untrusted data came in: `kind` as in the knowledge (request, args), `at` the place in code points.

    `steps` are the assignments it went through. `clean`: the kinds of sinks it has been made harmless for.
    """

    kind: str
    at: tuple[int, int]
    steps: tuple[tuple[int, int], ...] = ()
    clean: frozenset[str] = frozenset()

    @classmethod
    def of(cls, kind: str, node: SgNode) -> "Origin":
        """Return the origin at a node."""
        return cls(kind, extent_of(node))

    @property
    def key(self) -> tuple[tuple[int, int], frozenset[str]]:
        """Equal for the same origin with the same treatment."""
        return (self.at, self.clean)


@dataclass(slots=True, eq=False)
class Value:
    """One abstract value, never changed after it was made. Everything is unknown unless said.

    `path`: the qualified dotted name it is (a module's member). `types`: names its type may go by. `built`: text made
    of parts that are not all constant; `prefix` is its constant beginning. `items`: what is known by key of a
    container or object, `closed` when there is nothing else in it. `safe`: a
    number, or checked, so that nothing can be smuggled in with it. `marks`: what has been done to the object.
    `clean`: the kinds of sinks that it has been made harmless for, wherever it came from.

    Not frozen: a frozen one takes three times as long to make, and making them is most of the work.
    """

    const: Any = UNKNOWN
    path: str | None = None
    types: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    built: bool = False
    prefix: str = ""
    items: Mapping[Any, "Value"] | None = None
    closed: bool = False
    safe: bool = False
    marks: frozenset[str] = frozenset()
    clean: frozenset[str] = frozenset()
    function: Function | None = None
    closure: "dict[str, Value] | None" = field(default=None, repr=False)
    klass: Class | None = None

    def but(self, **changes: Any) -> "Value":  # noqa: ANN401 - fields of this class
        """Return a copy with other fields; `dataclasses.replace` takes five times as long."""
        new = Value(
            self.const,
            self.path,
            self.types,
            self.origins,
            self.built,
            self.prefix,
            self.items,
            self.closed,
            self.safe,
            self.marks,
            self.clean,
            self.function,
            self.closure,
            self.klass,
        )
        for name, value in changes.items():
            setattr(new, name, value)
        return new

    @classmethod
    def number(cls) -> "Value":
        """Return a number that is not known, or another thing that carries no text."""
        return cls(safe=True)

    @property
    def is_constant(self) -> bool:
        """Tell whether it is a literal, or a container of nothing else."""
        if self.const is not UNKNOWN:
            return True
        return self.items is not None and self.closed and all(v.is_constant for v in self.items.values())

    def with_item(self, key: object, value: "Value") -> "Value":
        """Return the container with one more item."""
        return self.but(const=UNKNOWN, items={**(self.items or {}), key: value})

    def with_origins(self, origins: Iterable[Origin]) -> "Value":
        """Return the value with these origins added."""
        joined = merged(self.origins, origins)
        return self if joined is self.origins else self.but(origins=joined)

    def cleaned(self, kinds: Iterable[str]) -> "Value":
        """Return the value as it is after a sanitizer for `kinds`; ALL forgets where it came from."""
        wanted = frozenset(kinds)
        if ALL in wanted:
            return self.but(origins=(), built=False, safe=True)
        origins = tuple(replace(origin, clean=origin.clean | wanted) for origin in self.origins)
        return self.but(origins=origins, clean=self.clean | wanted)

    def stepped(self, node: SgNode) -> "Value":
        """Return the value as it is after an assignment at `node`."""
        if not self.origins or len(self.origins[0].steps) >= _MOST_STEPS:
            return self
        step = extent_of(node)
        return self.but(origins=tuple(replace(o, steps=(*o.steps, step)) for o in self.origins))

    def all_origins(self) -> tuple[Origin, ...]:
        """Return its own origins and those of what is in it."""
        if not self.items:
            return self.origins
        found = self.origins
        for item in self.items.values():
            found = merged(found, item.all_origins())
        return found


NOTHING = Value()


def extent_of(node: SgNode) -> tuple[int, int]:
    """Return where a node begins and ends, in code points."""
    place = node.range()
    return (place.start.index, place.end.index)


def merged(first: tuple[Origin, ...], second: Iterable[Origin]) -> tuple[Origin, ...]:
    """Join origins; a few are enough to tell the story."""
    known = {origin.key for origin in first}
    more = [origin for origin in second if origin.key not in known]
    return (*first, *more)[:_MOST_ORIGINS] if more else first


def constant(value: object) -> Value:
    """Return the value of a literal."""
    return Value(const=value, prefix=value if isinstance(value, str) else "")


def text_of_parts(parts: Iterable[Value]) -> Value:
    """Return the text that is made of parts in order."""
    listed = list(parts)
    if all(isinstance(part.const, str | int | float) for part in listed):
        joined = "".join(str(part.const) for part in listed)
        if len(joined) < _MOST_TEXT:
            return constant(joined)
    if all(part.safe or part.const is not UNKNOWN or _is_named_constant(part) for part in listed):
        return Value(safe=True)
    prefix, origins = "", ()
    for part in listed:
        if part.const is UNKNOWN:
            prefix += part.prefix
            break
        prefix += str(part.const)
    for part in listed:
        origins = merged(origins, part.all_origins())  # type: ignore[assignment]
    marks = frozenset({LED}) if is_led(listed) else frozenset()
    open_parts = [part.clean for part in listed if part.const is UNKNOWN and not part.safe]
    clean = frozenset.intersection(*open_parts) if open_parts else frozenset()
    return Value(origins=origins, built=True, prefix=prefix[:_MOST_TEXT], marks=marks, clean=clean)


def is_led(parts: Iterable[Value]) -> bool:
    """Tell whether the first part of a text that is not constant is nobody's who may be hostile."""
    first = next((part for part in parts if part.const is UNKNOWN), None)
    return first is not None and (LED in first.marks or not first.all_origins())


def _is_named_constant(part: Value) -> bool:
    """Tell whether it is a constant of another file: `Tables.ORDERS`."""
    return part.path is not None and part.path[part.path.rfind(".") + 1 :].isupper() and not part.origins


def joined_of(values: Iterable[Value]) -> Value:
    """Return what is true of a value that is one of several."""
    listed = list(values)
    if not listed:
        return NOTHING
    result = listed[0]
    for value in listed[1:]:
        result = join(result, value)
    return result


def join(a: Value, b: Value) -> Value:
    """Return what is true of a value that is `a` or `b`; what is suspicious of one stays."""
    if a is b:
        return a
    same = type(a.const) is type(b.const) and a.const == b.const
    return Value(
        const=a.const if same else UNKNOWN,
        path=a.path if a.path == b.path else a.path or b.path,
        types=a.types if a.types == b.types else tuple(dict.fromkeys((*a.types, *b.types)))[:4],
        origins=merged(a.origins, b.origins),
        built=a.built or b.built,
        prefix=a.prefix if a.prefix == b.prefix else _common(a, b),
        items=_joined_items(a, b),
        closed=a.closed and b.closed,
        safe=_is_safe(a) and _is_safe(b),
        marks=a.marks | b.marks,
        clean=a.clean if _is_safe(b) else b.clean if _is_safe(a) else a.clean & b.clean,
        function=a.function or b.function,
        closure=a.closure or b.closure,
        klass=a.klass or b.klass,
    )


def _is_safe(value: Value) -> bool:
    return value.safe or value.const is not UNKNOWN


def _common(a: Value, b: Value) -> str:
    length = 0
    for one, other in zip(a.prefix, b.prefix, strict=False):
        if one != other:
            break
        length += 1
    return a.prefix[:length]


def _joined_items(a: Value, b: Value) -> Mapping[Any, Value] | None:
    if a.items is None or b.items is None:
        return a.items if b.items is None else b.items
    if a.items is b.items:
        return a.items
    found = dict(a.items)
    for key, value in b.items.items():
        found[key] = join(found[key], value) if key in found else value
    return found
