"""One finding where the rules and Claude found the same: one identity, the better text."""

from collections.abc import Iterable
from dataclasses import replace

from archlsp.model.finding import Confidence, Finding, Severity, Verdict

_CLAUDE = "claude"
_TEXTS = ("why", "recommendation", "risk", "mitigation", "example", "test", "monitor")


def joined(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Join what Claude says of findings of the rules with these; keep the order.

    What it refutes becomes a hint, an error a warning, and says so: text in the code may have talked Claude into it,
    so only the code, or the user, makes a finding disappear. A verdict on a finding that is gone is dropped.
    """
    listed = tuple(findings)
    theirs = [finding for finding in listed if finding.source == _CLAUDE]
    if not theirs:
        return listed
    ours = {finding.identity: finding for finding in listed if finding.source != _CLAUDE}
    said: dict[str, Finding] = {}
    alone: set[str] = set()
    for finding in theirs:
        same = ours.get(finding.identity) or _twin(finding, ours.values())
        if same is not None:
            said[same.identity] = finding
        elif finding.verdict is Verdict.NONE:
            alone.add(finding.identity)
    shown = []
    for finding in listed:
        if finding.source == _CLAUDE:
            shown += [finding] if finding.identity in alone else []
        else:
            shown.append(_together(finding, said[finding.identity]) if finding.identity in said else finding)
    return tuple(shown)


def _twin(finding: Finding, ours: Iterable[Finding]) -> Finding | None:
    """Find the same kind of thing at the same place: Claude does not always say that it confirms."""
    for other in ours:
        one, two = finding.anchor.span, other.anchor.span
        near = one.start.line <= two.end.line and two.start.line <= one.end.line
        if near and finding.category is other.category and _same_weakness(finding, other):
            return other
    return None


def _same_weakness(one: Finding, other: Finding) -> bool:
    if one.cwe and other.cwe:
        return bool(set(one.cwe) & set(other.cwe))
    return one.anchor.span.overlaps(other.anchor.span)


def _together(ours: Finding, claude: Finding) -> Finding:
    if claude.verdict is Verdict.REFUTED:
        severity = Severity.WARNING if ours.severity is Severity.ERROR else Severity.HINT
        return replace(
            ours, severity=severity, confidence=Confidence.LOW, verdict=Verdict.REFUTED, why=claude.why
        )
    texts = {name: getattr(claude, name) or getattr(ours, name) for name in _TEXTS}
    return replace(
        ours,
        **texts,
        title=claude.title or ours.title,
        confidence=max(ours.confidence, claude.confidence),
        options=claude.options or ours.options,
        fixes=ours.fixes or claude.fixes,
        references=tuple(dict.fromkeys((*ours.references, *claude.references))),
        verdict=Verdict.CONFIRMED,
    )
