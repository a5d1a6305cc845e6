"""Claude's part of a session: when it is asked, on which terms, and how its findings arrive."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from archlsp.claude.wire.events import Purpose
from archlsp.model.advice import Advice, Payload
from archlsp.model.aistatus import AiMode, AiStatus
from archlsp.model.finding import Edit, Finding, Fix
from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.model.surroundings import PlaceOfTest, Surroundings, Unit
from archlsp.model.terms import Terms
from archlsp.model.text import Span
from archlsp.session.deep import DeepParts
from archlsp.session.session import Session
from archlsp.settings.settings import AiSettings, Settings
from archlsp.store.ledger import Ledger
from archlsp.trust.consent import Consents
from archlsp.trust.workspaces import TrustedFolders
from findings import finding_on
from flow import WORD, Ear, WordReviewer

ENDPOINT = "http://127.0.0.1:9"
TEXT = "first = 1\nsecond = 2\nthird = 3\n"


@dataclass
class Scripted:
    """Says what a test wants about the quotes it is given; the anatomist of the same test, too."""

    quotes: list[str] = field(default_factory=lambda: ["second = 2"])
    asked: list[Request] = field(default_factory=list)
    remembered: list[Request] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = "claude"
    fix: Fix | None = None

    def __post_init__(self) -> None:
        """Answer at once unless a test closes the gate."""
        self.gate.set()

    def accepts(self, language: str) -> bool:
        """It reads everything."""
        return bool(language)

    async def review(self, request: Request, emit: Callable[[Finding], None]) -> Review:
        """Emit what is quoted, then wait at the gate."""
        assert request.terms is not None
        if not request.terms.paid:
            self.remembered.append(request)
            return Review(self.name, request.path, request.generation, Outcome.REVIEWED, covered=())
        self.asked.append(request)
        found = [
            replace(finding_on(request.text, quote, rule="architect-api"), source="claude")
            for quote in self.quotes
        ]
        for finding in found:
            emit(finding)
        await self.gate.wait()
        covered = tuple(unit.span for unit in request.surroundings.units) if request.surroundings else ()
        return Review(
            self.name, request.path, request.generation, Outcome.REVIEWED, tuple(found), covered=covered
        )

    async def prepare(self) -> None:
        """It is always ready."""

    async def payload(self, request: Request) -> Payload:
        """Everything it would send."""
        return Payload(body=request.text.encode())

    async def advise(
        self,
        kind: Purpose,
        request: Request,
        finding: Finding,
        place: PlaceOfTest | None,
        emit: Callable[[str], None],
    ) -> Advice:
        """Give the fix of the test."""
        emit(kind.value)
        return Advice(markdown=finding.title, fix=self.fix)

    def status(self, workspace: str, terms: Terms) -> AiStatus:
        """Always ready."""
        return AiStatus(AiMode.READY)

    async def close(self) -> None:
        """Nothing to give back."""

    async def surroundings(self, request: Request) -> Surroundings:
        """One unit: everything."""
        lines = request.text.count("\n")
        return Surroundings((Unit(Span.of(0, 0, lines, 0), "", request.hunks or ()),))

    async def sound(self, language: str, before: str, after: str) -> bool:
        """Whatever has no bracket is sound."""
        return "(" not in after

    async def test_place(self, request: Request) -> PlaceOfTest | None:
        """No tests here."""
        return None


@dataclass
class Room:
    """A session with Claude, and everything around it."""

    session: Session
    ear: Ear
    claude: Scripted
    consents: Consents
    folder: Path

    def open(self, path: str, text: str) -> None:
        """Open a document that holds `text`."""
        self.session.opened(path, lambda: text, 1)

    async def asked(self, count: int = 1) -> None:
        """Wait until the model was asked so often, and everything has settled."""
        await self.ear.until(lambda: len(self.claude.asked) >= count)
        await self.session.settled()

    def quotes(self, path: str) -> list[str]:
        """What is shown for a file."""
        return [finding.anchor.quote for finding in self.session.findings(path)]


def _init(folder: Path) -> None:
    subprocess.run(["git", "init", "-q", str(folder)], check=True, capture_output=True)


@asynccontextmanager
async def room(
    tmp_path: Path, *, consent: bool | None = True, ai: AiSettings | None = None, key: str = "k"
) -> AsyncIterator[Room]:
    """A repository with one untracked file, reviewed with consent, unless a test says otherwise."""
    folder = tmp_path / "shop"
    folder.mkdir()
    _init(folder)
    (folder / "app.py").write_text(TEXT, encoding="utf-8")
    state = tmp_path / "state"
    ledger, consents = Ledger.open(state), Consents(state)
    if consent is not None:
        (consents.give if consent else consents.refuse)(folder, ENDPOINT)
    ear, claude = Ear(), Scripted()
    settings = Settings(typing_delay_ms=10, ai=replace(ai or AiSettings(), delay_ms=10))
    environ = {"ANTHROPIC_API_KEY": key, "ANTHROPIC_BASE_URL": ENDPOINT} if key else {}
    parts = DeepParts(claude, claude, consents, TrustedFolders(state), environ)
    session = Session(folder, settings, ledger, [WordReviewer("rules")], ear, parts)
    await session.start()
    await session.settled()
    try:
        yield Room(session, ear, claude, consents, folder)
    finally:
        claude.gate.set()
        await session.close()
        ledger.close()


async def test_opening_and_typing_cost_nothing(tmp_path: Path) -> None:
    """What is remembered is asked for whenever the rules were; the model is not."""
    async with room(tmp_path) as here:
        here.open("app.py", TEXT)
        await here.ear.until(lambda: bool(here.claude.remembered))
        await here.session.settled()
        assert here.claude.asked == []


async def test_a_save_asks_with_what_the_rules_found(tmp_path: Path) -> None:
    """The model hears what the rules found in the very text, and its finding is shown beside theirs."""
    async with room(tmp_path) as here:
        here.open("app.py", TEXT + WORD)
        here.session.saved("app.py")
        await here.asked()
        (request,) = here.claude.asked
        assert [finding.anchor.quote for finding in request.evidence] == [WORD]
        assert request.surroundings is not None
        assert here.quotes("app.py") == ["second = 2", WORD]


async def test_a_finding_is_shown_before_the_answer_ends(tmp_path: Path) -> None:
    """It is published as soon as it is whole, and moves with what is typed meanwhile."""
    async with room(tmp_path) as here:
        here.claude.gate.clear()
        texts = [TEXT]
        here.session.opened("app.py", lambda: texts[-1], 1)
        here.session.saved("app.py")
        await here.ear.until(lambda: here.quotes("app.py") == ["second = 2"])
        texts.append("zero = 0\n" + TEXT)
        here.session.edited("app.py", [(Span.of(0, 0, 0, 0), "zero = 0\n")], 2)
        assert [finding.anchor.span.start.line for finding in here.session.findings("app.py")] == [2]
        here.claude.gate.set()
        await here.session.settled()
        assert [finding.anchor.span.start.line for finding in here.session.findings("app.py")] == [2]


async def test_quick_saves_ask_once_and_then_the_newest(tmp_path: Path) -> None:
    """While one question is under way, of those that come the last is asked after it."""
    async with room(tmp_path) as here:
        here.claude.gate.clear()
        here.open("app.py", TEXT)
        here.session.saved("app.py")
        await here.ear.until(lambda: len(here.claude.asked) == 1)
        for _ in range(5):
            here.session.saved("app.py")
        here.claude.gate.set()
        await here.asked(2)
        assert len(here.claude.asked) == 2


@pytest.mark.parametrize(
    "ai", [AiSettings(enabled="off"), AiSettings(enabled="ask"), AiSettings(enabled="on")]
)
async def test_without_consent_nothing_is_asked(tmp_path: Path, ai: AiSettings) -> None:
    """Consent is asked for once, not at each save, and not at all when the AI is off."""
    async with room(tmp_path, consent=None, ai=ai) as here:
        here.open("app.py", TEXT)
        for _ in range(2):
            here.session.saved("app.py")
            await here.session.review_file("app.py")
        assert here.claude.asked == []
        assert here.claude.remembered == []
        assert here.ear.consents == ([] if ai.enabled == "off" else [ENDPOINT])
        assert here.session.ai().mode is (AiMode.OFF if ai.enabled == "off" else AiMode.NO_CONSENT)


async def test_refused_is_not_asked_again(tmp_path: Path) -> None:
    """A user who said no is left in peace."""
    async with room(tmp_path, consent=False) as here:
        here.open("app.py", TEXT)
        await here.session.review_file("app.py")
        assert here.claude.asked == []
        assert here.ear.consents == []


async def test_without_a_key_nobody_is_bothered(tmp_path: Path) -> None:
    """No key, no question about consent; the status says what is missing."""
    async with room(tmp_path, consent=None, key="") as here:
        here.open("app.py", TEXT)
        await here.session.review_file("app.py")
        assert here.ear.consents == []
        assert here.session.ai().mode is AiMode.NO_KEY


async def test_consent_given_reviews_what_is_open(tmp_path: Path) -> None:
    """After the user has agreed, nobody has to save again."""
    async with room(tmp_path, consent=None) as here:
        here.open("app.py", TEXT)
        here.session.consent(given=True)
        await here.asked()
        assert here.quotes("app.py") == ["second = 2"]


async def test_cancel_stops_what_is_asked(tmp_path: Path) -> None:
    """What was shown stays; nothing runs on."""
    async with room(tmp_path) as here:
        here.claude.gate.clear()
        here.open("app.py", TEXT)
        here.session.saved("app.py")
        await here.ear.until(lambda: here.quotes("app.py") == ["second = 2"])
        assert here.session.cancel() == 1
        await here.session.settled()
        assert here.quotes("app.py") == ["second = 2"]


async def test_a_selection_is_what_is_asked_about(tmp_path: Path) -> None:
    """The selected lines are the hunk, whatever git says."""
    async with room(tmp_path) as here:
        here.open("app.py", TEXT)
        await here.session.review_selection("app.py", Span.of(1, 2, 1, 4))
        (request,) = here.claude.asked
        assert request.hunks is not None
        assert [(hunk.start, hunk.end) for hunk in request.hunks] == [(1, 2)]


async def test_a_fix_that_breaks_the_code_is_not_offered(tmp_path: Path) -> None:
    """The file must still parse with it."""
    async with room(tmp_path) as here:
        here.open("app.py", TEXT)
        await here.session.review_file("app.py")
        (finding,) = here.session.findings("app.py")
        for text, offered in (("second = (", False), ("second = 3", True)):
            here.claude.fix = Fix("fix", (Edit(finding.anchor.span, "second = 2", text),))
            advice = await here.session.advise(Purpose.FIX, "app.py", finding.identity, lambda _text: None)
            assert (advice.fix is not None) is offered
            assert (advice.problem == Problem.of("ai-fix-does-not-parse")) is not offered


async def test_what_would_be_sent_needs_no_consent(tmp_path: Path) -> None:
    """One can look before one decides."""
    async with room(tmp_path, consent=None) as here:
        here.open("app.py", TEXT)
        assert (await here.session.payload("app.py")).body == TEXT.encode()
