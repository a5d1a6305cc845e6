"""What is wrong, where, and why: the value every reviewer makes and every surface shows."""

import hashlib
import re
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from archlsp.model.text import Span

_SPACE = re.compile(r"\s+")


class Category(StrEnum):
    """The architect's lens (product.md, P4)."""

    ARCHITECTURE = "architecture"
    PERFORMANCE = "performance"
    SECURITY = "security"
    MAINTAINABILITY = "maintainability"
    TESTING = "testing"
    DATABASE = "database"
    RELIABILITY = "reliability"
    API = "api"


class Severity(IntEnum):
    """How bad it is; a smaller number is worse, as in LSP."""

    ERROR = 1
    WARNING = 2
    INFO = 3
    HINT = 4

    @property
    def word(self) -> str:
        """The name used in settings and reports."""
        return self.name.lower()


class Confidence(IntEnum):
    """How sure the reviewer is; a larger number is surer."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3

    @property
    def word(self) -> str:
        """The name used in rules and reports."""
        return self.name.lower()


class Verdict(StrEnum):
    """What Claude says of a finding of the rules."""

    NONE = ""
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a finding is, in a way that survives edits elsewhere in the file.

    `path` is POSIX, relative to the workspace folder. `quote` is the verbatim text of `span`. `occurrence`
    counts, from 0, equal findings (rule, symbol, normalised quote) in reading order. `symbol` is the enclosing
    definition's dotted name, "" at the top level.
    """

    path: str
    span: Span
    quote: str
    symbol: str = ""
    occurrence: int = 0


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text at `span`, which must read `expected`, by `text`."""

    span: Span
    expected: str
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A set of edits of the finding's own file; `safe` ones keep behaviour and may be applied in bulk."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that explains the finding: the source of the data, the sibling endpoint."""

    path: str
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Option:
    """One way to solve it, with its price."""

    title: str
    trade_off: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A document a reader can look up."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing an architect would point at.

    `extent` is the code the finding is about (the loop of an N+1, while the anchor is the query in it): the
    finding is recent when its extent touches a changed line. Fields that have nothing to say are empty.
    """

    rule: str
    source: str
    category: Category
    severity: Severity
    confidence: Confidence
    anchor: Anchor
    extent: Span
    title: str
    why: str = ""
    recommendation: str = ""
    risk: str = ""
    mitigation: str = ""
    options: tuple[Option, ...] = ()
    example: str = ""
    test: str = ""
    monitor: str = ""
    cwe: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    related: tuple[Related, ...] = ()
    fixes: tuple[Fix, ...] = ()
    verdict: Verdict = Verdict.NONE

    @property
    def identity(self) -> str:
        """The same finding before and after edits elsewhere, renames of the file, and restarts: 16 hex digits.

        The path is not part of it; whoever stores identities keys them on (path, identity).
        """
        quote = normalise_quote(self.anchor.quote)
        parts = (self.rule, self.anchor.symbol, quote, str(self.anchor.occurrence))
        return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def normalise_quote(quote: str) -> str:
    """Fold white space, so that re-indenting or wrapping a line keeps the identity."""
    return _SPACE.sub(" ", quote).strip()
