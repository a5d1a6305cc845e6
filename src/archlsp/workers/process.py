"""One worker process: how it is started so that a repository cannot reach into it, asked, and ended."""

import asyncio
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from pathlib import Path

from archlsp.workers.frames import PREFIX, BrokenFrameError, Value, length_of, pack, unpack

_START_SECONDS = 30.0
_CLOSE_SECONDS = 1.0
_SOURCES = str(Path(__file__).resolve().parents[2])
# -I: neither the working directory nor PYTHON* variables nor a user's site may put modules in front of ours. The
# package is then looked for where this one came from, after the standard library and before everything else.
_BOOT = """import sys
places = [i for i, p in enumerate(sys.path) if p.endswith(("site-packages", "dist-packages"))]
sys.path.insert(min(places, default=len(sys.path)), sys.argv.pop(1))
from importlib import import_module
sys.exit(import_module(sys.argv.pop(1)).main())"""
_PASSED_ON = frozenset(
    {
        "APPDATA",
        "HOME",
        "LANG",
        "LD_LIBRARY_PATH",
        "LOCALAPPDATA",
        "PATH",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "TMPDIR",
        "USERPROFILE",
        "XDG_CACHE_HOME",
    }
)
_PASSED_ON_PREFIXES = ("LC_", "COVERAGE_")


class NotStartedError(Exception):
    """The process cannot be started, or ended before it was ready."""


class WorkerDiedError(Exception):
    """The process ended, or spoke nonsense, in the middle of a request."""


def environment(ours: Mapping[str, str], further: frozenset[str] = frozenset()) -> dict[str, str]:
    """Choose the variables that a worker gets: what it needs, and so no key or token."""
    return {
        name: value
        for name, value in ours.items()
        if name in _PASSED_ON or name in further or name.startswith(_PASSED_ON_PREFIXES)
    }


class Process:
    """A worker process and its two pipes; started again by `start` after its end."""

    def __init__(
        self, module: str, arguments: tuple[str, ...], passed_on: frozenset[str] = frozenset()
    ) -> None:
        """`module` has a `main` that reads `arguments` from sys.argv. Nothing is started yet.

        `passed_on`: further variables of our environment that it gets. Never name one that holds a key.
        """
        self._command = (sys.executable, "-I", "-c", _BOOT, _SOURCES, module, *arguments)
        self._passed_on = passed_on
        self._process: asyncio.subprocess.Process | None = None
        self._hello: Value | None = None
        self._starting = asyncio.Lock()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The id of the process, None where none is alive."""
        alive = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process and alive else None

    async def start(self) -> None:
        """Start the process unless it is alive. Raises NotStartedError."""
        async with self._starting:
            if self.pid is not None:
                return
            if self._closed:
                raise NotStartedError("closed")
            try:
                self._process = await asyncio.create_subprocess_exec(
                    *self._command,
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=DEVNULL,
                    cwd=os.sep,
                    env=environment(os.environ, self._passed_on),
                    start_new_session=True,
                )
            except OSError as error:
                raise NotStartedError(type(error).__name__) from error
            self._hello = None

    async def ready(self) -> Value:
        """Wait for the first frame, by which the process says that it is ready. Raises NotStartedError."""
        if self._hello is None:
            try:
                async with asyncio.timeout(_START_SECONDS):
                    self._hello = await self.receive()
            except (TimeoutError, WorkerDiedError) as error:
                await self.kill()
                raise NotStartedError(type(error).__name__) from error
        return self._hello

    async def ask(self, value: Value) -> Value:
        """Send one request and wait for its answer. Raises WorkerDiedError."""
        await self.send(value)
        return await self.receive()

    async def send(self, value: Value) -> None:
        """Send one frame. Raises WorkerDiedError."""
        if self._process is None or self._process.stdin is None:
            raise WorkerDiedError
        try:
            self._process.stdin.write(pack(value))
            await self._process.stdin.drain()
        except OSError as error:
            raise WorkerDiedError from error

    async def kill(self) -> None:
        """End the process at once and wait until it is gone."""
        if self._process is not None:
            if self._process.returncode is None:
                self._process.kill()
            await self._process.wait()

    async def close(self) -> None:
        """Let the process end by itself, and end it when it does not; it is never started again."""
        self._closed = True
        async with self._starting:
            process = self._process
        if process is None:
            return
        if process.stdin is not None:
            process.stdin.close()
        try:
            async with asyncio.timeout(_CLOSE_SECONDS):
                await process.wait()
        except TimeoutError:
            await self.kill()

    async def receive(self) -> Value:
        """Wait for one frame. Raises WorkerDiedError."""
        if self._process is None or self._process.stdout is None:
            raise WorkerDiedError
        stream = self._process.stdout
        try:
            length = length_of(await stream.readexactly(PREFIX.size))
            return unpack(await stream.readexactly(length))
        except (EOFError, OSError, BrokenFrameError) as error:
            raise WorkerDiedError from error
