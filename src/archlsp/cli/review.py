"""`archlsp review`: the recent changes once through the reviewers, and a report."""

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from archlsp.cli.ai import AiPart, ai_part
from archlsp.cli.arguments import Parsed
from archlsp.cli.asked import check_ai, said_of, spec_of
from archlsp.cli.commands import LEVELS
from archlsp.cli.crew import make_crew
from archlsp.cli.fix import apply_safe_fixes
from archlsp.cli.language import resolve_settings
from archlsp.cli.notices import complaint_line, tell
from archlsp.cli.paths import folder_and_paths
from archlsp.cli.progress import ProgressBar
from archlsp.cli.report.material import Applied, Lines, Material
from archlsp.cli.terminal import style_of
from archlsp.messages import problem_text
from archlsp.model.finding import Severity
from archlsp.model.review import Outcome, Problem
from archlsp.model.scope import ScopeSpec
from archlsp.session.oneshot import Setup, review_once
from archlsp.session.summary import Summary
from archlsp.settings.layers import Resolved
from archlsp.store.ledger import Ledger

CLEAN, FOUND, USAGE, TROUBLE = 0, 1, 2, 3
_FIX_ROUNDS = 3  # a fix may uncover the next one
_NO_REPOSITORY, _NO_REVISION = "only-what-is-named", "git-unknown-revision"


def run(parsed: Parsed, _locale: str) -> int:
    """Review and report, in the language of the reviewed folder; return the exit code."""
    check_ai(parsed)
    folder, paths = folder_and_paths(parsed.operands, Path.cwd())
    resolved = resolve_settings(os.environ, folder, said_of(parsed))
    settings, locale = resolved.settings, resolved.settings.language
    spec = spec_of(parsed) or settings.scope
    for complaint in resolved.complaints:
        tell(complaint_line(complaint, locale, folder))
    progress = ProgressBar(os.environ)
    ledger = Ledger.open()
    try:
        setup = Setup(folder, settings, ledger, make_crew)
        ai = ai_part(parsed, setup, spec, progress.clear)
        if ai.problem is not None:
            tell(problem_text(locale, ai.problem))
        setup = replace(setup, ai=ai.run)
        summary, applied = _review(setup, spec, paths, progress, fix=parsed.has("--fix"))
        sys.stdout.write(_rendered(parsed, ai, setup, summary, applied))
        if ledger.problem is not None:
            tell(problem_text(locale, ledger.problem))
    finally:
        ledger.close()
    return max(_exit_code(parsed, summary, resolved, paths), _ai_code(parsed, ai, summary))


def _review(
    setup: Setup, spec: ScopeSpec, paths: list[str], progress: ProgressBar, *, fix: bool
) -> tuple[Summary, list[Applied]]:
    applied: list[Applied] = []
    refused: list[Problem] = []
    # Claude is asked about what is left when everything is fixed.
    first = replace(setup, ai=None) if fix else setup
    try:
        summary = review_once(first, spec, paths, progress)
        for _ in range(_FIX_ROUNDS if fix else 0):
            done, refused = apply_safe_fixes(setup.folder, summary)
            applied += done
            if not done or summary.partial:
                break
            summary = review_once(first, spec, paths, progress)
        if first.ai is not setup.ai and not summary.partial:
            summary = review_once(setup, spec, paths, progress)
        summary = replace(summary, problems=(*summary.problems, *refused))
    finally:
        progress.clear()
    return summary, applied


def _rendered(parsed: Parsed, ai: AiPart, setup: Setup, summary: Summary, applied: list[Applied]) -> str:
    folder = setup.folder
    style = style_of(sys.stdout, os.environ)
    material = Material(summary, folder, setup.settings.language, Lines(folder), style, tuple(applied))
    for problem in material.notes():
        tell(material.problem(problem))
    if parsed.has("--estimate"):
        stopped = summary.partial or summary.ai
        return "" if ai.run is None or stopped else f"{ai.run.estimate}\n"
    module = import_module(f"archlsp.cli.report.{parsed.values.get('--format', 'text')}")
    render: Callable[[Material], str] = module.render
    return render(material)


def _exit_code(parsed: Parsed, summary: Summary, resolved: Resolved, paths: list[str]) -> int:
    """The worst of trouble, a wrong configuration, and findings."""
    codes = [CLEAN]
    if resolved.complaints:
        codes.append(USAGE)
    if summary.partial or any(review.outcome is Outcome.FAILED for review in summary.reviews):
        codes.append(TROUBLE)
    codes += [_problem_code(problem, paths) for problem in summary.problems]
    if parsed.has("--estimate"):
        return max(codes)
    limit = parsed.values.get("--fail-on", "warning")
    if limit in LEVELS and any(finding.severity <= Severity[limit.upper()] for finding in summary.findings):
        codes.append(FOUND)
    return max(codes)


def _ai_code(parsed: Parsed, ai: AiPart, summary: Summary) -> int:
    """Only who asks for the model fails with it: what is remembered is a gift."""
    if ai.problem is not None or (ai.run is not None and ai.run.refused):
        return USAGE
    return TROUBLE if parsed.has("--ai") and summary.ai else CLEAN


def _problem_code(problem: Problem, paths: list[str]) -> int:
    """Some problems are the user's to put right; without a repository only naming nothing is one."""
    if problem.code == _NO_REPOSITORY:
        return CLEAN if paths else USAGE
    return USAGE if problem.code == _NO_REVISION else TROUBLE
