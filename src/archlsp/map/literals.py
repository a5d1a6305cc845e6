"""Texts that code makes: literals, joined pieces, templates, and constants of the same file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from ast_grep_py import SgNode

_DEEPEST = 12
_LONGEST_HOLE = 60
_STRINGS = frozenset(
    {"string", "string_literal", "template_string", "interpreted_string_literal", "raw_string_literal"}
)
_CONTENT = frozenset(
    {
        "string_content",
        "string_fragment",
        "interpreted_string_literal_content",
        "raw_string_literal_content",
        "escape_sequence",
        "multiline_string_fragment",
    }
)
_HOLES = frozenset({"interpolation", "template_substitution"})
_JOINED = frozenset({"binary_operator", "binary_expression"})
_NAMES = frozenset({"identifier", "type_identifier", "property_identifier"})
_PATHS = frozenset({"member_expression", "attribute", "selector_expression", "field_access"})
_WRAPPED = frozenset({"parenthesized_expression", "as_expression", "reference_expression", "literal_element"})


@dataclass(frozen=True, slots=True)
class Said:
    """A text; where it is not `whole`, what is not known stands in it as `{expression}`."""

    text: str
    whole: bool = True


class Reader(Protocol):
    """What is asked of a page."""

    def text_of(self, node: SgNode | None) -> str: ...

    def constant(self, name: str) -> str | None: ...


def said_of(page: Reader, node: SgNode, depth: int = 0) -> Said | None:
    """Return what an expression says, None where nothing of it is a text."""
    if depth > _DEEPEST:
        return None
    kind = node.kind()
    if kind in _STRINGS:
        return _string(page, node)
    reader = _READERS.get(kind)
    return reader(page, node, depth + 1) if reader else None


def _string(page: Reader, node: SgNode) -> Said | None:
    pieces, whole = [], True
    written = page.text_of(node)
    if written[:1] in "bB" and written[1:2] in "\"'":
        return None
    for part in node.children():
        kind = part.kind()
        if kind in _CONTENT:
            pieces.append(page.text_of(part))
        elif kind in _HOLES:
            hole = _hole(page, part)
            whole = whole and hole.whole
            pieces.append(hole.text)
    return Said("".join(pieces), whole)


def _hole(page: Reader, node: SgNode) -> Said:
    written = page.text_of(node).strip().removeprefix("$").strip("{}").strip()
    known = page.constant(written)
    if known is not None:
        return Said(known)
    return Said("{" + " ".join(written.split())[:_LONGEST_HOLE] + "}", whole=False)


def _joined(page: Reader, node: SgNode, depth: int) -> Said | None:
    left, right, sign = node.field("left"), node.field("right"), node.field("operator")
    if left is None or right is None or sign is None or sign.text() != "+":
        return None
    one, other = said_of(page, left, depth), said_of(page, right, depth)
    if one is None and other is None:
        return None
    both = [
        said or Said("{" + _short(page, part) + "}", whole=False)
        for said, part in ((one, left), (other, right))
    ]
    return Said(both[0].text + both[1].text, both[0].whole and both[1].whole)


def _short(page: Reader, node: SgNode) -> str:
    return " ".join(page.text_of(node).split())[:_LONGEST_HOLE].strip("{}")


def _concatenated(page: Reader, node: SgNode, depth: int) -> Said | None:
    found = [said for part in node.children() if (said := said_of(page, part, depth)) is not None]
    return Said("".join(said.text for said in found), all(said.whole for said in found)) if found else None


def _name(page: Reader, node: SgNode, _depth: int) -> Said | None:
    known = page.constant(page.text_of(node))
    return Said(known) if known is not None else None


def _wrapped(page: Reader, node: SgNode, depth: int) -> Said | None:
    inner = next(_meant(node), None)
    return said_of(page, inner, depth) if inner is not None else None


def _meant(node: SgNode) -> Iterator[SgNode]:
    return (part for part in node.children() if part.kind() not in {"(", ")", "&"})


_READERS: Mapping[str, Callable[[Reader, SgNode, int], Said | None]] = {
    **dict.fromkeys(_JOINED, _joined),
    **dict.fromkeys(_NAMES, _name),
    **dict.fromkeys(_WRAPPED, _wrapped),
    "concatenated_string": _concatenated,
}
