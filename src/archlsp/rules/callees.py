"""What code calls in this repository: definitions of the same file, and of files that its imports lead to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from archlsp.git.plain import read_plain
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Callee
from archlsp.rules.calledfiles import CalledFiles
from archlsp.rules.declared import Declarations, declarations, declarations_in, source_of
from archlsp.rules.neighbours import around
from archlsp.rules.outline import OUTLINED
from archlsp.rules.source import Source
from archlsp.rules.withheld import Withheld

_CHAIN = (
    r"(?<![\w$.:@])(?<!def )(?<!fn )(?<!func )(?<!class )(?<!function )"
    r"(?P<before>(?:[A-Za-z_$][\w$]*(?:\?|!)?(?:\.|::)){0,5}+)(?P<name>[A-Za-z_$][\w$]*)(?:::<[^()\n]{0,40}>)?\("
)
_CALL = re.compile(_CHAIN)
_GO_CALL = re.compile(r"(?<!\) )" + _CHAIN)  # after that comes the name of a method that is being defined
_OWNER = re.compile(r"([\w$]+)[?!]?(?:\.|::)\Z")
_OURSELVES = frozenset({"self", "this", "cls", "Self"})
_KEYWORDS = frozenset(
    {"if", "for", "while", "switch", "return", "catch", "match", "await", "super", "print", "with"}
)
_MOST = 6
_MOST_NAMES = 60
_FILES = 60
_SECONDS = 0.06


@dataclass(frozen=True, slots=True)
class _Call:
    """`owner.name(...)`; no owner, or ourselves, for what is called by its bare name."""

    owner: str
    name: str


class Callees:
    """Finds them for one source; what lies beside it is looked at for all of its units together."""

    def __init__(self, source: Source) -> None:
        """Index the file's own definitions."""
        self._source = source
        self._is_code = source.language in OUTLINED
        self._declared = declarations(source.text, source.language) if self._is_code else {}
        neighbours = around(source, _FILES, _SECONDS) if self._is_code else None
        self._neighbours = neighbours
        self._files = CalledFiles(source, neighbours) if neighbours is not None else None
        self._withheld = Withheld(source.folder or "")
        self._seen: dict[str, tuple[int, Declarations]] = {}

    def of(self, first: int, end: int, hunks: Sequence[Hunk]) -> tuple[Callee, ...]:
        """What lines `first` up to `end` call: at most six, changed lines and this file first."""
        if not self._is_code:
            return ()
        ordered = self._calls(first, end, hunks)
        found: dict[tuple[str, str], Callee] = {}
        for search in (self._here, self._elsewhere):
            for call in ordered[:_MOST_NAMES]:
                if len(found) == _MOST:
                    return tuple(found.values())
                callee = next(search(call, first, end), None)
                if callee is not None:
                    found.setdefault((callee.path, callee.symbol), callee)
        return tuple(found.values())

    def _calls(self, first: int, end: int, hunks: Sequence[Hunk]) -> list[_Call]:
        """What lines call, each once; what changed lines call comes first."""
        changed: list[_Call] = []
        others: list[_Call] = []
        recent = [(self._offset(hunk.start), self._offset(hunk.end)) for hunk in hunks]
        for at, call in self._named(self._offset(first), self._offset(end)):
            is_changed = any(start <= at < stop for start, stop in recent)
            (changed if is_changed else others).append(call)
        return list(dict.fromkeys([*changed, *others]))

    def _offset(self, line: int) -> int:
        starts = self._source.starts
        return starts[line] if line < len(starts) else len(self._source.text)

    def _named(self, start: int, stop: int) -> Iterator[tuple[int, _Call]]:
        pattern = _GO_CALL if self._source.language == "go" else _CALL
        for found in pattern.finditer(self._source.text, start, stop):
            if found["name"] not in _KEYWORDS:
                before = _OWNER.search(found["before"]) if found["before"] else None
                owner = before[1] if before else ""
                yield found.start(), _Call("self" if owner in _OURSELVES else owner, found["name"])

    def _here(self, call: _Call, first: int, end: int) -> Iterator[Callee]:
        """A definition of this file that is not part of the lines themselves."""
        for name in self._names_here(call):
            one = self._declared.get(name)
            if one is None:
                continue
            line = self._source.position(one.start).line
            if not first <= line < end:
                yield Callee(self._source.path, one.symbol, source_of(self._source.text, one))
            return

    def _names_here(self, call: _Call) -> Iterator[str]:
        if call.owner in {"", "self"}:
            yield call.name
            return
        kind = call.owner
        if kind not in self._declared and self._files is not None:
            kind = self._files.type_of(call.owner)
        if kind:
            yield f"{kind}.{call.name}"

    def _elsewhere(self, call: _Call, _first: int, _end: int) -> Iterator[Callee]:
        """A definition of another file of the repository."""
        if self._files is None or call.owner == "self":
            return
        for path, name in self._files.places(call.owner, call.name):
            length, known = self._looked_into(path)
            one = known.get(name)
            text = self._text(path) if one is not None else None
            if one is not None and text is not None and len(text) == length:  # else it is being written
                yield Callee(path, one.symbol, source_of(text, one))
                return

    def _looked_into(self, path: str) -> tuple[int, Declarations]:
        known = self._seen.get(path)
        if known is None:
            others = self._neighbours if path != self._source.path else None
            found = others.fact(path, declarations_in) if others is not None else None
            known = self._seen[path] = found or (0, {})
        return known

    def _text(self, path: str) -> str | None:
        """What a file says, unless it is one that must not be shown."""
        content = None if path in self._withheld else read_plain(Path(self._source.folder or "", path))
        return content.decode("utf-8", "replace") if content is not None else None
