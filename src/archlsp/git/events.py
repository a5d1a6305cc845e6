"""What a source of file events says: a path below the watched folder, or a signal."""

from collections.abc import Callable, Iterable
from enum import Enum, auto

GIT_NAMES = frozenset(
    {
        "HEAD",
        "index",
        "packed-refs",
        "MERGE_HEAD",
        "CHERRY_PICK_HEAD",
        "REVERT_HEAD",
        "BISECT_LOG",
        "rebase-merge",
        "rebase-apply",
    }
)
"""What in a git directory tells that HEAD, the index, a reference or an operation changed."""


class Signal(Enum):
    """What concerns more than one file."""

    GIT = auto()
    """HEAD, the index, a reference or an operation in progress changed."""
    LOST = auto()
    """Events were lost, or a whole directory came or went: look at everything."""
    BLIND = auto()
    """The source cannot see everything any more: a limit of the system is reached."""
    GONE = auto()
    """The watched folder is no longer there."""


Event = str | Signal
Sink = Callable[[Event], None]
"""Called from a source's thread; must return at once."""
Ignored = Callable[[Iterable[str]], frozenset[str]]
"""Those of the paths (directories end with "/") that git ignores. Called from a source's thread alone."""


class BlindError(Exception):
    """Events cannot be had: a limit is reached, or the platform has none."""
