"""Which lines are recent, whatever git is told about a file."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from archlsp.git.repository import GitTroubleError, Repository
from archlsp.model.scope import Hunk, ScopeKind, ScopeSpec
from repositories import TestRepository

Opened = Callable[[Path], Repository]
WORKTREE = ScopeSpec(ScopeKind.WORKTREE)
CHANGED = "one\n2\nthree\nfour\nfive\nsix\n"
EXPECTED = (Hunk(1, 2), Hunk(5, 6))


def test_added_changed_and_removed_lines(made: TestRepository, opened: Opened) -> None:
    """Line numbers are those of the new text; a removal is an empty hunk between lines."""
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    assert repository.hunks(scope, "app.py", CHANGED) == EXPECTED
    assert repository.hunks(scope, "app.py", "one\nfour\nfive\n") == (Hunk(1, 1),)
    assert repository.hunks(scope, "app.py", "") == (Hunk(0, 0),)
    assert repository.hunks(scope, "app.py", "one\ntwo\nthree\nfour\nfive") == ()


def test_a_new_file_is_recent_as_a_whole(made: TestRepository, opened: Opened) -> None:
    """There is nothing to compare it with."""
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    assert repository.hunks(scope, "new.py", "n\n") is None
    assert repository.hunks(scope, "app.py/below", "n\n") is None
    assert repository.base_text(scope, "new.py") is None


def test_line_ends_do_not_count(made: TestRepository, opened: Opened) -> None:
    """Neither a blob nor a buffer with other ends differs by them alone."""
    made.commit({"dos.py": "one\r\ntwo\r\n", "mac.py": "one\rtwo\r"})
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    assert repository.hunks(scope, "app.py", CHANGED.replace("\n", "\r\n")) == EXPECTED
    assert repository.hunks(scope, "dos.py", "one\ntwo\n") == ()
    assert repository.hunks(scope, "mac.py", "one\r\ntwo\n") == ()
    assert repository.base_text(scope, "dos.py") == "one\ntwo\n"


@pytest.mark.parametrize(
    "attribute", ["-diff", "binary", "-text -diff", "diff=other", "filter=lfs", "export-ignore"]
)
def test_attributes_hide_nothing(made: TestRepository, opened: Opened, attribute: str) -> None:
    """The blob is compared, not what git would show."""
    made.write(".gitattributes", f"*.py {attribute}\n")
    made.write("app.py", CHANGED)
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    assert "app.py" in {file.path for file in scope.files}
    assert repository.hunks(scope, "app.py", CHANGED) == EXPECTED


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_flags_in_the_index_hide_no_line_of_a_saved_file(
    made: TestRepository, opened: Opened, flag: str
) -> None:
    """Git itself would say that nothing has changed."""
    made.git("update-index", flag, "app.py")
    made.write("app.py", CHANGED)
    repository = opened(made.root)
    assert repository.hunks(repository.scope(WORKTREE), "app.py", CHANGED) == EXPECTED


def test_what_cannot_be_compared_is_recent_as_a_whole(made: TestRepository, opened: Opened) -> None:
    """A binary, an LFS pointer, a link or a huge file at the base is no text to compare with."""
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"
    made.write("binary.py", b"\0\1")
    made.write("pointer.py", pointer)
    made.write("huge.py", "x\n" * 600_000)
    (made.root / "link.py").symlink_to("app.py")
    made.commit()
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    for path in ("binary.py", "pointer.py", "huge.py", "link.py", "lib"):
        assert repository.hunks(scope, path, "text now\n") is None


def test_a_missing_object_is_trouble(made: TestRepository, opened: Opened) -> None:
    """A partial clone lacks old versions; that must not pass for a new file."""
    oid = made.git("rev-parse", "HEAD:app.py")
    (made.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink()
    repository = opened(made.root)
    with pytest.raises(GitTroubleError) as caught:
        repository.hunks(repository.scope(ScopeSpec()), "app.py", "one\n")
    assert caught.value.problem.code == "git-object-missing"


def test_no_process_is_started_for_a_question(made: TestRepository, opened: Opened) -> None:
    """Two persistent processes of git's answer all of them."""
    made.commit({f"folder/{number}.py": f"{number}\n" for number in range(20)})
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    before = {child.pid for child in psutil.Process().children()}
    for number in range(20):
        assert repository.hunks(scope, f"folder/{number}.py", "changed\n")
    assert {child.pid for child in psutil.Process().children()} == before


def test_a_process_of_gits_that_dies_is_started_again(made: TestRepository, opened: Opened) -> None:
    """Nobody notices."""
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    assert repository.hunks(scope, "lib/tools.py", "x = 2\n") == (Hunk(0, 1),)
    for child in psutil.Process().children():
        if "cat-file" in child.cmdline():
            os.kill(child.pid, signal.SIGKILL)
            psutil.wait_procs([child], timeout=10)
    assert repository.hunks(scope, "app.py", CHANGED) == EXPECTED


def test_closing_ends_gits_processes_and_removes_the_private_directory(made: TestRepository) -> None:
    """And may be done twice."""
    repository = Repository.open(made.root)
    scope = repository.scope(WORKTREE)
    repository.hunks(scope, "app.py", "one\n")
    before = [child for child in psutil.Process().children() if "cat-file" in child.cmdline()]
    [folder] = {
        child.environ()["GIT_DIR"] for child in before if child.environ()["GIT_WORK_TREE"] == str(made.root)
    }
    assert Path(folder).stat().st_mode & 0o777 == 0o700
    repository.close()
    repository.close()
    psutil.wait_procs(before, timeout=10)
    assert not any(child.is_running() for child in before)
    assert not Path(folder).exists()


def test_the_question_starts_no_process(made: TestRepository, opened: Opened) -> None:
    """Whatever is asked after the scope, the process that reads objects is the same one."""
    lines = [f"value_{number} = {number % 7}\n" for number in range(500)]
    made.commit({"long.py": "".join(lines)})
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    for number in (40, 200, 420):
        lines[number] = "changed\n"
    wanted = (Hunk(40, 41), Hunk(200, 201), Hunk(420, 421))
    assert repository.hunks(scope, "long.py", "".join(lines)) == wanted
    before = {child.pid for child in psutil.Process().children()}
    for _ in range(20):
        assert repository.hunks(scope, "long.py", "".join(lines)) == wanted
    assert {child.pid for child in psutil.Process().children()} == before
