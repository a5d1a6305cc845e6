"""`archlsp review`: the recent changes once through the reviewers, and a report."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.commands import LEVELS
from archlsp.cli.fix import apply_safe_fixes
from archlsp.cli.language import LANGUAGE, resolve_settings
from archlsp.cli.notices import complaint_line, tell
from archlsp.cli.paths import folder_and_paths
from archlsp.cli.progress import ProgressBar
from archlsp.cli.report.material import Applied, Lines, Material
from archlsp.cli.terminal import style_of
from archlsp.messages import problem_text
from archlsp.model.finding import Severity
from archlsp.model.review import Outcome, Problem, Reviewer
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.session.oneshot import Setup, review_once
from archlsp.session.summary import Summary
from archlsp.settings.layers import Resolved
from archlsp.settings.values import WrongValueError, parse_since, revision
from archlsp.store.ledger import Ledger

CLEAN, FOUND, USAGE, TROUBLE = 0, 1, 2, 3
_FIX_ROUNDS = 3  # a fix may uncover the next one
_KINDS = {"--staged": ScopeKind.STAGED, "--worktree": ScopeKind.WORKTREE, "--all": ScopeKind.ALL}
_NO_REPOSITORY, _NO_REVISION = "only-what-is-named", "git-unknown-revision"


def run(parsed: Parsed, _locale: str) -> int:
    """Review and report, in the language of the reviewed folder; return the exit code."""
    folder, paths = folder_and_paths(parsed.operands, Path.cwd())
    resolved = resolve_settings(os.environ, folder, _said(parsed))
    settings, locale = resolved.settings, resolved.settings.language
    spec = _spec(parsed) or settings.scope
    for complaint in resolved.complaints:
        tell(complaint_line(complaint, locale, folder))
    ledger = Ledger.open()
    try:
        setup = Setup(folder, settings, ledger, _reviewers)
        summary, applied = _review(setup, spec, paths, fix=parsed.has("--fix"))
        sys.stdout.write(_rendered(parsed, summary, folder, locale, applied))
        if ledger.problem is not None:
            tell(problem_text(locale, ledger.problem))
    finally:
        ledger.close()
    return _exit_code(parsed, summary, resolved, paths)


def _said(parsed: Parsed) -> dict[str, Any]:
    """What the command line says about settings."""
    said: dict[str, Any] = {}
    if parsed.has("--offline"):
        said["ai"] = {"enabled": "off"}
    if parsed.has(LANGUAGE):
        said["language"] = parsed.values[LANGUAGE]
    return said


def _spec(parsed: Parsed) -> ScopeSpec | None:
    """The scope that was asked for; None leaves it to the settings. Raises UsageError."""
    for name, kind in _KINDS.items():
        if parsed.has(name):
            return ScopeSpec(kind)
    try:
        if parsed.has("--since"):
            return ScopeSpec(ScopeKind.SINCE, since=parse_since(parsed.values["--since"]))
        if parsed.has("--base"):
            return ScopeSpec(ScopeKind.BRANCH, revision(parsed.values["--base"]))
    except WrongValueError as wrong:
        raise UsageError(wrong.code, None, key="--base", **wrong.detail) from wrong
    return None


def _reviewers(workers: int) -> list[Reviewer]:
    """Called only when there is something to review: an unchanged repository starts no process."""
    from archlsp.linters.reviewer import LintersReviewer  # noqa: PLC0415
    from archlsp.rules.pool import WorkerPool  # noqa: PLC0415
    from archlsp.rules.reviewer import RulesReviewer  # noqa: PLC0415

    return [RulesReviewer(WorkerPool(workers)), LintersReviewer()]


def _review(setup: Setup, spec: ScopeSpec, paths: list[str], *, fix: bool) -> tuple[Summary, list[Applied]]:
    progress = ProgressBar(os.environ)
    applied: list[Applied] = []
    refused: list[Problem] = []
    try:
        summary = review_once(setup, spec, paths, progress)
        for _ in range(_FIX_ROUNDS if fix else 0):
            done, refused = apply_safe_fixes(setup.folder, summary)
            applied += done
            if not done or summary.partial:
                break
            summary = review_once(setup, spec, paths, progress)
        summary = replace(summary, problems=(*summary.problems, *refused))
    finally:
        progress.clear()
    return summary, applied


def _rendered(parsed: Parsed, summary: Summary, folder: Path, locale: str, applied: list[Applied]) -> str:
    style = style_of(sys.stdout, os.environ)
    material = Material(summary, folder, locale, Lines(folder), style, tuple(applied))
    module = import_module(f"archlsp.cli.report.{parsed.values.get('--format', 'text')}")
    render: Callable[[Material], str] = module.render
    for problem in material.notes():
        tell(material.problem(problem))
    return render(material)


def _exit_code(parsed: Parsed, summary: Summary, resolved: Resolved, paths: list[str]) -> int:
    """The worst of trouble, a wrong configuration, and findings."""
    codes = [CLEAN]
    if resolved.complaints:
        codes.append(USAGE)
    if summary.partial or any(review.outcome is Outcome.FAILED for review in summary.reviews):
        codes.append(TROUBLE)
    codes += [_problem_code(problem, paths) for problem in summary.problems]
    limit = parsed.values.get("--fail-on", "warning")
    if limit in LEVELS and any(finding.severity <= Severity[limit.upper()] for finding in summary.findings):
        codes.append(FOUND)
    return max(codes)


def _problem_code(problem: Problem, paths: list[str]) -> int:
    """Some problems are the user's to put right; without a repository only naming nothing is one."""
    if problem.code == _NO_REPOSITORY:
        return CLEAN if paths else USAGE
    return USAGE if problem.code == _NO_REVISION else TROUBLE
