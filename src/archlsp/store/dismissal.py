"""A finding that the user does not want to see, and why."""

from dataclasses import dataclass
from enum import StrEnum


class DismissalKind(StrEnum):
    """How far a dismissal reaches."""

    HERE = "here"
    RULE_IN_FILE = "rule-in-file"
    FALSE_POSITIVE = "false-positive"


@dataclass(frozen=True, slots=True)
class Dismissal:
    """`path` is relative to the workspace folder; `when` is in seconds since the epoch."""

    path: str
    identity: str
    rule: str
    kind: DismissalKind
    reason: str
    when: float
