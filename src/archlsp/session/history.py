"""The repository behind a workspace folder, asked in one thread and in the folder's own paths.

A folder may be any directory inside a work tree; git speaks in paths from the top of it.
"""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from archlsp.git.repository import Repository, RepositoryState
from archlsp.model.scope import Hunk, Scope, ScopeSpec
from archlsp.session.prefixes import outward, prefix_of, within

T = TypeVar("T")


class History:
    """What git knows about a folder. Every call runs in one thread: GitPython's cat-file is not thread-safe."""

    def __init__(self, folder: Path) -> None:
        """`folder` is resolved; nothing is read before `open`."""
        self._folder = folder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="git")
        self._repository: Repository | None = None
        self._prefix = ""
        self._outward: tuple[Scope, Scope] | None = None

    async def open(self) -> None:
        """Find the repository. Raises what `Repository.open` raises."""
        repository = await self._ask(lambda: Repository.open(self._folder))
        self._repository = repository
        self._prefix = prefix_of(repository.root, self._folder)

    @property
    def folder(self) -> Path:
        """The workspace folder."""
        return self._folder

    @property
    def repository(self) -> Repository:
        """The opened repository, for its plain attributes; its methods belong to the thread."""
        if self._repository is None:
            message = "History.open has not succeeded"
            raise RuntimeError(message)
        return self._repository

    async def state(self) -> RepositoryState:
        """HEAD, the operation in progress, and a stamp that changes with them."""
        return await self._ask(self.repository.state)

    async def scope(self, spec: ScopeSpec) -> Scope:
        """What changed below the folder. Raises GitTroubleError."""
        return within(await self._ask(lambda: self.repository.scope(spec)), self._prefix)

    async def base(self, spec: ScopeSpec) -> Scope:
        """What the scope compares with, before the files are known. Raises GitTroubleError."""
        return await self._ask(lambda: self.repository.base(spec))

    async def hunks(self, scope: Scope, path: str, text: str) -> tuple[Hunk, ...] | None:
        """The recent lines of `text`; None: all of them. Raises GitTroubleError."""
        outer = self._from_root(scope)
        return await self._ask(lambda: self.repository.hunks(outer, self._prefix + path, text))

    async def base_text(self, scope: Scope, path: str) -> str | None:
        """What a file said at the base; None where it was not there. Raises GitTroubleError."""
        outer = self._from_root(scope)
        return await self._ask(lambda: self.repository.base_text(outer, self._prefix + path))

    async def ignored(self, paths: Iterable[str]) -> frozenset[str]:
        """Those of `paths` that git ignores."""
        asked = list(paths)
        return await self._ask(lambda: self.ignored_now(asked))

    def ignored_now(self, paths: Iterable[str]) -> frozenset[str]:
        """As `ignored`, blocking; any thread may ask. Directories end with "/"."""
        found = self.repository.ignored([self._prefix + path for path in paths])
        return frozenset(path.removeprefix(self._prefix) for path in found)

    async def close(self) -> None:
        """Stop git's processes."""
        if self._repository is not None:
            await self._ask(self._repository.close)
        self._thread.shutdown(wait=False)

    def _from_root(self, scope: Scope) -> Scope:
        if self._outward is None or self._outward[0] is not scope:
            self._outward = (scope, outward(scope, self._prefix))
        return self._outward[1]

    async def _ask(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
