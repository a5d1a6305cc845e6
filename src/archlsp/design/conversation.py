"""One design question from the asking to the kept answer, shown while it grows."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from archlsp.design.grounds import grounds_of
from archlsp.design.offline import Asked, offline_answer
from archlsp.design.page import Foot, Head, Writing, page, title_of
from archlsp.design.places import Places
from archlsp.design.sections import HEADINGS, Section, shape_of
from archlsp.map.entry import Inventory
from archlsp.map.mapper import NotMappedError
from archlsp.model.design import (
    Designed,
    DesignRequest,
    DesignState,
    Focus,
    Grounds,
    Looked,
    Turn,
)
from archlsp.model.finding import Finding
from archlsp.model.review import Problem
from archlsp.model.terms import Terms
from archlsp.store.designs import DesignRecord, Designs

_BETWEEN_PAGES = 0.1
_BETWEEN_NOTES = 2.0


class Designer(Protocol):
    """Whoever asks the model."""

    async def prepare(self) -> None:
        """Get ready to ask; never raises."""
        ...

    async def design(
        self, request: DesignRequest, emit: Callable[[str], None], *, any_language: bool = False
    ) -> Designed:
        """Ask one question; the answer is emitted as it comes."""
        ...


class Surveyor(Protocol):
    """Whoever makes inventories."""

    async def inventory(
        self, folder: Path, *, exclude: Sequence[str] = (), seconds: float = 60.0
    ) -> Inventory:
        """Make the inventory of a folder."""
        ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One question. `terms` None: no model may be asked, `reason` says why. `follows`: the id of an earlier answer."""

    folder: Path
    locale: str
    question: str
    terms: Terms | None
    reason: Problem | None = None
    focus: Focus | None = None
    follows: str = ""
    findings: tuple[Finding, ...] = ()
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as it stands: what an editor shows of it."""

    id: str
    title: str
    state: DesignState
    markdown: str
    follows: str = ""
    problem: Problem | None = None


Emit = Callable[[Shown], None]


@dataclass(frozen=True, slots=True)
class Conversations:
    """What questions need, shared by all of a process."""

    designer: Designer
    surveyor: Surveyor
    designs: Designs

    async def ask(self, ask: Ask, emit: Emit) -> Shown:
        """Answer; every state of the document is emitted, at most ten a second, the last one always.

        Cancelling keeps what has arrived: it is written down and emitted as cancelled before the error goes on.
        """
        thread = await asyncio.to_thread(self.designs.thread, ask.follows) if ask.follows else []
        focus = ask.focus.path if ask.focus else ""
        record = await asyncio.to_thread(
            self.designs.begin, str(ask.folder), ask.question, title_of(ask.question), ask.follows, focus
        )
        answering = _Answering(self, ask, record, thread, emit)
        try:
            await answering.run()
        except asyncio.CancelledError:
            await asyncio.shield(answering.finish(DesignState.CANCELLED))
            raise
        return answering.shown


@dataclass
class _Answering:
    """One answer while it is made."""

    parts: Conversations
    ask: Ask
    record: DesignRecord
    thread: Sequence[DesignRecord]
    emit: Emit
    inventory: Inventory = field(default_factory=Inventory)
    foot: Foot = field(default_factory=lambda: Foot(DesignState.STREAMING))
    context: str = ""

    def __post_init__(self) -> None:
        follows = self.thread[-1].title if self.thread else ""
        self._head = Head(self.ask.question, self.ask.locale, follows)
        self._places = Places(self.ask.folder)
        self._writing = Writing(self._places)
        self._pieces: list[str] = []
        self._news = asyncio.Event()
        self._noted = 0.0
        self.shown = self._as_shown("")

    async def run(self) -> None:
        """Answer, and end the answer one way or the other."""
        self._show("")
        if self.ask.terms is None:
            await self._offline()
            return
        scribe = asyncio.create_task(self._write())
        try:
            designed = await self._asked(self.ask.terms)
        finally:
            scribe.cancel()
            with suppress(asyncio.CancelledError):
                await scribe
        if designed.problem is not None and not self._writing.raw and not self._pieces:
            await self._offline(designed.problem)
            return
        await self.finish(DesignState.COMPLETE if designed.is_whole else DesignState.FAILED)

    async def finish(self, state: DesignState) -> None:
        """Show and keep the answer as it is."""
        await self._take()
        await asyncio.to_thread(self._writing.end)
        self.foot = replace(self.foot, state=state, removed=self._places.removed)
        self._show(self._writing.body)
        await self._note()

    # ------------------------------------------------------------------ with a model

    async def _asked(self, terms: Terms) -> Designed:
        grounds, ready = Grounds(), asyncio.create_task(self.parts.designer.prepare())
        try:
            if not (self.thread and self.thread[0].context):
                grounds = await self._grounds()
        finally:
            await ready
        request = DesignRequest(
            root=str(self.ask.folder),
            locale=self.ask.locale,
            question=self.ask.question,
            terms=terms,
            headings={section.value: text for section, text in HEADINGS[self.ask.locale].items()},
            focus=self.ask.focus,
            grounds=grounds,
            turns=tuple(Turn(one.question, one.answer, one.context) for one in self.thread),
        )
        designed = await self._heard(request)
        if not designed.speaks:
            self._writing, self._pieces = Writing(self._places), []
            designed = await self._heard(replace(request, insist=True), any_language=True)
        if designed.is_whole:
            designed = await self._completed(request, designed)
        return designed

    async def _heard(self, request: DesignRequest, *, any_language: bool = False) -> Designed:
        designed = await self.parts.designer.design(request, self._hear, any_language=any_language)
        await self._take()
        self.context = self.context or designed.context
        looked = designed.looked if not self.foot.looked.tokens else self.foot.looked
        self.foot = replace(self.foot, looked=looked, problem=designed.problem, speaks=designed.speaks)
        return designed

    async def _completed(self, request: DesignRequest, designed: Designed) -> Designed:
        """Ask once for the sections that are missing; what still is, is said."""
        missing = self._missing()
        if missing and not self.thread:
            await asyncio.to_thread(self._writing.end)
            turn = Turn(request.question, "".join(self._writing.raw), self.context)
            names = tuple(section.value for section in missing)
            more = await self._heard(replace(request, turns=(turn,), missing=names), any_language=True)
            self.foot = replace(self.foot, problem=None)
            missing = self._missing() if more.is_whole else missing
        if missing and not self.thread:
            titles = HEADINGS[self.ask.locale]
            self.foot = replace(self.foot, missing=tuple(titles[section] for section in missing))
        return designed

    def _missing(self) -> tuple[Section, ...]:
        return shape_of("".join(self._writing.raw)).missing()

    def _hear(self, piece: str) -> None:
        self._pieces.append(piece)
        self._news.set()

    async def _write(self) -> None:
        """Show the first words at once, then at most ten pages a second."""
        while True:
            await self._news.wait()
            self._news.clear()
            await self._take()
            self._show(self._writing.body)
            loop = asyncio.get_running_loop()
            if loop.time() - self._noted > _BETWEEN_NOTES:
                self._noted = loop.time()
                await self._note()
            await asyncio.sleep(_BETWEEN_PAGES)

    async def _take(self) -> None:
        pieces, self._pieces = self._pieces, []
        if pieces:
            await asyncio.to_thread(self._writing.feed, "".join(pieces))

    # ------------------------------------------------------------------ without a model

    async def _offline(self, problem: Problem | None = None) -> None:
        """Answer from rules and the inventory; `problem` or the reason of the question says why."""
        await self._grounds()
        asked = Asked(
            question=self.ask.question,
            locale=self.ask.locale,
            focus=self.ask.focus.path if self.ask.focus else None,
            inventory=self.inventory,
            findings=self.ask.findings,
            link=self._places.address,
        )
        body = await asyncio.to_thread(offline_answer, asked)
        reason = problem or self.ask.reason
        self.foot = Foot(DesignState.OFFLINE, Looked(), problem=reason)
        self.record = replace(self.record, answer=body)
        self._show(body)
        await self._note()

    async def _grounds(self) -> Grounds:
        try:
            self.inventory = await self.parts.surveyor.inventory(self.ask.folder, exclude=self.ask.exclude)
        except NotMappedError:
            self.inventory = Inventory()
        ask = self.ask
        return await asyncio.to_thread(
            grounds_of, ask.folder, self.inventory, ask.question, ask.focus, ask.findings
        )

    # ------------------------------------------------------------------ showing and keeping

    def _show(self, body: str) -> None:
        self.shown = self._as_shown(body)
        self.emit(self.shown)

    def _as_shown(self, body: str) -> Shown:
        foot = replace(self.foot, removed=self._places.removed)
        markdown = page(self._head, body, foot)
        return Shown(
            self.record.id,
            self.record.title,
            self.foot.state,
            markdown,
            self.record.follows,
            self.foot.problem,
        )

    async def _note(self) -> None:
        answer = "".join(self._writing.raw) or self.record.answer
        self.record = replace(
            self.record,
            state=self.foot.state,
            answer=answer,
            page=self.shown.markdown,
            context=self.context if not self.thread else "",
        )
        await asyncio.to_thread(self.parts.designs.keep, self.record)
