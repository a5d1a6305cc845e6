"""Feeding a reviewer with everything that was gathered, as fast as its workers take it."""

import asyncio
import os

from archlsp.model.review import Request, Review
from archlsp.session.oneshot import MakeReviewers, Progress


def review_requests(
    requests: list[Request], make_reviewers: MakeReviewers, reviews: list[Review], progress: Progress
) -> None:
    """Review them all, adding to `reviews` as answers come: what is there is kept when this is interrupted."""
    asyncio.run(_review(requests, make_reviewers, reviews, progress))


async def _review(
    requests: list[Request], make_reviewers: MakeReviewers, reviews: list[Review], progress: Progress
) -> None:
    workers = min(os.cpu_count() or 1, max(1, len(requests) // 8))
    reviewers = make_reviewers(workers)
    queue = iter(enumerate(requests))

    async def drain() -> None:
        for index, request in queue:
            progress(index, len(requests), request.path)
            for reviewer in reviewers:
                if reviewer.accepts(request.language):
                    reviews.append(await reviewer.review(request, lambda _finding: None))

    try:
        await asyncio.gather(*(drain() for _ in range(workers * 2)))
        progress(len(requests), len(requests), "")
    finally:
        await asyncio.gather(*(reviewer.close() for reviewer in reviewers))
