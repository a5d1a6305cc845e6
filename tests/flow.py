"""A session with everything real but the reviewer, which finds a word; and an ear for what is published."""

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from archlsp.model.aistatus import AiStatus
from archlsp.model.finding import Finding
from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.session.session import Session
from archlsp.session.status import FileStatus
from archlsp.settings.settings import Settings
from archlsp.store.ledger import Ledger
from findings import finding_at

WORD = "DOUBT"


@dataclass
class WordReviewer:
    """Finds the word, in its own time."""

    name: str = "words"
    asked: list[Request] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    trouble: Problem | None = None
    outcome: Outcome = Outcome.FAILED

    def __post_init__(self) -> None:
        """Answer at once unless a test closes the gate."""
        self.gate.set()

    def accepts(self, language: str) -> bool:
        """It reads everything."""
        return bool(language)

    async def review(self, request: Request, emit: Callable[[Finding], None]) -> Review:
        """Find the word where it is recent."""
        self.asked.append(request)
        await self.gate.wait()
        if self.trouble:
            return Review(self.name, request.path, request.generation, self.outcome, problem=self.trouble)
        found = []
        for number, match in enumerate(re.finditer(WORD, request.text)):
            finding = finding_at(request.text, match.start(), match.end(), path=request.path)
            finding = replace(finding, anchor=replace(finding.anchor, occurrence=number))
            if request.is_recent(finding):
                found.append(finding)
        return Review(self.name, request.path, request.generation, Outcome.REVIEWED, tuple(found))

    async def close(self) -> None:
        """Nothing to give back."""


@dataclass
class Ear:
    """What a surface would show, and what it was told."""

    shown: dict[str, tuple[Finding, ...]] = field(default_factory=dict)
    versions: dict[str, int | None] = field(default_factory=dict)
    states: dict[str, FileStatus] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    logged: list[Problem] = field(default_factory=list)
    published: list[tuple[str, int]] = field(default_factory=list)
    ai: list[AiStatus] = field(default_factory=list)
    consents: list[str] = field(default_factory=list)
    _heard: asyncio.Event = field(default_factory=asyncio.Event)

    def findings_changed(self, path: str, findings: tuple[Finding, ...], version: int | None) -> None:
        """Remember what is shown."""
        self.shown[path] = findings
        self.versions[path] = version
        self.published.append((path, len(findings)))
        self._heard.set()

    def status_changed(self, status: FileStatus) -> None:
        """Remember the state."""
        self.states[status.path] = status
        self._heard.set()

    def ai_changed(self, status: AiStatus) -> None:
        """Remember how things stand with the AI."""
        self.ai.append(status)
        self._heard.set()

    def ask_consent(self, endpoint: str) -> None:
        """Remember what the user was asked."""
        self.consents.append(endpoint)
        self._heard.set()

    def problem(self, problem: Problem) -> None:
        """Remember what the user was told."""
        self.problems.append(problem)
        self._heard.set()

    def log(self, problem: Problem) -> None:
        """Remember what the log was told."""
        self.logged.append(problem)
        self._heard.set()

    def lines(self, path: str) -> list[int]:
        """The lines, from 1, of what is shown for a file."""
        return [finding.anchor.span.start.line + 1 for finding in self.shown.get(path, ())]

    async def until(self, condition: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something heard makes the condition true."""
        async with asyncio.timeout(seconds):
            while not condition():
                self._heard.clear()
                if condition():
                    return
                await self._heard.wait()


@dataclass
class Stage:
    """A started session and its surroundings."""

    session: Session
    ear: Ear
    reviewer: WordReviewer
    folder: Path

    async def shows(self, path: str, lines: list[int]) -> None:
        """Wait until exactly these lines of a file have findings."""
        try:
            await self.ear.until(lambda: path in self.ear.shown and self.ear.lines(path) == lines)
        except TimeoutError:
            message = (
                f"{path}: {self.ear.lines(path)} instead of {lines}; {self.ear.states}; {self.ear.problems}"
            )
            raise AssertionError(message) from None

    def write(self, path: str, text: str) -> None:
        """Write a file of the folder."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="")


async def start(folder: Path, ledger: Ledger, settings: Settings | None = None) -> Stage:
    """Start a session on a folder."""
    ear, reviewer = Ear(), WordReviewer()
    quick = settings or Settings(typing_delay_ms=20)
    session = Session(folder, quick, ledger, [reviewer], ear)
    await session.start()
    return Stage(session, ear, reviewer, folder)
