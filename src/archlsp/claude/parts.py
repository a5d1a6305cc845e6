"""What every question uses: one of each in a process."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from archlsp.claude.question.context import Context, Contexts
from archlsp.claude.question.material import Material
from archlsp.claude.question.prompt import model_of
from archlsp.claude.spend.governor import Governor
from archlsp.claude.wire.events import Call, Ended, Event, Fault
from archlsp.claude.wire.line import Line
from archlsp.model.review import Problem, Request
from archlsp.model.surroundings import Unit
from archlsp.model.terms import Terms
from archlsp.store.answers import Answers
from archlsp.trust.redaction import Redactor, load_salt


@dataclass
class Parts:
    """`calls`, `unanchored` and `disproved` count by workspace, for the status."""

    line: Line
    governor: Governor
    answers: Answers
    directory: Path
    environ: Mapping[str, str]
    contexts: Contexts = field(default_factory=Contexts)
    calls: Counter[str] = field(default_factory=Counter)
    under_way: Counter[str] = field(default_factory=Counter)
    unanchored: Counter[str] = field(default_factory=Counter)
    disproved: Counter[str] = field(default_factory=Counter)

    def material(
        self, request: Request, units: tuple[Unit, ...], context: Context, redactor: Redactor
    ) -> Material:
        """Everything that a question about units of a file is made of."""
        terms = request.terms or Terms()
        return Material(
            persona=context.persona,
            project=context.project,
            request=request,
            units=units,
            model=model_of(terms, context.persona),
            effort=terms.effort,
            locale=request.locale,
            redactor=redactor,
        )

    def redactor(self) -> Redactor:
        """A redactor for one question; its placeholders are the same every time. Reads a small file."""
        return Redactor(load_salt(self.directory))

    @contextmanager
    def asking(self, workspace: str) -> Iterator[None]:
        """Count a question while it is under way."""
        self.calls[workspace] += 1
        self.under_way[workspace] += 1
        try:
            yield
        finally:
            self.under_way[workspace] -= 1

    def refusal(self, terms: Terms, call: Call, tokens: int) -> Problem | None:
        """Why a question may not be asked: the limits of the review and of the day. Reads the ledger."""
        return self.governor.refusal(terms, tokens, str(call.body["model"]))

    def record(self, workspace: str, call: Call, event: Event) -> None:
        """Write down what an answer has cost. Blocking."""
        if isinstance(event, Ended | Fault) and event.usage.total:
            model = event.model or str(call.body["model"])
            self.governor.record(workspace, call.purpose.value, model, event.usage)
