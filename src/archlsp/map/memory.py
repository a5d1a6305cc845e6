"""Entries of files between runs: the last used in memory, all of them in the user's state."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from archlsp.map.collect import Memory

_MOST = 20_000


class Remembered:
    """A memory in front of another one; without one behind, it lasts as long as the process."""

    def __init__(self, behind: Memory | None = None) -> None:
        """Nothing is remembered yet."""
        self._behind = behind
        self._known: OrderedDict[str, object] = OrderedDict()

    def find(self, keys: Sequence[str]) -> Mapping[str, object]:
        """Return what is known of some keys."""
        found = {key: self._known[key] for key in keys if key in self._known}
        for key in found:
            self._known.move_to_end(key)
        missing = [key for key in keys if key not in found]
        if missing and self._behind is not None:
            further = self._behind.find(missing)
            self._put(further)
            found |= further
        return found

    def keep(self, values: Mapping[str, object]) -> None:
        """Remember values by key."""
        self._put(values)
        if self._behind is not None:
            self._behind.keep(values)

    def _put(self, values: Mapping[str, object]) -> None:
        for key, value in values.items():
            self._known[key] = value
            self._known.move_to_end(key)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
