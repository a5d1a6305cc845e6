"""Changes that say nothing to a reviewer of behaviour: imports, comments, blank lines."""

from collections.abc import Iterable, Sequence
from functools import cached_property

from archlsp.model.scope import Hunk
from archlsp.rules.source import PARSED, Source

_IMPORTS = frozenset(
    {
        *("import_statement", "import_from_statement", "future_import_statement"),
        *("import_declaration", "package_declaration", "package_clause", "use_declaration"),
    }
)
_HASH, _SLASHES = ("#",), ("//", "/*", "*")
_COMMENTS = {
    "python": _HASH,
    **dict.fromkeys(("javascript", "typescript", "tsx", "go", "java", "rust"), _SLASHES),
}
# Comments that compilers and shells obey.
_OBEYED = ("#!", "//go:", "//export", "// +build", "# type:", "*/")


class Silence:
    """Tells which hunks of one source say nothing. What is not known to be silent is not."""

    def __init__(self, source: Source, lines: Sequence[str]) -> None:
        """Nothing is looked at yet."""
        self._source = source
        self._lines = lines
        self._marks = _COMMENTS.get(source.language, ())

    def of(self, hunks: Iterable[Hunk]) -> bool:
        """Tell whether every changed line is silent. Removed lines are not here to be looked at."""
        if not self._marks or self._source.language not in PARSED:
            return False
        return all(
            hunk.start < hunk.end and all(map(self._is_silent, range(hunk.start, hunk.end))) for hunk in hunks
        )

    def _is_silent(self, number: int) -> bool:
        line = self._lines[number].strip()
        if not line or (
            line.startswith(self._marks) and not line.startswith(_OBEYED) and "*/" not in line[:-2]
        ):
            return True
        return number in self._imports

    @cached_property
    def _imports(self) -> frozenset[int]:
        """The lines of imports that share them with nothing else, as formatters have it."""
        taken: set[int] = set()
        others: set[int] = set()
        for child in self._source.trunk.below():
            first = self._source.position(child.start).line
            last = self._source.position(max(child.start, child.end - 1)).line
            if child.kind in _IMPORTS:
                taken.update(range(first, last + 1))
            elif child.end > child.start and child.kind.isidentifier():
                others.update((first, last))
        return frozenset(taken - others)
