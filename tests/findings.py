"""Findings for tests that need one but not a reviewer."""

from archlsp.model.finding import Anchor, Category, Confidence, Edit, Finding, Fix, Severity
from archlsp.model.text import Span, line_starts, position_at


def span_of(text: str, start: int, end: int) -> Span:
    """The span between two offsets."""
    starts = line_starts(text)
    return Span(position_at(starts, start), position_at(starts, end))


def finding_at(text: str, start: int, end: int, *, path: str = "app.py", rule: str = "py-rule") -> Finding:
    """A finding that quotes `text[start:end]`, with a fix that replaces it."""
    span = span_of(text, start, end)
    quote = text[start:end]
    return Finding(
        rule=rule,
        source="rules",
        category=Category.RELIABILITY,
        severity=Severity.WARNING,
        confidence=Confidence.HIGH,
        anchor=Anchor(path, span, quote),
        extent=span,
        title="title",
        fixes=(Fix("fix", (Edit(span, quote, "fixed"),)),),
    )


def finding_on(text: str, quote: str, **options: str) -> Finding:
    """A finding on the first place of `quote` in `text`."""
    start = text.index(quote)
    return finding_at(text, start, start + len(quote), **options)
