"""Having Claude review many files, without losing what it said when this is stopped."""

import asyncio
from collections.abc import Sequence

from archlsp.model.finding import Finding
from archlsp.model.review import Outcome, Request, Review, Reviewer
from archlsp.session.crew import Keep, Progress
from archlsp.session.drain import each

_AT_ONCE = 4


async def ask_each(architect: Reviewer, requests: Sequence[Request], keep: Keep, progress: Progress) -> None:
    """Have every file reviewed; when this is cancelled, what arrived of the files under way is kept."""

    async def review(index: int) -> None:
        progress(index, len(requests), requests[index].path)
        if architect.accepts(requests[index].language):
            await _ask(architect, requests[index], keep)

    await each(len(requests), _AT_ONCE, review)
    progress(len(requests), len(requests), "")


async def _ask(architect: Reviewer, request: Request, keep: Keep) -> None:
    found: dict[str, Finding] = {}

    def emit(finding: Finding) -> None:
        found[finding.identity] = finding

    try:
        keep(await architect.review(request, emit))
    except asyncio.CancelledError:
        findings = tuple(found.values())
        keep(Review(architect.name, request.path, request.generation, Outcome.PARTIAL, findings))
        raise
