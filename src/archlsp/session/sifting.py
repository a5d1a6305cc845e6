"""From the reviewers' answers to what is reported of each file."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from archlsp.model.review import Problem, Review
from archlsp.session.joining import joined
from archlsp.session.shown import Dismissals, with_severity, without_twins
from archlsp.settings.settings import Settings

CLAUDE = "claude"


@dataclass(frozen=True, slots=True)
class Sifted:
    """One review a file, by path; how many findings a dismissal hides; what kept Claude from answering."""

    reviews: tuple[Review, ...]
    dismissed: int
    ai: tuple[Problem, ...]


def sift(reviews: Sequence[Review], settings: Settings, dismissals: Dismissals) -> Sifted:
    """Join what reviewers say of one file, and leave out what the user does not want to see."""
    shown = []
    hidden = 0
    for review in sorted(_by_file(reviews), key=lambda review: review.path):
        wanted = with_severity(without_twins(joined(review.findings)), settings.severity)
        kept = tuple(finding for finding in wanted if not dismissals.hide(finding))
        hidden += len(wanted) - len(kept)
        shown.append(replace(review, findings=kept))
    return Sifted(tuple(shown), hidden, _once(reviews))


def _by_file(reviews: Iterable[Review]) -> list[Review]:
    """What linters and Claude add to the rules goes with it; whether a file was reviewed, the rules say."""
    files: dict[str, Review] = {}
    for review in reviews:
        first = files.setdefault(review.path, review)
        if first is not review:
            notes = tuple(dict.fromkeys((*first.notes, *review.notes)))
            files[review.path] = replace(first, findings=(*first.findings, *review.findings), notes=notes)
    return list(files.values())


def _once(reviews: Iterable[Review]) -> tuple[Problem, ...]:
    """One trouble with the model meets every file after it: it is told once."""
    told: dict[str, Problem] = {}
    for review in reviews:
        if review.reviewer == CLAUDE and review.problem is not None:
            told.setdefault(review.problem.code, review.problem)
    return tuple(told.values())
