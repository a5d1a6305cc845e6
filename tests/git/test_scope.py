"""Which files count as changed, in every kind of scope and shape of repository."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from archlsp.git.repository import GitTroubleError, Repository
from archlsp.model.scope import Change, Scope, ScopeKind, ScopeSpec
from repositories import TestRepository

Opened = Callable[[Path], Repository]
BRANCH = ScopeSpec()
WORKTREE = ScopeSpec(ScopeKind.WORKTREE)
STAGED = ScopeSpec(ScopeKind.STAGED)
ALL = ScopeSpec(ScopeKind.ALL)


def changes(scope: Scope) -> dict[str, Change]:
    """The changed files and how they changed."""
    return {file.path: file.change for file in scope.files}


def skipped(scope: Scope) -> dict[str, str]:
    """What was left out, and why."""
    return {skip.path: skip.reason for skip in scope.skipped}


def test_worktree_holds_staged_unstaged_and_untracked_files(made: TestRepository, opened: Opened) -> None:
    """What is ignored or only has a new time does not count."""
    made.commit({".gitignore": "*.log\n", "gone.py": "g\n", "same.py": "s\n"})
    made.write("app.py", "one\n")
    made.write("lib/tools.py", "x = 2\n")
    made.git("add", "lib/tools.py")
    made.write("new.py", "n\n")
    made.write("debug.log", "noise\n")
    made.write("same.py", "s\n")
    (made.root / "gone.py").unlink()
    assert changes(opened(made.root).scope(WORKTREE)) == {
        "app.py": Change.MODIFIED,
        "gone.py": Change.DELETED,
        "lib/tools.py": Change.MODIFIED,
        "new.py": Change.UNTRACKED,
    }


def test_staged_holds_what_a_commit_would_take(made: TestRepository, opened: Opened) -> None:
    """A file that is staged and then changed again has two texts; the staged one can be read."""
    made.write("app.py", "staged\n")
    made.git("add", "app.py")
    made.write("app.py", "staged, then edited\n")
    made.write("new.py", "n\n")
    repository = opened(made.root)
    assert changes(repository.scope(STAGED)) == {"app.py": Change.MODIFIED}
    assert repository.staged_text("app.py").text == "staged\n"
    assert repository.staged_text("new.py").skipped == "skip-missing"


def test_branch_counts_from_the_merge_base_with_the_default_branch(
    made: TestRepository, tmp_path: Path, opened: Opened
) -> None:
    """What happened on the default branch since then is not ours."""
    clone = made.clone(tmp_path / "clone")
    clone.git("checkout", "-q", "-b", "feature")
    base = clone.head()
    clone.commit({"feature.py": "f\n"})
    made.commit({"theirs.py": "t\n"})
    clone.git("fetch", "-q")
    clone.write("app.py", "one\n")
    scope = opened(clone.root).scope(BRANCH)
    assert scope.base == base
    assert changes(scope) == {"app.py": Change.MODIFIED, "feature.py": Change.ADDED}


def test_on_the_default_branch_what_is_not_on_its_upstream_counts(
    made: TestRepository, tmp_path: Path, opened: Opened
) -> None:
    """A commit that has not been pushed is recent."""
    clone = made.clone(tmp_path / "clone")
    clone.commit({"unpushed.py": "u\n"})
    assert changes(opened(clone.root).scope(BRANCH)) == {"unpushed.py": Change.ADDED}


def test_on_the_default_branch_without_an_upstream_the_work_tree_counts(
    made: TestRepository, opened: Opened
) -> None:
    """There is nothing else to compare with."""
    made.write("new.py", "n\n")
    scope = opened(made.root).scope(BRANCH)
    assert (scope.base, changes(scope)) == (made.head(), {"new.py": Change.UNTRACKED})


def test_the_default_branch_may_be_local_and_have_another_name(tmp_path: Path, opened: Opened) -> None:
    """Without a remote, main, master, trunk and develop are looked for."""
    made = TestRepository.create(tmp_path / "work", branch="trunk")
    base = made.commit({"a.py": "a\n"})
    made.git("checkout", "-q", "-b", "feature")
    made.commit({"b.py": "b\n"})
    assert opened(made.root).scope(BRANCH).base == base


def test_a_remote_may_have_another_name_and_default_branch(
    made: TestRepository, tmp_path: Path, opened: Opened
) -> None:
    """The remote's own HEAD says what its default branch is; packed refs are read too."""
    made.git("branch", "-m", "main", "stable")
    clone = made.clone(tmp_path / "clone", "-o", "company")
    clone.git("checkout", "-q", "-b", "feature")
    clone.commit({"b.py": "b\n"})
    clone.git("pack-refs", "--all")
    assert opened(clone.root).scope(BRANCH).base == made.head()


def test_a_base_may_be_named(made: TestRepository, opened: Opened) -> None:
    """Any revision that git understands will do."""
    first = made.head()
    made.git("tag", "v1")
    made.commit({"b.py": "b\n"})
    made.commit({"c.py": "c\n"})
    repository = opened(made.root)
    assert repository.scope(ScopeSpec(base="v1")).base == first
    assert changes(repository.scope(ScopeSpec(base="HEAD~1"))) == {"c.py": Change.ADDED}


@pytest.mark.parametrize("revision", ["nowhere", "-n1", "--output=x", "", "a\nb", "HEAD:app.py", "x" * 999])
def test_an_unknown_revision_is_trouble_that_names_it(
    made: TestRepository, opened: Opened, revision: str
) -> None:
    """Whatever is no commit, an option above all, is refused with one sentence."""
    with pytest.raises(GitTroubleError) as caught:
        opened(made.root).scope(ScopeSpec(base=revision))
    assert caught.value.problem.code == "git-unknown-revision"


def test_since_counts_from_the_last_commit_before_that_time(made: TestRepository, opened: Opened) -> None:
    """Older commits are not recent; if all are newer, everything is."""
    made.commit({"old.py": "o\n"}, when=f"@{int(time.time()) - 7200} +0000")
    base = made.git("rev-list", "-1", "HEAD")
    made.commit({"recent.py": "r\n"}, when=f"@{int(time.time()) - 60} +0000")
    repository = opened(made.root)
    scope = repository.scope(ScopeSpec(ScopeKind.SINCE, since=3600))
    assert (scope.base, changes(scope)) == (base, {"recent.py": Change.ADDED})
    everything = repository.scope(ScopeSpec(ScopeKind.SINCE, since=10**6))
    assert (everything.base, everything.whole, len(everything.files)) == (None, True, 4)


def test_all_holds_every_file(made: TestRepository, opened: Opened) -> None:
    """Every line counts, committed or not; what was not touched for two weeks is told from the rest."""
    made.commit(when="2020-01-02T00:00:00Z", amend=True)
    made.commit({"lately.py": "l\n"})
    made.write("new.py", "n\n")
    made.write("lib/tools.py", "edited\n")
    repository = opened(made.root)
    scope = repository.scope(ALL)
    assert changes(scope) == {
        "app.py": Change.UNCHANGED,
        "lately.py": Change.MODIFIED,
        "lib/tools.py": Change.MODIFIED,
        "new.py": Change.UNTRACKED,
    }
    assert scope.whole
    assert repository.hunks(scope, "app.py", "one\n") is None


def test_before_the_first_commit_everything_counts(tmp_path: Path, opened: Opened) -> None:
    """There is no base, and so no line that is not recent."""
    made = TestRepository.create(tmp_path / "work")
    made.write("staged.py", "s\n")
    made.git("add", "staged.py")
    made.write("new.py", "n\n")
    repository = opened(made.root)
    for spec in (BRANCH, WORKTREE, STAGED, ALL, ScopeSpec(ScopeKind.SINCE, since=60)):
        scope = repository.scope(spec)
        assert (scope.base, scope.whole) == (None, True)
        assert changes(scope) == {"staged.py": Change.ADDED, "new.py": Change.UNTRACKED}
    assert repository.hunks(scope, "new.py", "n\n") is None


def test_a_detached_head_is_compared_with_the_default_branch(made: TestRepository, opened: Opened) -> None:
    """A checkout of a commit, as continuous integration makes it."""
    base = made.head()
    made.git("checkout", "-q", "--detach")
    made.commit({"b.py": "b\n"})
    scope = opened(made.root).scope(BRANCH)
    assert (scope.base, changes(scope)) == (base, {"b.py": Change.ADDED})


def test_renames_know_where_they_came_from(made: TestRepository, opened: Opened) -> None:
    """Whether git was told (git mv) or not (an editor moved the file)."""
    long = "".join(f"line {number}\n" for number in range(30))
    made.commit({"told.py": long + "told\n", "untold.py": long + "untold\n"})
    made.git("mv", "told.py", "told_now.py")
    (made.root / "untold.py").unlink()
    made.write("lib/untold_now.py", long + "untold, and changed\n")
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    assert {file.path: file.old_path for file in scope.files} == {
        "told_now.py": "told.py",
        "lib/untold_now.py": "untold.py",
    }
    assert repository.hunks(scope, "told_now.py", long + "told\n") == ()
    [hunk] = repository.hunks(scope, "lib/untold_now.py", long + "untold, and changed\n") or ()
    assert (hunk.start, hunk.end) == (30, 31)


def test_a_new_mode_is_not_a_change(made: TestRepository, opened: Opened) -> None:
    """Neither in the work tree nor committed."""
    made.git("checkout", "-q", "-b", "feature")
    made.git("update-index", "--chmod=+x", "app.py")
    made.git("commit", "-q", "-m", "mode")
    (made.root / "app.py").chmod(0o755)
    (made.root / "lib/tools.py").chmod(0o755)
    assert changes(opened(made.root).scope(BRANCH)) == {}


def test_a_new_mode_and_new_times_are_no_change(made: TestRepository, opened: Opened) -> None:
    """Git takes a file that was touched since for changed without looking into it; we look."""
    made.git("checkout", "-q", "-b", "feature")
    made.git("update-index", "--chmod=+x", "app.py", "lib/tools.py")
    made.git("commit", "-q", "-m", "mode")
    for name in ("app.py", "lib/tools.py"):
        os.utime(made.root / name, (1, 1))
    (made.root / "lib/tools.py").write_text("changed too\n")
    assert changes(opened(made.root).scope(BRANCH)) == {"lib/tools.py": Change.MODIFIED}


def test_a_file_taken_out_of_the_index_but_kept_is_modified(made: TestRepository, opened: Opened) -> None:
    """`git rm --cached` deletes and leaves at once; for the reader it is one file."""
    made.git("rm", "-q", "--cached", "app.py")
    assert changes(opened(made.root).scope(WORKTREE)) == {"app.py": Change.MODIFIED}


def test_symbolic_links_are_left_out_and_said(made: TestRepository, opened: Opened) -> None:
    """A tracked link is not a file."""
    (made.root / "link.py").symlink_to("app.py")
    made.git("add", "link.py")
    scope = opened(made.root).scope(WORKTREE)
    assert (changes(scope), skipped(scope)) == ({}, {"link.py": "skip-symlink"})


def test_submodules_are_left_out_and_said(made: TestRepository, tmp_path: Path, opened: Opened) -> None:
    """So are other repositories that merely lie in the work tree; a submodule's files have no recent lines."""
    inner = TestRepository.create(tmp_path / "inner")
    inner.commit({"inside.py": "i\n"})
    made.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.root), "sub")
    made.commit()
    made.write("sub/inside.py", "changed\n")
    TestRepository.create(made.root / "nested").commit({"n.py": "n\n"})
    repository = opened(made.root)
    for spec in (WORKTREE, ALL):
        scope = repository.scope(spec)
        assert skipped(scope) == {"nested": "skip-submodule", "sub": "skip-submodule"}
        assert not any(path.startswith(("sub", "nested")) for path in changes(scope))
    assert repository.hunks(repository.scope(WORKTREE), "sub/inside.py", "changed\n") == ()


def test_a_submodule_can_be_opened_itself(made: TestRepository, tmp_path: Path, opened: Opened) -> None:
    """Its git directory lies in the outer one's and says whose work tree it is."""
    inner = TestRepository.create(tmp_path / "inner")
    inner.commit({"inside.py": "i\n"})
    made.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", str(inner.root), "sub")
    made.write("sub/inside.py", "changed\n")
    repository = opened(made.root / "sub")
    assert repository.root == made.root / "sub"
    assert changes(repository.scope(WORKTREE)) == {"inside.py": Change.MODIFIED}


def test_a_linked_work_tree_has_its_own_head_and_index(
    made: TestRepository, tmp_path: Path, opened: Opened
) -> None:
    """And shares refs and objects with the first one."""
    made.git("worktree", "add", "-q", "-b", "feature", str(tmp_path / "second"))
    second = TestRepository(tmp_path / "second")
    second.commit({"b.py": "b\n"})
    second.write("app.py", "one\n")
    repository = opened(second.root)
    scope = repository.scope(BRANCH)
    assert (scope.base, repository.common_dir) == (made.head(), made.root / ".git")
    assert changes(scope) == {"app.py": Change.MODIFIED, "b.py": Change.ADDED}


def test_a_sparse_checkout_lacks_files_without_deleting_them(
    made: TestRepository, tmp_path: Path, opened: Opened
) -> None:
    """What is not checked out is neither deleted nor part of the whole."""
    clone = made.clone(tmp_path / "clone")
    clone.git("sparse-checkout", "set", "--cone", "other")
    assert not (clone.root / "lib").exists()
    clone.write("app.py", "one\n")
    repository = opened(clone.root)
    assert changes(repository.scope(BRANCH)) == {"app.py": Change.MODIFIED}
    assert changes(repository.scope(ALL)) == {"app.py": Change.MODIFIED}


def test_a_shallow_clone_counts_as_far_as_its_history_goes(
    made: TestRepository, tmp_path: Path, opened: Opened
) -> None:
    """Its oldest commit stands for all that came before."""
    made.commit({"b.py": "b\n"})
    clone = made.clone(tmp_path / "clone", "--depth", "1")
    clone.git("checkout", "-q", "-b", "feature")
    base = clone.head()
    clone.commit({"c.py": "c\n"})
    repository = opened(clone.root)
    assert repository.scope(BRANCH).base == base
    scope = repository.scope(ScopeSpec(ScopeKind.SINCE, since=10**6))
    assert (scope.base, changes(scope)) == (base, {"c.py": Change.ADDED})


def test_unrelated_histories_have_no_merge_base(made: TestRepository, opened: Opened) -> None:
    """A named base is then trouble that says so; on its own the branch counts from its first commit."""
    made.git("checkout", "-q", "--orphan", "other")
    first = made.commit({"o.py": "o\n"})
    made.commit({"p.py": "p\n"})
    repository = opened(made.root)
    assert repository.scope(BRANCH).base == first
    with pytest.raises(GitTroubleError) as caught:
        repository.scope(ScopeSpec(base="main"))
    assert caught.value.problem.code == "git-no-merge-base"


def test_any_bytes_may_be_in_a_name(made: TestRepository, opened: Opened) -> None:
    """Newlines, quotes, tabs, leading dashes, and bytes that are no UTF-8."""
    names = [
        "new\nline.py",
        'quo"te.py',
        "t\tab.py",
        "-n.py",
        "日本語.py",
        os.fsdecode(b"\xff\xfe.py"),
        " .py",
    ]
    made.commit(dict.fromkeys(names, "one\ntwo\n"))
    for name in names:
        made.write(name, "one\n2\n")
    made.write(os.fsdecode(b"fresh\xe9.py"), "f\n")
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    assert set(changes(scope)) == {*names, os.fsdecode(b"fresh\xe9.py")}
    for name in names:
        [hunk] = repository.hunks(scope, name, "one\n2\n") or ()
        assert (hunk.start, hunk.end) == (1, 2)


def test_sha256_repositories_are_read(tmp_path: Path, opened: Opened) -> None:
    """Ids are 64 digits long there."""
    made = TestRepository.create(tmp_path / "work", "--object-format=sha256")
    made.commit({"a.py": "one\ntwo\n"})
    repository = opened(made.root)
    scope = repository.scope(WORKTREE)
    assert len(scope.base or "") == 64
    [hunk] = repository.hunks(scope, "a.py", "one\n2\n") or ()
    assert (hunk.start, hunk.end) == (1, 2)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("diff.noprefix", "true"),
        ("diff.renames", "copies"),
        ("diff.orderFile", "/dev/stdin"),
        ("diff.relative", "true"),
        ("core.abbrev", "4"),
        ("core.quotePath", "true"),
        ("color.ui", "always"),
        ("status.showUntrackedFiles", "no"),
        ("core.bare", "true"),
        ("core.worktree", "/"),
        ("core.ignoreStat", "true"),
        ("core.excludesFile", "/dev/stdin"),
    ],
)
def test_the_repositorys_settings_do_not_change_the_answer(
    made: TestRepository, opened: Opened, key: str, value: str
) -> None:
    """None of them is read."""
    made.write("app.py", "one\n")
    made.write("new.py", "n\n")
    made.git("config", key, value)
    expected = {"app.py": Change.MODIFIED, "new.py": Change.UNTRACKED}
    assert changes(opened(made.root).scope(WORKTREE)) == expected


def test_the_users_line_end_setting_and_ignore_file_count(
    made: TestRepository, own_home: Path, opened: Opened
) -> None:
    """They are the user's own, and plain."""
    (own_home / ".gitconfig").write_text("[core]\n\tautocrlf = true\n\texcludesFile = ~/ignored\n")
    (own_home / "ignored").write_text(".idea/\n")
    made.write("app.py", "one\r\ntwo\r\nthree\r\nfour\r\nfive\r\n")
    made.write(".idea/w.xml", "w\n")
    repository = opened(made.root)
    assert changes(repository.scope(WORKTREE)) == {}
    assert repository.ignored([".idea/w.xml", "app.py"]) == {".idea/w.xml"}


def test_a_merge_with_conflicts_lists_each_file_once(made: TestRepository, opened: Opened) -> None:
    """The index holds such a path three times."""
    made.git("checkout", "-q", "-b", "other")
    made.commit({"app.py": "theirs\n"})
    made.git("checkout", "-q", "main")
    made.commit({"app.py": "ours\n"})
    with pytest.raises(AssertionError):
        made.git("merge", "-q", "other")
    assert changes(opened(made.root).scope(WORKTREE)) == {"app.py": Change.MODIFIED}


def test_a_repository_that_goes_away_is_trouble(made: TestRepository, opened: Opened) -> None:
    """Not an exception of anybody else's."""
    repository = opened(made.root)
    made.root.rename(made.root.with_name("elsewhere"))
    with pytest.raises(GitTroubleError) as caught:
        repository.scope(WORKTREE)
    assert caught.value.problem.code == "git-gone"
    assert repository.state().head is None
