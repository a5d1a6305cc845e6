"""What a regular expression of a rule cannot do without: literals, told from its text.

A group is a set of words of which one must be there; an expression has one or more groups. Small letters stand for
both, so an expression that ignores case is no exception.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PIECE = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|\(\?[a-zA-Z-]*[:)]|.", re.DOTALL)
_COUNT = re.compile(r"\{(\d+)(?:,\d*)?\}")
# Named groups, classes in classes, verbose expressions: rare, and not worth reading.
_NOT_OURS = re.compile(r"[^\x00-\x7f]|\\[pPxuUQ]|\(\?[a-z-]*x|\(\?P?<|\(\?[=!]|&&|\[:\^?\w+:\]")
_EDGES = frozenset({"^", "$", r"\b", r"\A", r"\z"})
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A literal in small letters; `begins` and `ends`: no letter, digit or underscore comes before or after it."""

    text: str
    begins: bool = False
    ends: bool = False


Group = frozenset[Word]
Groups = tuple[Group, ...]


@dataclass(slots=True)
class _Choice:
    ways: list[list["_Item"]]


# A character, a place where words end, anything else, or an alternation.
_Item = str | _Choice
_ANYTHING = ""
_EDGE = "edge"


@lru_cache(maxsize=4096)
def required(regex: str) -> Groups:
    """Return the groups of an expression; none where nothing can be said."""
    if _NOT_OURS.search(regex):
        return ()
    reader = _Reader(_PIECE.findall(regex))
    ways = reader.ways()
    return () if reader.left_over else _of_ways(ways, begins=False, ends=False)


def whole(words: Iterable[str]) -> Groups:
    """Return one group for each name that must be there as a whole."""
    return tuple(frozenset({Word(word.lower(), begins=True, ends=True)}) for word in words)


def either(choices: Sequence[Groups]) -> Groups:
    """Return what is needed whichever of the choices holds: of each its best group."""
    if not choices or not all(choices):
        return ()
    return (frozenset().union(*(max(groups, key=rarity) for groups in choices)),)


def rarity(group: Group) -> tuple[int, int]:
    """Tell how rare the words of a group are likely to be: long ones, and few of them."""
    return min(len(word.text) for word in group), -len(group)


class _Reader:
    """Reads the pieces of an expression."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = pieces
        self._at = 0

    @property
    def left_over(self) -> bool:
        return self._at < len(self._pieces)

    def ways(self) -> list[list[_Item]]:
        """Read up to the end of the group, or of everything."""
        found: list[list[_Item]] = [[]]
        while self._at < len(self._pieces) and self._pieces[self._at] != ")":
            piece = self._pieces[self._at]
            self._at += 1
            if piece == "|":
                found.append([])
            else:
                found[-1] += self._counted(self._item(piece))
        return found

    def _item(self, piece: str) -> _Item:
        if piece.startswith("(") and not piece.endswith(")"):
            choice = _Choice(self.ways())
            self._at += 1
            return choice
        if piece in _EDGES:
            return _EDGE
        if len(piece) == 1 and piece not in ".":
            return piece
        return piece[1] if len(piece) == _PAIR and piece[0] == "\\" and not piece[1].isalnum() else _ANYTHING

    def _counted(self, item: _Item) -> Iterator[_Item]:
        """Yield an item, and a gap where there may be more or less than one of it."""
        rest = "".join(self._pieces[self._at : self._at + _LONGEST_COUNT])
        count = _COUNT.match(rest)
        size = len(count[0]) if count else int(rest[:1] in {"?", "*", "+"} and rest != "")
        if not size:
            yield item
            return
        self._at += size
        if self._at < len(self._pieces) and self._pieces[self._at] == "?":
            self._at += 1
        if rest[0] == "+" or (count and int(count[1]) > 0):
            yield item
        yield _ANYTHING


_PAIR = 2
_LONGEST_COUNT = 12


def _of_ways(ways: list[list[_Item]], *, begins: bool, ends: bool) -> Groups:
    found = [tuple(_of_items(items, begins=begins, ends=ends)) for items in ways]
    return found[0] if len(found) == 1 else either(found)


def _of_items(items: list[_Item], *, begins: bool, ends: bool) -> Iterator[Group]:
    at = 0
    while at < len(items):
        item = items[at]
        if isinstance(item, _Choice):
            before, after = _is_edge(items, at - 1, begins), _is_edge(items, at + 1, ends)
            yield from _of_ways(item.ways, begins=before, ends=after)
            at += 1
            continue
        end = at
        while end < len(items) and isinstance(items[end], str) and items[end] not in {_ANYTHING, _EDGE}:
            end += 1
        text = "".join(str(character) for character in items[at:end])
        if len(text) >= _SHORTEST:
            yield frozenset({_word(text, _is_edge(items, at - 1, begins), _is_edge(items, end, ends))})
        at = max(end, at + 1)


def _is_edge(items: list[_Item], at: int, outside: bool) -> bool:
    """Tell whether a word ends at a place of the sequence; beyond its ends what is around it decides."""
    return items[at] == _EDGE if 0 <= at < len(items) else outside


def _word(text: str, begins: bool, ends: bool) -> Word:
    return Word(text.lower(), begins and _is_letter(text[0]), ends and _is_letter(text[-1]))


def _is_letter(character: str) -> bool:
    return character.isalnum() or character == "_"
