"""From a folder to everything that is needed to ask git about it."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from archlsp.git.configuration import (
    Configuration,
    UserConfiguration,
    repository_configuration,
    user_configuration,
)
from archlsp.git.environment import clean_environment, find_git, user_environment
from archlsp.git.ignore import IgnoreRules
from archlsp.git.locate import Location, locate, owned
from archlsp.git.shadow import Shadow
from archlsp.git.trouble import GitTroubleError, UnsafeRepositoryError
from archlsp.git.work import Work


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of an open repository."""

    location: Location
    work: Work
    configuration: Configuration
    rules: IgnoreRules


def open_parts(path: Path) -> Opened:
    """Find and judge the repository around `path`, and make its shadow.

    Raises NotARepositoryError, and UnsafeRepositoryError for whatever else is in the way.
    """
    location = locate(path)
    try:
        program = find_git(location.root, os.environ)
        return _opened(location, program)
    except GitTroubleError as trouble:
        # A reason stands alone: a problem that needs its details said is not one.
        reason = "unsafe-unreadable" if trouble.problem.detail else trouble.problem.code
        raise UnsafeRepositoryError(reason) from trouble
    except OSError as error:
        raise UnsafeRepositoryError("unsafe-unreadable") from error


def _opened(location: Location, program: str) -> Opened:
    from archlsp.git.command import Command  # noqa: PLC0415 - GitPython takes 150 ms to import

    anywhere = Path(location.root.anchor)
    plain = Command(anywhere, program, lambda: clean_environment(os.environ))
    users = Command(anywhere, program, lambda: user_environment(os.environ))
    user = user_configuration(users.ask, _home())
    if not owned(location) and not _trusted(location.root, user):
        raise UnsafeRepositoryError("unsafe-owner")
    configuration = repository_configuration(plain.ask, location.git_dir, location.common_dir)
    _check_pointer(location, configuration)
    shadow = Shadow(location, {**user.taken, **configuration.taken}, user.excludes)
    clean = clean_environment(os.environ)
    rules = IgnoreRules(
        location.root,
        location.common_dir / "info" / "exclude",
        user.excludes,
        configuration.taken.get("core.ignorecase") == "true",
    )
    return Opened(
        location,
        Work(Command(location.root, program, lambda: {**clean, **shadow.environment()}), shadow),
        configuration,
        rules,
    )


def _check_pointer(location: Location, configuration: Configuration) -> None:
    """A git directory elsewhere that is not a linked work tree's must say itself that it belongs here."""
    if not location.pointed:
        return
    named = configuration.worktree
    if named is None or (location.git_dir / named).resolve() != location.root:
        raise UnsafeRepositoryError("unsafe-gitfile")


def _trusted(root: Path, user: UserConfiguration) -> bool:
    trusted: set[str] = set()
    for value in user.trusted:
        if not value:
            trusted.clear()  # git: an empty value forgets the ones before it
        else:
            trusted.add(value)
    parents = {f"{parent}/*" for parent in root.parents}
    return "*" in trusted or str(root) in trusted or bool(trusted & parents)


def _home() -> Path:
    with suppress(RuntimeError):
        return Path.home()
    return Path(os.devnull)
