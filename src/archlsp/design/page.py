"""The document that an answer is shown as: the question, the answer as it grows, and what it stands on."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from archlsp.claude.answer.sanitize import MarkdownStream
from archlsp.claude.answer.sanitize import safe_line as _safe_line
from archlsp.design.places import Places
from archlsp.messages import problem_text, say
from archlsp.model.design import DesignState, Looked
from archlsp.model.review import Problem

_LONGEST_TITLE = 80
_MOST_LISTED = 12


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above an answer. `follows`: the title of the answer that it goes on from."""

    question: str
    locale: str
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """What stands below an answer: its state, what it was made from, and what was taken out of it."""

    state: DesignState
    looked: Looked = field(default_factory=Looked)
    removed: int = 0
    missing: tuple[str, ...] = ()
    problem: Problem | None = None
    speaks: bool = True


class Writing:
    """An answer while it is written. Blocking where it looks at files: for a thread, one call at a time."""

    def __init__(self, places: Places) -> None:
        """Nothing is written yet."""
        self._places = places
        self._stream = MarkdownStream()
        self._safe: list[str] = []
        self.raw: list[str] = []

    def feed(self, piece: str) -> None:
        """Take the next piece as the model wrote it."""
        self.raw.append(piece)
        self._take(self._stream.feed(piece))

    def end(self) -> None:
        """Take what is left as whole; more may follow as a text of its own."""
        self._take(self._stream.close())
        self._stream = MarkdownStream()
        if self.raw:
            self.raw.append("\n\n")

    @property
    def body(self) -> str:
        """What can be shown now: the blocks that are whole, and of the one being written the text."""
        return "".join(self._safe) + self._stream.pending()

    def _take(self, safe: str) -> None:
        if safe:
            self._safe.append(self._places.checked(safe))


def title_of(question: str) -> str:
    """The first line of a question, clipped, as plain text."""
    line = next((line.strip() for line in question.splitlines() if line.strip()), "")
    line = re.sub(r"\s+", " ", line)
    return line if len(line) <= _LONGEST_TITLE else line[: _LONGEST_TITLE - 1] + "…"


def page(head: Head, body: str, foot: Foot) -> str:
    """Put the document together."""
    quoted = "\n".join(f"> {_safe_line(line)}" for line in head.question.strip().splitlines()[:60])
    parts = [f"# {_safe_line(title_of(head.question))}"]
    if head.follows:
        parts.append(say(head.locale, "design-follows", title=_safe_line(head.follows)))
    if "\n" in head.question.strip() or title_of(head.question) != head.question.strip():
        parts.append(quoted)
    if body.strip():
        parts.append(body.strip())
    parts.append("\n".join(_foot(foot, head.locale)))
    return "\n\n".join(parts) + "\n"


def _foot(foot: Foot, locale: str) -> list[str]:
    state = say(locale, f"design-state-{foot.state.value}")
    lines = ["---", ""]
    if foot.problem is not None:
        state = f"{state} {problem_text(locale, foot.problem)}"
    lines.append(f"*{_with_endpoint(_safe_line(state), foot.problem)}*")
    if foot.state is DesignState.STREAMING:
        return lines
    notes = list(_notes(foot, locale))
    return [*lines, "", f"### {say(locale, 'design-grounds')}", "", *notes] if notes else lines


def _with_endpoint(shown: str, problem: Problem | None) -> str:
    """The address of the user's own endpoint is no stranger's link."""
    endpoint = dict(problem.detail).get("endpoint", "") if problem else ""
    return shown.replace(_safe_line(endpoint), endpoint) if endpoint else shown


def _notes(foot: Foot, locale: str) -> list[str]:
    looked = foot.looked
    notes: list[str] = []
    facts: Mapping[str, object] = {
        "entries": looked.entries,
        "total": looked.total,
        "findings": looked.findings,
        "tokens": looked.tokens,
    }
    if looked.tokens:
        notes.append(say(locale, "design-looked", **facts))
    for key, paths in (("design-documents", looked.documents), ("design-code", looked.code)):
        if paths:
            shown = ", ".join(f"`{path}`" for path in paths[:_MOST_LISTED] if "`" not in path)
            more = len(paths) - _MOST_LISTED
            notes.append(say(locale, key, paths=shown + (f" (+{more})" if more > 0 else "")))
    notes += [problem_text(locale, problem) for problem in looked.cut]
    if looked.tokens:
        notes.append(say(locale, "design-not-looked"))
    if foot.removed:
        notes.append(say(locale, "design-removed", count=foot.removed))
    if foot.missing:
        notes.append(say(locale, "design-missing", names=", ".join(foot.missing)))
    if not foot.speaks:
        notes.append(say(locale, "design-other-language"))
    return [f"- {note}" for note in notes]
