"""What a session knows. Mutable, and only touched on the event loop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from archlsp.model.finding import Finding
from archlsp.model.review import Problem, Review, Reviewer
from archlsp.model.scope import Scope, ScopeSpec
from archlsp.session.demand import Demand
from archlsp.session.history import History
from archlsp.session.joining import joined
from archlsp.session.listener import Listener
from archlsp.session.schedule import Lanes
from archlsp.session.shown import Dismissals, with_severity, without_twins
from archlsp.session.status import FileStatus, State
from archlsp.session.tracker import TrackedFile
from archlsp.settings.settings import Settings
from archlsp.store.ledger import Ledger


@dataclass
class SessionState:
    """`folder` is None for documents outside every workspace folder; their paths are URIs.

    `scope` is None until git was asked, and outside git; `complete`: its files are known too, not only its base.
    `reviewed`: by reviewer and path, what was last reviewed (a hash) and what was found.
    `linters`: those that may be run on the folder. `after_rules`: called when the rules are done with a file.
    `lost`: the folder was made anew and its repository is not found yet. `paused` says why nothing is reviewed
    at the moment.
    """

    folder: Path | None
    settings: Settings
    ledger: Ledger
    reviewers: Sequence[Reviewer]
    listener: Listener
    history: History | None = None
    scope: Scope | None = None
    complete: bool = False
    lost: bool = False
    linters: tuple[str, ...] = ()
    asked: ScopeSpec | None = None
    after_rules: Callable[[str, Demand], None] | None = None
    paused: Problem | None = None
    files: dict[str, TrackedFile] = field(default_factory=dict)
    statuses: dict[str, FileStatus] = field(default_factory=dict)
    dismissals: Dismissals = field(default_factory=lambda: Dismissals.of(()))
    lanes: Lanes = field(init=False)
    reviewed: dict[tuple[str, str], tuple[int, Review]] = field(default_factory=dict)
    told: dict[str, Problem] = field(default_factory=dict)
    logged: set[Problem] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Whatever goes wrong in a job is told in the log, by kind and never with its text: it may hold code."""
        self.lanes = Lanes(
            lambda error: self.listener.log(Problem.of("internal-error", kind=type(error).__name__))
        )

    @property
    def workspace(self) -> str:
        """The key of this folder in the ledger."""
        return str(self.folder) if self.folder else ""

    @property
    def spec(self) -> ScopeSpec:
        """What counts as recent now: what was asked for last, else the settings."""
        return self.asked or self.settings.scope

    def file(self, path: str) -> TrackedFile:
        """The tracked file, made on first use."""
        if path not in self.files:
            self.files[path] = TrackedFile(path)
        return self.files[path]

    def visible(self, path: str) -> tuple[Finding, ...]:
        """What is shown for a file: severities applied, dismissed ones left out."""
        file = self.files.get(path)
        if file is None:
            return ()
        shown = with_severity(without_twins(joined(file.all())), self.settings.severity)
        return tuple(finding for finding in shown if not self.dismissals.hide(finding))

    def reload_dismissals(self) -> None:
        """Ask the ledger again; another server or the command line may have written to it."""
        self.dismissals = Dismissals.of(self.ledger.dismissals(self.workspace))

    def publish(self, path: str) -> None:
        """Tell the listener what stands for a file."""
        file = self.file(path)
        version = file.document.version if file.document else None
        self.listener.findings_changed(path, self.visible(path), version)

    def note(
        self, path: str, state: State, reason: Problem | None = None, milliseconds: float = 0.0
    ) -> FileStatus:
        """Remember and tell the state of a file."""
        visible = len(self.visible(path))
        file = self.files.get(path)
        dismissed = len(with_severity(joined(file.all()), self.settings.severity)) - visible if file else 0
        status = FileStatus(path, state, visible, dismissed, reason, milliseconds)
        self.statuses[path] = status
        self.listener.status_changed(status)
        return status

    def recount(self, path: str) -> None:
        """Tell how many findings a file has by now; its state is as it was."""
        status = self.statuses.get(path)
        if status is not None:
            self.note(path, status.state, status.reason, status.milliseconds)

    def log_once(self, problem: Problem) -> None:
        """Tell the log what every review would repeat, such as a rule that is off."""
        if problem not in self.logged:
            self.logged.add(problem)
            self.listener.log(problem)

    def tell(self, topic: str, problem: Problem | None) -> None:
        """Tell the user about trouble once per change of state; None: the trouble of `topic` is over."""
        before = self.told.get(topic)
        if problem is None:
            self.told.pop(topic, None)
        elif before is None or before.code != problem.code:
            self.told[topic] = problem
            self.listener.problem(problem)
