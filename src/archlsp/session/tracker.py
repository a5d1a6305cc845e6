"""The findings of one file, from several reviewers, kept true to its text."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from archlsp.model.finding import Finding
from archlsp.model.text import Span, line_starts
from archlsp.session.anchors import TextEdit, end_of, relocate, shift_extent, shift_finding, stands

Change = tuple[TextEdit, ...] | None
"""The edits of one notification; None when the text was replaced as a whole."""


@dataclass(slots=True)
class OpenDocument:
    """What the editor holds; `text` joins its lines only when somebody asks."""

    text: Callable[[], str]
    version: int | None


@dataclass(slots=True)
class TrackedFile:
    """Findings by reviewer, moved by every edit; and the edits made since a review was asked for."""

    path: str
    document: OpenDocument | None = None
    generation: int = 0
    applied: dict[str, int] = field(default_factory=dict)
    _findings: dict[str, list[Finding]] = field(default_factory=dict)
    _journal: list[tuple[int, Change]] = field(default_factory=list)
    _in_flight: int = 0

    def all(self) -> tuple[Finding, ...]:
        """Every finding in reading order."""
        found = [finding for findings in self._findings.values() for finding in findings]
        return tuple(sorted(found, key=lambda finding: (finding.anchor.span, finding.rule)))

    def begin(self) -> int:
        """Open a new generation; its edits are kept until `finish`."""
        self.generation += 1
        self._in_flight += 1
        return self.generation

    def finish(self) -> None:
        """Close a generation; without one in flight the journal is not needed."""
        self._in_flight -= 1
        if not self._in_flight:
            self._journal.clear()

    def edit(self, change: Change) -> bool:
        """Move the findings through the edits of one notification; tell whether one of them was lost."""
        if self._in_flight:
            self._journal.append((self.generation, change))
        before = sum(map(len, self._findings.values()))
        for reviewer, findings in self._findings.items():
            self._findings[reviewer] = self._moved(findings, [change])
        return before != sum(map(len, self._findings.values()))

    def accept(
        self,
        reviewer: str,
        generation: int,
        findings: Sequence[Finding],
        text: str,
        covered: Sequence[Span] | None = None,
    ) -> bool:
        """Take a review of `generation`, moved through the edits made since; False when a newer one was faster.

        `text` is the current text: a finding whose quote is not in it is not kept. Outside of `covered`, parts of
        the text that was reviewed, what was found before still stands; None: the review speaks for all of it.
        """
        if generation < self.applied.get(reviewer, 0):
            return False
        self.applied[reviewer] = generation
        kept = self._outside(reviewer, covered, generation)
        self._findings[reviewer] = _distinct([*kept, *self._arrived(findings, generation, text)])
        return True

    def add(self, reviewer: str, generation: int, finding: Finding, text: str) -> bool:
        """Take one finding of a review that is still under way; tell whether it stands."""
        arrived = self._arrived([finding], generation, text)
        if not arrived:
            return False
        self._findings[reviewer] = _distinct([*self._findings.get(reviewer, []), *arrived])
        return True

    def withdraw(self, reviewer: str, identity: str) -> None:
        """Take back a finding of a review that is still under way."""
        held = self._findings.get(reviewer, [])
        self._findings[reviewer] = [finding for finding in held if finding.identity != identity]

    def of(self, reviewer: str) -> tuple[Finding, ...]:
        """What one reviewer's findings are now."""
        return tuple(self._findings.get(reviewer, ()))

    def _arrived(self, findings: Sequence[Finding], generation: int, text: str) -> list[Finding]:
        since = self._since(generation)
        starts = line_starts(text)
        # A whole replacement was followed by edits that the current text already holds: look there, once.
        moved = self._moved(findings, [None] if None in since else since)
        return [finding for finding in moved if stands(finding, text, starts)]

    def _since(self, generation: int) -> list[Change]:
        return [change for born, change in self._journal if born >= generation]

    def _outside(self, reviewer: str, covered: Sequence[Span] | None, generation: int) -> list[Finding]:
        """What stands where a review does not speak."""
        since = self._since(generation)
        if covered is None or None in since:
            return []
        spans = list(covered)
        for change in since:
            for replaced, text in change or ():
                end = end_of(replaced.start, text)
                spans = [shift_extent(span, replaced, end) for span in spans]
        held = self._findings.get(reviewer, [])
        return [finding for finding in held if not any(s.contains(finding.anchor.span) for s in spans)]

    def verify(self, text: str) -> None:
        """Drop what the text no longer bears out."""
        starts = line_starts(text)
        for reviewer, findings in self._findings.items():
            self._findings[reviewer] = [finding for finding in findings if stands(finding, text, starts)]

    def clear(self) -> bool:
        """Forget every finding; tell whether there was one."""
        had = any(self._findings.values())
        self._findings.clear()
        return had

    def _moved(self, findings: Sequence[Finding], changes: Iterable[Change]) -> list[Finding]:
        moved = list(findings)
        for change in changes:
            if not moved:
                break
            moved = self._through(moved, change)
        return moved

    def _through(self, findings: list[Finding], change: Change) -> list[Finding]:
        if change is None:
            text = self.document.text() if self.document else ""
            return [found for finding in findings if (found := relocate(finding, text)) is not None]
        for edit in change:
            findings = [found for finding in findings if (found := shift_finding(finding, edit)) is not None]
        return findings


def _distinct(findings: Iterable[Finding]) -> list[Finding]:
    """One finding an identity, the last that came."""
    return list({finding.identity: finding for finding in findings}.values())
