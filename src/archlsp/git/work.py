"""Git's commands on the shadow of one repository."""

from collections.abc import Sequence
from typing import Protocol

from archlsp.git.shadow import Shadow


class MissingObject(LookupError):  # noqa: N818 - an answer of git's, not trouble
    """The object is not in the repository."""


class Runner(Protocol):
    """What is used of `command.Command`, which is not imported here because GitPython comes with it."""

    def ask(self, *arguments: str, given: bytes = b"", also: int = 0) -> bytes: ...

    def ask_both(self, first: Sequence[str], second: Sequence[str]) -> tuple[bytes, bytes]: ...

    def read_object(self, oid: str, limit: int) -> tuple[str, bytes | None]: ...

    def stop(self) -> None: ...


class Work:
    """Brings the shadow up to date before each command. Raises GitTroubleError alone."""

    def __init__(self, command: Runner, shadow: Shadow) -> None:
        """`command` runs in the environment of `shadow`."""
        self.command = command
        self._shadow = shadow

    def ask(self, *arguments: str, given: bytes = b"", also: int = 0) -> bytes:
        """Run one command to its end and return its output; exit codes but 0 and `also` are trouble."""
        self._shadow.refresh()
        return self.command.ask(*arguments, given=given, also=also)

    def ask_both(self, first: Sequence[str], second: Sequence[str]) -> tuple[bytes, bytes]:
        """Run two commands at the same time."""
        self._shadow.refresh()
        return self.command.ask_both(first, second)

    def close(self) -> None:
        """End the persistent process and remove the shadow."""
        self.command.stop()
        self._shadow.close()
