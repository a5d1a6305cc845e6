"""What a repository is in the middle of, told from its files without starting git."""

from dataclasses import dataclass
from pathlib import Path

from archlsp.git.plain import stamp_of
from archlsp.git.refs import References, short_name

# The order matters: a rebase leaves the marks of the cherry-picks that it makes.
_OPERATIONS = (
    ("rebase-merge", "rebase"),
    ("rebase-apply/applying", "am"),
    ("rebase-apply", "rebase"),
    ("MERGE_HEAD", "merge"),
    ("CHERRY_PICK_HEAD", "cherry-pick"),
    ("REVERT_HEAD", "revert"),
    ("BISECT_LOG", "bisect"),
)
OPERATION_MARKS = frozenset(mark.split("/")[0] for mark, _ in _OPERATIONS)


@dataclass(frozen=True, slots=True)
class RepositoryState:
    """Where HEAD is and what goes on.

    `head`: the commit's id, None before the first commit or when the repository is gone. `branch`: None when
    detached. `operation`: "rebase", "am", "merge", "cherry-pick", "revert", "bisect" or None. `locked`: something
    is writing the index. `stamp`: equal stamps mean that none of these, nor the index or the base, has changed.
    """

    head: str | None
    branch: str | None
    operation: str | None
    locked: bool
    stamp: tuple[object, ...]


def read_state(git_dir: Path, refs: References, bases: tuple[str, ...]) -> RepositoryState:
    """Read the state; `bases` are refs that the scope is measured from. Never raises."""
    name, head = refs.head()
    operation = _operation(git_dir)
    lock = stamp_of(git_dir / "index.lock")
    stamp = (name, head, stamp_of(git_dir / "index"), lock, operation, *map(refs.resolve, bases))
    return RepositoryState(head, short_name(name) if name else None, operation, lock is not None, stamp)


def _operation(git_dir: Path) -> str | None:
    return next((name for mark, name in _OPERATIONS if stamp_of(git_dir / mark) is not None), None)
