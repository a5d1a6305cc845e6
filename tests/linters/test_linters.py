"""External linters: run when installed and trusted, never brought by the repository, never in the way."""

import os
import stat
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report
from archlsp.linters.reviewer import LintersReviewer
from archlsp.linters.table import LINTERS, NAMES
from archlsp.model.finding import Finding
from archlsp.model.review import Request, Review
from archlsp.model.scope import Hunk
from archlsp.session.shown import without_twins

CODE = "import os\n\n\ndef run(日本, text):\n    return 日本, eval(text)\n"
SELECT = "[lint]\nselect = ['F', 'S']\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose programs are those of our own environment: ruff is one of them."""
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent))
    root = tmp_path / "project"
    root.mkdir()
    (root / "ruff.toml").write_text(SELECT, "utf-8")
    (root / "a.py").write_text(CODE, "utf-8")
    return root


def _request(root: Path, linters: Sequence[str] = NAMES, hunks: tuple[Hunk, ...] | None = None) -> Request:
    return Request("a.py", "python", CODE, hunks, 1, "en", root=str(root), linters=tuple(linters))


async def _review(request: Request) -> Review:
    emitted: list[Finding] = []
    review = await LintersReviewer().review(request, emitted.append)
    assert tuple(emitted) == review.findings
    return review


async def test_ruff_is_asked_with_the_text_under_review(root: Path) -> None:
    """Its findings lie on the culprit, also behind Japanese, and name the linter they come from."""
    review = await _review(_request(root))
    found = {finding.rule: finding for finding in review.findings}
    assert found.keys() == {"ruff:F401", "ruff:S307"}
    assert found["ruff:S307"].anchor.quote == "eval(text)"
    assert (found["ruff:S307"].source, found["ruff:S307"].cwe) == ("ruff", ("CWE-95",))
    assert found["ruff:F401"].references[0].url.startswith("https://")


async def test_only_recent_lines_count(root: Path) -> None:
    """As with our own findings."""
    review = await _review(_request(root, hunks=(Hunk(4, 5),)))
    assert [finding.rule for finding in review.findings] == ["ruff:S307"]


async def test_nothing_runs_that_was_not_allowed(root: Path) -> None:
    """Without a name in the request, no program is looked for."""
    assert (await _review(_request(root, linters=()))).findings == ()
    assert (await _review(replace(_request(root), shipped=True))).findings == ()


async def test_a_repository_cannot_bring_a_linter(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither by a folder of its own on PATH, nor by a link, nor by a relative one."""
    trap = root / "bin" / "ruff"
    trap.parent.mkdir()
    trap.write_text(f"#!/bin/sh\ntouch {root / 'ran'}\n", "utf-8")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    (root.parent / "link").symlink_to(trap.parent)
    monkeypatch.chdir(root)
    for place in (str(trap.parent), str(root.parent / "link"), "bin", ""):
        monkeypatch.setenv("PATH", place)
        assert (await _review(_request(root))).findings == ()
    assert not (root / "ran").exists()


async def test_trouble_is_a_note(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A linter that fails or answers nonsense is named; the review stands."""
    tools = tmp_path / "tools"
    tools.mkdir()
    for script in ("echo nonsense", "echo broken >&2; exit 3"):
        program = tools / "ruff"
        program.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tools}{os.pathsep}/usr/bin{os.pathsep}/bin")
        review = await _review(_request(root))
        assert [note.code for note in review.notes] == ["linter-failed"]


async def test_a_file_that_is_not_saved_is_not_shown_to_linters_that_read_the_disk(root: Path) -> None:
    """Their places would be off."""
    (root / "a.py").write_text(CODE + "# newer\n", "utf-8")
    reading_disk = [adapter.name for adapter in LINTERS if not adapter.standard_input]
    assert (await _review(_request(root, linters=reading_disk))).notes == ()


async def test_what_we_found_too_is_shown_once(root: Path) -> None:
    """The same weakness on the same line: ours stays, it says more."""
    [theirs] = [finding for finding in (await _review(_request(root))).findings if finding.cwe]
    ours = replace(theirs, rule="py-code-injection", source="rules")
    assert without_twins([theirs, ours]) == (ours,)
    assert without_twins([theirs, replace(ours, cwe=("CWE-1",))])[0] is theirs


ANSWERS: dict[str, tuple[object, list[tuple[str, int, int]]]] = {
    "squawk": (
        [{"line": 0, "column": 14, "line_end": 0, "column_end": 39, "level": "Warning", "rule_name": "a-b"}],
        [("a-b", 0, 14)],
    ),
    "hadolint": (
        [{"code": "DL3006", "line": 2, "column": 1, "level": "warning", "message": "m"}],
        [("DL3006", 1, 0)],
    ),
    "buf": ([{"type": "PACKAGE", "start_line": 2, "start_column": 9, "message": "m"}], [("PACKAGE", 1, 8)]),
    "zizmor": (
        [
            {
                "ident": "x",
                "locations": [
                    {"symbolic": {"kind": "Related"}},
                    {
                        "symbolic": {"kind": "Primary"},
                        "concrete": {"location": {"start_point": {"row": 5, "column": 8}}},
                    },
                ],
            }
        ],
        [("x", 5, 8)],
    ),
    "oxlint": (
        {"diagnostics": [{"code": "c", "labels": [{"span": {"line": 2, "column": 7, "length": 1}}]}]},
        [("c", 1, 6)],
    ),
    "golangci-lint": (
        {"Issues": [{"FromLinter": "gosec", "Text": "t", "Pos": {"Line": 3, "Column": 2}}]},
        [("gosec", 2, 1)],
    ),
    "semgrep": (
        {
            "results": [
                {"check_id": "r", "start": {"line": 3, "col": 5}, "end": {"line": 3, "col": 9}, "extra": {}}
            ]
        },
        [("r", 2, 4)],
    ),
}


@pytest.mark.parametrize("adapter", LINTERS, ids=lambda adapter: adapter.name)
def test_answers_are_read(adapter: Adapter) -> None:
    """Each linter's own format; an answer of another shape says nothing and breaks nothing."""
    answer, expected = ANSWERS.get(adapter.name, ([], []))
    assert [_brief(report) for report in adapter.read(answer)] == expected
    for odd in (None, 3, "x", [], {}, [1, None, {}], {"results": 3}, [{"location": None, "locations": None}]):
        list(adapter.read(odd))


def _brief(report: Report) -> tuple[str, int, int]:
    return report.code, report.line, report.column
