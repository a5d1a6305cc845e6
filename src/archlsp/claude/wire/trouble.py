"""What is done about each fault, and how users are told."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from archlsp.claude.wire.events import Fault, FaultKind
from archlsp.model.review import Problem


class Remedy(StrEnum):
    """What is done about a fault.

    STOP: nothing is asked until the configuration changes. WAIT: asked again, later each time; then a pause. ONCE:
    asked again, once. PAUSE: nothing is asked for a while. LEAVE: this question has no answer.
    """

    STOP = "stop"
    WAIT = "wait"
    ONCE = "once"
    PAUSE = "pause"
    LEAVE = "leave"


@dataclass(frozen=True, slots=True)
class Treatment:
    """`counts`: several in a row mean that something is wrong with the whole line, not with one question."""

    remedy: Remedy
    counts: bool = True


TREATMENTS: Mapping[FaultKind, Treatment] = {
    FaultKind.NO_KEY: Treatment(Remedy.STOP),
    FaultKind.KEY_REFUSED: Treatment(Remedy.STOP),
    FaultKind.FORBIDDEN: Treatment(Remedy.STOP),
    FaultKind.NO_MODEL: Treatment(Remedy.STOP),
    FaultKind.NO_CREDIT: Treatment(Remedy.STOP),
    FaultKind.CONFIGURATION: Treatment(Remedy.STOP),
    FaultKind.RATE_LIMIT: Treatment(Remedy.WAIT),
    FaultKind.OVERLOADED: Treatment(Remedy.WAIT),
    FaultKind.SERVER: Treatment(Remedy.WAIT),
    FaultKind.OFFLINE: Treatment(Remedy.WAIT),
    FaultKind.BROKEN_STREAM: Treatment(Remedy.ONCE),
    FaultKind.WORKER: Treatment(Remedy.ONCE),
    # The code must not go to a network's sign-in page again and again.
    FaultKind.NOT_AN_API: Treatment(Remedy.PAUSE),
    FaultKind.TIMED_OUT: Treatment(Remedy.LEAVE),
    FaultKind.BAD_REQUEST: Treatment(Remedy.LEAVE),
    FaultKind.TOO_LARGE: Treatment(Remedy.LEAVE, counts=False),
    FaultKind.TOO_MUCH: Treatment(Remedy.LEAVE, counts=False),
}


def problem_of(fault: Fault) -> Problem:
    """Say what went wrong with one question. Equal for equal kinds, so that it is told once."""
    return Problem.of(f"ai-fault-{fault.kind}")


def pause_of(kind: FaultKind, seconds: float) -> Problem:
    """Say that nothing is asked for a while; `seconds` is the length of the whole pause."""
    return Problem.of(f"ai-pause-{kind}", seconds=math.ceil(seconds))
