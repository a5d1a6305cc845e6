"""Git's processes, started through GitPython. Importing this module imports GitPython, which takes 150 ms."""

import os
import select
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from io import BufferedIOBase
from pathlib import Path
from typing import IO

from archlsp.git.environment import without_first_run
from archlsp.git.trouble import GitTroubleError
from archlsp.git.work import MissingObject

with without_first_run():
    from git.cmd import Git

_PATIENCE = 30.0
"""Seconds that one command may take: a repository may make git wait for ever (a FIFO among its objects)."""

Environment = Callable[[], Mapping[str, str]]


class _Patient(BufferedIOBase):
    """The output of a persistent process; waits `_PATIENCE` for an answer to begin, then gives up."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__()
        self._stream = stream
        self._poll = select.poll()
        self._poll.register(stream, select.POLLIN | select.POLLHUP)

    def readline(self, size: int | None = -1, /) -> bytes:
        if not self._poll.poll(_PATIENCE * 1000):
            raise GitTroubleError.of("git-timeout", command="cat-file")
        return self._stream.readline(-1 if size is None else size)

    def read(self, size: int | None = -1, /) -> bytes:
        return self._stream.read(-1 if size is None else size)

    def close(self) -> None:
        self._stream.close()
        super().close()


class Command(Git):
    """GitPython's command, with our program and environment and nothing else of this process's.

    Not thread-safe. Raises GitTroubleError alone.
    """

    def __init__(self, folder: Path, program: str, environment: Environment) -> None:
        """`folder` is where git runs; `environment` is asked before each start."""
        super().__init__(str(folder))
        self.GIT_PYTHON_GIT_EXECUTABLE = program
        self._folder = folder
        self._asked = environment

    def execute(  # type: ignore[override]
        self, command: Sequence[str], istream: int | None = None, **_options: object
    ) -> Git.AutoInterrupt:
        """What GitPython calls to start its persistent `cat-file`; nothing else of it comes here."""
        # Nobody reads the errors of a persistent process: in a pipe they would stop it in the end.
        process = self._start(command[1:], stdin=istream, stderr=subprocess.DEVNULL)
        if process.stdout is not None and hasattr(select, "poll"):
            process.stdout = _Patient(process.stdout)  # type: ignore[assignment]
        return self.AutoInterrupt(process, command)

    def ask(self, *arguments: str, given: bytes = b"", also: int = 0) -> bytes:
        """Run one command to its end and return its output; exit codes but 0 and `also` are trouble."""
        process = self._start(arguments, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        return _finish(process, arguments[0], given, also)

    def ask_both(self, first: Sequence[str], second: Sequence[str]) -> tuple[bytes, bytes]:
        """Run two commands at the same time."""
        # The second one writes to a file: in a pipe it would wait until the first has been read.
        with _temporary_file() as output:
            one = self._start(first, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                two = self._start(second, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.PIPE)
            except GitTroubleError:
                _end(one)
                raise
            try:
                answer = _finish(one, first[0])
            except GitTroubleError:
                _end(two)
                raise
            _finish(two, second[0])
            output.seek(0)
            return answer, output.read()

    def read_object(self, oid: str, limit: int) -> tuple[str, bytes | None]:
        """Return the kind and content of the object `oid`; the content is None beyond `limit` bytes.

        Raises MissingObject. A process that has died is started again once.
        """
        try:
            return self._object(oid, limit)
        except (OSError, EOFError):
            self.clear_cache()
        except GitTroubleError:
            self.clear_cache()
            raise
        try:
            return self._object(oid, limit)
        except (OSError, EOFError) as error:
            self.clear_cache()
            raise GitTroubleError.of("git-failed", command="cat-file", reason=type(error).__name__) from error

    def stop(self) -> None:
        """End the persistent processes; the next question starts them again."""
        self.clear_cache()

    def _object(self, oid: str, limit: int) -> tuple[str, bytes | None]:
        # The size first: 2 MB of objects may hold a blob of 400 MB.
        _, kind, size = self.get_object_header(oid)
        if size > limit:
            return kind, None
        _, kind, size, content = self.get_object_data(oid)
        if len(content) < size:
            raise EOFError
        return kind, content

    def _parse_object_header(self, header_line: str | bytes) -> tuple[str, str, int]:
        """Read "id kind size". GitPython's own refuses the ids of SHA-256 repositories."""
        words = os.fsdecode(header_line).split()
        if not words:
            raise EOFError
        if words[-1] == "missing":
            raise MissingObject(words[0])
        return words[0], words[1], int(words[2])

    def _start(
        self,
        arguments: Sequence[str],
        *,
        stdin: int | None,
        stderr: int,
        stdout: int | IO[bytes] = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        try:
            # A session of its own: an interrupt from the terminal is for us to handle.
            return subprocess.Popen(  # noqa: S603 - an absolute program, arguments of ours
                [self.GIT_PYTHON_GIT_EXECUTABLE or "", "--no-pager", *arguments],
                cwd=self._folder,
                env=dict(self._asked()),
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )
        except (FileNotFoundError, NotADirectoryError, PermissionError) as error:
            gone = not self._folder.is_dir()
            raise GitTroubleError.of("git-gone" if gone else "git-not-found") from error


def _temporary_file() -> IO[bytes]:
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise GitTroubleError.of("git-temporary-folder") from error


def _finish(process: subprocess.Popen[bytes], name: str, given: bytes = b"", also: int = 0) -> bytes:
    try:
        output, errors = process.communicate(given or None, timeout=_PATIENCE)
    except subprocess.TimeoutExpired as error:
        _end(process)
        raise GitTroubleError.of("git-timeout", command=name) from error
    if process.returncode not in (0, also):
        raise GitTroubleError.of("git-failed", command=name, reason=_first_line(errors))
    return output or b""


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _first_line(errors: bytes) -> str:
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    return lines[0][:200] if lines else "?"
