"""What watching costs while 10,000 files are switched, as JSON: python -m benchmarks.watch [FILES]

"missed" are files of the checkout of which no event came; "rescans_before_the_end" would be looks at a half-switched
work tree. CPU is that of this process, without git's.
"""

import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from archlsp.git.events import Event, Ignored, Sink
from archlsp.git.repository import Repository
from archlsp.git.watch import Changes, Source, Watcher, platform_source
from benchmarks.generated import git, make_repository

_IDLE_SECONDS = 5.0
_SAVES = 15
_PATIENCE = 60.0


class Heard:
    """What came from the source, and what the watcher made of it."""

    def __init__(self) -> None:
        """Nothing yet."""
        self.paths: set[str] = set()
        self.events = 0
        self.told: list[tuple[float, Changes]] = []
        self.news = threading.Condition()

    def source(self, folder: Path, git_dirs: Iterable[Path], ignored: Ignored, sink: Sink) -> Source:
        """The platform's source, overheard."""

        def overhear(event: Event) -> None:
            self.events += 1
            if isinstance(event, str):
                self.paths.add(event)
            sink(event)

        return platform_source()(folder, git_dirs, ignored, overhear)

    def tell(self, changes: Changes) -> None:
        """What the watcher calls."""
        with self.news:
            self.told.append((time.perf_counter(), changes))
            self.news.notify_all()

    def wait(self, number: int, seconds: float = _PATIENCE) -> bool:
        """Wait until so many changes have been told."""
        with self.news:
            return self.news.wait_for(lambda: len(self.told) >= number, seconds)


def cpu() -> float:
    """Seconds of CPU that this process has used."""
    times = os.times()
    return times.user + times.system


def branch_with_other_content(root: Path, paths: list[str]) -> None:
    """A branch on which every file differs."""
    git(root, "checkout", "-q", "-b", "storm")
    for path in paths:
        with (root / path).open("a") as file:
            file.write("storm = True\n")
    git(root, "commit", "-q", "-a", "-m", "storm")
    git(root, "checkout", "-q", "main")


def measure_saves(root: Path, paths: list[str], heard: Heard) -> dict[str, object]:
    """From the end of a save to the call that tells it, one after the other."""
    took = []
    for path in paths[:: max(1, len(paths) // _SAVES)][:_SAVES]:
        number = len(heard.told) + 1
        (root / path).write_text((root / path).read_text() + "saved = 1\n")
        began = time.perf_counter()
        heard.wait(number, 5)
        took.append((heard.told[-1][0] - began) * 1e3)
    git(root, "checkout", "-q", "--", ".")
    while heard.wait(len(heard.told) + 1, 1.5):
        continue
    return {"save_to_told_ms": round(statistics.median(took), 1), "saves_told": len(took)}


def measure_checkout(root: Path, paths: list[str], heard: Heard) -> dict[str, object]:
    """A switch of the branch that writes every file."""
    heard.paths.clear()
    heard.events = 0
    before, number = cpu(), len(heard.told)
    began = time.perf_counter()
    git(root, "checkout", "-q", "storm")
    ended = time.perf_counter()
    heard.wait(number + 1)
    while heard.wait(len(heard.told) + 1, 1.5):
        continue
    told = heard.told[number:]
    return {
        "checkout_s": round(ended - began, 2),
        "events": heard.events,
        "missed": len(set(paths) - heard.paths),
        "rescans": sum(changes.rescan for _, changes in told),
        "rescans_before_the_end": sum(changes.rescan and when < ended for when, changes in told),
        "paths_told": sum(len(changes.paths) for _, changes in told),
        "told_after_checkout_ms": round((told[-1][0] - ended) * 1e3) if told else None,
        "cpu_s": round(cpu() - before, 2),
    }


def measure(root: Path, paths: list[str]) -> dict[str, object]:
    """All of it."""
    repository = Repository.open(root)
    heard = Heard()
    watcher = Watcher(
        root, [repository.git_dir, repository.common_dir], repository.ignored, heard.tell, heard.source
    )
    figures: dict[str, object] = {"files": len(paths)}
    try:
        began, before = time.perf_counter(), psutil.Process().memory_info().rss
        watcher.start()
        figures["start_ms"] = round((time.perf_counter() - began) * 1e3, 1)
        figures["mode"] = watcher.mode
        figures["memory_mb"] = round((psutil.Process().memory_info().rss - before) / 2**20, 1)
        figures["threads"] = threading.active_count()
        idle = cpu()
        time.sleep(_IDLE_SECONDS)
        figures["idle_cpu_percent"] = round((cpu() - idle) / _IDLE_SECONDS * 100, 3)
        figures.update(measure_saves(root, paths, heard))
        figures.update(measure_checkout(root, paths, heard))
    finally:
        watcher.stop()
        repository.close()
    return figures


def main() -> None:
    """Print the figures."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "repository").resolve()
        paths = make_repository(root, files)
        branch_with_other_content(root, paths)
        print(json.dumps(measure(root, paths), indent=2))


if __name__ == "__main__":
    main()
