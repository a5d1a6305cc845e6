"""One linter: which files it reads, how it is called, what its answer means."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from archlsp.linters.report import Report

Read = Callable[[object], Iterable[Report]]


@dataclass(frozen=True, slots=True)
class Adapter:
    """`arguments` are the command line after the program; "{path}" is the file's path from the root.

    `standard_input`: it reads the text there, so that unsaved text counts; the others see the file on the disk.
    `by_line`: the answer is one JSON value a line. `fits` narrows `languages` to some paths. `success` are the exit
    codes with which it has answered. `needs`: one of these files must be in the root, or it has nothing to go by.
    """

    name: str
    program: str
    languages: frozenset[str]
    arguments: tuple[str, ...]
    read: Read
    standard_input: bool = False
    by_line: bool = False
    fits: Callable[[str], bool] = field(default=lambda _path: True)
    success: frozenset[int] = frozenset({0, 1})
    needs: tuple[str, ...] = ()

    def accepts(self, language: str, path: str) -> bool:
        """Tell whether it reads such a file."""
        return language in self.languages and self.fits(path)
