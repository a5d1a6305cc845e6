"""The way of one file through the model: remembered, asked, checked, remembered."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Container, Iterable, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from time import monotonic, perf_counter

from archlsp.claude.answer.fields import words_of
from archlsp.claude.answer.reader import Reader
from archlsp.claude.answer.speaking import speaks
from archlsp.claude.answer.verdicts import disproved_ids
from archlsp.claude.asking import Asking, prose_of, to_verify, with_words, without_texts
from archlsp.claude.memory import Item, Memory, by_identity, context_of
from archlsp.claude.parts import Parts
from archlsp.claude.question.context import Context
from archlsp.claude.question.material import Material
from archlsp.claude.question.prompt import (
    Built,
    models_of,
    prompt_version,
    review_call,
    rewrite_call,
    verify_call,
)
from archlsp.claude.wire.events import Call, Ended, Event, Fault, FaultKind, Whole
from archlsp.claude.wire.trouble import problem_of
from archlsp.model.finding import Finding, Verdict
from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.model.surroundings import Unit
from archlsp.model.terms import Terms
from archlsp.trust.redaction import Redactor

NAME = "claude"
_HALVINGS = 2
_WORDLESS: Mapping[str, object] = {
    **dict.fromkeys(("risk", "mitigation", "test", "monitor", "example", "recommendation"), ""),
    "options": [],
}
Emit = Callable[[Finding], None]


class Reviewing:
    """One review of one file; made for it and thrown away."""

    def __init__(self, parts: Parts, request: Request, context: Context, emit: Emit) -> None:
        """`request` has terms and surroundings. Reads a small file."""
        self._parts = parts
        self._request = request
        self._context = context
        self._emit = emit
        self._terms = request.terms or Terms()
        self._workspace = request.root or ""
        self._memory = Memory(parts.answers, request.path, request.text)
        self._notes: list[Problem] = []
        self._problem: Problem | None = None
        self._redactor = parts.redactor()
        self._began = perf_counter()

    async def run(self) -> Review:
        """Review. Trouble is in the answer."""
        units = self._request.surroundings.units if self._request.surroundings else ()
        known = await asyncio.to_thread(self._memory.find, units, self._contexts())
        recalled = self._recalled(known)
        covered = list(known)
        asked: list[Finding] = []
        unknown = self._unknown(units, known)
        if self._terms.paid and unknown:
            for finding in recalled:
                self._emit(finding)
            asked, done = await self._ask(unknown, _HALVINGS)
            covered += done
        return self._review((*recalled, *asked), covered)

    async def prepare(self) -> tuple[Built | None, Problem | None, Redactor]:
        """Make the question that `run` would ask now, or None where there is nothing to ask."""
        units = self._request.surroundings.units if self._request.surroundings else ()
        known = await asyncio.to_thread(self._memory.find, units, self._contexts())
        unknown = self._unknown(units, known)
        if not unknown:
            return None, Problem.of("ai-all-remembered"), self._redactor
        built = await asyncio.to_thread(review_call, self._material(unknown))
        refusal = await asyncio.to_thread(self._parts.refusal, self._terms, built.call, built.tokens)
        return built, refusal, self._redactor

    def context_key(self, model: str) -> str:
        """The digest of everything but the unit that shapes an answer."""
        persona, project = self._context.persona, self._context.project
        shaped = (persona.name, str(persona.version), persona.body, project.digest)
        asked = "improve" if self._request.improves else "review"
        return context_of(prompt_version(), model, self._terms.effort, self._request.locale, asked, *shaped)

    async def take(self, values: Iterable[Item], stop: str) -> int:
        """Remember an answer that came by another way than `run`; return how many findings it has."""
        units = self._request.surroundings.units if self._request.surroundings else ()
        known = await asyncio.to_thread(self._memory.find, units, self._contexts())
        built = await asyncio.to_thread(review_call, self._material(self._unknown(units, known)))
        asking = self._asking(built.units, built)
        for value in values:
            asking.take(Whole(value))
        findings = asking.settle((), frozenset())
        if stop == "end_turn":
            said = asking.said_of(built.units, findings)
            key = self.context_key(str(built.call.body["model"]))
            await asyncio.to_thread(self._memory.keep, self._workspace, key, said)
        return len(findings)

    # ------------------------------------------------------------------ the memory

    def _unknown(self, units: Iterable[Unit], known: Container[Unit]) -> tuple[Unit, ...]:
        """The units to ask about: imports and comments are not worth a question after a save."""
        thorough = self._terms.thorough
        return tuple(unit for unit in units if unit not in known and (thorough or not unit.silent))

    def _contexts(self) -> list[str]:
        return [self.context_key(model) for model in models_of(self._terms, self._context.persona)]

    def _recalled(self, known: Mapping[Unit, Sequence[Item]]) -> tuple[Finding, ...]:
        evidence = by_identity(self._request.evidence)
        redactor = self._parts.redactor()
        redactor.redact(
            self._request.text
        )  # placeholders in what is remembered stand for values of this text
        reader = Reader(self._request, tuple(known), evidence, redactor.restore)
        found = []
        for unit, items in known.items():
            for item in items:
                finding = reader.read(item)
                if finding is not None and unit.span.contains(finding.anchor.span):
                    words = speaks(prose_of(finding), self._request.locale) or finding.verdict is Verdict.NONE
                    found.append(finding if words else without_texts(finding))
        return tuple(found)

    # ------------------------------------------------------------------ the model

    async def _ask(self, units: tuple[Unit, ...], halvings: int) -> tuple[list[Finding], list[Unit]]:
        """Ask about units; return what stands, and the units of which everything was said."""
        material = self._material(units)
        built = await asyncio.to_thread(review_call, material)
        self._notes += built.cut
        refusal = await asyncio.to_thread(self._parts.refusal, self._terms, built.call, built.tokens)
        if refusal is not None:
            self._problem = refusal
            return [], []
        asking = self._asking(built.units, built)
        await self._stream(built.call, asking)
        if halvings and len(units) > 1 and _was_too_much(asking):
            return await self._halves(units, halvings - 1)
        self._tally(asking)
        spoken = await self._spoken(asking, material)
        wrong = await self._disproved([*asking.found, *spoken], material)
        findings = asking.settle(spoken, wrong)
        if not asking.is_whole:
            fault = asking.fault
            self._problem = problem_of(fault) if fault is not None else asking.problem()
            return list(findings), []
        said = asking.said_of(built.units, findings)
        model = str(built.call.body["model"])
        await asyncio.to_thread(self._memory.keep, self._workspace, self.context_key(model), said)
        return list(findings), list(built.units)

    async def _halves(self, units: tuple[Unit, ...], halvings: int) -> tuple[list[Finding], list[Unit]]:
        """Ask again in two parts: the answer, or the question, was too long for one."""
        middle = len(units) // 2
        findings, done = await self._ask(units[:middle], halvings)
        more, also = await self._ask(units[middle:], halvings)
        return [*findings, *more], [*done, *also]

    def _material(self, units: tuple[Unit, ...]) -> Material:
        return self._parts.material(self._request, units, self._context, self._redactor)

    def _asking(self, units: Sequence[Unit], built: Built) -> Asking:
        reader = Reader(self._request, units, built.evidence, self._redactor.restore)
        return Asking(reader, built.evidence, self._terms.max_findings, self._request.locale, self._emit)

    async def _stream(self, call: Call, asking: Asking) -> None:
        async with aclosing(self._events(call)) as events:
            async for event in events:
                asking.take(event)

    async def _values(self, call: Call) -> list[dict[str, object]]:
        """Ask a small question; what does not come is not there."""
        refusal = await asyncio.to_thread(self._parts.refusal, self._terms, call, 0)
        if refusal is not None:
            return []
        async with aclosing(self._events(call)) as events:
            return [dict(event.value) async for event in events if isinstance(event, Whole)]

    async def _events(self, call: Call) -> AsyncGenerator[Event, None]:
        """Ask, and write down what it has cost before the end is passed on."""
        parts, workspace = self._parts, self._workspace
        with parts.asking(workspace):
            given_up = partial(parts.record, workspace, call)
            asking = parts.line.ask(call, self._terms, recency=monotonic(), given_up=given_up)
            async with aclosing(asking) as events:
                async for event in events:
                    if isinstance(event, Ended | Fault):
                        await asyncio.to_thread(parts.record, workspace, call, event)
                    yield event

    async def _spoken(self, asking: Asking, material: Material) -> list[Finding]:
        """Have findings in the wrong language said again, once."""
        if not asking.mute or not asking.is_whole:
            return []
        built = await asyncio.to_thread(rewrite_call, material, asking.mute)
        spoken = []
        for value in await self._values(built.call):
            finding = built.evidence.get(str(value.get("id", "")))
            if finding is None:
                continue
            texts = words_of(value)
            words = with_words(without_texts(finding), **texts)
            if words.title and words.why and speaks(prose_of(words), self._request.locale):
                spoken.append(words)
                asking.items[finding.identity] = {**asking.items[finding.identity], **_WORDLESS, **texts}
        for finding in spoken:
            self._emit(finding)
        return spoken

    async def _disproved(self, findings: Sequence[Finding], material: Material) -> frozenset[str]:
        chosen = to_verify(findings, self._terms.verify)
        if not chosen:
            return frozenset()
        built = await asyncio.to_thread(verify_call, material, chosen)
        wrong = disproved_ids(await self._values(built.call))
        self._parts.disproved[self._workspace] += len(wrong)
        return frozenset(built.evidence[name].identity for name in wrong if name in built.evidence)

    def _tally(self, asking: Asking) -> None:
        self._parts.unanchored[self._workspace] += asking.reader.unanchored

    def _review(self, findings: tuple[Finding, ...], covered: Sequence[Unit]) -> Review:
        outcome = Outcome.REVIEWED if self._problem is None else Outcome.PARTIAL
        return Review(
            NAME,
            self._request.path,
            self._request.generation,
            outcome,
            findings,
            self._problem,
            (perf_counter() - self._began) * 1e3,
            tuple(self._notes),
            tuple(unit.span for unit in covered),
        )


def _was_too_much(asking: Asking) -> bool:
    if asking.fault is not None:
        return asking.fault.kind is FaultKind.TOO_LARGE
    return asking.stop == "max_tokens"
