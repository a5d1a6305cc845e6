"""How things stand with one endpoint, key and model: free, waiting, paused, or stopped."""

from collections.abc import Callable
from dataclasses import dataclass
from random import uniform
from time import monotonic

from archlsp.claude.wire.events import Fault, FaultKind
from archlsp.claude.wire.patience import Pace
from archlsp.claude.wire.trouble import TREATMENTS, Remedy, pause_of, problem_of
from archlsp.model.review import Problem

_SHORT = 2.0  # a wait that nobody needs to hear of


@dataclass
class Standing:
    """The state of one line to a model. `until` and `refuses`: what a pause is; a wait refuses nothing."""

    pace: Pace
    clock: Callable[[], float] = monotonic
    kind: FaultKind | None = None
    failures: int = 0
    pauses: int = 0
    until: float = 0.0
    length: float = 0.0
    refuses: bool = False
    stopped: bool = False
    tried: float = 0.0
    changes: int = 0

    def refusal(self, insists: bool) -> Fault | None:
        """Say why nothing may be asked now. Whoever insists may try a stopped line, now and then."""
        if self.kind is None:
            return None
        if self.stopped:
            if insists and self.clock() - self.tried >= self.pace.insist:
                self.tried = self.clock()
                return None
            return Fault(self.kind)
        seconds = self.seconds()
        return Fault(self.kind, retry_after=seconds) if seconds and self.refuses else None

    def seconds(self) -> float | None:
        """How long nothing is sent; None where that does not end by itself, or is not so."""
        left = self.until - self.clock()
        return left if left > 0 and not self.stopped else None

    def problem(self) -> Problem | None:
        """What users should know."""
        if self.kind is None:
            return None
        if self.stopped:
            return problem_of(Fault(self.kind))
        is_news = self.refuses or self.length > _SHORT
        return pause_of(self.kind, self.length) if self.seconds() and is_news else None

    def succeed(self) -> None:
        """An answer came to its end. One that was asked for before a pause does not end it."""
        if self._is_paused():
            return
        self.kind = None
        self.failures = self.pauses = 0
        self.until = 0.0
        self.refuses = self.stopped = False

    def fail(self, fault: Fault, attempt: int, was_heard: bool) -> bool:
        """Take a fault in; tell whether the question may be asked again. `was_heard`: some of the answer is used."""
        treatment = TREATMENTS[fault.kind]
        self.changes += 1
        if treatment.remedy is Remedy.STOP:
            self.kind, self.stopped, self.tried = fault.kind, True, self.clock()
            return False
        if self._is_paused():
            return False
        self.failures += treatment.counts
        asked = fault.retry_after or 0.0
        if asked > self.pace.longest_wait or treatment.remedy is Remedy.PAUSE:
            self._pause(fault.kind, max(asked, self.pace.pause))
            return False
        if self.failures >= self.pace.failures and treatment.counts:
            self._pause(fault.kind, max(asked, self.pace.pause * 2**self.pauses))
            self.pauses += 1
            return False
        if was_heard or attempt >= _attempts(treatment.remedy, self.pace):
            return False
        self._set(fault.kind, max(asked, self.pace.backoff * 2 ** (attempt - 1) * uniform(0.5, 1.5)))  # noqa: S311
        return True

    def _is_paused(self) -> bool:
        return self.refuses and self.seconds() is not None

    def _pause(self, kind: FaultKind, seconds: float) -> None:
        """Refuse everything for a while. The first failure after it means the next pause."""
        self._set(kind, min(seconds, self.pace.longest_pause))
        self.refuses = True
        self.failures = self.pace.failures - 1

    def _set(self, kind: FaultKind, seconds: float) -> None:
        self.kind, self.refuses, self.stopped = kind, False, False
        self.length = seconds
        self.until = self.clock() + seconds


def _attempts(remedy: Remedy, pace: Pace) -> int:
    return {Remedy.WAIT: pace.attempts, Remedy.ONCE: 2}.get(remedy, 1)
