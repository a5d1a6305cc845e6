"""Claude's turn in a review without an editor: after the rules, joined with them, and never lost."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from archlsp.model.finding import Finding, Severity, Verdict
from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.model.surroundings import Surroundings, Unit
from archlsp.model.terms import Terms
from archlsp.model.text import Span
from archlsp.session.asking import ask_each
from archlsp.session.crew import Crew, Keep, Progress
from archlsp.session.oneshot import Setup, review_once
from archlsp.session.shown import Dismissals
from archlsp.session.sifting import sift
from archlsp.session.summary import Summary
from archlsp.settings.settings import Settings
from archlsp.store.dismissal import Dismissal, DismissalKind
from archlsp.store.ledger import Ledger
from findings import finding_on

TEXT = "first = 1\nsecond = 2\nthird = 3\n"


@dataclass
class Rules:
    """Finds `second = 2`, knows surroundings, and refuses what is named large.py."""

    name: str = "rules"

    def accepts(self, language: str) -> bool:
        """It reads Python."""
        return language == "python"

    async def review(self, request: Request, emit: Callable[[Finding], None]) -> Review:
        """One finding a file."""
        if request.path == "large.py":
            return Review(self.name, request.path, 1, Outcome.SKIPPED, problem=Problem.of("skip-excluded"))
        found = finding_on(request.text, "second = 2", path=request.path)
        return Review(self.name, request.path, 1, Outcome.REVIEWED, (found,))

    async def close(self) -> None:
        """Nothing to give back."""

    async def surroundings(self, request: Request) -> Surroundings:
        """One unit: everything."""
        return Surroundings((Unit(Span.of(0, 0, 3, 0), "", request.hunks or ()),))


@dataclass
class Claude:
    """Confirms what the rules found, finds `third = 3`, and then waits where a test closes the gate."""

    name: str = "claude"
    asked: list[Request] = field(default_factory=list)
    problem: Problem | None = None
    gate: asyncio.Event | None = None
    under_way: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    closed: bool = False

    def accepts(self, language: str) -> bool:
        """It reads everything."""
        return bool(language)

    async def review(self, request: Request, emit: Callable[[Finding], None]) -> Review:
        """Answer piece by piece."""
        self.asked.append(request)
        new = finding_on(request.text, "third = 3", path=request.path, rule="architect-api")
        found = [replace(finding, verdict=Verdict.CONFIRMED, title="deeper") for finding in request.evidence]
        found = [replace(finding, source="claude") for finding in [*found, new]]
        for finding in found:
            emit(finding)
        self.under_way.put_nowait(request.path)
        if self.gate is not None:
            await self.gate.wait()
        outcome = Outcome.PARTIAL if self.problem else Outcome.REVIEWED
        return Review(self.name, request.path, 1, outcome, tuple(found), self.problem)

    async def close(self) -> None:
        """Remember it."""
        self.closed = True


@dataclass
class Run:
    """Asks Claude about every file."""

    claude: Claude
    terms: Terms = field(default_factory=lambda: Terms(paid=True))
    interrupted: bool = False

    async def run(self, requests: Sequence[Request], keep: Keep, progress: Progress) -> None:
        """Ask; where a test wants it, be interrupted when the first answers are there."""
        asking = asyncio.ensure_future(ask_each(self.claude, requests, keep, progress))
        if self.interrupted:
            for _ in requests:
                await self.claude.under_way.get()
            asking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await asking
            raise KeyboardInterrupt
        await asking

    async def close(self) -> None:
        """Close Claude."""
        await self.claude.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder without git, with two files."""
    place = tmp_path / "shop"
    place.mkdir()
    for name in ("a.py", "b.py"):
        (place / name).write_text(TEXT, "utf-8")
    return place


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """A ledger of its own."""
    return Ledger.open(tmp_path / "state")


def review(folder: Path, ledger: Ledger, run: Run, settings: Settings | None = None) -> Summary:
    """Review everything below the folder."""
    rules = Rules()
    setup = Setup(folder, settings or Settings(), ledger, lambda _workers: Crew((rules,), rules), run)
    return review_once(setup, ScopeSpec(ScopeKind.ALL), [], lambda _done, _total, _path: None)


def test_claude_is_asked_with_what_the_rules_found(folder: Path, ledger: Ledger) -> None:
    """Terms, evidence and surroundings are there; both answers are one review a file."""
    claude = Claude()
    summary = review(folder, ledger, Run(claude))
    assert [request.path for request in claude.asked] == ["a.py", "b.py"]
    for request in claude.asked:
        assert request.terms is not None and request.terms.paid
        assert [finding.title for finding in request.evidence] == ["title"]
        assert request.surroundings is not None and request.surroundings.units
    assert [(f.anchor.path, f.rule, f.title) for f in summary.findings] == [
        ("a.py", "py-rule", "deeper"),
        ("a.py", "architect-api", "title"),
        ("b.py", "py-rule", "deeper"),
        ("b.py", "architect-api", "title"),
    ]
    assert claude.closed


def test_what_the_user_dismissed_or_turned_off_is_no_evidence(folder: Path, ledger: Ledger) -> None:
    """Claude is not asked about it, and its own findings obey dismissals and severities."""
    claude = Claude()
    known = finding_on(TEXT, "second = 2")
    kind = DismissalKind.FALSE_POSITIVE
    ledger.dismiss(str(folder), Dismissal("a.py", known.identity, known.rule, kind, "", 1.0))
    summary = review(folder, ledger, Run(claude), Settings(severity={"architect-api": Severity.HINT}))
    assert [len(request.evidence) for request in claude.asked] == [0, 1]
    assert {f.severity for f in summary.findings if f.rule == "architect-api"} == {Severity.HINT}
    assert summary.dismissed == 1


def test_what_the_rules_do_not_read_is_not_sent(folder: Path, ledger: Ledger) -> None:
    """A generated or minified file costs nothing."""
    (folder / "large.py").write_text(TEXT, "utf-8")
    claude = Claude()
    review(folder, ledger, Run(claude))
    assert [request.path for request in claude.asked] == ["a.py", "b.py"]


def test_trouble_is_told_once_and_what_arrived_is_shown(folder: Path, ledger: Ledger) -> None:
    """Every file meets the same fault; the rules' reviews are whole all the same."""
    summary = review(folder, ledger, Run(Claude(problem=Problem.of("ai-cut-short"))))
    assert summary.ai == (Problem.of("ai-cut-short"),)
    assert {one.outcome for one in summary.reviews} == {Outcome.REVIEWED}
    assert len(summary.findings) == 4


def test_an_interruption_keeps_what_arrived(folder: Path, ledger: Ledger) -> None:
    """Findings of answers that are still under way are in the report, which says that it is partial."""
    claude = Claude(gate=asyncio.Event())
    summary = review(folder, ledger, Run(claude, interrupted=True))
    assert summary.partial
    assert claude.closed
    assert [f.rule for f in summary.findings] == ["py-rule", "architect-api"] * 2


def test_a_linters_twin_is_left_out_when_claude_joins() -> None:
    """The order of the answers does not matter for what is one finding."""
    ours = replace(finding_on(TEXT, "second = 2"), cwe=("CWE-1",))
    linters = replace(ours, rule="ruff:S1", source="linters")
    reviews = [
        Review("rules", "app.py", 1, Outcome.REVIEWED, (ours,)),
        Review("linters", "app.py", 1, Outcome.REVIEWED, (linters,)),
        Review("claude", "app.py", 1, Outcome.REVIEWED, (replace(ours, source="claude"),)),
    ]
    (sifted,) = sift(reviews, Settings(), Dismissals.of(())).reviews
    assert [finding.rule for finding in sifted.findings] == ["py-rule"]


class Broken(Run):
    """Fails as nobody expects it."""

    async def run(self, requests: Sequence[Request], keep: Keep, progress: Progress) -> None:
        """Raise."""
        raise ZeroDivisionError


def test_a_mistake_of_ours_does_not_take_the_rules_findings_with_it(folder: Path, ledger: Ledger) -> None:
    """It is told by its kind."""
    summary = review(folder, ledger, Broken(Claude()))
    assert [problem.code for problem in summary.ai] == ["internal-error"]
    assert [f.rule for f in summary.findings] == ["py-rule", "py-rule"]
