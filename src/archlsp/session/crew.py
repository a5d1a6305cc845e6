"""Who takes part in a review without an editor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from archlsp.model.review import Request, Review, Reviewer
from archlsp.model.surroundings import Surroundings
from archlsp.model.terms import Terms

Progress = Callable[[int, int, str], None]
Keep = Callable[[Review], None]


class Surveyor(Protocol):
    """Whoever can parse: the rules' worker."""

    async def surroundings(self, request: Request) -> Surroundings:
        """The definitions around the hunks, and what these call."""
        ...


class AiRun(Protocol):
    """Claude's part: on which terms, and what is done once the questions are known."""

    @property
    def terms(self) -> Terms:
        """What the user allows in this run."""
        ...

    async def run(self, requests: Sequence[Request], keep: Keep, progress: Progress) -> None:
        """Take the requests, with terms, evidence and surroundings, after the other reviewers are done."""
        ...

    async def close(self) -> None:
        """Give back processes and connections."""
        ...


@dataclass(frozen=True, slots=True)
class Crew:
    """The reviewers, in order, and the one among them that can tell what a change stands in."""

    reviewers: Sequence[Reviewer]
    surveyor: Surveyor | None = None


MakeCrew = Callable[[int], Crew]
"""Makes the reviewers, with so many workers; called only when there is something to review."""
