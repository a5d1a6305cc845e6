"""Dotted names with a star, looked up by their last part."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")
_ANY = "*."
_MOST_KNOWN = 4096


@dataclass(slots=True)
class NameIndex(Generic[T]):
    """Finds what was filed under a name: `a.b.c` under itself, `*.c` under every name that ends so."""

    _exact: dict[str, list[T]] = field(default_factory=dict)
    _endings: dict[str, list[tuple[str, T]]] = field(default_factory=dict)
    _known: dict[tuple[tuple[str, ...], bool], tuple[T, ...]] = field(default_factory=dict)

    def add(self, names: str | Iterable[str], what: T) -> None:
        """File `what` under names."""
        for name in (names,) if isinstance(names, str) else names:
            if name.startswith(_ANY):
                self._endings.setdefault(last_part(name), []).append((name[1:], what))
            else:
                self._exact.setdefault(name, []).append(what)

    def find(self, names: tuple[str, ...], *, loose: bool = True) -> tuple[T, ...]:
        """Return what was filed under any of `names`; `loose`: a star counts, too."""
        key = (names, loose)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            found = self._known[key] = tuple(self._search(names, loose))
        return found

    def first(self, names: tuple[str, ...], *, loose: bool = True) -> T | None:
        """Return the first that is filed under any of `names`."""
        found = self.find(names, loose=loose)
        return found[0] if found else None

    def _search(self, names: tuple[str, ...], loose: bool) -> Iterator[T]:
        for name in names:
            yield from self._exact.get(name, ())
        for name in names[:1] if loose else ():
            for ending, what in self._endings.get(last_part(name), ()):
                if ("." + name).endswith(ending):
                    yield what

    def last_parts(self) -> set[str]:
        """Return the last part of every name."""
        return {last_part(name) for name in self._exact} | set(self._endings)


def last_part(name: str) -> str:
    """Return what stands behind the last dot."""
    return name[name.rfind(".") + 1 :]
