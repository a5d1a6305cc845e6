"""The text under review, parsed at most once, and only when somebody asks."""

import re
from functools import cached_property

from ast_grep_py import SgNode, SgRoot

from archlsp.model.text import Position, Span, line_starts, offset_at, position_at
from archlsp.rules.symbols import Definition, definitions

PARSED = frozenset({"python", "javascript", "typescript", "tsx", "go", "java", "rust"})
_SURROGATE = re.compile("[\ud800-\udfff]")


class Source:
    """One file: its path (POSIX), language (model/languages.py) and text, with what is derived from them."""

    def __init__(self, path: str, language: str, text: str) -> None:
        """Keep the text; nothing is parsed yet."""
        self.path = path
        self.language = language
        self.text = text

    @cached_property
    def starts(self) -> list[int]:
        """The offsets at which lines begin (model.text.line_starts)."""
        return line_starts(self.text)

    @cached_property
    def root(self) -> SgNode:
        """The root of the syntax tree. Its `range().start.index` counts code points of `text`.

        Raises KeyError for a language that has no grammar here: the library itself would panic.
        """
        return parse(self.text, self.language)

    @cached_property
    def definitions(self) -> tuple[Definition, ...]:
        """The classes and functions of the file in reading order; empty for languages without a tree."""
        return definitions(self.root, self.language) if self.language in PARSED else ()

    @cached_property
    def errors(self) -> list[SgNode]:
        """The places that do not parse."""
        return errors(self.root)

    def position(self, offset: int) -> Position:
        """Turn an offset in code points into a position."""
        return position_at(self.starts, offset)

    def span(self, start: int, end: int) -> Span:
        """Turn two offsets in code points into a span."""
        return Span(position_at(self.starts, start), position_at(self.starts, end))

    def span_of(self, node: SgNode) -> Span:
        """Return the span of a node of the tree."""
        place = node.range()
        return self.span(place.start.index, place.end.index)

    def offset(self, position: Position) -> int:
        """Turn a position into an offset in code points."""
        return offset_at(self.text, self.starts, position)

    def slice(self, span: Span) -> str:
        """Return the verbatim text of a span."""
        return self.text[self.offset(span.start) : self.offset(span.end)]

    def symbol_at(self, span: Span) -> str:
        """Return the dotted name of the definitions around `span`, "" at the top level."""
        start, end = self.offset(span.start), self.offset(span.end)
        return ".".join(item.name for item in self.definitions if item.start <= start and end <= item.end)


def parse(text: str, language: str) -> SgNode:
    """Parse a text; a lone surrogate is read as U+FFFD, so that offsets stay. Raises KeyError (unknown language)."""
    if language not in PARSED:
        raise KeyError(language)
    return SgRoot(_SURROGATE.sub("�", text), language).root()


def errors(root: SgNode) -> list[SgNode]:
    """List the innermost errors of a tree: an outer one may be the whole file."""
    if root.find(kind="ERROR") is None:
        return []
    return root.find_all({"rule": {"kind": "ERROR", "not": {"has": {"kind": "ERROR", "stopBy": "end"}}}})
