"""`archlsp batch collect`: the results of batches that have ended, into what is remembered."""

import sys
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from archlsp.claude.architect import Architect
from archlsp.claude.spend.governor import Governor
from archlsp.claude.wire.batching import BatchAnswer, BatchError
from archlsp.claude.wire.events import Purpose
from archlsp.claude.wire.eventwire import plus
from archlsp.cli.batch_run import TROUBLE, BatchRun, Question
from archlsp.cli.notices import tell
from archlsp.messages import problem_text
from archlsp.model.terms import Usage
from archlsp.store.batches import Batch

_UNANSWERED = frozenset({"errored", "canceled", "expired"})


@dataclass
class Tally:
    """What became of the answers of a batch; `outdated`: the code has changed since they were asked for."""

    taken: int = 0
    findings: int = 0
    outdated: int = 0
    failed: int = 0
    usage: dict[str, Usage] = field(default_factory=dict)


class CollectRun(BatchRun):
    """Takes what has ended.

    The questions are made again from the code as it is now: their names tell which answers still fit.
    """

    async def take(self, architect: Architect, questions: Sequence[Question]) -> None:
        """Take what there is; a batch that fails leaves the others alone, and waits."""
        known = {question.name: question.about for question in questions}
        for batch in self.batches.waiting(self.folder):
            if batch.origin != self.origin:
                tell(self.say("batch-other-endpoint", batch=batch.id, endpoint=batch.origin))
                continue
            try:
                await self._collect(architect, batch, known)
            except BatchError as error:
                tell(problem_text(self.approval.locale, error.problem))
                self.code = TROUBLE

    async def _collect(self, architect: Architect, batch: Batch, known: Mapping[str, str]) -> None:
        state = await architect.line.batch_status(batch.id, self.terms)
        if not state.ended:
            sys.stdout.write(self.say("batch-still-running", batch=batch.id) + "\n")
            return
        tally = Tally()
        async with aclosing(architect.line.batch_results(batch.id, self.terms)) as answers:
            async for answer in answers:
                await self._take(architect, answer, known.get(answer.custom_id), tally)
        # At the end, and once: what was interrupted is collected again as a whole.
        governor = Governor(self.ledger)
        for model, usage in tally.usage.items():
            governor.record(str(self.folder), Purpose.REVIEW.value, model, usage, batch=True)
        self.batches.collected(batch.id)
        self._tell(batch, tally)

    async def _take(self, architect: Architect, answer: BatchAnswer, about: str | None, tally: Tally) -> None:
        if answer.stop in _UNANSWERED:
            tally.failed += 1
            return
        # Paid for, whether it is of any use or not.
        tally.usage[answer.model] = plus(tally.usage.get(answer.model, Usage()), answer.usage)
        if about is None:
            tally.outdated += 1
            return
        tally.findings += await architect.take_batch(about, answer)
        tally.taken += 1

    def _tell(self, batch: Batch, tally: Tally) -> None:
        done = self.say("batch-collected", batch=batch.id, taken=tally.taken, findings=tally.findings)
        sys.stdout.write(done + "\n")
        if tally.outdated:
            tell(self.say("batch-outdated", count=tally.outdated))
        if tally.failed:
            tell(self.say("batch-failed", count=tally.failed))
            self.code = TROUBLE
