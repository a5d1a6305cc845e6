"""The key, found in the worker: in the frame, printed by a command of the user's, or kept by the platform's keyring."""

import asyncio
import threading
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

_COMMAND_SECONDS, _PARTING_SECONDS = 10.0, 1.0
_PERSON_SECONDS = 60.0  # a keyring may ask for its password
_SERVICE, _USER = "archlsp", "anthropic"
_LONGEST = 16_384


@dataclass(frozen=True, slots=True)
class Key:
    """A key or a token; its value is in no repr. `is_kept`: it was found earlier and may have gone stale."""

    value: str = field(repr=False)
    is_kept: bool = False


class KeySource:
    """Finds keys, and keeps what a command or a keyring gave until it is refused."""

    def __init__(self, seconds: float = _COMMAND_SECONDS) -> None:
        """`seconds`: how long a command may take."""
        self._seconds = seconds
        self._kept: dict[tuple[str, ...], str] = {}
        self._asking = asyncio.Lock()

    async def find(self, credentials: Mapping[str, Any]) -> Key | None:
        """Find the key for what a frame says about it; None: there is none."""
        given = credentials.get("key") or credentials.get("token")
        if given:
            return Key(value) if (value := _usable(str(given))) else None
        command = tuple(str(part) for part in credentials.get("command") or ())
        async with self._asking:  # a command may ask the user something: once is enough
            if command in self._kept:
                return Key(self._kept[command], is_kept=True)
            value = _usable(await (self._run(command) if command else _of_keyring(_PERSON_SECONDS)))
            if value is None:
                return None
            self._kept[command] = value
            return Key(value)

    def forget(self, key: Key) -> None:
        """Find this key anew the next time: it was refused."""
        self._kept = {command: value for command, value in self._kept.items() if value != key.value}

    async def _run(self, command: tuple[str, ...]) -> str:
        loop = asyncio.get_running_loop()
        told = _FirstLine()
        try:
            transport, _ = await loop.subprocess_exec(
                lambda: told, *command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL
            )
        except (OSError, ValueError):
            return ""
        try:
            async with asyncio.timeout(self._seconds):
                printed = await told.line
        except TimeoutError:
            return ""
        finally:
            transport.close()  # ends the command; what it started may hold the pipe open and is not waited for
            with suppress(TimeoutError):
                await asyncio.wait_for(told.ended.wait(), _PARTING_SECONDS)
        return printed.decode("utf-8", "replace").lstrip("\ufeff")


class _FirstLine(asyncio.SubprocessProtocol):
    """Hears a command until its first line is whole; one that is longer than any key counts as empty."""

    def __init__(self) -> None:
        self.line: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        self.ended = asyncio.Event()
        self._heard = bytearray()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        del fd
        self._heard += data
        if b"\n" in self._heard:
            self._tell(bytes(self._heard.partition(b"\n")[0]))
        elif len(self._heard) > _LONGEST:
            self._tell(b"")

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        del fd, exc
        self._tell(bytes(self._heard))

    def process_exited(self) -> None:
        self.ended.set()

    def _tell(self, line: bytes) -> None:
        if not self.line.done():
            self.line.set_result(line)


async def _of_keyring(seconds: float) -> str:
    """Ask the keyring in a thread of its own: it may wait for its user, and must not hold up our end."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[str] = loop.create_future()

    def tell(value: str) -> None:
        if not found.done():
            found.set_result(value)

    def ask() -> None:
        value = _ask_keyring()
        with suppress(RuntimeError):  # the loop is gone
            loop.call_soon_threadsafe(tell, value)

    threading.Thread(target=ask, daemon=True).start()
    try:
        async with asyncio.timeout(seconds):
            return await found
    except TimeoutError:
        return ""


def _ask_keyring() -> str:
    try:
        return str(import_module("keyring").get_password(_SERVICE, _USER) or "")
    except Exception:  # noqa: BLE001 - backends of many makers, and none of their troubles is ours
        return ""


def _usable(text: str) -> str | None:
    """A key goes into a header: anything but printable ASCII in it is a mistake, or an attack."""
    text = text.strip()
    return text if text and text.isascii() and text.isprintable() and " " not in text else None
