"""A design question, what it is asked with, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archlsp.model.finding import Finding
from archlsp.model.review import Problem
from archlsp.model.terms import Terms
from archlsp.model.text import Span


class DesignState(StrEnum):
    """How far an answer got; `OFFLINE`: written without a model."""

    STREAMING = "streaming"
    COMPLETE = "complete"
    OFFLINE = "offline"
    CANCELLED = "cancelled"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Focus:
    """What a question is about: a file, or some lines of it. `text` is the whole file's."""

    path: str
    language: str
    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question of the same conversation, and what was answered. `context`: what it was sent with."""

    question: str
    answer: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What is known of the repository, as lines to be quoted.

    `inventory`: one entry a line with its place. `outlines`: text by path. `total` counts all entries there are.
    """

    inventory: tuple[str, ...] = ()
    outlines: Mapping[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    total: int = 0


@dataclass(frozen=True, slots=True)
class DesignRequest:
    """One question to a model. `headings`: those that an answer has, by name.

    `missing`: only these sections, of the last answer, are asked for. `insist`: it was answered in another language.
    """

    root: str
    locale: str
    question: str
    terms: Terms
    headings: Mapping[str, str]
    focus: Focus | None = None
    grounds: Grounds = field(default_factory=Grounds)
    turns: tuple[Turn, ...] = ()
    missing: tuple[str, ...] = ()
    insist: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """What a question was asked with, documents and code by path; and what was left out."""

    documents: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    entries: int = 0
    total: int = 0
    findings: int = 0
    tokens: int = 0
    cut: tuple[Problem, ...] = ()
    redacted: int = 0


@dataclass(frozen=True, slots=True)
class Designed:
    """What came of asking; the text itself was emitted. `context` is what the first question was sent with."""

    context: str = ""
    looked: Looked = field(default_factory=Looked)
    problem: Problem | None = None
    is_whole: bool = False
    speaks: bool = True


@dataclass(frozen=True, slots=True)
class ImplementRequest:
    """A design whose first edits are to be written: the files it may change, and how the project writes tests."""

    root: str
    locale: str
    terms: Terms
    answer: str
    sources: tuple["Source", ...] = ()
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of the repository that `implement` may change: its path, and its text."""

    path: str
    text: str
