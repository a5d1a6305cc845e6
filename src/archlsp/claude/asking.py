"""One review of one file by the model: its findings one by one, checked, counted, and honest about what is missing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archlsp.claude.answer.reader import Reader, strongest
from archlsp.claude.answer.speaking import speaks
from archlsp.claude.memory import Item, with_identity
from archlsp.claude.wire.events import Ended, Event, Fault, Whole
from archlsp.model.finding import Finding, Severity, Verdict
from archlsp.model.review import Problem
from archlsp.model.surroundings import Unit
from archlsp.model.terms import Usage

_TEXTS = ("title", "why", "risk", "mitigation", "recommendation", "test", "monitor")


@dataclass
class Asking:
    """Takes the events of one answer. `emit` is called for what is worth showing at once; the end has the last word.

    `mute`: findings in another language than was asked for. `items` are what is remembered, by finding.
    """

    reader: Reader
    evidence: Mapping[str, Finding]
    limit: int
    locale: str
    emit: Callable[[Finding], None]
    found: list[Finding] = field(default_factory=list)
    mute: list[Finding] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)
    usage: Usage = field(default_factory=Usage)
    stop: str = ""
    model: str = ""
    fault: Fault | None = None
    shown: list[Finding] = field(default_factory=list)

    def take(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, Whole):
            self._read(event.value)
        elif isinstance(event, Ended):
            self.stop, self.usage, self.model = event.stop, event.usage, event.model
        elif isinstance(event, Fault):
            self.fault, self.usage, self.model = event, event.usage, event.model

    @property
    def is_whole(self) -> bool:
        """The model said everything it had to say."""
        return self.stop == "end_turn"

    def problem(self) -> Problem | None:
        """Why the answer is not whole, where no fault says so."""
        codes = {"end_turn": None, "": None, "max_tokens": "ai-cut-short", "refusal": "ai-refused"}
        code = codes.get(self.stop, "ai-cut-short")
        return Problem.of(code) if code else None

    def settle(self, spoken: Sequence[Finding], disproved: frozenset[str]) -> tuple[Finding, ...]:
        """Return what stands: verdicts on the rules' findings, and of the new ones the strongest.

        `spoken`: the mute ones in the right words, as far as there are any. `disproved`: identities.
        """
        everything = [*self.found, *spoken]
        standing = [finding for finding in everything if finding.identity not in disproved]
        verdicts = [finding for finding in standing if finding.verdict is not Verdict.NONE]
        new = [finding for finding in standing if finding.verdict is Verdict.NONE]
        return (*verdicts, *strongest(new, self.limit))

    def said_of(self, units: Sequence[Unit], findings: Sequence[Finding]) -> dict[Unit, list[Item]]:
        """Sort what stands by the unit it lies in; a unit of which nothing is said has an empty list."""
        said: dict[Unit, list[Item]] = {unit: [] for unit in units}
        for finding in findings:
            home = next((unit for unit in units if unit.span.contains(finding.anchor.span)), None)
            if home is not None and finding.identity in self.items:
                said[home].append(self.items[finding.identity])
        return said

    def _read(self, value: Item) -> None:
        finding = self.reader.read(value)
        if finding is None:
            return
        self.items[finding.identity] = with_identity(value, self.evidence)
        if speaks(prose_of(finding), self.locale):
            self.found.append(finding)
        elif finding.verdict is not Verdict.NONE:
            finding = without_texts(finding)
            self.found.append(finding)
        else:
            self.mute.append(finding)
            return
        if finding.verdict is not Verdict.NONE or self._is_strong(finding):
            self.emit(finding)

    def _is_strong(self, finding: Finding) -> bool:
        new = [one for one in self.found if one.verdict is Verdict.NONE]
        return finding in strongest(new, self.limit)


def prose_of(finding: Finding) -> str:
    """The sentences of a finding, for judging their language."""
    return "\n".join(text for name in _TEXTS if (text := getattr(finding, name)))


def without_texts(finding: Finding) -> Finding:
    """A verdict alone: the rule's own words are shown."""
    return with_words(replace(finding, risk="", mitigation="", test="", monitor="", example="", options=()))


def with_words(finding: Finding, title: str = "", why: str = "", recommendation: str = "") -> Finding:
    """The same finding in other words."""
    return replace(finding, title=title, why=why, recommendation=recommendation)


def to_verify(findings: Sequence[Finding], verify: str) -> tuple[Finding, ...]:
    """Choose the findings that a second question tries to disprove."""
    new = (finding for finding in findings if finding.verdict is Verdict.NONE)
    if verify == "on":
        return tuple(new)
    return tuple(finding for finding in new if verify == "errors" and finding.severity is Severity.ERROR)
