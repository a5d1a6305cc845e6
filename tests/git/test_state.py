"""What is told of a repository without starting git, and what happens when it does not hold still."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from archlsp.git.refs import References
from archlsp.git.repository import GitTroubleError, Repository
from archlsp.model.scope import ScopeKind, ScopeSpec
from repositories import TestRepository

Opened = Callable[[Path], Repository]
WORKTREE = ScopeSpec(ScopeKind.WORKTREE)


def test_branch_head_and_quiet(made: TestRepository, opened: Opened) -> None:
    """The usual state."""
    state = opened(made.root).state()
    assert (state.head, state.branch, state.operation, state.locked) == (made.head(), "main", None, False)


def test_before_the_first_commit_and_detached(tmp_path: Path, opened: Opened) -> None:
    """A branch without a commit, and a commit without a branch."""
    made = TestRepository.create(tmp_path / "work")
    repository = opened(made.root)
    assert (repository.state().head, repository.state().branch) == (None, "main")
    commit = made.commit({"a.py": "a\n"})
    made.git("checkout", "-q", "--detach")
    assert (repository.state().head, repository.state().branch) == (commit, None)


def _conflict(made: TestRepository) -> None:
    made.git("checkout", "-q", "-b", "other")
    made.commit({"app.py": "theirs\n"})
    made.git("checkout", "-q", "main")
    made.commit({"app.py": "ours\n"})


@pytest.mark.parametrize(
    ("command", "operation"),
    [
        (["merge", "-q", "other"], "merge"),
        (["rebase", "-q", "other"], "rebase"),
        (["rebase", "-q", "--apply", "other"], "rebase"),
        (["cherry-pick", "other"], "cherry-pick"),
        (["revert", "--no-edit", "HEAD~1"], "revert"),
        (["bisect", "start"], "bisect"),
    ],
)
def test_operations_in_progress(
    made: TestRepository, opened: Opened, command: list[str], operation: str
) -> None:
    """Each is seen when it stops in the middle, and when it is over."""
    _conflict(made)
    if operation == "revert":
        made.commit({"app.py": "ours, later\n"})
    repository = opened(made.root)
    made.git(*command, tolerate="0" if operation == "bisect" else "1")
    assert repository.state().operation == operation
    made.git(command[0], "reset" if operation == "bisect" else "--abort")
    assert repository.state().operation is None


def test_a_lock_is_seen(made: TestRepository, opened: Opened) -> None:
    """Who holds it may be changing files, so there is no scope; one left behind keeps nobody from asking."""
    repository = opened(made.root)
    lock = made.write(".git/index.lock", "")
    assert repository.state().locked
    with pytest.raises(GitTroubleError) as caught:
        repository.scope(WORKTREE)
    assert caught.value.problem.code == "git-busy"
    os.utime(lock, (1, 1))
    assert repository.scope(WORKTREE).files == ()


def test_the_stamp_changes_with_whatever_matters(
    made: TestRepository, tmp_path: Path, opened: Opened
) -> None:
    """HEAD, the index, the lock, an operation, and the branch that is compared with; an edit is none of them."""
    clone = made.clone(tmp_path / "clone")
    repository = opened(clone.root)
    stamps = [repository.state().stamp]
    clone.write("app.py", "edited\n")
    assert repository.state().stamp == stamps[0]
    for act in (
        lambda: clone.git("add", "app.py"),
        lambda: clone.git("commit", "-q", "-m", "edit"),
        lambda: clone.git("checkout", "-q", "-b", "feature"),
        lambda: clone.write(".git/index.lock", ""),
        lambda: clone.write(".git/MERGE_HEAD", clone.head()),
        lambda: (made.commit({"new.py": "n\n"}), clone.git("fetch", "-q")),
    ):
        act()
        stamps.append(repository.state().stamp)
    assert len(set(stamps)) == len(stamps)
    assert hash(stamps[0]) is not None


def test_refs_are_read_loose_and_packed(made: TestRepository) -> None:
    """Whichever is newer: the loose one."""
    refs = References(made.root / ".git", made.root / ".git")
    first = made.head()
    made.git("branch", "日本/語")
    made.git("pack-refs", "--all")
    assert refs.resolve("refs/heads/日本/語") == refs.resolve("refs/heads/main") == first
    second = made.commit({"b.py": "b\n"})
    assert refs.resolve("refs/heads/main") == second
    made.git("pack-refs", "--all")
    assert refs.resolve("refs/heads/main") == second


@pytest.mark.parametrize(
    "content",
    [
        "ref: ../../../etc/passwd",
        "ref: refs/../../config",
        "ref: refs/heads/a",
        "nonsense",
        "",
        "ref: refs/heads/\x01",
    ],
)
def test_a_planted_head_leads_nowhere(made: TestRepository, opened: Opened, content: str) -> None:
    """Neither out of the refs, nor in a circle."""
    repository = opened(made.root)
    made.write(".git/refs/heads/a", "ref: refs/heads/b\n")
    made.write(".git/refs/heads/b", "ref: refs/heads/a\n")
    made.write(".git/HEAD", content)
    assert repository.state().head is None


def test_a_repository_that_does_not_hold_still_is_trouble(made: TestRepository, opened: Opened) -> None:
    """A scope is of one moment: HEAD and index are the same before and after, or it is tried again, and given up."""
    repository = opened(made.root)
    index = made.root / ".git" / "index"
    ended = threading.Event()

    def disturb() -> None:
        number = 0
        while not ended.is_set():
            number += 1
            os.utime(index, ns=(number, number))

    disturber = threading.Thread(target=disturb)
    disturber.start()
    try:
        with pytest.raises(GitTroubleError) as caught:
            repository.scope(WORKTREE)
    finally:
        ended.set()
        disturber.join()
    assert caught.value.problem.code == "git-busy"
    assert repository.scope(WORKTREE).files == ()


def test_scopes_during_checkouts_show_no_phantoms(made: TestRepository, opened: Opened) -> None:
    """While branches are switched, a scope that comes back is that of one branch or the other."""
    made.git("checkout", "-q", "-b", "other")
    made.commit({f"files/{number}.py": "other\n" for number in range(300)})
    made.git("checkout", "-q", "main")
    repository = opened(made.root)
    repository.scope(WORKTREE)

    def switch() -> None:
        for number in range(8):
            made.git("checkout", "-q", "main" if number % 2 else "other")

    switcher = threading.Thread(target=switch)
    switcher.start()
    seen = []
    while switcher.is_alive():
        with suppress(GitTroubleError):
            seen.append(repository.scope(WORKTREE).files)
    switcher.join()
    assert repository.scope(WORKTREE).files == ()
    assert all(files == () for files in seen)
