"""YAML documents with places, and the nodes that a path leads to.

Tags are never constructed and aliases never copied: an alias is the same node again. A document that cannot be read
(a Helm template, a half-typed line) is left out; the others of the file are still there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DOCUMENT = re.compile(r"^---(?=\s|$)", re.MULTILINE)
_SEGMENT = re.compile(r"\[\*\]|\"([^\"]*)\"|([^.\[\]\"]+)")
# A line or a value that a template fills in: what is missing may come from there. Argo's own variables are text.
_TEMPLATE = re.compile(
    r"(?:^|[-:,\[{])[ \t]*\{\{(?!=?[ \t]*(?:inputs|outputs|workflow|steps|tasks|item|pod)\b)", re.MULTILINE
)
# libyaml's composer recurses in C: depth has to be bounded before it reads.
_DEEP = 300
_DEEP_BLOCK = re.compile(rf"(?:[-?][ \t]+){{{_DEEP}}}|^ {{{2 * _DEEP}}}", re.MULTILINE)
_SURROGATE = re.compile("[\ud800-\udfff]")
_BRACKETS = re.compile(r"[\[\]{}]")
_NULL_TAG = "tag:yaml.org,2002:null"
_MERGE_TAG = "tag:yaml.org,2002:merge"
_MOST_VISITS = 20_000
Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A node and how it was reached: `key` is the node of its key, None for an item of a list or a document's root."""

    node: yaml.Node
    key: yaml.Node | None = None
    parent: "Place | None" = None

    @property
    def name(self) -> str:
        """Its key's text, "" without one."""
        return str(self.key.value) if isinstance(self.key, yaml.ScalarNode) else ""

    @property
    def scalar(self) -> str | None:
        """Its text where it is a scalar that is not null."""
        if not isinstance(self.node, yaml.ScalarNode):
            return None
        return None if self.node.tag == _NULL_TAG else str(self.node.value)

    @property
    def is_missing(self) -> bool:
        """Tell whether there is nothing: a null."""
        return isinstance(self.node, yaml.ScalarNode) and self.scalar is None


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file; `offset` is where the text that was parsed begins."""

    root: Place
    offset: int
    text: str

    def range(self, place: Place) -> Range:
        """Return where a place is in the file, from its key on."""
        start = (place.key or place.node).start_mark.index
        end = max(_end(place.node), (place.key or place.node).end_mark.index)
        # An alias points back to its anchor.
        if place.key is not None and place.node.start_mark.index < start:
            end = place.key.end_mark.index
        return self.offset + start, self.offset + start + len(_without_tail(self.text[start:end]))

    def key_range(self, place: Place) -> Range:
        """Return where its key is, or the place itself where it has none."""
        if place.key is None:
            return self.range(place)
        return self.offset + place.key.start_mark.index, self.offset + place.key.end_mark.index


def documents(text: str) -> Iterator[Document]:
    """Read the documents of a file."""
    starts = [0, *(found.start() for found in _DOCUMENT.finditer(text) if found.start() > 0)]
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = text[start:end]
        root = _compose(part)
        if root is not None:
            yield Document(Place(root), start, part)


def find(root: Place, path: str) -> list[Place]:
    """Return the places that a path leads to: keys with dots between them, `*` any key, `[*]` any item.

    `{a,b}` is a choice of keys, `"a.b"` a key with a dot in it.
    """
    places = [root]
    visits = 0
    for segment in _segments(path):
        found = [child for place in places for child in _children(place, segment)]
        visits += len(found)
        if visits > _MOST_VISITS:
            return []
        places = found
    return places


def _without_tail(text: str) -> str:
    """Take off white space and comments: a block scalar's mark runs on over those behind it."""
    while True:
        text = text.rstrip()
        end = text.rfind("\n")
        if end < 0 or not text[end + 1 :].lstrip().startswith("#"):
            return text
        text = text[:end]


def _compose(text: str) -> yaml.Node | None:
    if _TEMPLATE.search(text) or _is_too_deep(text):
        return None
    loader = _LOADER(_SURROGATE.sub("\ufffd", text))
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    except (yaml.YAMLError, ValueError):
        return None
    finally:
        loader.dispose()


def _is_too_deep(text: str) -> bool:
    if _DEEP_BLOCK.search(text):
        return True
    depth = 0
    if text.count("[") + text.count("{") > _DEEP:
        for bracket in _BRACKETS.finditer(text):
            depth += 1 if bracket[0] in "[{" else -1
            if depth > _DEEP:
                return True
    return False


@lru_cache(maxsize=1024)
def _segments(path: str) -> tuple[str | frozenset[str], ...]:
    found: list[str | frozenset[str]] = []
    for segment in _SEGMENT.finditer(path):
        word = segment[0] if segment[1] is None else segment[1]
        is_choice = word.startswith("{") and word.endswith("}")
        found.append(frozenset(word[1:-1].split(",")) if is_choice else word)
    return tuple(found)


def _children(place: Place, segment: str | frozenset[str]) -> Iterator[Place]:
    node = place.node
    if isinstance(node, yaml.SequenceNode):
        if segment == "[*]":
            yield from (Place(item, None, place) for item in node.value)
    elif isinstance(segment, frozenset) or segment == "*" or _merges(node):
        yield from _chosen(place, segment)
    elif isinstance(node, yaml.MappingNode):
        yield from _named(place, node, segment)


def _merges(node: yaml.Node) -> bool:
    return isinstance(node, yaml.MappingNode) and any(key.tag == _MERGE_TAG for key, _value in node.value)


def _named(place: Place, node: yaml.MappingNode, name: str) -> Iterator[Place]:
    """The quick way to one entry of a mapping that merges nothing in."""
    for key, value in node.value:
        if key.value == name and isinstance(key, yaml.ScalarNode):
            yield Place(value, key, place)
            return


def _chosen(place: Place, segment: str | frozenset[str]) -> Iterator[Place]:
    seen: set[str] = set()
    for key, value in _entries(place.node):
        if isinstance(key, yaml.ScalarNode) and key.value not in seen and _is_wanted(key.value, segment):
            seen.add(key.value)
            yield Place(value, key, place)


def _is_wanted(key: str, segment: str | frozenset[str]) -> bool:
    return segment in {"*", key} if isinstance(segment, str) else key in segment


def _entries(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Yield a mapping's own entries, then those it merges in (`<<`), each mapping once however often it is named."""
    waiting, seen = [node], {id(node)}
    while waiting:
        mapping = waiting.pop(0)
        for key, value in mapping.value if isinstance(mapping, yaml.MappingNode) else ():
            if key.tag != _MERGE_TAG:
                yield key, value
                continue
            merged = value.value if isinstance(value, yaml.SequenceNode) else [value]
            fresh = [item for item in merged if id(item) not in seen]
            waiting += fresh
            seen.update(id(item) for item in fresh)


def _end(node: yaml.Node) -> int:
    """Return the offset behind a node's last character; the marks of block collections run on to the next token."""
    for _ in range(2 * _DEEP):
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            break
        last = node.value[-1]
        child = last[1] if isinstance(last, tuple) else last
        if child.start_mark.index < node.start_mark.index:
            return int(last[0].end_mark.index if isinstance(last, tuple) else node.end_mark.index)
        if (
            isinstance(child, yaml.ScalarNode)
            and child.start_mark.index == child.end_mark.index
            and isinstance(last, tuple)
        ):
            return int(last[0].end_mark.index) + 1
        node = child
    return int(node.end_mark.index)


def root_keys(document: Document) -> Mapping[str, Place]:
    """Return the entries at the top of a document by their keys."""
    return {place.name: place for place in find(document.root, "*")}


def texts(places: Sequence[Place]) -> list[str]:
    """Return the scalars among places."""
    return [place.scalar for place in places if place.scalar is not None]
