"""Who is told what changed: the one seam between the flow and a surface."""

from typing import Protocol

from archlsp.model.aistatus import AiStatus
from archlsp.model.finding import Finding
from archlsp.model.review import Problem
from archlsp.session.status import FileStatus


class Listener(Protocol):
    """Called on the event loop; must return at once and never raise."""

    def findings_changed(self, path: str, findings: tuple[Finding, ...], version: int | None) -> None:
        """Replace what is shown for `path`; `version` is the document's, None for a file that is not open."""
        ...

    def status_changed(self, status: FileStatus) -> None:
        """Take note of a file's new state."""
        ...

    def problem(self, problem: Problem) -> None:
        """Tell the user something they must know; called once per change of state."""
        ...

    def log(self, problem: Problem) -> None:
        """Tell whoever looks into the log."""
        ...

    def ai_changed(self, status: AiStatus) -> None:
        """Take note of how things stand with the AI."""
        ...

    def ask_consent(self, endpoint: str) -> None:
        """Ask the user, once, whether this folder's code may be sent to `endpoint`."""
        ...
