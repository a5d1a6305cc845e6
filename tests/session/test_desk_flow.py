"""From a save in a real repository to what is shown."""

import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from archlsp.model.finding import Severity
from archlsp.model.review import Outcome, Problem
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.model.text import Span
from archlsp.session.status import State
from archlsp.settings.settings import Settings
from archlsp.store.dismissal import DismissalKind
from archlsp.store.ledger import Ledger
from flow import WORD, Stage, start

OLD = f"a = 1\n{WORD} = 2\n"


def git(folder: Path, *arguments: str) -> None:
    """Run git without the user's configuration."""
    names = {
        f"GIT_{role}_{part}": "a@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with one committed file, which holds the word on line 2."""
    made = tmp_path / "repository"
    made.mkdir()
    (made / "app.py").write_text(OLD, encoding="utf-8")
    git(made, "init", "-q", "-b", "main")
    git(made, "add", "-A")
    git(made, "commit", "-q", "-m", "first")
    return made


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger of our own."""
    opened = Ledger.open(tmp_path / "state")
    yield opened
    opened.close()


@asynccontextmanager
async def staged(folder: Path, ledger: Ledger, settings: Settings | None = None) -> AsyncIterator[Stage]:
    """A started session that is closed afterwards."""
    stage = await start(folder, ledger, settings)
    try:
        yield stage
    finally:
        await stage.session.close()


async def test_only_recent_lines_are_reviewed(folder: Path, ledger: Ledger) -> None:
    """What was committed long ago stays quiet; the new line speaks."""
    async with staged(folder, ledger) as stage:
        text = OLD + f"{WORD} = 3\n"
        stage.session.opened("app.py", lambda: text, 1)
        await stage.shows("app.py", [3])
        assert stage.ear.versions["app.py"] == 1


async def test_a_file_that_is_not_open_is_reviewed_when_it_changes(folder: Path, ledger: Ledger) -> None:
    """Another program's write is seen by the watcher; deleting the file takes its findings back."""
    async with staged(folder, ledger) as stage:
        stage.write("new.py", f"{WORD}\n")
        await stage.shows("new.py", [1])
        (folder / "new.py").unlink()
        await stage.shows("new.py", [])


async def test_the_scope_is_reviewed_at_the_start(folder: Path, ledger: Ledger) -> None:
    """Changes that were there before the editor came are shown without opening a file."""
    (folder / "app.py").write_text(OLD + f"x\n{WORD}\n", encoding="utf-8")
    async with staged(folder, ledger) as stage:
        await stage.shows("app.py", [4])


async def test_unsaved_text_counts_before_the_file(folder: Path, ledger: Ledger) -> None:
    """Typing is reviewed after a pause, and the findings move before the review is back."""
    async with staged(folder, ledger) as stage:
        text = OLD + f"{WORD}\n"
        stage.session.opened("app.py", lambda: text, 1)
        await stage.shows("app.py", [3])
        text = "# new\n" + text
        stage.session.edited("app.py", [(Span.of(0, 0, 0, 0), "# new\n")], 2)
        assert [f.anchor.span.start.line for f in stage.session.findings("app.py")] == [3]
        await stage.shows("app.py", [4])


async def test_an_edited_finding_disappears_at_once(folder: Path, ledger: Ledger) -> None:
    """No review is needed to see that the quoted code is gone."""
    async with staged(folder, ledger) as stage:
        text = OLD + f"{WORD}\n"
        stage.session.opened("app.py", lambda: text, 1)
        await stage.shows("app.py", [3])
        stage.reviewer.gate.clear()
        text = OLD + "D\n"
        stage.session.edited("app.py", [(Span.of(2, 1, 2, len(WORD)), "")], 2)
        assert stage.ear.shown["app.py"] == ()
        stage.reviewer.gate.set()


async def test_many_quick_saves_review_the_newest_text(folder: Path, ledger: Ledger) -> None:
    """Whatever was overtaken is never shown, and no save is starved."""
    async with staged(folder, ledger) as stage:
        text = OLD
        stage.session.opened("app.py", lambda: text, 1)
        await stage.ear.until(lambda: "app.py" in stage.ear.states)
        stage.reviewer.gate.clear()
        for number in range(20):
            text = OLD + "\n" * number + f"{WORD}\n"
            stage.session.edited("app.py", None, number + 2)
            stage.session.saved("app.py")
        stage.reviewer.gate.set()
        await stage.shows("app.py", [22])
        await stage.session.settled()
        assert len(stage.reviewer.asked) <= 2


async def test_dismissals_survive_shifts_renames_and_restarts(folder: Path, ledger: Ledger) -> None:
    """A dismissed finding does not come back with new lines above it, another name, or another session."""
    old = "".join(f"a{number} = {number}\n" for number in range(10))
    (folder / "long.py").write_text(old, encoding="utf-8")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "long")
    text = old + f"{WORD}\n{WORD}\n"
    async with staged(folder, ledger) as stage:
        stage.session.opened("long.py", lambda: text, 1)
        await stage.shows("long.py", [11, 12])
        first = stage.session.findings("long.py")[0]
        assert await stage.session.dismiss("long.py", first.identity, DismissalKind.HERE, "意図どおり")
        assert stage.ear.lines("long.py") == [12]
        assert [d.reason for d in stage.session.dismissed("long.py")] == ["意図どおり"]
    (folder / "long.py").unlink()
    (folder / "moved.py").write_text(f"# more\n{old}{WORD}\n{WORD}\n", encoding="utf-8")
    git(folder, "add", "-A")
    async with staged(folder, ledger) as stage:
        await stage.shows("moved.py", [13])
        assert await stage.session.restore("moved.py") == 1
        await stage.shows("moved.py", [12, 13])


async def test_a_rule_can_be_dismissed_for_a_file(folder: Path, ledger: Ledger) -> None:
    """All findings of the rule leave this file, and only this one."""
    async with staged(folder, ledger) as stage:
        stage.write("one.py", f"{WORD}\n{WORD}\n")
        stage.write("two.py", f"{WORD}\n")
        await stage.shows("one.py", [1, 2])
        found = stage.session.findings("one.py")[0]
        await stage.session.dismiss("one.py", found.identity, DismissalKind.RULE_IN_FILE, "")
        assert stage.ear.shown["one.py"] == ()
        await stage.shows("two.py", [1])


async def test_severities_of_the_user_apply_at_once(folder: Path, ledger: Ledger) -> None:
    """Changing a setting re-publishes without a review."""
    async with staged(folder, ledger) as stage:
        stage.write("new.py", f"{WORD}\n")
        await stage.shows("new.py", [1])
        settings = Settings(typing_delay_ms=20)
        stage.session.configure(replace(settings, severity={"py-rule": Severity.HINT}))
        assert stage.ear.shown["new.py"][0].severity is Severity.HINT
        stage.session.configure(replace(settings, severity={"py-rule": None}))
        assert stage.ear.shown["new.py"] == ()


async def test_a_commit_makes_lines_old(folder: Path, ledger: Ledger) -> None:
    """On main without an upstream, what is committed is no longer recent; the rescan takes it back."""
    async with staged(folder, ledger) as stage:
        stage.write("app.py", OLD + f"{WORD}\n")
        await stage.shows("app.py", [3])
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "second")
        await stage.shows("app.py", [])


async def test_a_merge_in_progress_pauses_reviews(folder: Path, ledger: Ledger) -> None:
    """Conflict markers are nobody's code; when the merge is done the reviews go on."""
    git(folder, "checkout", "-q", "-b", "other")
    (folder / "app.py").write_text("b = 1\n", encoding="utf-8")
    git(folder, "commit", "-q", "-a", "-m", "other")
    git(folder, "checkout", "-q", "main")
    (folder / "app.py").write_text("c = 1\n", encoding="utf-8")
    git(folder, "commit", "-q", "-a", "-m", "ours")
    async with staged(folder, ledger) as stage:
        await stage.session.settled()
        with pytest.raises(subprocess.CalledProcessError):
            git(folder, "merge", "-q", "other")
        await stage.ear.until(lambda: Problem.of("paused-operation", operation="merge") in stage.ear.logged)
        text = f"{WORD}\n"
        stage.session.opened("new.py", lambda: text, 1)
        await stage.ear.until(lambda: "new.py" in stage.ear.states)
        assert stage.ear.states["new.py"].state is State.PAUSED
        git(folder, "merge", "--abort")
        await stage.shows("new.py", [1])


async def test_outside_git_open_files_are_reviewed_whole(tmp_path: Path, ledger: Ledger) -> None:
    """It says once that there is no repository, and works."""
    plain = tmp_path / "plain"
    plain.mkdir()
    async with staged(plain, ledger) as stage:
        text = f"x\n{WORD}\n"
        stage.session.opened("a.py", lambda: text, 1)
        stage.session.opened("b.py", lambda: text, 1)
        await stage.shows("a.py", [2])
        await stage.shows("b.py", [2])
        assert [problem.code for problem in stage.ear.problems] == ["not-a-repository"]


async def test_a_folder_inside_a_repository_has_paths_of_its_own(folder: Path, ledger: Ledger) -> None:
    """Opening a subdirectory of a monorepo reviews that directory alone."""
    (folder / "service").mkdir()
    (folder / "service" / "main.py").write_text(f"{WORD}\n", encoding="utf-8")
    (folder / "app.py").write_text(OLD + f"{WORD}\n", encoding="utf-8")
    async with staged(folder / "service", ledger) as stage:
        await stage.shows("main.py", [1])
        await stage.session.settled()
        assert set(stage.ear.shown) == {"main.py"}


async def test_a_reviewers_trouble_is_told_once_and_old_findings_stay(folder: Path, ledger: Ledger) -> None:
    """Each change of state is one message."""
    async with staged(folder, ledger) as stage:
        text = OLD + f"{WORD}\n"
        stage.session.opened("app.py", lambda: text, 1)
        await stage.shows("app.py", [3])
        stage.reviewer.trouble = Problem.of("rules-crashed")
        for number in range(3):
            text += f"# {number}\n"
            stage.session.saved("app.py")
            await stage.session.settled()
        assert [problem.code for problem in stage.ear.problems] == ["rules-crashed"]
        assert stage.ear.lines("app.py") == [3]
        assert stage.ear.states["app.py"].state is State.FAILED


async def test_unchanged_code_costs_nothing(folder: Path, ledger: Ledger) -> None:
    """Saving twice asks the reviewer once."""
    async with staged(folder, ledger) as stage:
        text = OLD + f"{WORD}\n"
        stage.session.opened("app.py", lambda: text, 1)
        await stage.shows("app.py", [3])
        stage.session.saved("app.py")
        await stage.session.settled()
        assert len(stage.reviewer.asked) == 1


async def test_undo_brings_the_finding_back(folder: Path, ledger: Ledger) -> None:
    """A text that was reviewed before shows what was found then, and asks nobody again."""
    async with staged(folder, ledger) as stage:
        text = OLD + f"{WORD}\n"
        stage.session.opened("app.py", lambda: text, 1)
        await stage.shows("app.py", [3])
        text = OLD
        stage.session.edited("app.py", [(Span.of(2, 0, 3, 0), "")], 2)
        stage.session.saved("app.py")
        await stage.session.settled()
        assert stage.ear.lines("app.py") == []
        text = OLD + f"{WORD}\n"
        stage.session.edited("app.py", [(Span.of(2, 0, 2, 0), f"{WORD}\n")], 3)
        stage.session.saved("app.py")
        await stage.shows("app.py", [3])
        assert len(stage.reviewer.asked) == 1


async def test_a_review_out_of_time_keeps_what_was_found(folder: Path, ledger: Ledger) -> None:
    """The file says that it was skipped, and why; the findings that still quote the text stay."""
    async with staged(folder, ledger) as stage:
        text = OLD + f"{WORD}\n"
        stage.session.opened("app.py", lambda: text, 1)
        await stage.shows("app.py", [3])
        stage.reviewer.trouble = Problem.of("rules-timeout", path="app.py", seconds=5)
        stage.reviewer.outcome = Outcome.SKIPPED
        text += "# more\n"
        stage.session.saved("app.py")
        await stage.session.settled()
        assert stage.ear.states["app.py"].state is State.SKIPPED
        assert stage.ear.lines("app.py") == [3]


async def test_the_whole_repository_on_request(folder: Path, ledger: Ledger) -> None:
    """Every line of every file, with progress; afterwards the changes alone again on request."""
    async with staged(folder, ledger) as stage:
        steps: list[tuple[int, int, str]] = []
        everything = ScopeSpec(ScopeKind.ALL)
        summary = await stage.session.review_scope(everything, lambda *step: steps.append(step))
        assert [finding.anchor.path for finding in summary.findings] == ["app.py"]
        assert steps[-1][:2] == (1, 1)
        await stage.session.review_scope(None, lambda *_step: None)
        await stage.shows("app.py", [])


async def test_the_repository_is_deleted_and_made_again(folder: Path, ledger: Ledger) -> None:
    """It is said once; open findings stay; when the repository is back, so are reviews."""
    async with staged(folder, ledger) as stage:
        text = OLD + f"{WORD}\n"
        stage.session.opened("app.py", lambda: text, 1)
        await stage.shows("app.py", [3])
        shutil.rmtree(folder)
        await stage.ear.until(lambda: any(p.code == "repository-gone" for p in stage.ear.problems))
        assert stage.ear.lines("app.py") == [3]
        folder.mkdir()
        (folder / "app.py").write_text(OLD, encoding="utf-8")
        git(folder, "init", "-q", "-b", "main")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "-m", "again")
        stage.write("new.py", f"{WORD}\n")
        await stage.shows("new.py", [1])
