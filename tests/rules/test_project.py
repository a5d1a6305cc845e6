"""A project's own rules: found where they belong, run apart from ours, and never a danger to either."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from ruletext import rule_text

from archlsp.model.review import Outcome, Request
from archlsp.rules.pool import WorkerPool
from archlsp.rules.project import FOLDER
from archlsp.rules.reviewer import RulesReviewer

CODE = "print(1)\nimport yaml\nyaml.load(text)\n"


@pytest.fixture
async def reviewer() -> AsyncIterator[RulesReviewer]:
    """The offline architect as the server has it."""
    reviewer = RulesReviewer(WorkerPool(time_limit=60))
    yield reviewer
    await reviewer.close()


def _write(root: Path, name: str, text: str) -> Path:
    path = root / FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


async def _rules(reviewer: RulesReviewer, root: Path) -> tuple[set[str], list[str]]:
    """The rules that find something, and what is noted."""
    review = await reviewer.review(
        Request("app/pay.py", "python", CODE, None, 1, root=str(root)), lambda _finding: None
    )
    assert review.outcome is Outcome.REVIEWED
    return {finding.rule for finding in review.findings}, [note.code for note in review.notes]


async def test_they_come_and_change_and_go(reviewer: RulesReviewer, tmp_path: Path) -> None:
    """A rule counts from the next review on after its file is written, changed or deleted."""
    ours, _ = await _rules(reviewer, tmp_path)
    assert "x-print" not in ours
    path = _write(tmp_path, "x-print.yml", rule_text(id="x-print"))
    assert (await _rules(reviewer, tmp_path))[0] == ours | {"x-print"}
    other = {"anchors": ["import"], "pattern": {"rule": {"pattern": "import nothing"}}}
    _write(tmp_path, "x-print.yml", rule_text(id="x-print", **other))
    assert (await _rules(reviewer, tmp_path))[0] == ours
    path.unlink()
    assert (await _rules(reviewer, tmp_path))[0] == ours


async def test_one_project_does_not_see_the_rules_of_another(reviewer: RulesReviewer, tmp_path: Path) -> None:
    """Two folders of one editor."""
    _write(tmp_path / "one", "x-print.yml", rule_text(id="x-print"))
    (tmp_path / "two").mkdir()
    assert "x-print" in (await _rules(reviewer, tmp_path / "one"))[0]
    assert "x-print" not in (await _rules(reviewer, tmp_path / "two"))[0]


async def test_none_passes_for_one_of_ours(reviewer: RulesReviewer, tmp_path: Path) -> None:
    """An id that does not begin with x- is off, and that is said."""
    _write(tmp_path, "py-print.yml", rule_text())
    rules, notes = await _rules(reviewer, tmp_path)
    assert "py-print" not in rules
    assert notes == ["rule-project-prefix"]


async def test_links_and_large_files_are_not_read(reviewer: RulesReviewer, tmp_path: Path) -> None:
    """Neither a linked rule, nor a linked folder, nor one that is no rule for its size."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "x-print.yml").write_text(rule_text(id="x-print"), "utf-8")
    project = tmp_path / "project"
    _write(project, "x-large.yml", rule_text(id="x-large") + "#" * 70_000)
    (project / FOLDER / "x-link.yml").symlink_to(elsewhere / "x-print.yml")
    rules, notes = await _rules(reviewer, project)
    assert not rules & {"x-print", "x-large"}
    assert notes == ["rule-unreadable", "rule-unreadable"]
    linked = tmp_path / "linked"
    (linked / ".archlsp").mkdir(parents=True)
    (linked / FOLDER).symlink_to(elsewhere)
    assert "x-print" not in (await _rules(reviewer, linked))[0]


async def test_a_rule_that_hangs_costs_its_own_findings_alone(
    reviewer: RulesReviewer, tmp_path: Path
) -> None:
    """Ours still answer; after some hangs the project's rules are off, which is said once."""
    slow = {
        "engine": "dockerfile",
        "languages": ["dockerfile"],
        "anchors": None,
        "pattern": None,
        "dockerfile": {"instruction": ["RUN"], "text": "(a+)+$"},
        "examples": {"bad": [{"code": "FROM x\nRUN a\n", "at": [2]}], "good": [{"code": "FROM x\n"}]},
    }
    _write(tmp_path, "x-slow.yml", rule_text(id="x-slow", **slow))
    text = "FROM debian:latest\nRUN " + "a" * 60 + "b\n"
    request = Request("Dockerfile", "dockerfile", text, None, 1, root=str(tmp_path))
    said = []
    for _ in range(4):
        review = await reviewer.review(request, lambda _finding: None)
        assert review.outcome is Outcome.REVIEWED
        assert review.findings
        said += [note.code for note in review.notes]
    assert said == ["project-rules-off"]
