"""One finding, asked about: explained in depth, fixed, tested. Always shown first, never applied by itself."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

from archlsp.claude.answer.edits import fix_of, test_of
from archlsp.claude.answer.sanitize import MarkdownStream
from archlsp.claude.parts import Parts
from archlsp.claude.question.context import Context
from archlsp.claude.question.material import Material
from archlsp.claude.question.prompt import Built, call_for_test, deepen_call, fix_call
from archlsp.claude.wire.events import Ended, Event, Fault, Purpose, Text, Whole
from archlsp.claude.wire.trouble import problem_of
from archlsp.model.advice import Advice
from archlsp.model.finding import Finding
from archlsp.model.review import Problem, Request
from archlsp.model.surroundings import PlaceOfTest
from archlsp.model.terms import Terms
from archlsp.trust.redaction import Redactor

_STOPS = {"end_turn": None, "max_tokens": "ai-cut-short", "refusal": "ai-refused"}
_HEADINGS = {"ja": "修正案", "en": "Proposed fix"}


@dataclass
class _Heard:
    """What an answer consisted of."""

    values: list[dict[str, Any]] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    problem: Problem | None = None


class Advising:
    """One question about one finding."""

    def __init__(self, parts: Parts, request: Request, context: Context, finding: Finding) -> None:
        """`request` has terms and surroundings."""
        self._parts = parts
        self._request = request
        self._context = context
        self._finding = finding
        self._terms = request.terms or Terms()

    async def run(self, kind: Purpose, place: PlaceOfTest | None, emit: Callable[[str], None]) -> Advice:
        """Ask. Trouble is in the answer; what was received before it is kept."""
        units = self._request.surroundings.units if self._request.surroundings else ()
        near = tuple(unit for unit in units if unit.span.overlaps(self._finding.extent)) or units[:1]
        redactor = await asyncio.to_thread(self._parts.redactor)
        material = await asyncio.to_thread(self._parts.material, self._request, near, self._context, redactor)
        if kind is Purpose.TEST and place is None:
            return Advice(problem=Problem.of("ai-no-place-for-test"))
        built = await asyncio.to_thread(_question, kind, material, self._finding, place)
        refusal = await asyncio.to_thread(self._parts.refusal, self._terms, built.call, built.tokens)
        if refusal is not None:
            return Advice(problem=refusal)
        heard = await self._listen(built, emit)
        return self._advice(kind, heard, place, redactor)

    def _advice(self, kind: Purpose, heard: _Heard, place: PlaceOfTest | None, redactor: Redactor) -> Advice:
        if kind is Purpose.DEEPEN:
            return Advice("".join(heard.text), problem=heard.problem)
        if heard.problem is not None:
            return Advice(problem=heard.problem)
        if not heard.values:
            return Advice(problem=Problem.of("ai-no-answer"))
        made: object
        if kind is Purpose.TEST and place is not None:
            made = test_of(heard.values, place, redactor.restore)
            return Advice(problem=made) if isinstance(made, Problem) else Advice(new_text=made)
        title = f"{_HEADINGS[self._request.locale]}: {self._finding.title}"
        fix = fix_of(heard.values, self._request.path, self._request.text, redactor.restore, title)
        return Advice(problem=fix) if isinstance(fix, Problem) else Advice(fix=fix)

    async def _listen(self, built: Built, emit: Callable[[str], None]) -> _Heard:
        heard, stream = _Heard(), MarkdownStream()
        workspace = self._request.root or ""

        def say(text: str) -> None:
            if text:
                heard.text.append(text)
                emit(text)

        with self._parts.asking(workspace):
            given_up = partial(self._parts.record, workspace, built.call)
            asking = self._parts.line.ask(built.call, self._terms, recency=monotonic(), given_up=given_up)
            async with aclosing(asking) as events:
                async for event in events:
                    if isinstance(event, Text):
                        say(stream.feed(event.text))
                    elif isinstance(event, Whole):
                        heard.values.append(dict(event.value))
                    elif isinstance(event, Ended | Fault):
                        heard.problem = _trouble(event)
                        await asyncio.to_thread(self._parts.record, workspace, built.call, event)
        say(stream.close())
        return heard


def _question(kind: Purpose, material: Material, finding: Finding, place: PlaceOfTest | None) -> Built:
    if kind is Purpose.TEST and place is not None:
        return call_for_test(material, finding, place)
    return fix_call(material, finding) if kind is Purpose.FIX else deepen_call(material, finding)


def _trouble(event: Event) -> Problem | None:
    if isinstance(event, Fault):
        return problem_of(event)
    code = _STOPS.get(event.stop, "ai-cut-short") if isinstance(event, Ended) else None
    return Problem.of(code) if code else None
