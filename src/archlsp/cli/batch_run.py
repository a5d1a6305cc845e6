"""What submitting and collecting batches have in common: the questions about everything, made as a review does."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from archlsp.claude.architect import Architect
from archlsp.claude.wire.endpoint import endpoint_of
from archlsp.cli.approval import Approval
from archlsp.messages import say
from archlsp.model.review import Request
from archlsp.model.terms import Terms
from archlsp.session.crew import Keep, Progress
from archlsp.store.batches import Batches
from archlsp.store.directory import state_directory
from archlsp.store.ledger import Ledger

USAGE, TROUBLE = 2, 3


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is made of the code that is asked about; `about` is the architect's own name, `body` what is sent."""

    name: str
    about: str
    body: Mapping[str, object]


def named(requests: Sequence[Request], made: Sequence[tuple[str, Mapping[str, object]]]) -> list[Question]:
    """Name questions by their code, in a way that the API accepts.

    A changed file is another question. A changed README or a new file beside it is not: what was paid for an hour ago
    is still of use.
    """
    by_path = {request.path: request for request in requests}
    return [Question(_digest(about, by_path.get(about), body), about, body) for about, body in made]


def _digest(about: str, request: Request | None, body: Mapping[str, object]) -> str:
    parts: list[object] = [about, body]
    if request is not None:
        terms = request.terms or Terms()
        evidence = [finding.identity for finding in request.evidence]
        parts = [about, request.text, evidence, request.locale, terms.model, terms.effort, terms.persona]
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=20).hexdigest()


class BatchRun:
    """Implements session.crew.AiRun. `code` is the exit code; `was_asked`: there was something to ask about."""

    def __init__(self, ledger: Ledger, terms: Terms, folder: Path, approval: Approval) -> None:
        """Nothing is made before there is something to ask about."""
        self.ledger = ledger
        self.folder = folder
        self.approval = approval
        self.batches = Batches(state_directory())
        self.origin = endpoint_of(terms, os.environ).origin
        self.code = 0
        self.was_asked = False
        self._terms = replace(terms, thorough=True)
        self._architect: Architect | None = None

    @property
    def terms(self) -> Terms:
        """What the user allows in this run."""
        return self._terms

    async def run(self, requests: Sequence[Request], _keep: Keep, progress: Progress) -> None:
        """Make the questions, and do with them what is to be done."""
        self.was_asked = True
        architect = self._architect = Architect(self.ledger, state_directory(), os.environ)
        progress(0, len(requests), "")
        questions = named(requests, await architect.batch_requests(list(requests)))
        self.approval.clear()
        await self.take(architect, questions)

    async def take(self, architect: Architect, questions: Sequence[Question]) -> None:
        """Do what the command is for."""
        raise NotImplementedError

    async def close(self) -> None:
        """End the worker, if there is one."""
        if self._architect is not None:
            await self._architect.close()

    def say(self, key: str, **values: object) -> str:
        """A sentence in the folder's language."""
        return say(self.approval.locale, key, **values)
