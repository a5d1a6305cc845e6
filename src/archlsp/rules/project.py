"""A project's own rules: `.archlsp/rules/*.yml` below the folder under review.

They come from whoever wrote the repository. So they are data alone, read without following links, few and small,
named `x-...` so that none passes for one of ours, and run in a process of their own: one that hangs costs its own
findings and no others.
"""

import asyncio
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from archlsp.git.plain import read_plain, stamp_of
from archlsp.model.review import Outcome, Problem, Request, Review

FOLDER = ".archlsp/rules"
PREFIX = "x-"
ARGUMENT = "--project"
"""What a worker is told before the root of a project whose rules it shall run."""
_MOST_FILES = 200
_LARGEST = 64_000
_MOST_TIMEOUTS = 3
_MOST_PROJECTS = 8


class Pool(Protocol):
    """What runs rules (pool.WorkerPool)."""

    async def review(self, request: Request) -> Review: ...

    async def close(self) -> None: ...


MakePool = Callable[[Path], Pool]


def rule_files(root: Path) -> list[Path]:
    """List the rule files of a project, in the order of their names; none where the folder is a link."""
    folder = root
    for part in FOLDER.split("/"):
        folder /= part
        try:
            if not stat.S_ISDIR(folder.lstat().st_mode):
                return []
        except OSError:
            return []
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if entry.name.endswith((".yml", ".yaml")))
    except OSError:
        return []
    return [folder / name for name in names[:_MOST_FILES]]


def read_files(root: Path) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """Read the rule files of a project: (path from the root, content), and what could not be read."""
    files: list[tuple[str, bytes]] = []
    problems: list[Problem] = []
    for path in rule_files(root):
        name = path.relative_to(root).as_posix()
        content = read_plain(path, _LARGEST)
        if content is None:
            problems.append(Problem.of("rule-unreadable", file=name, line=1, kind="OSError"))
        else:
            files.append((name, content))
    return files, problems


class ProjectRules:
    """Runs the rules of the projects that are reviewed, each project's in a process of its own."""

    def __init__(self, make_pool: MakePool) -> None:
        """`make_pool` makes what runs the rules of one project; called when it has some."""
        self._make = make_pool
        self._pools: dict[str, tuple[object, Pool]] = {}
        self._timeouts: dict[str, int] = {}

    async def review(self, request: Request) -> Review | None:
        """Review one file with its project's rules; None where it has none."""
        pool = await self._pool(request.root) if request.root is not None else None
        if pool is None or request.root is None or self._timeouts.get(request.root, 0) >= _MOST_TIMEOUTS:
            return None
        review = await pool.review(request)
        if review.outcome is not Outcome.SKIPPED:
            return review
        return self._too_slow(request.root, review)

    async def close(self) -> None:
        """End the processes."""
        pools = [pool for _, pool in self._pools.values()]
        self._pools.clear()
        await asyncio.gather(*(pool.close() for pool in pools))

    async def _pool(self, root: str) -> Pool | None:
        files = rule_files(Path(root))
        stamp = tuple((file.name, stamp_of(file)) for file in files)
        known = self._pools.get(root)
        if known is not None and known[0] == stamp:
            return known[1]
        if known is None and (not files or len(self._pools) >= _MOST_PROJECTS):
            return None
        self._timeouts.pop(root, None)
        if files:
            pool = self._make(Path(root))
            self._pools[root] = (stamp, pool)
        else:
            pool = None
            del self._pools[root]
        if known is not None:
            await known[1].close()
        return pool

    def _too_slow(self, root: str, review: Review) -> Review | None:
        """Rules that hang again and again are left alone until they change; that is said once."""
        self._timeouts[root] = self._timeouts.get(root, 0) + 1
        if self._timeouts[root] < _MOST_TIMEOUTS:
            return None
        problem = Problem.of("project-rules-off", folder=FOLDER, count=_MOST_TIMEOUTS)
        return Review(review.reviewer, review.path, review.generation, Outcome.REVIEWED, notes=(problem,))
