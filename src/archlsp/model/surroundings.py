"""What a change stands in: the definitions around its hunks, and what these call in the repository."""

from dataclasses import dataclass

from archlsp.model.scope import Hunk
from archlsp.model.text import Span


@dataclass(frozen=True, slots=True)
class Callee:
    """A definition elsewhere in the repository (or in the same file) that a unit calls; `text` is its source."""

    path: str
    symbol: str
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """Changed hunks with the definition around them: what is reviewed together and remembered by its text.

    `span` covers whole lines. `symbol` is the dotted name of the definition, "" at the top level. `hunks` are the
    changed lines inside; `silent`: they are imports, comments and blank lines.
    """

    span: Span
    symbol: str
    hunks: tuple[Hunk, ...]
    callees: tuple[Callee, ...] = ()
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The units of one file, in reading order; together they cover every hunk."""

    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True)
class PlaceOfTest:
    """Where a test belongs: a file with this `text`, None: to be made. `sample`: how its neighbours are written."""

    path: str
    text: str | None = None
    sample: str = ""
