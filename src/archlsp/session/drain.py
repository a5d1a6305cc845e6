"""Feeding the reviewers with everything that was gathered, as fast as their workers take it."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace

from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.session.crew import AiRun, Crew, Progress, Surveyor
from archlsp.session.oneshot import Setup
from archlsp.session.shown import Dismissals
from archlsp.session.sifting import CLAUDE, sift

_LOOKED_AT = (Outcome.REVIEWED, Outcome.PARTIAL)


def drain(setup: Setup, requests: Sequence[Request], reviews: list[Review], progress: Progress) -> None:
    """Review them all, adding to `reviews` as answers come: what is there is kept when this is interrupted."""
    asyncio.run(_drain(setup, requests, reviews, progress))


async def _drain(
    setup: Setup, requests: Sequence[Request], reviews: list[Review], progress: Progress
) -> None:
    workers = min(os.cpu_count() or 1, max(1, len(requests) // 8))
    crew = setup.make_crew(workers)
    try:
        await _offline(crew, requests, reviews, progress, workers * 2)
        if setup.ai is not None and crew.surveyor is not None:
            asked = _with_evidence(setup, requests, reviews)
            deep = await _with_surroundings(crew.surveyor, asked, workers * 2)
            if deep:
                await _claude(setup.ai, deep, reviews, progress)
    finally:
        closing = [reviewer.close() for reviewer in crew.reviewers]
        await asyncio.gather(*closing, *([setup.ai.close()] if setup.ai is not None else []))


async def _claude(ai: AiRun, requests: Sequence[Request], reviews: list[Review], progress: Progress) -> None:
    """Whatever goes wrong here does not take the rules' findings with it."""
    try:
        await ai.run(requests, reviews.append, progress)
    except Exception as error:  # noqa: BLE001 - told by kind, never with its text: it may hold code
        problem = Problem.of("internal-error", kind=type(error).__name__)
        reviews.append(Review(CLAUDE, requests[0].path, 1, Outcome.FAILED, problem=problem))


async def _offline(
    crew: Crew, requests: Sequence[Request], reviews: list[Review], progress: Progress, at_once: int
) -> None:
    async def review(index: int) -> None:
        request = requests[index]
        progress(index, len(requests), request.path)
        for reviewer in crew.reviewers:
            if reviewer.accepts(request.language):
                reviews.append(await reviewer.review(request, lambda _finding: None))

    await each(len(requests), at_once, review)
    progress(len(requests), len(requests), "")


def _with_evidence(setup: Setup, requests: Sequence[Request], reviews: Sequence[Review]) -> list[Request]:
    """What Claude is asked about: the files that the rules could read, with what they found in them."""
    terms = setup.ai.terms if setup.ai is not None else None
    dismissals = Dismissals.of(setup.ledger.dismissals(str(setup.folder)))
    known = {review.path: review for review in sift(reviews, setup.settings, dismissals).reviews}
    return [
        replace(request, terms=terms, evidence=known[request.path].findings)
        for request in requests
        if request.path in known and known[request.path].outcome in _LOOKED_AT
    ]


async def _with_surroundings(surveyor: Surveyor, requests: Sequence[Request], at_once: int) -> list[Request]:
    deep = list(requests)

    async def survey(index: int) -> None:
        deep[index] = replace(deep[index], surroundings=await surveyor.surroundings(deep[index]))

    await each(len(deep), at_once, survey)
    return deep


async def each(count: int, at_once: int, work: Callable[[int], Awaitable[None]]) -> None:
    """Do some work for every index from 0, so many at once."""
    indices = iter(range(count))

    async def worker() -> None:
        for index in indices:
            await work(index)

    await asyncio.gather(*(worker() for _ in range(at_once)))
