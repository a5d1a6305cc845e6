"""The doctor's checks. Each looks at one thing, says what it saw, and never raises."""

import asyncio
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from time import perf_counter

from archlsp import __version__
from archlsp.cli.language import resolve_settings
from archlsp.cli.notices import complaint_line
from archlsp.git.command import Command
from archlsp.git.environment import clean_environment, find_git
from archlsp.git.repository import Repository
from archlsp.git.trouble import GitTroubleError, NotARepositoryError, UnsafeRepositoryError
from archlsp.messages import problem_text, say
from archlsp.model.review import Outcome, Request, Review
from archlsp.model.scope import ScopeSpec
from archlsp.rules.catalog import Catalog
from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import RulesReviewer
from archlsp.settings.files import FILE_NAME, user_file
from archlsp.store.ledger import Ledger

_PATIENCE = 20.0  # seconds for a worker to start and answer
_INOTIFY = Path("/proc/sys/fs/inotify")
_WATCHES, _INSTANCES = 65_536, 128
_SLOW = 3_000.0  # milliseconds


class Level(IntEnum):
    """Larger is worse."""

    OK = 0
    WARN = 1
    FAIL = 2


@dataclass(frozen=True, slots=True)
class Check:
    """What was seen; `advice` is what to do where it is not well."""

    level: Level
    text: str
    advice: str = ""


def platform_check(_folder: Path, locale: str) -> Iterator[Check]:
    """The versions, for a report of a mistake of ours."""
    values = {
        "version": __version__,
        "python": platform.python_version(),
        "system": platform.platform(terse=True),
    }
    yield Check(Level.OK, say(locale, "doctor-platform", **values))


def command_check(_folder: Path, locale: str) -> Iterator[Check]:
    """Editors start `archlsp serve` by name."""
    found = shutil.which("archlsp")
    if found:
        yield Check(Level.OK, say(locale, "doctor-command", path=found))
    else:
        advice = say(locale, "doctor-no-command-advice", directory=Path(sys.executable).parent)
        yield Check(Level.WARN, say(locale, "doctor-no-command"), advice)


def git_check(folder: Path, locale: str) -> Iterator[Check]:
    """Git is there and runs."""
    try:
        program = find_git(folder, os.environ)
        command = Command(Path("/"), program, lambda: clean_environment(os.environ))
        said = command.ask("version").decode("utf-8", "replace").strip()
    except GitTroubleError as trouble:
        yield Check(Level.FAIL, problem_text(locale, trouble.problem), say(locale, "doctor-git-advice"))
        return
    yield Check(Level.OK, say(locale, "doctor-git", version=said, path=program))


def repository_check(folder: Path, locale: str) -> Iterator[Check]:
    """The folder is a repository that may be read, and the scope can be told."""
    began = perf_counter()
    try:
        repository = Repository.open(folder)
    except NotARepositoryError:
        text = say(locale, "doctor-no-repository", folder=folder)
        yield Check(Level.WARN, text, say(locale, "doctor-no-repository-advice"))
        return
    except UnsafeRepositoryError as unsafe:
        advice = say(locale, "doctor-unsafe-advice") if unsafe.reason.startswith("unsafe") else ""
        yield Check(Level.FAIL, say(locale, unsafe.reason), advice)
        return
    try:
        scope = repository.scope(ScopeSpec())
    except GitTroubleError as trouble:
        yield Check(Level.WARN, problem_text(locale, trouble.problem))
        return
    finally:
        repository.close()
    took = (perf_counter() - began) * 1e3
    values = {"folder": folder, "files": len(scope.files), "milliseconds": f"{took:.0f}"}
    advice = say(locale, "doctor-slow-advice") if took > _SLOW else ""
    yield Check(Level.WARN if advice else Level.OK, say(locale, "doctor-repository", **values), advice)


def settings_checks(folder: Path, locale: str) -> Iterator[Check]:
    """The files that were found, and what is wrong in them or names no rule."""
    places = (folder / FILE_NAME, folder / "pyproject.toml", user_file(os.environ))
    files = ", ".join(str(path) for path in places if path.is_file())
    yield Check(Level.OK, say(locale, "doctor-settings", files=files or say(locale, "doctor-none")))
    resolved = resolve_settings(os.environ, folder, {})
    for complaint in resolved.complaints:
        yield Check(Level.FAIL, complaint_line(complaint, locale, folder))
    known = {rule.id for rule in Catalog.load().rules}
    for rule in sorted(set(resolved.settings.severity) - known):
        yield Check(Level.WARN, say(locale, "doctor-unknown-rule", rule=rule))


def rules_checks(_folder: Path, locale: str) -> Iterator[Check]:
    """The catalog is whole."""
    began = perf_counter()
    catalog = Catalog.load()
    took = f"{(perf_counter() - began) * 1e3:.0f}"
    level = Level.OK if catalog.rules else Level.FAIL
    yield Check(level, say(locale, "doctor-rules", count=len(catalog.rules), milliseconds=took))
    for problem in catalog.errors:
        yield Check(Level.FAIL, problem_text(locale, problem))


def worker_check(_folder: Path, locale: str) -> Iterator[Check]:
    """The process that runs the rules starts and answers."""
    began = perf_counter()
    try:
        review = asyncio.run(_ask_worker())
    except (OSError, TimeoutError) as error:
        text = say(locale, "doctor-worker-silent", kind=type(error).__name__)
        yield Check(Level.FAIL, text, say(locale, "doctor-worker-advice"))
        return
    if review.outcome is not Outcome.REVIEWED and review.problem is not None:
        yield Check(Level.FAIL, problem_text(locale, review.problem), say(locale, "doctor-worker-advice"))
        return
    took = (perf_counter() - began) * 1e3
    yield Check(Level.OK, say(locale, "doctor-worker", milliseconds=f"{took:.0f}"))


async def _ask_worker() -> Review:
    reviewer = RulesReviewer(WorkerPool(1))
    request = Request("doctor.py", "python", "answer = 42\n", None, 1)
    try:
        async with asyncio.timeout(_PATIENCE):
            return await reviewer.review(request, lambda _finding: None)
    finally:
        await reviewer.close()


def ledger_check(_folder: Path, locale: str) -> Iterator[Check]:
    """Dismissals can be kept."""
    ledger = Ledger.open()
    try:
        if ledger.problem is not None:
            yield Check(Level.WARN, problem_text(locale, ledger.problem))
        else:
            yield Check(Level.OK, say(locale, "doctor-ledger", path=ledger.path))
    finally:
        ledger.close()


def watching_check(_folder: Path, locale: str) -> Iterator[Check]:
    """Linux limits how many directories one user may watch."""
    watches, instances = _limit("max_user_watches"), _limit("max_user_instances")
    if watches is None or instances is None:
        return
    text = say(locale, "doctor-watching", watches=watches, instances=instances)
    if watches >= _WATCHES and instances >= _INSTANCES:
        yield Check(Level.OK, text)
    else:
        yield Check(Level.WARN, text, say(locale, "doctor-watching-advice"))


def _limit(name: str) -> int | None:
    try:
        return int((_INOTIFY / name).read_text("ascii"))
    except (OSError, ValueError):
        return None
