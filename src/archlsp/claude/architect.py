"""Claude as a reviewer: remembered answers first, the model for the rest, within the user's terms."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from archlsp.claude.advising import Advising
from archlsp.claude.designing import Designer
from archlsp.claude.parts import Parts
from archlsp.claude.payload import payload_of
from archlsp.claude.question.context import Context
from archlsp.claude.question.persona import PersonaError
from archlsp.claude.reviewing import NAME, Reviewing
from archlsp.claude.spend.governor import Governor
from archlsp.claude.wire.batching import BatchAnswer
from archlsp.claude.wire.endpoint import endpoint_of
from archlsp.claude.wire.events import Purpose
from archlsp.claude.wire.line import Line
from archlsp.model.advice import Advice, Payload
from archlsp.model.aistatus import AiMode, AiStatus
from archlsp.model.finding import Finding
from archlsp.model.languages import LANGUAGES
from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.model.surroundings import PlaceOfTest
from archlsp.model.terms import Terms
from archlsp.store.answers import Answers
from archlsp.store.ledger import Ledger


class Architect:
    """Implements session.deep.Architect. One a process: every folder shares its line to the model."""

    def __init__(
        self,
        ledger: Ledger,
        directory: Path,
        environ: Mapping[str, str],
        line: Line | None = None,
    ) -> None:
        """`directory` is the user's state directory; `line` is one to share. Nothing is started, read or sent yet."""
        self._batched: dict[str, Reviewing] = {}
        self._parts = Parts(line or Line(environ), Governor(ledger), Answers(ledger), directory, environ)
        self._designer = Designer(self._parts)

    @property
    def name(self) -> str:
        """The word shown as the source of its findings."""
        return NAME

    def accepts(self, language: str) -> bool:
        """Tell whether files of this language are reviewed."""
        return language in LANGUAGES

    async def review(self, request: Request, emit: Callable[[Finding], None]) -> Review:
        """Review one file; each finding is emitted as soon as it is whole."""
        if request.terms is None or request.root is None or request.surroundings is None:
            return Review(NAME, request.path, request.generation, Outcome.REVIEWED, covered=())
        context = await self._context(request)
        if isinstance(context, Problem):
            return Review(NAME, request.path, request.generation, Outcome.FAILED, problem=context, covered=())
        return await Reviewing(self._parts, request, context, emit).run()

    async def prepare(self) -> None:
        """Start the worker ahead of the first question. Sends nothing, and never raises."""
        await self._parts.line.prepare()

    async def payload(self, request: Request) -> Payload:
        """What `review` would send now, byte for byte."""
        context = await self._context(request)
        if isinstance(context, Problem):
            return Payload(problem=context)
        reviewing = Reviewing(self._parts, request, context, lambda _finding: None)
        built, problem, redactor = await reviewing.prepare()
        endpoint = endpoint_of(request.terms or Terms(), self._parts.environ).origin
        if built is None:
            return Payload(endpoint=endpoint, problem=problem)
        return payload_of(built, endpoint, redactor.found, problem)

    async def advise(
        self,
        kind: Purpose,
        request: Request,
        finding: Finding,
        place: PlaceOfTest | None,
        emit: Callable[[str], None],
    ) -> Advice:
        """Explain a finding, propose a fix or a test."""
        context = await self._context(request)
        if isinstance(context, Problem):
            return Advice(problem=context)
        return await Advising(self._parts, request, context, finding).run(kind, place, emit)

    def status(self, workspace: str, terms: Terms) -> AiStatus:
        """How things stand for a folder that has consent and a key."""
        parts = self._parts
        today = parts.governor.today()
        problem = parts.line.problem(terms)
        seconds = parts.line.seconds(terms)
        mode = AiMode.ASKING if parts.under_way[workspace] else AiMode.READY
        if problem is not None:
            mode = AiMode.PAUSED if seconds is not None else AiMode.STOPPED
        elif (reached := parts.governor.reached(terms)) is not None:
            mode, problem = AiMode.PAUSED, reached
        return AiStatus(
            mode,
            problem,
            seconds,
            usd_today=today.usd,
            tokens_today=today.tokens,
            daily_usd=terms.daily_usd,
            calls=parts.calls[workspace],
            unanchored=parts.unanchored[workspace],
            disproved=parts.disproved[workspace],
            endpoint=endpoint_of(terms, parts.environ).origin,
            model=terms.model,
        )

    @property
    def designer(self) -> Designer:
        """Whoever asks design questions, over the same line and from the same budget."""
        return self._designer

    @property
    def line(self) -> Line:
        """The line to the model, for batches."""
        return self._parts.line

    async def batch_requests(self, requests: list[Request]) -> list[tuple[str, Mapping[str, object]]]:
        """Make the questions of many files, by path; files of which everything is remembered are left out."""
        made: list[tuple[str, Mapping[str, object]]] = []
        for request in requests:
            context = await self._context(request)
            if isinstance(context, Problem):
                continue
            terms = replace(request.terms or Terms(), paid=True)
            reviewing = Reviewing(self._parts, replace(request, terms=terms), context, lambda _finding: None)
            built, refusal, _ = await reviewing.prepare()
            # The day's limit is asked for all of them together, by whoever submits them.
            if built is not None and (refusal is None or refusal.code == "ai-day-spent"):
                self._batched[request.path] = reviewing
                body = {name: value for name, value in built.call.body.items() if name != "stream"}
                made.append((request.path, body))
        return made

    async def take_batch(self, path: str, answer: BatchAnswer) -> int:
        """Remember the answer to a question that `batch_requests` has made; return how many findings it has."""
        reviewing = self._batched.get(path)
        if reviewing is None:
            return 0
        return await reviewing.take(answer.values, answer.stop)

    async def close(self) -> None:
        """End the worker."""
        await self._parts.line.close()

    async def _context(self, request: Request) -> Context | Problem:
        try:
            terms = request.terms or Terms()
            return await asyncio.to_thread(self._parts.contexts.of, request.root or "", terms)
        except PersonaError as error:
            return error.problem
