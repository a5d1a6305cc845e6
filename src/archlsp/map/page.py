"""One file as the extractors see it: calls, decorators and texts by their places, over the rules' own parse.

An expression finds where something may be; the tree says whether it is. So a file in which nothing may be is never
parsed, and what stands in a comment or a string is not taken for code.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.literals import Said, said_of
from archlsp.rules.descent import Branch
from archlsp.rules.imports import Imports
from archlsp.rules.source import PARSED, Source
from archlsp.rules.yamlobject import Object, objects

_CALLS = frozenset(
    {"call", "call_expression", "new_expression", "method_invocation", "object_creation_expression"}
)
_NAMED = ("function", "constructor", "name", "type")
_SEPARATOR = re.compile(r"(?:\.|::|\?\.)\s*$")
_SPEC = re.compile(r"(?:[#%][^\n]*\n|---\s*\n|\s)*+[\"']?(?:openapi|swagger)[\"']?\s*:")
_MOST_MATCHES = 5_000
_MOST_CONSTANTS = 300
_MOST_STEPS = 400_000
_DEEPEST = 500
_NOISE = frozenset("()[]{},;") | {"comment", "line_comment", "block_comment"}
_CONSTANT = r"(?<![\w.]){}\b[^=\n(;]{{0,60}}:?=\s*([\"'`])([^\"'`\n\\]*)\1"


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the last part of what is called, what stands before it, and what is given.

    `way` are the branches from the root to the call.
    """

    node: SgNode
    name: str
    receiver: str
    arguments: Sequence[SgNode]
    keywords: Mapping[str, SgNode]
    way: Sequence[Branch]

    def around(self, *kinds: str) -> SgNode | None:
        """Return the innermost node around the call that is of one of `kinds`."""
        return next((branch.node for branch in reversed(self.way[:-1]) if branch.kind in kinds), None)

    @property
    def parent(self) -> str:
        """The kind of the node that the call stands in."""
        return self.way[-2].kind if len(self.way) > 1 else ""

    def given(self, at: int, *names: str) -> SgNode | None:
        """Return an argument by its place or one of its names."""
        for name in names:
            if name in self.keywords:
                return self.keywords[name]
        return self.arguments[at] if 0 <= at < len(self.arguments) else None


@dataclass(slots=True)
class Page:
    """A file of the inventory."""

    path: str
    language: str
    text: str
    source: Source = field(init=False)
    _constants: dict[str, str | None] = field(default_factory=dict)
    _steps: int = 0
    _imports: Imports | None = None
    _objects: list[Object] | None = None
    _searched: dict[str, list[re.Match[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.source = Source(self.path, self.language, self.text)

    @property
    def code(self) -> str:
        """The text folded to ASCII, of which the tree is made."""
        return self.source.folded

    def imports(self, *modules: str) -> bool:
        """Tell whether the file imports one of `modules`, or something in one."""
        if self._imports is None:
            self._imports = Imports(self.code, self.language)
        return self._imports.any_of(modules)

    def objects(self) -> list[Object]:
        """What a YAML file describes: Compose projects, objects of Kubernetes, workflows."""
        if self._objects is None:
            # A long description of an API is composed once, by those who ask for that.
            self._objects = [] if _SPEC.match(self.text) else list(objects(self.path, self.text))
        return self._objects

    def calls(self, pattern: re.Pattern[str]) -> Iterator[Call]:
        """Yield the calls whose name ends where a match of `pattern` ends."""
        if self.language not in PARSED:
            return
        for number, match in enumerate(pattern.finditer(self.code)):
            if number >= _MOST_MATCHES:
                return
            start, end = match.span()
            call = self._call_at(start, end)
            if call is not None:
                yield call

    def _call_at(self, start: int, end: int) -> Call | None:
        way = self._way(end - 1, end)
        for at in range(len(way) - 1, max(len(way) - 8, -1), -1):
            if way[at].kind in _CALLS:
                named = _named_part(way[at].node)
                if named is not None and named.range().end.index == end:
                    return self._call(way[: at + 1], named, start, end)
        return None

    def _call(self, way: Sequence[Branch], named: SgNode, start: int, end: int) -> Call:
        node = way[-1].node
        name = re.search(r"[\w$]+$", self.source.text[start:end])
        before = self.source.text[way[-1].start : end - len(name[0] if name else "")]
        receiver = _SEPARATOR.sub("", before).removeprefix("new ").strip()
        arguments, keywords = self._arguments(node)
        return Call(node, name[0] if name else "", receiver, arguments, keywords, way)

    def _arguments(self, node: SgNode) -> tuple[list[SgNode], dict[str, SgNode]]:
        given = node.field("arguments")
        arguments, keywords = [], {}
        for item in given.children() if given else ():
            kind = item.kind()
            if kind == "keyword_argument":
                name, value = item.field("name"), item.field("value")
                if name and value:
                    keywords[name.text()] = value
            elif kind not in _NOISE:
                arguments.append(item)
        return arguments, keywords

    def nodes(self, *kinds: str) -> list[SgNode]:
        """List the nodes of some kinds, in order."""
        return self.source.root.find_all({"rule": {"any": [{"kind": kind} for kind in kinds]}})

    def around(self, offset: int) -> list[Branch]:
        """Return the branches from the root to the innermost node at an offset."""
        return self._way(offset, offset + 1)

    def _way(self, start: int, end: int) -> list[Branch]:
        """Go down the tree; no deeper and no more often than a file needs that a person wrote."""
        if self._steps > _MOST_STEPS:
            return []
        way = list(islice(self.source.trunk.around(start, end), _DEEPEST))
        self._steps += len(way)
        return way if len(way) < _DEEPEST else []

    def text_of(self, node: SgNode | None) -> str:
        """Return what a node says, "" for none."""
        return self.source.text_of(node) if node is not None else ""

    def said(self, node: SgNode | None) -> Said | None:
        """Return the text that an expression makes, as far as it is literal or a constant of this file."""
        return said_of(self, node) if node is not None else None

    def literal(self, node: SgNode | None) -> str | None:
        """Return the text of an expression that is wholly known, None for any other."""
        said = self.said(node)
        return said.text if said is not None and said.whole else None

    def constant(self, name: str) -> str | None:
        """Return the text that a name is bound to, where that happens once in this file and is literal."""
        if name not in self._constants:
            if len(self._constants) >= _MOST_CONSTANTS:
                return None
            found = re.findall(_CONSTANT.format(re.escape(name)), self.code) if name.isidentifier() else []
            self._constants[name] = found[0][1] if len(found) == 1 else None
        return self._constants[name]

    def searched(self, pattern: str) -> list[re.Match[str]]:
        """Return the matches of an expression that is made of a name: each is looked for once."""
        if pattern not in self._searched:
            found = re.finditer(pattern, self.code) if len(self._searched) < _MOST_CONSTANTS else iter(())
            self._searched[pattern] = list(islice(found, _MOST_CONSTANTS))
        return self._searched[pattern]

    def properties(self, node: SgNode | None) -> dict[str, SgNode]:
        """Return the entries of an object, a dictionary or a composite literal by their keys."""
        found: dict[str, SgNode] = {}
        for item in node.children() if node is not None else ():
            if item.kind() == "literal_value":
                return self.properties(item)
            if item.kind() not in {"pair", "keyed_element"}:
                continue
            key, value = item.field("key"), item.field("value")
            parts = [child for child in item.children() if child.kind() not in {":", ","}]
            key, value = key or parts[0], value or parts[-1]
            found[self.text_of(key).strip("\"'`")] = _inner(value)
        return found

    def entry(  # noqa: PLR0913 - what an entry has
        self,
        kind: Kind,
        name: str,
        at: SgNode | tuple[int, int],
        detail: Mapping[str, str],
        *,
        symbol: str | None = None,
        partial: bool = False,
    ) -> Entry:
        """Make an entry at a node or a range; without `symbol` it is the definition around it."""
        if isinstance(at, tuple):
            start, end = at
        else:
            place = at.range()
            start, end = place.start.index, place.end.index
        end = min(end, start + len(self.text[start:end].split("\n", 1)[0].rstrip()) or end)
        span = self.source.span(start, max(end, start))
        if symbol is None:
            symbol = self.source.symbol_at(span)
        kept = {key: text for key, text in detail.items() if text}
        return Entry(kind, name.strip(), self.path, span, symbol, kept, partial)


def _named_part(node: SgNode) -> SgNode | None:
    for name in _NAMED:
        part = node.field(name)
        if part is not None:
            return part
    return None


def _inner(node: SgNode) -> SgNode:
    """What a `literal_element` of Go wraps."""
    children = node.children() if node.kind() == "literal_element" else []
    return children[0] if children else node
