"""Which findings are shown: the user's severities and dismissals decide, never a reviewer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from archlsp.model.finding import Finding, Severity
from archlsp.store.dismissal import Dismissal, DismissalKind


@dataclass(frozen=True, slots=True)
class Dismissals:
    """The dismissals of a workspace, ready to be asked."""

    identities: frozenset[tuple[str, str]]
    rules: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, dismissals: Iterable[Dismissal]) -> "Dismissals":
        """Index what the ledger holds."""
        identities, rules = set(), set()
        for dismissal in dismissals:
            if dismissal.kind is DismissalKind.RULE_IN_FILE:
                rules.add((dismissal.path, dismissal.rule))
            else:
                identities.add((dismissal.path, dismissal.identity))
        return cls(frozenset(identities), frozenset(rules))

    def hide(self, finding: Finding) -> bool:
        """Tell whether a dismissal covers the finding."""
        path = finding.anchor.path
        return (path, finding.rule) in self.rules or (path, finding.identity) in self.identities


def with_severity(
    findings: Iterable[Finding], severities: Mapping[str, Severity | None]
) -> tuple[Finding, ...]:
    """Apply the user's severities; a rule that is off (None) disappears."""
    shown = []
    for finding in findings:
        severity = severities.get(finding.rule, finding.severity)
        if severity is not None:
            shown.append(finding if severity is finding.severity else replace(finding, severity=severity))
    return tuple(shown)


def without_twins(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Leave out what a linter found where we found the same: on the same lines, about the same weakness."""
    listed = tuple(findings)
    ours = [finding for finding in listed if ":" not in finding.rule and finding.cwe]
    return tuple(
        finding
        for finding in listed
        if ":" not in finding.rule or not any(_is_same(finding, other) for other in ours)
    )


def _is_same(theirs: Finding, ours: Finding) -> bool:
    if not set(theirs.cwe) & set(ours.cwe):
        return False
    one, other = theirs.anchor.span, ours.anchor.span
    return one.start.line <= other.end.line and other.start.line <= one.end.line
