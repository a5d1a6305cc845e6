"""Message batches: half the price, within a day. Opt-in: the API keeps their data."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from archlsp.claude.wire.events import Fault
from archlsp.claude.wire.trouble import problem_of
from archlsp.model.review import Problem
from archlsp.model.terms import Usage


class BatchError(Exception):
    """A batch could not be handed in, looked at or read; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        """Keep the fault."""
        super().__init__(fault.kind.value)
        self.fault = fault

    @property
    def problem(self) -> Problem:
        """What users are told."""
        return problem_of(self.fault)


@dataclass(frozen=True, slots=True)
class BatchState:
    """How things stand with a batch; `counts` by state: processing, succeeded, errored, canceled, expired."""

    ended: bool
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class BatchAnswer:
    """One answer of a batch: its objects, as JSON gave them.

    `stop` is as in Ended, or "errored", "canceled" or "expired" where there is no answer.
    """

    custom_id: str
    values: tuple[Mapping[str, Any], ...]
    stop: str
    usage: Usage
    model: str


def state_of(value: Mapping[str, Any]) -> BatchState:
    """Read a state from the worker's value. Raises KeyError, TypeError or ValueError."""
    return BatchState(
        bool(value["ended"]), {str(name): int(count) for name, count in value["counts"].items()}
    )


def answer_of(value: Mapping[str, Any]) -> BatchAnswer:
    """Read an answer from the worker's value. Raises KeyError, TypeError or ValueError."""
    values = tuple(dict(item) for item in value["values"])
    return BatchAnswer(value["custom_id"], values, value["stop"], Usage(**value["usage"]), value["model"])
