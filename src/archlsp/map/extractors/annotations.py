"""Annotations of Java: what they are given, and what they stand at."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ast_grep_py import SgNode

from archlsp.map.literals import Said
from archlsp.map.page import Page
from archlsp.rules.descent import Branch

TYPES = ("class_declaration", "interface_declaration", "record_declaration", "enum_declaration")
_DECLARED = (*TYPES, "method_declaration", "field_declaration", "formal_parameter", "constructor_declaration")
_ANNOTATIONS = frozenset({"annotation", "marker_annotation"})
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Annotation:
    """`@Name(value, key = value)`; `owner` is the declaration it stands at. A value without a key is `value`."""

    node: SgNode
    name: str
    owner: SgNode | None
    values: Mapping[str, SgNode]
    way: Sequence[Branch]

    @property
    def type(self) -> SgNode | None:
        """The innermost class or interface around, or the one that it stands at."""
        return next((branch.node for branch in reversed(self.way) if branch.kind in TYPES), None)


def annotations(page: Page, pattern: re.Pattern[str]) -> Iterator[Annotation]:
    """Yield the annotations at the matches of `pattern`, which begins with `@`."""
    for number, found in enumerate(pattern.finditer(page.code)):
        way = page.around(found.start())
        at = next((at for at in range(len(way) - 1, 0, -1) if way[at].kind in _ANNOTATIONS), None)
        if at is None or way[at].start != found.start():
            continue
        if number >= _MOST:
            return
        node = way[at].node
        owner = next((branch.node for branch in reversed(way[:at]) if branch.kind in _DECLARED), None)
        name = page.text_of(node.field("name")).rsplit(".", 1)[-1]
        yield Annotation(node, name, owner, _values(page, node), way[:at])


def of(page: Page, node: SgNode | None) -> dict[str, Mapping[str, SgNode]]:
    """Return the annotations of a declaration by their names."""
    found: dict[str, Mapping[str, SgNode]] = {}
    for part in node.children() if node is not None else ():
        if part.kind() == "modifiers":
            for item in part.children():
                if item.kind() in _ANNOTATIONS:
                    name = page.text_of(item.field("name")).rsplit(".", 1)[-1]
                    found[name] = _values(page, item)
    return found


def _values(page: Page, node: SgNode) -> dict[str, SgNode]:
    given = node.field("arguments")
    found: dict[str, SgNode] = {}
    for item in given.children() if given else ():
        kind = item.kind()
        if kind == "element_value_pair":
            key, value = item.field("key"), item.field("value")
            if key and value:
                found[page.text_of(key)] = value
        elif kind not in {"(", ")", ","}:
            found["value"] = item
    return found


def texts(page: Page, node: SgNode | None) -> list[Said]:
    """Return the texts of a value: one, or those of an array; [] where one cannot be told."""
    if node is None:
        return []
    items = [node]
    if node.kind() == "element_value_array_initializer":
        items = [item for item in node.children() if item.kind() not in {"{", "}", ","}]
    said = [page.said(item) for item in items]
    return [one for one in said if one is not None] if None not in said else []
