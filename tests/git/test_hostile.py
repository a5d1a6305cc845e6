"""Opening somebody's repository must not run their code."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile import TRAPS, Trap, set_trap, sprung

from archlsp.git.repository import GitTroubleError, Repository
from archlsp.model.scope import Scope, ScopeKind, ScopeSpec

KEY = "sk-ant-only-for-this-test"
BASES = ("auto", "HEAD~1", "main", "v1^{commit}", "-n", "nowhere")
ARMED = (
    "core.fsmonitor",
    "include.path",
    "config.worktree",
    "diff.external",
    "diff driver: command",
    "diff driver: textconv",
    "filter: clean",
    "filter: clean, by info/attributes",
    "filter: process",
    "hook: post-index-change",
    "core.hooksPath",
    "gpg.program",
    "promisor by ssh",
    "promisor by ext",
    "submodule: fsmonitor",
    "submodule: filter",
)


@pytest.fixture
def trap(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Trap:
    """The hostile repository that the test is parametrised with, looked at with a key in our environment."""
    made = set_trap(request.param, tmp_path / "trap")
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    return made


def every_call(root: Path) -> list[Scope]:
    """Make every public call of Repository, as often as its arguments have kinds; return the scopes."""
    repository = Repository.open(root)
    scopes = []
    try:
        for kind in ScopeKind:
            for base in BASES if kind is ScopeKind.BRANCH else ("auto",):
                try:
                    scopes.append(repository.scope(ScopeSpec(kind, base, since=60)))
                except GitTroubleError:
                    continue
        for scope in scopes:
            for path in ("app.py", "new.py", "lib/tools.py", "sub/app.py", "keep.txt", "no/such.py"):
                _tolerant(lambda path=path, scope=scope: repository.hunks(scope, path, "print(7)\n"))
                _tolerant(lambda path=path, scope=scope: repository.base_text(scope, path))
        _tolerant(lambda: repository.staged_text("app.py"))
        repository.ignored(["app.py", "x.pyc", "sub/app.py", "docs/"])
        repository.folders()
        repository.state()
    finally:
        repository.close()
        repository.close()
    return scopes


def _tolerant(call: Callable[[], object]) -> None:
    try:
        call()
    except GitTroubleError:
        return


@pytest.mark.parametrize("trap", TRAPS, indirect=True)
def test_no_call_runs_anything_of_the_repositorys(trap: Trap) -> None:
    """All public calls on each of the 28 repositories leave the canary silent, and still see the changes."""
    scopes = every_call(trap.repository.root)
    assert list(sprung(trap)) == []
    assert {file.path for file in scopes[0].files} >= {"app.py", "new.py"}


@pytest.mark.parametrize("trap", ARMED, indirect=True)
def test_the_traps_are_armed(trap: Trap) -> None:
    """The same repositories do run their program when plain git looks at them."""
    for command in (["status"], ["diff"], ["diff", "HEAD~1"], ["show", "HEAD"], ["add", "-A"]):
        subprocess.run(
            ["git", *command], cwd=trap.repository.root, capture_output=True, check=False, timeout=20
        )
    assert list(sprung(trap))


@pytest.mark.parametrize("trap", ["nothing", "submodule: update", "filter: process"], indirect=True)
def test_the_users_git_directory_is_left_as_it_was(trap: Trap) -> None:
    """No file of `.git` is written, locked, created or even touched."""
    before = trap.repository.snapshot()
    every_call(trap.repository.root)
    assert trap.repository.snapshot() == before


def test_a_split_index_is_left_as_it_was(tmp_path: Path) -> None:
    """Git freshens the time of a shared index when it reads one; ours is a copy."""
    made = set_trap("nothing", tmp_path)
    made.repository.git("update-index", "--split-index")
    for shared in (made.repository.root / ".git").glob("sharedindex.*"):
        os.utime(shared, (1, 1))
    before = made.repository.snapshot()
    assert {file.path for file in every_call(made.repository.root)[0].files} >= {
        "app.py",
        "new.py",
        "lib/tools.py",
    }
    assert made.repository.snapshot() == before


@pytest.fixture
def recorded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A git first on PATH that writes down its arguments and environment, then is the real one."""
    real = next(
        path for folder in os.environ["PATH"].split(os.pathsep) if (path := Path(folder) / "git").exists()
    )
    log = tmp_path / "environments"
    program = tmp_path / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n{{ echo "ARGS $*"; env; }} >> "{log}"\nexec "{real}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    return log


def test_no_secret_reaches_a_child(tmp_path: Path, recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither keys nor whatever else is in our environment, GIT_* included, is in that of git's processes."""
    made = set_trap("nothing", tmp_path / "trap")
    recorded.unlink()
    for name in (
        "ANTHROPIC_API_KEY",
        "MY_TOKEN",
        "DB_SECRET",
        "AWS_PROFILE",
        "GIT_EXTERNAL_DIFF",
        "GIT_TRACE2",
    ):
        monkeypatch.setenv(name, "must-not-travel")
    monkeypatch.setenv("GIT_DIR", "/must-not-travel")
    every_call(made.repository.root)
    heard = recorded.read_text()
    assert "ARGS --no-pager cat-file --batch\n" in heard
    assert "must-not-travel" not in heard
    assert "ANTHROPIC_API_KEY" not in heard


def test_gitpython_runs_nothing_when_it_is_imported(recorded: Path) -> None:
    """GitPython's own `git version` would have had our whole environment."""
    code = "import archlsp.git.command"
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "ANTHROPIC_API_KEY": KEY})
    assert not recorded.exists()


def test_a_git_inside_the_repository_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither "." on PATH nor a folder of the work tree finds a program that the repository brings along."""
    made = set_trap("nothing", tmp_path / "trap")
    made.repository.write("git", Path(made.program()).read_bytes()).chmod(0o755)
    monkeypatch.chdir(made.repository.root)
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", str(made.repository.root), os.environ["PATH"]]))
    assert every_call(made.repository.root)
    assert list(sprung(made)) == []
