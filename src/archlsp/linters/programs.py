"""Finding and running a linter: never one that the repository itself brings, never for long."""

import asyncio
import json
import os
from asyncio.subprocess import DEVNULL, PIPE
from contextlib import suppress
from pathlib import Path

from archlsp.linters.adapter import Adapter

_PATIENCE = 60.0
_LARGEST = 16 * 1024 * 1024
# What a program needs to run and to find its cache; no keys and tokens of the user's.
_PASSED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "GOPATH", "GOCACHE", "GOMODCACHE")


class LinterFailedError(Exception):
    """It did not answer; the argument says why, in its own words."""


def find(program: str, root: Path) -> Path | None:
    """Find a program on PATH, outside of `root`: a repository must not bring what reviews it."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        place = Path(folder, program)
        if not folder or not Path(folder).is_absolute() or not os.access(place, os.X_OK):
            continue
        real = place.resolve()
        if real.is_file() and not real.is_relative_to(root.resolve()) and not place.is_relative_to(root):
            return place
    return None


async def run(adapter: Adapter, program: Path, root: Path, path: str, text: str) -> list[object]:
    """Run a linter on a file; return the JSON values it answered with. Raises LinterFailedError."""
    arguments = [argument.replace("{path}", path) for argument in adapter.arguments]
    environment = {name: os.environ[name] for name in _PASSED if name in os.environ}
    given = text.encode("utf-8", "surrogatepass") if adapter.standard_input else None
    try:
        process = await asyncio.create_subprocess_exec(
            program,
            *arguments,
            cwd=root,
            env=environment,
            stdin=PIPE if given is not None else DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
            limit=_LARGEST,
            start_new_session=True,
        )
    except OSError as error:
        raise LinterFailedError(error.strerror or type(error).__name__) from error
    try:
        async with asyncio.timeout(_PATIENCE):
            output, complaint = await process.communicate(given)
    except TimeoutError as error:
        raise LinterFailedError(f"> {_PATIENCE:g} s") from error
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode not in adapter.success:
        raise LinterFailedError(_last_line(complaint) or f"exit {process.returncode}")
    return _values(adapter, output)


def _values(adapter: Adapter, output: bytes) -> list[object]:
    try:
        if adapter.by_line:
            return [[json.loads(line) for line in output.splitlines() if line.strip()]]
        return [json.loads(output)] if output.strip() else []
    except ValueError as error:
        raise LinterFailedError("JSON") from error


def _last_line(complaint: bytes) -> str:
    lines = complaint.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""
