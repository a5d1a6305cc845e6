"""Calls of a program as its migrations write them, in one form for Python and JavaScript.

A chain `t.string("a").notNullable()` is one `Chain`: its root `t`, and each link with its arguments.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ast_grep_py import SgNode

from archlsp.rules.source import Source

_CALLS = {"python": ("call",)}
_SCRIPT_CALLS = ("call_expression", "new_expression")
_MEMBERS: Mapping[str, tuple[str, str]] = {
    "attribute": ("object", "attribute"),
    "member_expression": ("object", "property"),
}
_STRINGS = frozenset({"string", "template_string"})
_PAIRS = frozenset({"pair", "keyword_argument"})
_LISTS = frozenset({"array", "list", "tuple", "object", "dictionary"})
_INTERPOLATIONS = frozenset({"interpolation", "template_substitution"})
_TRANSPARENT = frozenset({"await_expression", "await", "parenthesized_expression", "as_expression"})
Place = tuple[int, int]


@dataclass(frozen=True)
class Value:
    """One expression of a program, read only as far as a migration needs it."""

    source: Source
    node: SgNode

    @property
    def place(self) -> Place:
        """Where it is in the file."""
        return _place(self.node)

    @cached_property
    def text(self) -> str:
        """What it says in the program."""
        return self.source.text_of(self.node)

    @property
    def is_string(self) -> bool:
        """Tell whether it is a string with nothing put into it."""
        if self.node.kind() not in _STRINGS:
            return False
        return not any(child.kind() in _INTERPOLATIONS for child in self.node.children())

    @cached_property
    def string(self) -> str:
        """What a string holds, else ""."""
        return self.source.text[slice(*self.inside)] if self.is_string else ""

    @cached_property
    def inside(self) -> Place:
        """Where a string's content is: the place without prefix and quotes."""
        start, end = self.place
        opening = len(self.text) - len(self.text.lstrip("rRbBuUfF"))
        quote = 3 if self.text[opening : opening + 3] in {'"""', "'''"} else 1
        return start + opening + quote, max(end - quote, start + opening + quote)

    @cached_property
    def items(self) -> list["Value"]:
        """The items of a list, a tuple or an object; of any other value nothing."""
        if self.node.kind() not in _LISTS:
            return []
        return [Value(self.source, child) for child in self.node.children() if child.is_named()]

    @cached_property
    def named(self) -> Mapping[str, "Value"]:
        """The values of an object by their keys."""
        return dict(_named(self.source, item.node) for item in self.items if item.node.kind() in _PAIRS)

    @property
    def strings(self) -> list["Value"]:
        """The value itself where it is a string, or the strings among its items."""
        return [self] if self.is_string else [item for item in self.items if item.is_string]

    @cached_property
    def chain(self) -> "Chain | None":
        """The calls that it is made of; None for what is no call."""
        return chain_of(self.source, self.node)


@dataclass(frozen=True)
class Link:
    """One call of a chain."""

    name: str
    args: list[Value] = field(default_factory=list)
    named: Mapping[str, Value] = field(default_factory=dict)

    def arg(self, at: int, *names: str) -> Value | None:
        """Return an argument by its place or one of its names."""
        found = next((self.named[name] for name in names if name in self.named), None)
        return found or (self.args[at] if at < len(self.args) else None)


@dataclass(frozen=True)
class Chain:
    """Calls on one another, first to last; `root` is what the first one is called on, with dots."""

    value: Value
    root: str
    links: tuple[Link, ...]

    def link(self, *names: str) -> Link | None:
        """Return the first call of one of these names."""
        return next((link for link in self.links if link.name in names), None)


def chains(source: Source, within: SgNode, beginning: re.Pattern[str] | None = None) -> Iterator[Chain]:
    """Yield the outermost chains below a node in reading order; what is inside of an argument comes after.

    `beginning` holds for the text of those that count.
    """
    kinds = _CALLS.get(source.language, _SCRIPT_CALLS)
    inner: set[Place] = set()
    nodes = sorted(
        (node for kind in kinds for node in within.find_all(kind=kind)), key=lambda node: _order(node)
    )
    for node in nodes:
        place = _place(node)
        if place in inner or (beginning and not beginning.match(source.text, place[0])):
            continue
        chain = chain_of(source, node, inner)
        if chain is not None:
            yield chain


def chain_of(source: Source, node: SgNode, inner: set[Place] | None = None) -> Chain | None:
    """Read a node as a chain of calls; the places of the calls that it is made of are added to `inner`."""
    links: list[Link] = []
    whole = node
    current: SgNode | None = node
    while current is not None:
        if current.kind() in _TRANSPARENT:
            current = next((child for child in current.children() if child.is_named()), None)
            continue
        callee = current.field("function") or current.field("constructor")
        if callee is None or current.field("arguments") is None:
            break
        if inner is not None:
            inner.add(_place(current))
        links.append(_link(source, current, _name(source, callee)))
        current = _receiver(callee)
    if not links:
        return None
    root = source.text_of(current) if current is not None else ""
    return Chain(Value(source, whole), root, tuple(reversed(links)))


def _receiver(callee: SgNode) -> SgNode | None:
    keys = _MEMBERS.get(callee.kind())
    return callee.field(keys[0]) if keys else None


def _name(source: Source, callee: SgNode) -> str:
    keys = _MEMBERS.get(callee.kind())
    node = callee.field(keys[1]) if keys else callee
    return source.text_of(node) if node else ""


def _link(source: Source, call: SgNode, name: str) -> Link:
    args: list[Value] = []
    named: dict[str, Value] = {}
    arguments = call.field("arguments")
    for child in arguments.children() if arguments else ():
        if child.kind() == "keyword_argument":
            key, value = _named(source, child)
            named[key] = value
        elif child.is_named() and child.kind() != "comment":
            args.append(Value(source, child))
    return Link(name, args, named)


def _named(source: Source, pair: SgNode) -> tuple[str, Value]:
    key = pair.field("key") or pair.field("name")
    value = pair.field("value")
    return source.text_of(key).strip("\"'") if key else "", Value(source, value or pair)


def _place(node: SgNode) -> Place:
    place = node.range()
    return place.start.index, place.end.index


def _order(node: SgNode) -> Place:
    start, end = _place(node)
    return start, -end
