"""The text under review, parsed at most once, and only when somebody asks."""

import re
from functools import cached_property

from ast_grep_py import SgNode, SgRoot

from archlsp.model.review import Request
from archlsp.model.text import Position, Span, line_starts, offset_at, position_at
from archlsp.rules.descent import Branch
from archlsp.rules.symbols import name_of

PARSED = frozenset({"python", "javascript", "typescript", "tsx", "go", "java", "rust", "terraform"})
_GRAMMARS = {"terraform": "hcl"}
_SURROGATE = re.compile("[\ud800-\udfff]")
_PAST_ASCII = re.compile(r"[^\x00-\x7f]+")


class Source:
    """One file: its path (POSIX), language (model/languages.py) and text, with what is derived from them.

    `base`, `folder` (the request's `root`) and `changed` are those of the request (model/review.py).
    """

    def __init__(self, path: str, language: str, text: str) -> None:
        """Keep the text; nothing is parsed yet.

        In `text` a lone surrogate, which no parser takes, is U+FFFD; offsets stay, and `slice` is verbatim.
        """
        self.path = path
        self.language = language
        self.text = _well_formed(text)
        self._verbatim = text
        self.base: str | None = None
        self.folder: str | None = None
        self.changed: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: Request) -> "Source":
        """Return the file that a request is about."""
        source = cls(request.path, request.language, request.text)
        source.base, source.folder, source.changed = request.base, request.root, request.changed
        return source

    @cached_property
    def starts(self) -> list[int]:
        """The offsets at which lines begin (model.text.line_starts)."""
        return line_starts(self.text)

    @cached_property
    def root(self) -> SgNode:
        """The root of the syntax tree; `range().start.index` of a node counts code points of `text`.

        The tree is of the text folded to ASCII (why: regexes.py), so ask `text_of` for what a node says. Raises
        KeyError for a language that has no grammar here: the library itself would panic.
        """
        return _tree(self.folded, self.language)

    @cached_property
    def folded(self) -> str:
        """What the tree is made of; its offsets are those of `text`."""
        return folded(self.text)

    @cached_property
    def small(self) -> str:
        """The same in small letters."""
        return self.folded.lower()

    @cached_property
    def trunk(self) -> Branch:
        """The root of the tree, for the way down to a place."""
        return Branch(self.root)

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

    def text_of(self, node: SgNode) -> str:
        """Return what a node of the tree says in the text."""
        place = node.range()
        return self.text[place.start.index : place.end.index]

    def offset(self, position: Position) -> int:
        """Turn a position into an offset in code points."""
        return offset_at(self.text, self.starts, position)

    def slice(self, span: Span) -> str:
        """Return the verbatim text of a span."""
        return self._verbatim[self.offset(span.start) : self.offset(span.end)]

    def symbol_at(self, span: Span) -> str:
        """Return the dotted name of the definitions around `span`, "" at the top level."""
        if self.language not in PARSED:
            return ""
        around = self.trunk.around(self.offset(span.start), self.offset(span.end))
        names = (name_of(branch.node, self.language, self.text_of) for branch in around)
        return ".".join(name for name in names if name)


def parse(text: str, language: str) -> SgNode:
    """Parse a text, folded to ASCII. Raises KeyError for a language that has no grammar here."""
    return _tree(folded(text), language)


def _tree(text: str, language: str) -> SgNode:
    if language not in PARSED:
        raise KeyError(language)
    return SgRoot(text, _GRAMMARS.get(language, language)).root()


def folded(text: str) -> str:
    """Return a text of the same length in ASCII: nothing a parser or a pattern asks for is anything else."""
    return text if text.isascii() else _PAST_ASCII.sub(_folded_piece, text)


def _folded_piece(found: re.Match[str]) -> str:
    return found[0].translate(_FOLDED)


class _Folded(dict[int, int]):
    """Each character outside ASCII as one of ASCII: a space for a space, else a small letter."""

    def __missing__(self, code: int) -> int:
        if code < _ASCII:
            folded = code
        elif chr(code).isspace() or code == _BYTE_ORDER_MARK:
            folded = ord(" ")
        else:
            folded = ord("a") + code % 26
        self[code] = folded
        return folded


_ASCII = 128
_BYTE_ORDER_MARK = 0xFEFF
_FOLDED = _Folded()


def _well_formed(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    return text


def errors(root: SgNode) -> list[SgNode]:
    """List the innermost errors of a tree: an outer one may be the whole file."""
    if root.find(kind="ERROR") is None:
        return []
    return root.find_all({"rule": {"kind": "ERROR", "not": {"has": {"kind": "ERROR", "stopBy": "end"}}}})
