"""`archlsp batch submit`: the questions about everything, as Message Batches."""

import json
import sys
import time
from collections.abc import Iterator, Sequence

from archlsp.claude.architect import Architect
from archlsp.claude.spend.governor import Governor
from archlsp.claude.wire.batching import BatchError
from archlsp.cli.batch_run import TROUBLE, USAGE, BatchRun, Question
from archlsp.cli.estimate import Estimate, estimate_of_bodies, estimate_text
from archlsp.cli.notices import tell
from archlsp.messages import problem_text
from archlsp.store.batches import Batch

_DAY = 86_400
_SHARE = 0.5
"""Of the usual price."""
_MOST_QUESTIONS, _MOST_BYTES = 5_000, 64_000_000
"""Of one batch: the API takes more, but a batch is held in memory as a whole."""


class SubmitRun(BatchRun):
    """Sends what is new."""

    async def take(self, architect: Architect, questions: Sequence[Question]) -> None:
        """Leave out what waits already, tell the price, submit."""
        new = self._new(questions)
        if not new:
            sys.stdout.write(self.say("batch-nothing") + "\n")
            return
        estimate = self._estimate(new)
        if self._affordable(estimate) and await self._approved(estimate):
            for part in parts_of(new):
                await self._submit(architect, part)

    def _new(self, made: Sequence[Question]) -> list[Question]:
        waiting = {
            name
            for batch in self.batches.waiting(self.folder)
            if batch.origin == self.origin
            for name in batch.questions
        }
        questions = [question for question in made if question.name not in waiting]
        if len(questions) < len(made):
            tell(self.say("batch-waiting", count=len(made) - len(questions)))
        return questions

    def _estimate(self, questions: Sequence[Question]) -> Estimate:
        bodies = [question.body for question in questions]
        return estimate_of_bodies(bodies, Governor(self.ledger), self.origin)

    def _affordable(self, estimate: Estimate) -> bool:
        """Count what waits since yesterday as spent: a batch is paid for when it is collected."""
        governor = Governor(self.ledger)
        since = time.time() - _DAY
        waiting = sum(batch.usd for batch in self.batches.waiting(self.folder) if batch.made > since)
        usd = estimate.likely * _SHARE
        if governor.reached(self.terms, waiting + usd) is None:
            return True
        left = max(0.0, self.terms.daily_usd - governor.today().usd - waiting)
        tell(self.say("batch-limit", usd=f"{usd:.2f}", left=f"{left:.2f}"))
        self.code = USAGE
        return False

    async def _approved(self, estimate: Estimate) -> bool:
        price = estimate_text(estimate, self.approval.locale, share=_SHARE)
        given = await self.approval.given(f"{self.say('batch-keeps')}\n{price}")
        if self.approval.missing:
            self.code = USAGE
        return given

    async def _submit(self, architect: Architect, questions: Sequence[Question]) -> None:
        try:
            requests = [(question.name, question.body) for question in questions]
            batch = await architect.line.batch_submit(requests, self.terms)
        except BatchError as error:
            tell(problem_text(self.approval.locale, error.problem))
            self.code = TROUBLE
            return
        names = tuple(question.name for question in questions)
        usd = self._estimate(questions).likely * _SHARE
        self.batches.add(Batch(batch, str(self.folder.resolve()), self.origin, time.time(), names, usd))
        sys.stdout.write(self.say("batch-submitted", batch=batch, count=len(names)) + "\n")


def parts_of(questions: Sequence[Question]) -> Iterator[list[Question]]:
    """Cut into batches of a size that travels well; one question is never cut."""
    part: list[Question] = []
    size = 0
    for question in questions:
        more = len(json.dumps(question.body))
        if part and (len(part) >= _MOST_QUESTIONS or size + more > _MOST_BYTES):
            yield part
            part, size = [], 0
        part.append(question)
        size += more
    if part:
        yield part
