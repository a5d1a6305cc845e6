"""How a review was asked for."""

from dataclasses import dataclass

from archlsp.model.text import Span


@dataclass(frozen=True, slots=True)
class Demand:
    """`whole` takes every line as recent; `always` ignores a pause and the cache; `selection`: only these lines.

    `improves`: asked how the selection can be made better, not what is wrong with it.
    """

    whole: bool = False
    always: bool = False
    selection: Span | None = None
    improves: bool = False


AS_USUAL = Demand()
