"""A call as the rules see it: its names, its receiver, its arguments, where it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ast_grep_py import SgNode

from archlsp.rules.flow.values import NOTHING, UNKNOWN, Value
from archlsp.rules.source import Source

THIS = "this"
ANY = "any"
EVERY = "all"
_MOST_TEXT = 200


@dataclass(slots=True, eq=False)
class Given:
    """An argument with its value."""

    node: SgNode
    value: Value
    name: str | None = None
    spread: bool = False


@dataclass(slots=True, eq=False)
class Place:
    """The surroundings of a call: what it stands in, from the root function inwards."""

    loops: int = 0
    is_async: bool = False
    handler: bool = False
    tries: int = 0
    finals: int = 0
    function: bool = False
    withs: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Telling:
    """The text of a receiver, read only when a rule asks."""

    source: Source
    node: SgNode | None = None

    @property
    def text(self) -> str:
        """The end of the receiver's text, "" without a receiver."""
        return self.source.text_of(self.node)[-_MOST_TEXT:] if self.node is not None else ""


@dataclass(slots=True, eq=False)
class Site:
    """A call, an assignment to a field, or a return, where a rule may hold.

    `names`: the names it goes by. `receiver` is what stands before the last dot, with its text. `place` is of the
    whole way, `own` of the function it is written in; `outer` is the call in the root function that led here;
    `away`: the call itself is written in another file.
    """

    node: SgNode
    names: tuple[str, ...]
    given: tuple[Given, ...]
    place: Place
    receiver: Value | None = None
    told: Telling | None = None
    outer: SgNode | None = None
    own_loops: int = 0
    away: bool = False
    keywords: dict[str, Given] = field(default_factory=dict)

    @property
    def receiver_text(self) -> str:
        """The source text of the receiver, "" without one."""
        return self.told.text if self.told is not None else ""

    @property
    def has_spread(self) -> bool:
        """Tell whether arguments may be there that are not written."""
        return any(given.spread for given in self.given)

    def find(self, which: object) -> Iterator[Given | None]:
        """Yield what `which` (a position, a keyword, a path into a literal, this, any, all, or a list) stands for.

        Of a list the first that is there. None: it is not there.
        """
        if isinstance(which, Sequence) and not isinstance(which, str):
            for one in which:
                found = [given for given in self.find(one) if given is not None]
                if found:
                    yield from found
                    return
            yield None
        elif which == THIS:
            yield Given(self.node, self.receiver or NOTHING)
        elif which in {ANY, EVERY}:
            yield from self.given
        else:
            yield self._one(str(which))

    def _one(self, which: str) -> Given | None:
        head, _, rest = which.partition(".")
        found = self._named(head)
        for key in rest.split(".") if rest else ():
            if found is None:
                return None
            found = _inside(found, key)
        return found

    def _named(self, head: str) -> Given | None:
        if not head.isdigit():
            return self.keywords.get(head)
        positional = [given for given in self.given if given.name is None]
        at = int(head)
        if at < len(positional) and not any(given.spread for given in positional[: at + 1]):
            return positional[at]
        return None


def _inside(given: Given, key: str) -> Given | None:
    items = given.value.items
    if items is not None:
        for name in (key, int(key) if key.isdigit() else key):
            if name in items:
                return Given(given.node, items[name])
    if given.value.closed or given.value.const is not UNKNOWN:
        return None
    # What is inside of something untrusted is untrusted; a text has nothing inside.
    return Given(given.node, NOTHING if given.value.built else Value(origins=given.value.origins))
