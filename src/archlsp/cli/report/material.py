"""What every format renders: the summary of a review, and the lines of the files it is about."""

from dataclasses import dataclass, field
from pathlib import Path

from archlsp.cli.terminal import Style
from archlsp.git.files import read_text
from archlsp.messages import problem_text, say
from archlsp.model.review import Outcome, Problem
from archlsp.model.text import Span, split_lines
from archlsp.session.summary import Summary


@dataclass(frozen=True, slots=True)
class Applied:
    """A fix that was written: where it was, the rule, and the fix's title."""

    path: str
    line: int
    rule: str
    title: str


@dataclass(frozen=True, slots=True)
class Unreviewed:
    """A file that was not looked at, and why, in a sentence."""

    path: str
    reason: str
    text: str


class Lines:
    """The lines of files as they are now, without their ends; read once."""

    def __init__(self, folder: Path) -> None:
        """`folder` is what the paths are relative to."""
        self._folder = folder
        self._known: dict[str, list[str]] = {}

    def of(self, path: str) -> list[str]:
        """The lines of a file; none of one that cannot be read."""
        if path not in self._known:
            text = read_text(self._folder, path).text or ""
            self._known[path] = [line.rstrip("\r\n") for line in split_lines(text)]
        return self._known[path]

    def at(self, path: str, line: int) -> str:
        """One line, from 0; "" past the end."""
        lines = self.of(path)
        return lines[line] if line < len(lines) else ""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a format may tell."""

    summary: Summary
    folder: Path
    locale: str
    lines: Lines
    style: Style = field(default_factory=Style)
    applied: tuple[Applied, ...] = ()

    def say(self, key: str, **values: object) -> str:
        """A sentence in the report's language."""
        return say(self.locale, key, **values)

    def problem(self, problem: Problem) -> str:
        """The sentence of a problem."""
        return problem_text(self.locale, problem)

    @property
    def reviewed(self) -> int:
        """How many files were looked at."""
        done = (Outcome.REVIEWED, Outcome.PARTIAL)
        return len({review.path for review in self.summary.reviews if review.outcome in done})

    def unreviewed(self) -> list[Unreviewed]:
        """The files that were not looked at, by path."""
        found = [
            Unreviewed(file.path, file.reason, self.problem(Problem.of(file.reason)))
            for file in self.summary.skipped
        ]
        for review in self.summary.reviews:
            if review.outcome in {Outcome.SKIPPED, Outcome.FAILED} and review.problem is not None:
                found.append(Unreviewed(review.path, review.problem.code, self.problem(review.problem)))
        return sorted(found, key=lambda file: file.path)

    def notes(self) -> list[Problem]:
        """What reviewers, git and the model's endpoint had to say, each once."""
        notes = (note for review in self.summary.reviews for note in review.notes)
        return list(dict.fromkeys([*self.summary.problems, *self.summary.ai, *notes]))


def utf16_column(line: str, column: int) -> int:
    """A column from 0 in code points as one from 1 in UTF-16 units."""
    return column + 1 + sum(letter > "\uffff" for letter in line[:column])


def one_line(span: Span) -> bool:
    """Tell whether a span ends on the line it starts on."""
    return span.start.line == span.end.line
