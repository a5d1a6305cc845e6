"""A text as the pieces that a person would point at: its statements and definitions, and those inside a class.

What is written above a definition belongs to it: its decorators, attributes and comments.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from archlsp.rules.descent import Branch
from archlsp.rules.source import Source
from archlsp.rules.symbols import name_of

_CONTAINERS = frozenset(
    {
        *("class_definition", "class_declaration", "abstract_class_declaration", "interface_declaration"),
        *("internal_module", "enum_declaration", "record_declaration", "annotation_type_declaration"),
        *("mod_item", "impl_item", "trait_item"),
    }
)
_BODIES = frozenset(
    {
        *("block", "class_body", "interface_body", "enum_body", "enum_body_declarations", "declaration_list"),
        *("annotation_type_body", "statement_block"),
    }
)
_WRAPPERS = frozenset(
    {
        *("decorated_definition", "export_statement", "lexical_declaration", "variable_declaration"),
        *("type_declaration", "expression_statement"),
    }
)
_BESIDE = 8
_LEADING = frozenset({"comment", "line_comment", "block_comment", "decorator", "attribute_item"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Lines `first` up to, not including, `end`; `symbol` is "" for what defines nothing.

    `inside`: the node to look into for the pieces of a class and the like, None for everything else.
    """

    first: int
    end: int
    symbol: str = ""
    inside: Branch | None = None

    @property
    def size(self) -> int:
        """The number of its lines."""
        return self.end - self.first


class Pieces:
    """The pieces of one source; what was worked out for one hunk serves the next."""

    def __init__(self, source: Source) -> None:
        """Nothing is looked into yet."""
        self.source = source
        self._known: dict[tuple[int, int, str], list[Piece]] = {}

    def near(self, holder: Piece | None, first: int, end: int) -> list[Piece]:
        """The pieces of a class, or of the text, that hold or lie right beside some lines, in reading order."""
        listed = self._of(holder)
        low = bisect_right(listed, first, key=lambda piece: piece.first)
        high = bisect_left(listed, end, key=lambda piece: piece.first)
        return listed[max(0, low - _BESIDE) : high + _BESIDE]

    def _of(self, holder: Piece | None) -> list[Piece]:
        key = (holder.first, holder.end, holder.symbol) if holder is not None else (0, 0, "")
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _pieces_of(self.source, holder)
        return known


def _pieces_of(source: Source, holder: Piece | None) -> list[Piece]:
    """List the pieces in reading order; they may touch, and share a line."""
    held = source.trunk if holder is None or holder.inside is None else holder.inside
    above = holder.symbol if holder is not None else ""
    found: list[Piece] = []
    lead: Piece | None = None
    for child in _statements(held):
        first, end = _lines(source, child)
        is_leading = child.kind in _LEADING
        if is_leading and found and first < found[-1].end:
            continue  # a remark behind a statement
        if lead is not None and first > lead.end:
            found.append(lead)
            lead = None
        top = first if lead is None else lead.first
        if is_leading:
            lead = Piece(top, end)
            continue
        found.append(_piece(source, child, (top, end), above))
        lead = None
    return found if lead is None else [*found, lead]


def definitions_around(source: Source, piece: Piece, first: int, end: int) -> Iterator[Piece]:
    """Yield the definitions inside a piece that hold all of some lines, outer before inner."""
    start, stop = _said(source, first, end)
    above = piece.symbol.split(".") if piece.symbol else []
    names: list[str] = []
    wrapper: Branch | None = None
    for branch in source.trunk.around(start, stop):
        if branch.kind in _WRAPPERS:
            wrapper = wrapper or branch
            continue
        name = name_of(branch.node, source.language, source.text_of)
        if name:
            names.append(name)
            top, _ = _lines(source, wrapper or branch)
            bottom = _lines(source, branch)[1]
            if top >= piece.first and bottom <= piece.end and len(names) > len(above):
                yield Piece(top, bottom, ".".join(names))
        wrapper = None


def _statements(held: Branch) -> Iterator[Branch]:
    """The children that say something; of a class, those of its body."""
    bodies = [child for child in held.below() if child.kind in _BODIES]
    for child in bodies[-1].below() if bodies else held.below():
        if child.kind in _BODIES:
            yield from _statements(child)
        elif child.kind[:1].isalpha() and child.end > child.start:
            yield child


def _piece(source: Source, branch: Branch, lines: tuple[int, int], above: str) -> Piece:
    name, defining = _named(source, branch)
    is_container = defining.kind in _CONTAINERS
    if is_container and not any(child.kind in _BODIES for child in defining.below()):
        return Piece(*lines)  # Rust's `mod orders;` says where it is
    symbol = f"{above}.{name}" if above and name else name
    return Piece(*lines, symbol, defining if name and is_container else None)


def _named(source: Source, branch: Branch) -> tuple[str, Branch]:
    """The definition that a statement is, or has inside wrappers."""
    name = name_of(branch.node, source.language, source.text_of)
    if not name and branch.kind in _WRAPPERS:
        for child in branch.below():
            name, defining = _named(source, child)
            if name:
                return name, defining
    return name, branch


def _lines(source: Source, branch: Branch) -> tuple[int, int]:
    """The lines of a node; a line end at its end is not one more line."""
    last = source.position(max(branch.start, branch.end - 1)).line
    return source.position(branch.start).line, last + 1


def _said(source: Source, first: int, end: int) -> tuple[int, int]:
    """The offsets of what some lines say, without the white space around it."""
    start = source.starts[first]
    stop = source.starts[end] if end < len(source.starts) else len(source.text)
    said = source.text[start:stop]
    stripped = said.strip()
    start += len(said) - len(said.lstrip()) if stripped else 0
    return start, start + len(stripped)
