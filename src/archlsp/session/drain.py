"""Feeding a reviewer with everything that was gathered, as fast as its workers take it."""

import asyncio
import os

from archlsp.model.review import Request, Review
from archlsp.session.oneshot import MakeReviewer, Progress


def review_requests(
    requests: list[Request], make_reviewer: MakeReviewer, reviews: list[Review], progress: Progress
) -> None:
    """Review them all, adding to `reviews` as answers come: what is there is kept when this is interrupted."""
    asyncio.run(_review(requests, make_reviewer, reviews, progress))


async def _review(
    requests: list[Request], make_reviewer: MakeReviewer, reviews: list[Review], progress: Progress
) -> None:
    workers = min(os.cpu_count() or 1, max(1, len(requests) // 8))
    reviewer = make_reviewer(workers)
    queue = iter(enumerate(requests))

    async def drain() -> None:
        for index, request in queue:
            progress(index, len(requests), request.path)
            if reviewer.accepts(request.language):
                reviews.append(await reviewer.review(request, lambda _finding: None))

    try:
        await asyncio.gather(*(drain() for _ in range(workers * 2)))
        progress(len(requests), len(requests), "")
    finally:
        await reviewer.close()
