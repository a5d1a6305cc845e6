"""What a review of a whole scope came to."""

from dataclasses import dataclass

from archlsp.model.finding import Finding
from archlsp.model.review import Problem, Review
from archlsp.model.scope import Scope, Skipped


@dataclass(frozen=True, slots=True)
class Summary:
    """The reviews of a scope, and honestly what was left out.

    `partial`: it was stopped before the end. `dismissed` counts the findings that a dismissal hides. `ai`: what
    kept Claude from answering.
    """

    reviews: tuple[Review, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    scope: Scope | None = None
    milliseconds: float = 0.0
    partial: bool = False
    dismissed: int = 0
    ai: tuple[Problem, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, by path and place."""
        found = [finding for review in self.reviews for finding in review.findings]
        return tuple(sorted(found, key=lambda f: (f.anchor.path, f.anchor.span, f.rule)))
