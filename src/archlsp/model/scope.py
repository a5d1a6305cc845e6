"""Which lines are recent."""

from dataclasses import dataclass
from enum import StrEnum

from archlsp.model.text import Span


@dataclass(frozen=True, slots=True, order=True)
class Hunk:
    """Lines `start` (from 0) up to, not including, `end` of the new text; empty where lines were only removed."""

    start: int
    end: int

    def touches(self, span: Span) -> bool:
        """Tell whether a line of `span` is in the hunk; a removal touches what lies on both sides of it."""
        last = span.end.line if span.end.column > 0 or span.end.line == span.start.line else span.end.line - 1
        if self.start == self.end:
            return span.start.line < self.start <= last
        return span.start.line < self.end and self.start <= last


class ScopeKind(StrEnum):
    """What counts as recent."""

    WORKTREE = "worktree"
    STAGED = "staged"
    BRANCH = "branch"
    SINCE = "since"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class ScopeSpec:
    """What was asked for: `base` is a revision for BRANCH ("auto": work it out), `since` a number of seconds."""

    kind: ScopeKind = ScopeKind.BRANCH
    base: str = "auto"
    since: int = 0


class Change(StrEnum):
    """How a file came to be in the scope."""

    ADDED = "added"
    MODIFIED = "modified"
    RENAMED = "renamed"
    DELETED = "deleted"
    UNTRACKED = "untracked"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file of the scope; `old_path` is its path at the base where that differs."""

    path: str
    change: Change
    old_path: str | None = None


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is not reviewed; `reason` is a key of `messages` (skip-binary, skip-too-large, ...)."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Scope:
    """The changed files against `base`, a full object id, or None where there is no commit to compare with.

    `whole`: every line counts as recent (ScopeKind.ALL, or no base).
    """

    spec: ScopeSpec
    base: str | None
    whole: bool
    files: tuple[ChangedFile, ...]
    skipped: tuple[Skipped, ...] = ()
