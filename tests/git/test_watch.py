"""What changes on disk is told: settled, without what git ignores, and with nothing missed."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic

import pytest

from archlsp.git.inotify import InotifySource
from archlsp.git.polling import PollingSource
from archlsp.git.watch import Changes, Watcher


def refuse(paths: Iterable[str]) -> frozenset[str]:
    """A stand-in for .gitignore: one directory and one ending."""
    return frozenset(path for path in paths if path.startswith("node_modules/") or path.endswith(".log"))


class Told:
    """What the watcher said."""

    def __init__(self) -> None:
        self.queue: SimpleQueue[Changes] = SimpleQueue()
        self.all: list[Changes] = []

    def until(self, condition: Callable[["Told"], bool], seconds: float = 20) -> None:
        """Wait until what was told so far fulfils the condition."""
        end = monotonic() + seconds
        while not condition(self):
            try:
                self.all.append(self.queue.get(timeout=max(0.01, end - monotonic())))
            except Empty:
                raise AssertionError(self.all) from None

    @property
    def paths(self) -> set[str]:
        """Every path told."""
        return {path for changes in self.all for path in changes.paths}

    @property
    def rescans(self) -> int:
        """How often everything was to be looked at."""
        return sum(changes.rescan for changes in self.all)


Start = Callable[..., tuple[Watcher, Told]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A repository with a package and an ignored tree."""
    made = tmp_path / "repository"
    for name in ("src/app.py", "node_modules/left/index.js"):
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text("1\n", encoding="utf-8")
    _git(made, "init", "-q", "-b", "main")
    (made / ".gitignore").write_text("node_modules/\n*.log\n", encoding="utf-8")
    _git(made, "add", "-A")
    _git(made, "commit", "-q", "-m", "one")
    return made


def _git(folder: Path, *arguments: str) -> None:
    names = {
        f"GIT_{role}_{part}": "a@example.com"
        for role in ("AUTHOR", "COMMITTER")
        for part in ("NAME", "EMAIL")
    }
    environment = {**os.environ, **names, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """Starts watchers and stops them."""
    started = []

    def begin(**options: object) -> tuple[Watcher, Told]:
        told = Told()
        watcher = Watcher(folder, [folder / ".git"], refuse, told.queue.put, **options)  # type: ignore[arg-type]
        watcher.start()
        started.append(watcher)
        return watcher, told

    yield begin
    for watcher in started:
        watcher.stop()


@pytest.fixture(params=[InotifySource, PollingSource], ids=["events", "polling"])
def told(request: pytest.FixtureRequest, start: Start) -> Told:
    """A watcher on each source that works everywhere."""
    return start(make_source=request.param)[1]


def test_a_written_file_is_told(folder: Path, told: Told) -> None:
    """A save is told with its path below the folder."""
    (folder / "src" / "app.py").write_text("two\n", encoding="utf-8")
    told.until(lambda t: "src/app.py" in t.paths)


def test_an_atomic_save_is_told_under_its_final_name(folder: Path, told: Told) -> None:
    """Editors write a new file and rename it."""
    (folder / "src" / "app.py~").write_text("three\n", encoding="utf-8")
    (folder / "src" / "app.py~").rename(folder / "src" / "app.py")
    told.until(lambda t: "src/app.py" in t.paths)


def test_files_of_a_new_directory_are_told(folder: Path, told: Told) -> None:
    """Also when the directory came with its files already in it, and later ones."""
    outside = folder.parent / "new"
    (outside / "deep").mkdir(parents=True)
    (outside / "deep" / "a.py").write_text("1\n", encoding="utf-8")
    outside.rename(folder / "src" / "new")
    told.until(lambda t: "src/new/deep/a.py" in t.paths)
    (folder / "src" / "new" / "deep" / "b.py").write_text("1\n", encoding="utf-8")
    told.until(lambda t: "src/new/deep/b.py" in t.paths)


def test_ignored_files_are_not_told(folder: Path, told: Told) -> None:
    """What git ignores makes no noise."""
    (folder / "node_modules" / "left" / "index.js").write_text("2\n", encoding="utf-8")
    (folder / "debug.log").write_text("2\n", encoding="utf-8")
    (folder / "src" / "last.py").write_text("2\n", encoding="utf-8")
    told.until(lambda t: "src/last.py" in t.paths)
    assert told.paths == {"src/last.py"}


def test_a_commit_calls_for_one_look(folder: Path, told: Told) -> None:
    """HEAD, index and refs change together."""
    (folder / "src" / "app.py").write_text("four\n", encoding="utf-8")
    told.until(lambda t: "src/app.py" in t.paths)
    _git(folder, "commit", "-q", "-a", "-m", "two")
    told.until(lambda t: t.rescans >= 1)


def test_a_deleted_file_is_told(folder: Path, told: Told) -> None:
    """So that its findings can be taken back."""
    (folder / "src" / "app.py").unlink()
    told.until(lambda t: "src/app.py" in t.paths)


def test_a_folder_that_comes_back_is_watched_again(folder: Path, told: Told) -> None:
    """Deleted, made again, written to: gone, one look, then paths."""
    shutil.rmtree(folder)
    told.until(lambda t: any(changes.gone for changes in t.all))
    (folder / "src").mkdir(parents=True)
    told.until(lambda t: t.all[-1].rescan)
    (folder / "src" / "again.py").write_text("1\n", encoding="utf-8")
    told.until(lambda t: "src/again.py" in t.paths or t.rescans > 1)


def test_a_directory_that_is_no_longer_ignored_is_watched(folder: Path) -> None:
    """Editing .gitignore calls for one look, and from then on the directory speaks."""
    refused = {"node_modules/"}
    told = Told()

    def ignored(paths: Iterable[str]) -> frozenset[str]:
        return frozenset(path for path in paths if any(path.startswith(start) for start in refused))

    watcher = Watcher(folder, [folder / ".git"], ignored, told.queue.put)
    watcher.start()
    try:
        refused.clear()
        (folder / ".gitignore").write_text("", encoding="utf-8")
        told.until(lambda t: t.rescans >= 1)
        (folder / "node_modules" / "left" / "index.js").write_text("2\n", encoding="utf-8")
        told.until(lambda t: "node_modules/left/index.js" in t.paths)
    finally:
        watcher.stop()


def test_a_defect_in_telling_does_not_end_the_watch(folder: Path) -> None:
    """One call that fails is not the last one."""
    told = Told()
    failed: list[Changes] = []

    def once(changes: Changes) -> None:
        if not failed:
            failed.append(changes)
            raise ValueError
        told.queue.put(changes)

    watcher = Watcher(folder, [folder / ".git"], refuse, once)
    watcher.start()
    try:
        (folder / "src" / "app.py").write_text("2\n", encoding="utf-8")
        end = monotonic() + 20
        while not failed and monotonic() < end:
            os.sched_yield()
        (folder / "src" / "app.py").write_text("3\n", encoding="utf-8")
        told.until(lambda t: "src/app.py" in t.paths)
    finally:
        watcher.stop()


def test_a_storm_is_one_look(folder: Path, start: Start) -> None:
    """Thousands of files at once, as in a change of branch, are not told one by one."""
    _, told = start()
    for number in range(3000):
        (folder / "src" / f"file{number}.py").write_text("1\n", encoding="utf-8")
    (folder / "src" / "end.py").write_text("1\n", encoding="utf-8")
    told.until(lambda t: t.rescans == 1)
    (folder / "src" / "after.py").write_text("1\n", encoding="utf-8")
    told.until(lambda t: "src/after.py" in t.paths)
    assert told.rescans == 1


def test_ignored_trees_are_not_watched(folder: Path) -> None:
    """A watch for each directory of node_modules would eat the system's limit."""
    source = InotifySource(folder, [folder / ".git"], refuse, lambda _event: None)
    source.start()
    try:
        watched = {os.path.relpath(path, folder) for path in source.watched}
    finally:
        source.stop()
    assert {".", "src", ".git", ".git/refs/heads"} <= watched
    assert not any(path.startswith(("node_modules", ".git/objects")) for path in watched)


BLIND = """
import resource, sys, time
from pathlib import Path
from archlsp.git.watch import Watcher
resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
held = []
try:
    while True: held.append(open(__import__("os").devnull))
except OSError:
    for _ in range(2): held.pop().close()
told = []
watcher = Watcher(Path(sys.argv[1]), [], lambda paths: frozenset(), told.append)
watcher.start()
print(watcher.mode)
while len(held) > 8: held.pop().close()
Path(sys.argv[1], "src", "seen.py").write_text("1")
end = time.monotonic() + 20
while not any("src/seen.py" in changes.paths for changes in told) and time.monotonic() < end: time.sleep(0.05)
print(any("src/seen.py" in changes.paths for changes in told))
watcher.stop()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of inotify")
def test_at_the_limit_it_polls(folder: Path) -> None:
    """When the system gives no more watches it goes on by looking, and does not go blind silently."""
    assert resource.getrlimit(resource.RLIMIT_NOFILE)
    command = [sys.executable, "-c", BLIND, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["polling", "True"], done.stderr
