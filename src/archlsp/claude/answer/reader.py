"""From one object of an answer to a finding, or to nothing: what cannot be placed in the text is not shown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archlsp.claude.answer.anchoring import Quotation, anchor_of, is_telling, kind_of, place_of
from archlsp.claude.answer.edits import fix_of
from archlsp.claude.answer.fields import (
    confidence_of,
    cwe_of,
    occurrence_of,
    options_of,
    references_of,
    severity_of,
    text_of,
    texts_of,
)
from archlsp.claude.answer.quoting import Quotable
from archlsp.model.finding import Anchor, Category, Finding, Fix, Severity, Verdict
from archlsp.model.review import Request
from archlsp.model.surroundings import Unit
from archlsp.model.text import Span

SOURCE = "claude"
RULE_PREFIX = "architect-"
_VERDICTS = {"confirms": Verdict.CONFIRMED, "refutes": Verdict.REFUTED}
_CATEGORIES = {category.value: category for category in Category}
_LONGEST_SYMBOL = 300

Item = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Kind:
    rule: str
    category: Category
    severity: Severity
    verdict: Verdict


class Reader:
    """Reads the objects of one answer about one file.

    It counts what it leaves out: `unanchored` quotes nothing in the text, `outside` is about another place than the
    one that was asked about, `malformed` lacks what a finding needs, `repeated` was said before.
    """

    def __init__(
        self,
        request: Request,
        units: Sequence[Unit],
        evidence: Mapping[str, Finding],
        restore: Callable[[str], str],
    ) -> None:
        """`evidence` by the ids that answers use; `restore` puts back what was redacted in a quotation."""
        self.unanchored = 0
        self.outside = 0
        self.malformed = 0
        self.repeated = 0
        self._path = request.path
        self._quotable = Quotable(request.text)
        self._units = tuple(units)
        self._evidence = evidence
        self._restore = restore
        self._seen: list[Finding] = []

    def read(self, value: Item) -> Finding | None:
        """Make a finding of one object; None, and counted, where that cannot be."""
        path = text_of(value, "path")
        if path and path.removeprefix("./") != self._path:
            self.outside += 1
            return None
        verdict = _VERDICTS.get(text_of(value, "verdict"), Verdict.NONE)
        about = text_of(value, "about")
        if verdict is Verdict.NONE or (verdict is Verdict.CONFIRMED and not about):
            finding = self._new(value)
        else:
            finding = self._verdict(value, verdict, about)
        return self._first(finding) if finding is not None else None

    # ------------------------------------------------------------------ what the rules found

    def _verdict(self, value: Item, verdict: Verdict, about: str) -> Finding | None:
        """Say something of a finding that stands: with its identity, at its place."""
        ours = self._evidence.get(about)
        texts = texts_of(value)
        if ours is None or (verdict is Verdict.REFUTED and not texts["why"]):
            self.malformed += 1
            return None
        if self._quotable.at(ours.anchor.span) != ours.anchor.quote:
            self.unanchored += 1
            return None
        return _finding(
            value, texts, ours.anchor, ours.extent, _Kind(ours.rule, ours.category, ours.severity, verdict)
        )

    # ------------------------------------------------------------------ what is new

    def _new(self, value: Item) -> Finding | None:
        texts = texts_of(value)
        category = _CATEGORIES.get(text_of(value, "category").lower())
        severity = severity_of(value)
        if category is None or severity is None or not texts["title"] or not texts["why"]:
            self.malformed += 1
            return None
        quote = self._restore(text_of(value, "quote")) if is_telling(text_of(value, "quote")) else ""
        quotation = Quotation(quote, occurrence_of(value), text_of(value, "symbol")[:_LONGEST_SYMBOL].strip())
        place = place_of(self._quotable, self._units, quotation)
        if place is None:
            self._count_unplaced(quote)
            return None
        anchor = anchor_of(self._path, self._quotable, place)
        kind = _Kind(RULE_PREFIX + category.value, category, severity, Verdict.NONE)
        finding = _finding(value, texts, anchor, place.unit.span, kind)
        return replace(finding, fixes=self._fixes(value, finding.title))

    def _fixes(self, value: Item, title: str) -> tuple[Fix, ...]:
        """The edit that an improvement has, where it fits exactly once; whether it parses, others check."""
        if not text_of(value, "replacement").strip():
            return ()
        edit = {"quote": value.get("quote"), "replacement": value.get("replacement"), "path": ""}
        fix = fix_of([edit], self._path, self._quotable.text, self._restore, title)
        return (fix,) if isinstance(fix, Fix) else ()

    def _count_unplaced(self, quote: str) -> None:
        if is_telling(quote) and self._quotable.places(quote):
            self.outside += 1
        else:
            self.unanchored += 1

    def _first(self, finding: Finding) -> Finding | None:
        """Give equal findings different identities, in the order they come; the same thing twice is said once."""
        if any(_is_same(finding, other) for other in self._seen):
            self.repeated += 1
            return None
        if finding.verdict is Verdict.NONE:
            equal = sum(kind_of(other) == kind_of(finding) for other in self._seen)
            finding = replace(finding, anchor=replace(finding.anchor, occurrence=equal))
        self._seen.append(finding)
        return finding


def strongest(findings: Iterable[Finding], limit: int) -> tuple[Finding, ...]:
    """Return the worst and surest findings, at most `limit` of them; of equal ones the first."""
    ordered = sorted(findings, key=lambda finding: (finding.severity, -finding.confidence))
    return tuple(ordered[: max(0, limit)])


def _finding(value: Item, texts: Mapping[str, str], anchor: Anchor, extent: Span, kind: _Kind) -> Finding:
    return Finding(
        rule=kind.rule,
        source=SOURCE,
        category=kind.category,
        severity=kind.severity,
        confidence=confidence_of(value),
        anchor=anchor,
        extent=extent,
        options=options_of(value),
        cwe=cwe_of(value),
        references=references_of(value),
        verdict=kind.verdict,
        title=texts["title"],
        why=texts["why"],
        recommendation=texts["recommendation"],
        risk=texts["risk"],
        mitigation=texts["mitigation"],
        example=texts["example"],
        test=texts["test"],
        monitor=texts["monitor"],
    )


def _is_same(one: Finding, other: Finding) -> bool:
    """Tell whether two findings say the same of one place; two faults of one line are two."""
    if (one.rule, one.anchor.span) != (other.rule, other.anchor.span):
        return False
    if Verdict.NONE not in (one.verdict, other.verdict):
        return True
    return one.title.casefold() == other.title.casefold() or bool(set(one.cwe) & set(other.cwe))
