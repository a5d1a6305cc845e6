"""What infrastructure code says, whichever language it is written in: values with places, and the way along a path.

HCL and CloudFormation spell the same thing differently (`storage_encrypted`, `StorageEncrypted`), so keys are compared
folded: without case, `_` and `-`. A nested block of HCL is an entry whose value is a mapping; a path steps through
lists without saying so. What cannot be known here (a variable without a default, a function's result) is `Unknown`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

_MOST_STEPS = 20_000


@dataclass(slots=True)
class Value:
    """Anything; `start` and `end` are offsets in the file."""

    start: int
    end: int


@dataclass(slots=True)
class Scalar(Value):
    """A text, number or boolean as text; None is a null. Not `whole`: it has parts that are not known."""

    text: str | None
    whole: bool = True


@dataclass(slots=True)
class Items(Value):
    """A list; not `whole`: there may be more in it."""

    items: list[Value]
    whole: bool = True


@dataclass(slots=True)
class Mapping(Value):
    """A block, an object or a document; not `whole`: it may have more keys. `labels` are those of a block."""

    entries: list["Entry"] = field(default_factory=list)
    whole: bool = True
    labels: tuple[str, ...] = ()


@dataclass(slots=True)
class Unknown(Value):
    """An expression; `name` is what it refers to, as `aws_kms_key.main.arn` or a logical id, "" for any other."""

    name: str = ""


@dataclass(slots=True)
class Entry:
    """One key of a mapping; it reaches from `start`, its key, to `end`, of its value; `key_end` closes its head."""

    key: str
    start: int
    key_end: int
    value: Value
    folded: str


@dataclass(slots=True)
class Found:
    """What a path leads to: values as they stand and resolved; `is_open`: there may be more that is not known."""

    places: list["Place"]
    is_open: bool = False


@dataclass(slots=True)
class Place:
    """A value, resolved, and the entry by which it was reached (None for the subject itself)."""

    value: Value
    entry: Entry | None = None


Resolve = Callable[[Value], Value]


def fold(key: str) -> str:
    """Return a key as keys are compared."""
    return key.replace("_", "").replace("-", "").lower()


def entry(key: str, start: int, key_end: int, value: Value) -> Entry:
    """Build an entry."""
    return Entry(key, start, key_end, value, fold(key))


@lru_cache(maxsize=2048)
def steps(path: str) -> tuple[str, ...]:
    """Split a path into folded keys; `*` is any key."""
    return tuple(fold(step) for step in path.split(".")) if path else ()


def find(resolve: Resolve, start: Value, path: str) -> Found:
    """Follow a path of keys with dots between them; lists are stepped through."""
    found = Found([Place(resolve(start))])
    for step in steps(path):
        found = _step(resolve, found, step)
    return found


def flat(resolve: Resolve, place: Place) -> Iterator[Place]:
    """Yield a place, or the items of its list."""
    waiting: list[Value] = [place.value]
    for _ in range(_MOST_STEPS):
        if not waiting:
            return
        value = resolve(waiting.pop(0))
        if isinstance(value, Items):
            waiting[:0] = value.items
            if not value.whole:
                waiting.append(Unknown(value.start, value.end))
        else:
            yield Place(value, place.entry)


def _step(resolve: Resolve, found: Found, step: str) -> Found:
    after = Found([], found.is_open)
    for place in found.places:
        for item in flat(resolve, place):
            if isinstance(item.value, Mapping):
                _descend(resolve, item.value, step, after)
            elif isinstance(item.value, Unknown):
                after.is_open = True
    return after


def _descend(resolve: Resolve, mapping: Mapping, step: str, after: Found) -> None:
    chosen = [each for each in mapping.entries if step in {"*", each.folded}]
    after.places += [Place(resolve(each.value), each) for each in chosen]
    if not mapping.whole and not chosen:
        after.is_open = True


def first(values: Sequence[Value]) -> Value | None:
    """Return the first value, None where there is none."""
    return values[0] if values else None
