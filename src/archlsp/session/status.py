"""What the user can ask to see: the state of a file and of a session."""

from dataclasses import dataclass
from enum import StrEnum

from archlsp.model.review import Problem


class State(StrEnum):
    """A file is in exactly one of these states; silence is none of them."""

    WAITING = "waiting"
    REVIEWED = "reviewed"
    UNCHANGED = "unchanged"
    SKIPPED = "skipped"
    FAILED = "failed"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class FileStatus:
    """The state of one file; `reason` says why where it is SKIPPED, FAILED or PAUSED."""

    path: str
    state: State
    findings: int = 0
    dismissed: int = 0
    reason: Problem | None = None
    milliseconds: float = 0.0


@dataclass(frozen=True, slots=True)
class SessionStatus:
    """The state of one workspace folder; `repository` is None outside git."""

    folder: str
    repository: str | None
    scope: str
    base: str | None
    watching: str
    files: tuple[FileStatus, ...]
    problems: tuple[Problem, ...]
