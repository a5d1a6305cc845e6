"""What an extractor is: one framework family, the words without which it finds nothing, and a reader."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archlsp.map.entry import Entry
from archlsp.map.page import Page


@dataclass(frozen=True, slots=True)
class Extractor:
    """Looks at files of `languages` in whose text one of `words` stands; () are all."""

    languages: tuple[str, ...]
    find: Callable[[Page], Iterator[Entry]]
    words: tuple[str, ...] = ()

    def may_find(self, page: Page) -> bool:
        """Tell whether it is worth a look."""
        code = page.code
        return not self.words or any(word in code for word in self.words)


SCRIPT = ("javascript", "typescript", "tsx")
