"""Finding a repository, and refusing the ones that are not what they seem."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from archlsp.git.repository import GitTroubleError, NotARepositoryError, Repository, UnsafeRepositoryError
from archlsp.git.shadow import Shadow
from archlsp.messages import say
from archlsp.model.scope import Hunk, ScopeSpec
from repositories import TestRepository

Opened = Callable[[Path], Repository]


def refused(root: Path) -> str:
    """The reason why a repository is refused, which must be sayable in both languages."""
    with pytest.raises(UnsafeRepositoryError) as caught:
        Repository.open(root)
    assert say("ja", caught.value.reason) != say("en", caught.value.reason)
    return caught.value.reason


def test_a_repository_is_found_from_within(made: TestRepository, opened: Opened) -> None:
    """From any folder of the work tree, also through a symbolic link to it."""
    link = made.root.with_name("link")
    link.symlink_to(made.root / "lib")
    for start in (made.root, made.root / "lib", link):
        assert opened(start).root == made.root


def test_no_repository(tmp_path: Path) -> None:
    """Neither is an empty `.git`."""
    (tmp_path / ".git").mkdir()
    with pytest.raises(NotARepositoryError):
        Repository.open(tmp_path)


def test_a_bare_repository_is_never_discovered(tmp_path: Path) -> None:
    """It may be a folder of tracked files."""
    TestRepository.create(tmp_path / "bare", "--bare")
    with pytest.raises(NotARepositoryError):
        Repository.open(tmp_path / "bare")


def test_a_git_directory_that_borrows_from_another_is_refused(made: TestRepository, tmp_path: Path) -> None:
    """Its configuration, refs and objects would be somebody else's."""
    victim = TestRepository.create(tmp_path / "victim")
    made.write(".git/commondir", f"{victim.root}/.git")
    assert refused(made.root) == "unsafe-commondir"


@pytest.mark.parametrize("target", ["victim/.git", "evil", "victim/.git/worktrees/none"])
def test_a_git_file_without_a_way_back_is_refused(made: TestRepository, tmp_path: Path, target: str) -> None:
    """It would show another repository's content as this folder's."""
    made.root.rename(tmp_path / "victim")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / ".git").write_text(f"gitdir: {tmp_path / target}\n")
    assert refused(tmp_path / "folder") == "unsafe-gitfile"


def test_a_way_back_must_lie_where_git_keeps_it(made: TestRepository, tmp_path: Path) -> None:
    """A made-up linked work tree of somebody's repository is refused."""
    folder, planted = tmp_path / "folder", tmp_path / "planted"
    folder.mkdir()
    planted.mkdir()
    (folder / ".git").write_text(f"gitdir: {planted}\n")
    (planted / "gitdir").write_text(f"{folder}/.git\n")
    (planted / "commondir").write_text(f"{made.root}/.git\n")
    (planted / "HEAD").write_text("ref: refs/heads/main\n")
    assert refused(folder) == "unsafe-gitfile"


@pytest.mark.parametrize(
    "part", [".git", ".git/config", ".git/objects", ".git/refs", ".git/HEAD", ".git/index"]
)
def test_links_in_place_of_parts_are_refused(made: TestRepository, tmp_path: Path, part: str) -> None:
    """A plain clone has none."""
    moved = tmp_path / "moved"
    (made.root / part).rename(moved)
    (made.root / part).symlink_to(moved)
    assert refused(made.root) == "unsafe-git-symlink"


def test_another_users_repository_is_refused_unless_trusted(
    made: TestRepository, own_home: Path, opened: Opened
) -> None:
    """As git does it, by safe.directory of the user's own configuration."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    os.chown(made.root, 12345, 12345)
    assert refused(made.root) == "unsafe-owner"
    (own_home / ".gitconfig").write_text(f"[safe]\n\tdirectory = {made.root}\n")
    assert opened(made.root).state().branch == "main"


@pytest.mark.parametrize("content", ["[core\n", '[core]\n\tautocrlf = "open\n'])
def test_a_broken_configuration_is_refused(made: TestRepository, content: str) -> None:
    """With a reason that a user can act on."""
    made.write(".git/config", content)
    assert refused(made.root) == "unsafe-config"


def test_a_configuration_that_is_a_pipe_is_refused(made: TestRepository) -> None:
    """Git would wait for ever."""
    (made.root / ".git" / "config").unlink()
    os.mkfifo(made.root / ".git" / "config")
    assert refused(made.root) == "unsafe-config"


def test_a_format_that_is_not_supported_is_said(made: TestRepository) -> None:
    """Refs in tables cannot be read without git."""
    made.write(
        ".git/config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\trefStorage = reftable\n"
    )
    assert refused(made.root) == "unsafe-format"


def test_without_git_it_is_said(
    made: TestRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than a traceback."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(made.root) == "git-not-found"


def test_what_a_killed_process_left_behind_is_removed(
    made: TestRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one that opens a repository tidies up; what belongs to the living stays."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    ended = subprocess.run(
        [sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True
    )
    dead = tmp_path / f"archlsp-git-{int(ended.stdout)}-left"
    alive = tmp_path / f"archlsp-git-{os.getpid()}-kept"
    dead.mkdir()
    alive.mkdir()
    Repository.open(made.root).close()
    assert (dead.exists(), alive.exists()) == (False, True)


def test_the_private_directory_is_made_again_when_it_is_tidied_away(
    made: TestRepository, opened: Opened
) -> None:
    """Systems empty their temporary folder while a server runs for weeks."""
    repository = opened(made.root)
    scope = repository.scope(ScopeSpec())
    shutil.rmtree(repository._work._shadow.folder)
    made.write("new.py", "n\n")
    assert [file.path for file in repository.scope(ScopeSpec()).files] == ["new.py"]
    assert repository.hunks(scope, "app.py", "one\n") == (Hunk(1, 1),)


def test_after_closing_nothing_is_answered_but_nothing_breaks(made: TestRepository) -> None:
    """A watcher's thread may ask once more what is ignored."""
    made.write(".gitignore", "*.log\n")
    repository = Repository.open(made.root)
    repository.close()
    assert repository.ignored(["a.log", "app.py"]) == {"a.log"}
    with pytest.raises(GitTroubleError) as caught:
        repository.scope(ScopeSpec())
    assert caught.value.problem.code == "git-gone"


def test_without_a_temporary_folder_it_is_said(
    made: TestRepository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather than raised."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    assert refused(made.root) == "git-temporary-folder"


def test_only_comparing_is_taken_over(made: TestRepository, opened: Opened) -> None:
    """The private configuration names no program, path or place of the repository's."""
    made.git("config", "core.autocrlf", "input")
    made.git("config", "core.pager", "/bin/planted")
    made.git("config", "core.eol", "planted")
    repository = opened(made.root)
    shadow = repository._work._shadow
    assert isinstance(shadow, Shadow)
    config = (shadow.folder / "config").read_text()
    assert "autocrlf = input" in config
    assert "planted" not in config


def test_what_is_needed_for_open_files_is_cheap_to_import() -> None:
    """GitPython is imported when a repository is opened, and not before."""
    code = "import sys, archlsp.git.repository, archlsp.git.files; assert not {'git', 'watchdog'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
