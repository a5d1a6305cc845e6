"""What is asked of a reviewer, and what comes back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from archlsp.model.finding import Finding
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Surroundings
from archlsp.model.terms import Terms
from archlsp.model.text import Span


@dataclass(frozen=True, slots=True)
class Request:
    """One file to review, frozen at one generation.

    `hunks` None means every line is recent. `language` is a name of `model/languages.py`. `locale` is "ja" or "en".
    `base`: the text before the change, where there was one and the language has rules that compare.
    `shipped`: the code was asked for although it did not change, as part of a whole repository. `root` is the
    absolute path of the folder that `path` lies in, for whoever must look at the files beside it. `changed`: the
    paths that are recent together with this one. `linters`: the names of those that may be run on it. For Claude:
    `terms` (None: it is not asked), `evidence`, what the rules found in this text, `surroundings`, and
    whether it is asked how the code can be made better rather than what is wrong with it.
    """

    path: str
    language: str
    text: str
    hunks: tuple[Hunk, ...] | None
    generation: int
    locale: str = "ja"
    shipped: bool = False
    base: str | None = None
    root: str | None = None
    changed: tuple[str, ...] = ()
    linters: tuple[str, ...] = ()
    terms: Terms | None = None
    evidence: tuple[Finding, ...] = ()
    surroundings: Surroundings | None = None
    improves: bool = False

    def is_recent(self, finding: Finding) -> bool:
        """Tell whether a finding touches a recent line."""
        return self.hunks is None or any(hunk.touches(finding.extent) for hunk in self.hunks)


@dataclass(frozen=True, slots=True)
class Problem:
    """Trouble of a reviewer or of a part: `code` is a key of `messages`, `detail` fills its placeholders."""

    code: str
    detail: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **detail: object) -> "Problem":
        """Build a problem; the values are shown with `str`."""
        return cls(code, tuple(sorted((key, str(value)) for key, value in detail.items())))


class Outcome(StrEnum):
    """The state of one file after a review."""

    REVIEWED = "reviewed"
    SKIPPED = "skipped"
    FAILED = "failed"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class Review:
    """One reviewer's answer for one request; `problem` says why where the outcome is not REVIEWED.

    `covered`: the parts of the text that the findings speak for; what was found elsewhere before still stands.
    """

    reviewer: str
    path: str
    generation: int
    outcome: Outcome
    findings: tuple[Finding, ...] = ()
    problem: Problem | None = None
    milliseconds: float = 0.0
    notes: tuple[Problem, ...] = field(default=())
    covered: tuple[Span, ...] | None = None


class Reviewer(Protocol):
    """Request in, findings out. `review` never raises: trouble is a Problem in the Review."""

    @property
    def name(self) -> str:
        """The word shown as the source of its findings."""
        ...

    def accepts(self, language: str) -> bool:
        """Tell whether it has anything to say about files of this language."""
        ...

    async def review(self, request: Request, emit: Callable[[Finding], None]) -> Review:
        """Review one file; a streaming reviewer calls `emit` for each finding before it returns them all."""
        ...

    async def close(self) -> None:
        """Give back processes and connections."""
        ...
