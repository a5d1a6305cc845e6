"""Which places of a Go file may copy a lock (go_locks.py), told from its text; None where that may be anywhere.

A lock is copied only where a value that holds one can be had: where its type is written without a pointer, where a
pointer is followed (`*p`), and where a field or a variable that is one stands without a dot behind it.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

_ALIASED = re.compile(r'^[ \t]*(?:import[ \t]+)?(?!import\b)[\w.]+[ \t]+"sync(?:/atomic)?"', re.MULTILINE)
_OWN = re.compile(r"^func \([^)\n]*\) Lock\(\)", re.MULTILINE)
_LOCK = (
    r"sync\.(?:Mutex|RWMutex|WaitGroup|Once|Cond|Pool|Map)"
    r"|atomic\.(?:Bool|Int32|Int64|Uint32|Uint64|Uintptr|Pointer)"
)
_STRUCT = re.compile(r"^(\t?)(?:type )?(\w+)(?:\[[^\n]*\])? struct \{\n(.*?)^\1\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"[ \t]*(\w+(?:, *\w+)*)[ \t]+\S")
_EMBEDDED = re.compile(r"[ \t]*(?:\w+\.)?(\w+)[ \t]*(?:`|//|$)")
_VARIABLE = re.compile(
    r"(?:var[ \t]+|\t)(\w+(?:, *\w+)*)[ \t]+[\w.]+(?:\[[^\n]*\])?[ \t]*(?:=[^\n]*|//[^\n]*)?$"
)
_FOLLOWED = re.compile(r"(?:[=,({:\[]|\breturn|\brange)\s*\*\w")
_TAKEN = re.compile(r"(?:&[\w.]*|\bnew\(\s*)$")
_COMMENT = re.compile(r"(?:^|\s)//")
_LEVELS = 4
_LONGEST = 60


def places(text: str) -> list[int] | None:
    """Return the places; None where they cannot be told."""
    if _ALIASED.search(text) or _OWN.search(text):
        return None
    structs = {found[2]: found for found in _STRUCT.finditer(text)}
    holding = _holding(structs)
    wanted = _by_value(holding)
    names: set[str] = set()
    for name in holding:
        names |= _fields(structs[name][3], wanted)
    inside = sorted(found.span() for found in structs.values())
    functions = sorted(_functions(text))
    hot: list[int] = []
    for found in wanted.finditer(text):
        at = found.start()
        start = text.rfind("\n", 0, at) + 1
        line = text[start : _line_end(text, at)]
        if _within(inside, at) or _COMMENT.search(line[: at - start]) or _TAKEN.search(line[: at - start]):
            continue
        if line.startswith(("func ", ")")):
            return None
        if _within(functions, at):
            hot.append(at)
        elif variable := _VARIABLE.match(line):
            names.update(re.findall(r"\w+", variable[1]))
        else:
            return None
    hot += (found.start() for found in _FOLLOWED.finditer(text))
    return [*hot, *_bare(text, names)]


def _holding(structs: dict[str, re.Match[str]]) -> set[str]:
    """Name the structs that hold a lock, or a struct that does."""
    found: set[str] = set()
    for _ in range(_LEVELS):
        wanted = _by_value(found)
        more = {name for name, struct in structs.items() if wanted.search(struct[3])}
        if more <= found:
            break
        found |= more
    return found


def _by_value(names: set[str]) -> re.Pattern[str]:
    """Return what finds these types and locks where no pointer to them is meant."""
    own = "".join(f"|{re.escape(name)}" for name in sorted(names))
    return re.compile(rf"(?<![*&\w.])(?:{_LOCK}{own})\b")


def _fields(body: str, wanted: re.Pattern[str]) -> set[str]:
    found: set[str] = set()
    for line in body.split("\n"):
        if wanted.search(line):
            field = _FIELD.match(line) or _EMBEDDED.match(line)
            found.update(re.findall(r"\w+", field[1]) if field else ())
    return found


def _bare(text: str, names: set[str]) -> Iterator[int]:
    """Yield where a name stands that is neither a path's beginning nor has its address taken."""
    for name in names:
        for found in re.finditer(rf"{name}\b(?!\s*[.\w(:])", text):
            at = found.start()
            before = text[max(0, at - _LONGEST) : at]
            if not (before[-1:].isalnum() or before[-1:] == "_") and not _TAKEN.search(before):
                yield at


def _functions(text: str) -> Iterator[tuple[int, int]]:
    begin = text.find("\nfunc ")
    while begin >= 0:
        following = text.find("\nfunc ", begin + 1)
        limit = following if following >= 0 else len(text)
        end = text.find("\n}\n", begin, limit + 1)
        yield (begin, end if end >= 0 else limit)
        begin = following


def _within(extents: list[tuple[int, int]], at: int) -> bool:
    number = bisect_right(extents, at, key=_begin) - 1
    return number >= 0 and extents[number][0] <= at < extents[number][1]


def _begin(extent: tuple[int, int]) -> int:
    return extent[0]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)
