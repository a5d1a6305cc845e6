"""The offline architect as a reviewer: Request in, Findings out."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from time import perf_counter

from archlsp.model.finding import Finding
from archlsp.model.languages import LANGUAGES
from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.model.surroundings import PlaceOfTest, Surroundings
from archlsp.rules.pool import UnansweredError, WorkerPool
from archlsp.rules.project import ProjectRules
from archlsp.rules.speech import SOURCE
from archlsp.rules.wire import place_of_test_of, request_value, surroundings_of_value

MAX_CHARACTERS = 1_000_000
MAX_LINE = 5_000
# One INSERT of a migration may be a very long line, and is still written by a person.
_LONG_LINES = frozenset({"sql"})


class RulesReviewer:
    """Implements model.review.Reviewer over a pool of workers, which it owns."""

    def __init__(self, pool: WorkerPool) -> None:
        """Take the pool; the caller starts it."""
        self._pool = pool
        self._projects = ProjectRules(WorkerPool.of_project)

    @property
    def name(self) -> str:
        """The word shown as the source of its findings."""
        return SOURCE

    def accepts(self, language: str) -> bool:
        """Tell whether there is a parser for files of this language."""
        return language in LANGUAGES

    async def review(self, request: Request, emit: Callable[[Finding], None]) -> Review:
        """Review one file; rules answer all at once, so `emit` is called for each when all are there."""
        begin = perf_counter()
        problem = _too_much(request)
        if problem is not None:
            took = (perf_counter() - begin) * 1e3
            return Review(SOURCE, request.path, request.generation, Outcome.SKIPPED, (), problem, took)
        ours, theirs = await asyncio.gather(self._pool.review(request), self._projects.review(request))
        review = _together(ours, theirs)
        for finding in review.findings:
            emit(finding)
        return review

    async def surroundings(self, request: Request) -> Surroundings:
        """The definitions around the hunks, and what these call; none where that cannot be told."""
        if _too_much(request) is not None:
            return Surroundings()
        try:
            value = {**request_value(request), "ask": "surroundings"}
            return surroundings_of_value(await self._pool.question(value))
        except (UnansweredError, KeyError, TypeError, ValueError):
            return Surroundings()

    async def sound(self, language: str, before: str, after: str) -> bool:
        """Tell whether an edited text parses as well as before; where nobody knows it does not."""
        if max(len(before), len(after)) > MAX_CHARACTERS:
            return False
        try:
            value = {"ask": "sound", "language": language, "before": before, "after": after}
            return bool((await self._pool.question(value)).get("sound"))
        except UnansweredError:
            return False

    async def test_place(self, request: Request) -> PlaceOfTest | None:
        """Where a test of a file belongs, None for what has none or where it cannot be told."""
        if _too_much(request) is not None:
            return None
        try:
            return place_of_test_of(
                await self._pool.question({**request_value(request), "ask": "place-of-test"})
            )
        except (UnansweredError, KeyError, TypeError):
            return None

    async def close(self) -> None:
        """End the workers."""
        await asyncio.gather(self._pool.close(), self._projects.close())


def _together(ours: Review, theirs: Review | None) -> Review:
    """Add what the project's own rules found. Their trouble is a note: it does not put our review in doubt."""
    if theirs is None:
        return ours
    trouble = (theirs.problem,) if theirs.problem is not None else ()
    notes = dict.fromkeys((*ours.notes, *theirs.notes, *trouble))
    return replace(ours, findings=(*ours.findings, *theirs.findings), notes=tuple(notes))


def _too_much(request: Request) -> Problem | None:
    size = len(request.text)
    if size > MAX_CHARACTERS:
        return Problem.of("rules-too-large", path=request.path, characters=size, limit=MAX_CHARACTERS)
    longest = max(map(len, request.text.split("\n")))
    if longest > MAX_LINE and request.language not in _LONG_LINES:
        return Problem.of("rules-long-line", path=request.path, characters=longest)
    return None
