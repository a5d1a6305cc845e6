"""Design questions about one folder: who may be asked, what with, and what is made of the answers."""

import asyncio
import datetime
import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from archlsp.claude.question.reading import is_secret
from archlsp.design.adr import adr_of, adr_places
from archlsp.design.conversation import Ask, Conversations, Emit, Shown
from archlsp.design.page import Writing
from archlsp.design.places import Places
from archlsp.git.plain import read_plain
from archlsp.map.entry import Inventory
from archlsp.map.mapper import NotMappedError
from archlsp.model.advice import NewText
from archlsp.model.design import DesignState, Focus, ImplementRequest, Source
from archlsp.model.finding import Finding
from archlsp.model.languages import language_of
from archlsp.model.review import Problem, Request
from archlsp.model.text import Span
from archlsp.session.deep import DeepParts
from archlsp.session.permission import Permission
from archlsp.session.review import RULES, read
from archlsp.session.state import SessionState
from archlsp.store.designs import DesignRecord
from archlsp.trust.edits import may_create, may_edit

_MOST_SOURCES = 12
_LARGEST_SOURCE = 200_000
_MOST_LISTED = 100
_LINKED = re.compile(r"\[(`[^`\n]+`)\]\(file://[^)\s]*\)")
T = TypeVar("T")


class Implementer(Protocol):
    """Whoever writes the first edits of a design."""

    async def implement(
        self, request: ImplementRequest, emit: Callable[[str], None]
    ) -> tuple[NewText, ...] | Problem:
        """Ask once; the texts in the order in which they were written."""
        ...


@dataclass(frozen=True, slots=True)
class DesignParts:
    """What design questions need beside what reviews need; shared by all sessions."""

    conversations: Conversations
    implementer: Implementer


@dataclass(frozen=True, slots=True)
class Implementation:
    """The first edits of a design, tests first as they were written, and what the rules say of them."""

    texts: tuple[NewText, ...] = ()
    findings: tuple[Finding, ...] = ()
    title: str = ""
    problem: Problem | None = None


class StoppedAskingError(Exception):
    """The question was stopped by `cancel`; what had arrived is kept."""


class UnknownDesignError(Exception):
    """There is no such answer, or none that would do; `problem` says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.problem = Problem.of(code)


class Designing:
    """Everything runs on the event loop; files and the ledger are read in threads."""

    def __init__(self, state: SessionState, deep: DeepParts, parts: DesignParts) -> None:
        """Nothing is asked before a command."""
        self._state = state
        self._parts = parts
        self._anatomist = deep.anatomist
        self._permission = Permission(state, deep.consents, deep.trusted, deep.environ)
        self._running: set[asyncio.Task[Any]] = set()

    async def undecided(self) -> str | None:
        """The endpoint about which the user should be asked before a question, None where there is no need."""
        return await asyncio.to_thread(self._permission.undecided)

    async def ask(
        self, question: str, place: tuple[str, Span | None] | None, follows: str, emit: Emit
    ) -> Shown:
        """Ask a design question; `follows`: the id of the answer that it goes on from."""
        folder = self._folder()
        terms = await asyncio.to_thread(self._permission.terms)
        reason = None if terms else self._permission.standing()[1].problem
        findings = tuple(one for path in list(self._state.files) for one in self._state.visible(path))
        ask = Ask(
            folder,
            self._state.settings.language,
            question,
            replace(terms, thorough=True) if terms else None,
            reason=reason,
            focus=await self._focus(place),
            follows=follows,
            findings=findings,
            exclude=self._state.settings.exclude,
        )
        return await self._run(self._parts.conversations.ask(ask, emit))

    async def listed(self) -> list[DesignRecord]:
        """The answers about this folder, the newest first."""
        designs = self._parts.conversations.designs
        return await asyncio.to_thread(designs.of, str(self._folder()), _MOST_LISTED)

    async def found(self, design: str, *, complete: bool = False) -> DesignRecord:
        """An answer by its id, the newest without one. Raises UnknownDesignError."""
        listed = await self.listed()
        if not listed:
            raise UnknownDesignError("design-none")
        record = next((one for one in listed if not design or one.id == design), None)
        if record is None:
            raise UnknownDesignError("design-unknown")
        if complete and (record.state is DesignState.OFFLINE or not record.answer.strip()):
            raise UnknownDesignError("design-nothing-written")
        return record

    async def inventory(self) -> Inventory:
        """The inventory of the folder; empty where it could not be made."""
        try:
            return await self._parts.conversations.surveyor.inventory(
                self._folder(), exclude=self._state.settings.exclude
            )
        except NotMappedError:
            return Inventory()

    async def adr(self, design: str) -> NewText:
        """An answer as a record of an architecture decision. Raises UnknownDesignError."""
        record = await self.found(design, complete=True)
        folder = self._folder()
        places = await asyncio.to_thread(adr_places, folder)
        body = await asyncio.to_thread(_safe_body, folder, record.answer)
        locale, today = self._state.settings.language, datetime.date.today()
        adr = adr_of(body, record.title, places, locale, today)
        return NewText(adr.path, None, adr.text)

    async def implement(self, design: str, emit: Callable[[str], None]) -> Implementation:
        """Have the first edits of an answer written, and look at them as a reviewer would."""
        record = await self.found(design, complete=True)
        terms = await asyncio.to_thread(self._permission.terms)
        if terms is None:
            return Implementation(problem=self._permission.standing()[1].problem or Problem.of("ai-off"))
        folder = self._folder()
        sources = await asyncio.to_thread(self._sources, record)
        sample = await self._sample(sources)
        locale = self._state.settings.language
        request = ImplementRequest(str(folder), locale, terms, record.answer, tuple(sources), sample)
        made = await self._run(self._parts.implementer.implement(request, emit))
        if isinstance(made, Problem):
            return Implementation(problem=made)
        problem = await self._refused(folder, made)
        if problem is not None:
            return Implementation(problem=problem)
        findings = [one for text in made for one in await self._reviewed(text)]
        return Implementation(made, tuple(findings), record.title)

    def cancel(self) -> int:
        """Stop what is being asked; return how much that was."""
        running = list(self._running)
        for task in running:
            task.cancel()
        return len(running)

    # ------------------------------------------------------------------ what a question is about

    def _folder(self) -> Path:
        if self._state.folder is None:
            raise UnknownDesignError("design-no-folder")
        return self._state.folder

    async def _run(self, work: Coroutine[object, object, T]) -> T:
        """Do something that `cancel` stops."""
        task = asyncio.create_task(work)
        self._running.add(task)
        try:
            return await task
        except asyncio.CancelledError:
            outer = asyncio.current_task()
            if outer is not None and outer.cancelling():
                raise
            raise StoppedAskingError from None
        finally:
            self._running.discard(task)

    async def _focus(self, place: tuple[str, Span | None] | None) -> Focus | None:
        if place is None or is_secret(place[0]):
            return None
        reading = await read(self._state, place[0])
        if reading.skipped or not reading.text:
            return None
        return Focus(reading.path, reading.language, reading.text, place[1])

    # ------------------------------------------------------------------ what is to be written

    def _sources(self, record: DesignRecord) -> list[Source]:
        """The files that an answer names, as they are: in the editor, else on disk."""
        places = Places(self._folder())
        places.checked(record.answer)
        named = [path for path, _ in places.linked]
        paths = dict.fromkeys(([record.focus] if record.focus else []) + named)
        sources: list[Source] = []
        for path in paths:
            text = self._text(path)
            if text is not None and may_edit(self._folder(), path, (path,)):
                sources.append(Source(path, text))
        return sources[:_MOST_SOURCES]

    def _text(self, path: str) -> str | None:
        file = self._state.files.get(path)
        if file is not None and file.document is not None:
            return file.document.text()
        content = None if is_secret(path) else read_plain(self._folder() / path, _LARGEST_SOURCE)
        try:
            return content.decode("utf-8") if content is not None else None
        except UnicodeDecodeError:
            return None

    async def _sample(self, sources: Sequence[Source]) -> str:
        """How this project writes tests."""
        for source in sources:
            language = language_of(source.path)
            if language is None:
                continue
            request = Request(source.path, language, source.text, None, 0, root=str(self._folder()))
            place = await self._anatomist.test_place(request)
            if place is not None and place.sample:
                return place.sample
        return ""

    async def _refused(self, folder: Path, texts: Sequence[NewText]) -> Problem | None:
        """Why edits are not shown at all: a place that may not be written, a text that does not parse."""
        for text in texts:
            allowed = may_create if text.before is None else _may_change
            if is_secret(text.path) or not await asyncio.to_thread(allowed, folder, text.path):
                return Problem.of("design-implement-refused", path=text.path)
            language = language_of(text.path)
            if language and not await self._anatomist.sound(language, text.before or "", text.after):
                return Problem.of("design-implement-unsound", path=text.path)
        return None

    async def _reviewed(self, text: NewText) -> tuple[Finding, ...]:
        """What the rules say of a text that is new as a whole."""
        language = language_of(text.path)
        if language is None:
            return ()
        locale, root = self._state.settings.language, str(self._folder())
        request = Request(text.path, language, text.after, None, 0, locale, root=root)
        for reviewer in self._state.reviewers:
            if reviewer.name == RULES and reviewer.accepts(language):
                return (await reviewer.review(request, lambda _finding: None)).findings
        return ()


def _may_change(folder: Path, path: str) -> bool:
    return may_edit(folder, path, (path,))


def _safe_body(folder: Path, answer: str) -> str:
    """An answer made safe; its places stay as text, for a record outlives the machine it was written on."""
    writing = Writing(Places(folder))
    writing.feed(answer)
    writing.end()
    return _LINKED.sub(r"\1", writing.body)
