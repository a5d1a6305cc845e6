"""What a model says when it is asked about one finding, and what would be sent to ask it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from archlsp.model.finding import Fix
from archlsp.model.review import Problem


@dataclass(frozen=True, slots=True)
class Payload:
    """What a review would send now, byte for byte; an empty `body`: nothing, `problem` says why.

    `redacted` counts what was replaced, by kind. `usd` is None where the price is not known.
    """

    body: bytes = b""
    endpoint: str = ""
    tokens: int = 0
    usd: float | None = None
    redacted: Mapping[str, int] = field(default_factory=dict)
    cut: tuple[Problem, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class NewText:
    """What a file shall hold: `before` is the text that `after` was made from, None where there is no file yet."""

    path: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Advice:
    """An explanation as Markdown, a fix of the finding's file, or the text of another file; else a problem."""

    markdown: str = ""
    fix: Fix | None = None
    new_text: NewText | None = None
    problem: Problem | None = None
