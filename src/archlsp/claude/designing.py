"""Design questions put to the model, and the first edits of what was designed."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import Any

from archlsp.claude.answer.edits import texts_of
from archlsp.claude.answer.speaking import speaks
from archlsp.claude.parts import Parts
from archlsp.claude.question.designing import BuiltDesign, Shared, design_call, implement_call
from archlsp.claude.question.persona import PersonaError
from archlsp.claude.wire.events import Call, Ended, Event, Fault, Text, Whole
from archlsp.claude.wire.trouble import problem_of
from archlsp.model.advice import NewText
from archlsp.model.design import Designed, DesignRequest, ImplementRequest
from archlsp.model.review import Problem
from archlsp.model.terms import Terms

_STOPS = {"end_turn": None, "max_tokens": "ai-cut-short", "refusal": "ai-refused"}
_TOLERANCE = 1.2
_ENOUGH = 240
"""Characters of prose after which the language of an answer can be told."""


class Designer:
    """One a process, with the line, the budget and the redaction that reviews have."""

    def __init__(self, parts: Parts) -> None:
        """Nothing is read or sent yet."""
        self._parts = parts

    async def prepare(self) -> None:
        """Start the worker ahead of the question. Sends nothing, and never raises."""
        await self._parts.line.prepare()

    async def design(
        self, request: DesignRequest, emit: Callable[[str], None], *, any_language: bool = False
    ) -> Designed:
        """Ask. The answer is emitted as it comes, raw; trouble is in the result, what was emitted before it stays.

        An answer in another language is stopped when that can be told, unless `any_language`.
        """
        shared = await self._shared(request.root, request.terms)
        if isinstance(shared, Problem):
            return Designed(problem=shared)
        built = await asyncio.to_thread(design_call, shared, request)
        refusal = await self._refusal(request.terms, built)
        if refusal is not None:
            return Designed(built.context, built.looked, refusal)
        heard = _Heard(request.locale, emit, any_language)
        await self._listen(request.root, built.call, request.terms, heard)
        return Designed(built.context, built.looked, heard.problem, heard.is_whole, heard.speaks)

    async def implement(
        self, request: ImplementRequest, emit: Callable[[str], None]
    ) -> tuple[NewText, ...] | Problem:
        """Have the first edits of a design written; `emit` hears the path of each, to show that it goes on."""
        shared = await self._shared(request.root, request.terms)
        if isinstance(shared, Problem):
            return shared
        built = await asyncio.to_thread(implement_call, shared, request)
        refusal = await self._refusal(request.terms, built)
        if refusal is not None:
            return refusal
        heard = _Heard(request.locale, emit, any_language=True)
        await self._listen(request.root, built.call, request.terms, heard)
        if heard.problem is not None:
            return heard.problem
        shown = frozenset(built.looked.code)
        texts = {one.path: one.text for one in request.sources if one.path in shown}
        return texts_of(heard.values, texts, shared.redactor.restore)

    async def _shared(self, root: str, terms: Terms) -> Shared | Problem:
        try:
            context = await asyncio.to_thread(self._parts.contexts.of, root, terms)
        except PersonaError as error:
            return error.problem
        redactor = await asyncio.to_thread(self._parts.redactor)
        return Shared(context.persona, context.project, redactor, terms.per_design_tokens)

    async def _refusal(self, terms: Terms, built: BuiltDesign) -> Problem | None:
        limited = replace(terms, per_review_tokens=int(terms.per_design_tokens * _TOLERANCE))
        return await asyncio.to_thread(self._parts.refusal, limited, built.call, built.tokens)

    async def _listen(self, root: str, call: Call, terms: Terms, heard: "_Heard") -> None:
        with self._parts.asking(root):
            given_up = partial(self._parts.record, root, call)
            asking = self._parts.line.ask(call, terms, recency=monotonic(), given_up=given_up)
            async with aclosing(asking) as events:
                async for event in events:
                    if isinstance(event, Ended | Fault):
                        await asyncio.to_thread(self._parts.record, root, call, event)
                    if not heard.take(event):
                        return


class _Heard:
    """What an answer consisted of."""

    def __init__(self, locale: str, emit: Callable[[str], None], any_language: bool) -> None:
        self.values: list[dict[str, Any]] = []
        self.problem: Problem | None = None
        self.is_whole = False
        self.speaks = True
        self._locale = locale
        self._emit = emit
        self._any_language = any_language
        self._head: str | None = ""

    def take(self, event: Event) -> bool:
        """Take one event; tell whether more is wanted."""
        if isinstance(event, Text):
            self._emit(event.text)
            return self._is_understood(event.text)
        if isinstance(event, Whole):
            self.values.append(dict(event.value))
            self._emit(str(event.value.get("path", "")))
        elif isinstance(event, Ended):
            code = _STOPS.get(event.stop, "ai-cut-short")
            self.problem = Problem.of(code) if code else None
            self.is_whole = code is None
        elif isinstance(event, Fault):
            self.problem = problem_of(event)
        return True

    def _is_understood(self, text: str) -> bool:
        """Tell by the first lines of prose whether the answer is in the language that was asked for."""
        if self._head is None:
            return True
        self._head += text
        lines = self._head.split("\n")[:-1]
        prose = "\n".join(line for line in lines if line.strip() and not line.startswith(("#", "|", "`")))
        if len(prose) >= _ENOUGH:
            self.speaks = speaks(prose, self._locale)
            self._head = None
        return self.speaks or self._any_language
