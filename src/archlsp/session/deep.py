"""Claude's turn: after the rules, on the user's terms, for what was saved or asked for.

What is remembered of earlier answers costs nothing and is shown whenever the rules were; the model itself is asked
after a save and on command alone.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from archlsp.claude.wire.events import Purpose
from archlsp.git.repository import GitTroubleError
from archlsp.model.advice import Advice, Payload
from archlsp.model.aistatus import AiMode, AiStatus
from archlsp.model.finding import Finding
from archlsp.model.review import Outcome, Problem, Request, Reviewer
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import PlaceOfTest, Surroundings
from archlsp.model.terms import Terms
from archlsp.session.applying import applied
from archlsp.session.demand import AS_USUAL, Demand
from archlsp.session.pauses import Pauses
from archlsp.session.permission import Permission
from archlsp.session.review import RULES, accept, read, recent_lines, request_for
from archlsp.session.state import SessionState
from archlsp.trust.consent import Consents
from archlsp.trust.workspaces import TrustedFolders

NAME = "claude"
_PAID, _MEMORY, _PREPARING = "claude\0", "claude-memory\0", "claude-prepare\0"


class Architect(Reviewer, Protocol):
    """A reviewer that asks a model."""

    async def prepare(self) -> None:
        """Get ready for a question; sends nothing, and never raises."""
        ...

    async def payload(self, request: Request) -> Payload:
        """What `review` would send now."""
        ...

    async def advise(
        self,
        kind: Purpose,
        request: Request,
        finding: Finding,
        place: PlaceOfTest | None,
        emit: Callable[[str], None],
    ) -> Advice:
        """Explain a finding, propose a fix or a test; `emit` gets an explanation while it is written."""
        ...

    def status(self, workspace: str, terms: Terms) -> AiStatus:
        """How things stand."""
        ...


class Anatomist(Protocol):
    """Whoever can parse: the rules' worker."""

    async def surroundings(self, request: Request) -> Surroundings:
        """The definitions around the hunks, and what these call."""
        ...

    async def sound(self, language: str, before: str, after: str) -> bool:
        """Tell whether an edited text still parses as well as before."""
        ...

    async def test_place(self, request: Request) -> PlaceOfTest | None:
        """Where a test of a definition belongs."""
        ...


@dataclass(frozen=True, slots=True)
class DeepParts:
    """What a session needs to let Claude take part; shared by all sessions."""

    architect: Architect
    anatomist: Anatomist
    consents: Consents
    trusted: TrustedFolders
    environ: Mapping[str, str]


class Deep:
    """Claude's part of one session. Everything runs on the event loop."""

    def __init__(self, state: SessionState, parts: DeepParts) -> None:
        """Nothing is asked before a save or a command."""
        self._state = state
        self._parts = parts
        self._pauses = Pauses(self._after_pause)
        self._permission = Permission(state, parts.consents, parts.trusted, parts.environ)
        self._asked_consent: set[str] = set()
        self._told: AiStatus | None = None
        self._is_prepared = False
        state.after_rules = self._remember

    # ------------------------------------------------------------------ when

    def saved(self, path: str) -> None:
        """Ask in a moment, unless the file is saved again."""
        if not self._is_prepared and self._state.settings.ai.enabled != "off":
            self._is_prepared = True
            self._state.lanes.submit(_PREPARING, self._prepare)
        self._pauses.start(path, self._state.settings.ai.delay_ms / 1000)

    async def _prepare(self) -> None:
        """Start what takes seconds to start while saving rests, once it is sure to be needed."""
        if await asyncio.to_thread(self._permission.terms) is not None:
            await self._parts.architect.prepare()
        else:
            self._is_prepared = False

    def forget(self, path: str) -> None:
        """A file was closed or is gone: what waits for it is not asked."""
        self._pauses.cancel(path)

    async def review(self, path: str, demand: Demand) -> None:
        """Ask now, and wait for the answer."""
        self._pauses.cancel(path)
        self._submit(path, demand, paid=True)
        await self._state.lanes.settled(_PAID + path)

    def cancel(self) -> int:
        """Stop what is asked and what waits; return how many."""
        self._pauses.close()
        return sum(self._state.lanes.cancel(_PAID + path) for path in list(self._state.files))

    def close(self) -> None:
        """Ask nothing any more."""
        self._pauses.close()

    def _after_pause(self, path: str) -> None:
        self._submit(path, AS_USUAL, paid=True)

    def _remember(self, path: str, demand: Demand) -> None:
        if self._state.settings.ai.enabled != "off" and self._state.folder is not None:
            self._submit(path, replace(demand, always=False), paid=False)

    def _submit(self, path: str, demand: Demand, *, paid: bool) -> None:
        lanes = self._state.lanes
        if not paid and lanes.runs(_PAID + path):
            return
        lanes.submit((_PAID if paid else _MEMORY) + path, lambda: self._run(path, demand, paid=paid))

    # ------------------------------------------------------------------ how things stand

    def decide(self, *, given: bool) -> None:
        """Keep what the user decided about this folder and endpoint. Raises OSError."""
        self._permission.decide(given=given)
        self.tell()

    def status(self) -> AiStatus:
        """How things stand with the AI here."""
        terms, missing = self._permission.standing()
        if terms is None:
            return missing
        return self._parts.architect.status(self._state.workspace, terms)

    def tell(self) -> None:
        """Tell the listener how things stand, if that is news; trouble is told the user once."""
        status = self.status()
        if status != self._told:
            self._told = status
            self._state.listener.ai_changed(status)
            troubled = status.mode in {AiMode.PAUSED, AiMode.STOPPED}
            self._state.tell("ai", status.problem if troubled else None)

    async def _permitted(self, *, paid: bool, thorough: bool) -> Terms | None:
        """The terms of one review; where only consent is missing, the user is asked for it, once."""
        terms = await asyncio.to_thread(self._permission.terms)
        if terms is not None:
            return replace(terms, paid=paid, thorough=thorough)
        origin = await asyncio.to_thread(self._permission.undecided) if paid else None
        if origin is not None and origin not in self._asked_consent:
            self._asked_consent.add(origin)
            self._state.listener.ask_consent(origin)
        return None

    # ------------------------------------------------------------------ what

    async def _run(self, path: str, demand: Demand, *, paid: bool) -> None:
        terms = await self._permitted(paid=paid, thorough=demand.always)
        if terms is None or (self._state.paused and not demand.always):
            return
        if paid:
            for reviewer in self._state.reviewers:
                if reviewer.name == RULES:
                    await self._state.lanes.settled(f"{RULES}\0{path}")
            # What is remembered has its say first: a later generation would outdate the answer.
            await self._state.lanes.settled(_MEMORY + path)
        file = self._state.file(path)
        generation = file.begin()
        try:
            request = await self.request(path, demand, generation, terms)
            if request is not None:
                await self._ask(request)
        finally:
            file.finish()
            self.tell()

    async def _ask(self, request: Request) -> None:
        state, path = self._state, request.path
        file = state.file(path)

        def emit(finding: Finding) -> None:
            finding = replace(finding, fixes=())  # shown when they are known to parse
            text = file.document.text() if file.document else request.text
            if file.add(NAME, request.generation, finding, text):
                state.publish(path)

        asyncio.get_running_loop().call_soon(self.tell)  # by then it is under way
        review = await self._parts.architect.review(request, emit)
        review = replace(review, findings=await self._with_sound_fixes(request, review.findings))
        for note in review.notes:
            state.log_once(note)
        if review.problem is not None:
            state.log_once(review.problem)
        if review.outcome is not Outcome.FAILED or review.findings:
            accept(state, review, request.text)
            state.recount(path)
        if request.terms is not None and request.terms.paid:
            state.ledger.record_review(
                state.workspace, path, NAME, len(review.findings), review.outcome.value, review.milliseconds
            )

    async def _with_sound_fixes(self, request: Request, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Keep the edits with which the file still parses."""
        kept: list[Finding] = []
        for finding in findings:
            fixes = [
                fix
                for fix in finding.fixes
                if await self._parts.anatomist.sound(
                    request.language, request.text, applied(request.text, fix.edits)
                )
            ]
            kept.append(replace(finding, fixes=tuple(fixes)))
        return tuple(kept)

    async def request(self, path: str, demand: Demand, generation: int, terms: Terms) -> Request | None:
        """Make Claude's request for a file; None where there is nothing to ask about."""
        state = self._state
        reading = await read(state, path)
        if reading.skipped:
            return None
        try:
            hunks = None if demand.whole else await recent_lines(state, reading)
        except GitTroubleError:
            return None  # told when the rules asked
        if demand.selection is not None:
            hunks = (Hunk(demand.selection.start.line, demand.selection.end.line + 1),)
        if hunks == ():
            return None
        request = await request_for(state, reading, hunks, generation)
        evidence = tuple(finding for finding in state.visible(path) if finding.source != NAME)
        request = replace(request, terms=terms, evidence=evidence, improves=demand.improves)
        return replace(request, surroundings=await self._parts.anatomist.surroundings(request))

    # ------------------------------------------------------------------ on demand

    async def payload(self, path: str) -> Payload:
        """What a save of this file would send now."""
        terms = self._permission.wanted()
        if terms is None:
            return Payload(problem=Problem.of("ai-off"))
        request = await self.request(path, AS_USUAL, 0, terms)
        if request is None:
            return Payload(problem=Problem.of("ai-nothing-to-ask", path=path))
        return await self._parts.architect.payload(request)

    async def advise(self, kind: Purpose, path: str, identity: str, emit: Callable[[str], None]) -> Advice:
        """Ask about one finding that stands."""
        terms = await self._permitted(paid=True, thorough=True)
        if terms is None:
            return Advice(problem=self.status().problem or Problem.of("ai-off"))
        finding = next((found for found in self._state.visible(path) if found.identity == identity), None)
        request = await self.request(path, Demand(whole=True), 0, terms)
        if finding is None or request is None:
            return Advice(problem=Problem.of("unknown-finding"))
        place = None
        if kind is Purpose.TEST:
            place = self._as_open(await self._parts.anatomist.test_place(request))
        try:
            return await self._sound(
                request, await self._parts.architect.advise(kind, request, finding, place, emit)
            )
        finally:
            self.tell()

    def _as_open(self, place: PlaceOfTest | None) -> PlaceOfTest | None:
        """What an editor holds of a file counts, not what was saved of it."""
        file = self._state.files.get(place.path) if place is not None else None
        if place is None or file is None or file.document is None:
            return place
        return replace(place, text=file.document.text())

    async def _sound(self, request: Request, advice: Advice) -> Advice:
        """Offer a fix only where the file still parses with it."""
        if advice.fix is None:
            return advice
        after = applied(request.text, advice.fix.edits)
        if await self._parts.anatomist.sound(request.language, request.text, after):
            return advice
        return Advice(advice.markdown, problem=Problem.of("ai-fix-does-not-parse"))
