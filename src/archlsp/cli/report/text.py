"""For people: where, what, the code with the culprit underlined, why, and what to do."""

from collections import Counter
from collections.abc import Iterator

from archlsp.cli.report.excerpt import excerpt
from archlsp.cli.report.material import Material, Unreviewed
from archlsp.cli.terminal import visible
from archlsp.cli.width import width, wrap
from archlsp.model.finding import Finding, Severity, Verdict
from archlsp.model.scope import ScopeKind

_COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "blue",
    Severity.HINT: "cyan",
}
_INDENT = "    "
_ROOM = 36  # cells that a text beside its label needs
_NAMED = 3
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400


def render(material: Material) -> str:
    """The whole report, with a summary at its end."""
    blocks = ["\n".join(_finding(material, finding)) + "\n" for finding in material.summary.findings]
    blocks += ["\n".join(_summary(material)) + "\n"]
    return "\n".join(blocks).lstrip("\n")


def _finding(material: Material, finding: Finding) -> Iterator[str]:
    style, anchor = material.style, finding.anchor
    place = f"{visible(anchor.path)}:{anchor.span.start.line + 1}:{anchor.span.start.column + 1}"
    level = style.paint(material.say(f"severity-{finding.severity.word}"), "bold", _COLOURS[finding.severity])
    title = style.paint(visible(finding.title), "bold")
    yield f"{style.paint(place, 'bold')}: {level}: {title} {style.paint(f'[{finding.rule}]', 'dim')}"
    yield from excerpt(material, finding, _COLOURS[finding.severity])
    if finding.verdict is not Verdict.NONE:
        yield _INDENT + style.paint(material.say(f"report-{finding.verdict.value}"), "bold")
    for name in ("why", "recommendation", "risk", "mitigation", "test", "monitor"):
        yield from _part(material, name, getattr(finding, name))
    for option in finding.options:
        text = f"{option.title} — {option.trade_off}" if option.trade_off else option.title
        yield from _labelled(material, material.say("page-option"), text)
    for fix in finding.fixes:
        key = "report-fix-safe" if fix.safe else "report-fix"
        yield from _labelled(material, material.say("report-fix-label"), material.say(key, title=fix.title))
    for related in finding.related:
        where = f"{related.path}:{related.span.start.line + 1}: {related.message}"
        yield from _labelled(material, material.say("report-related"), where)
    if sources := [*finding.cwe, *(reference.url for reference in finding.references)]:
        yield from _labelled(material, material.say("page-references"), " ".join(sources))


def _part(material: Material, name: str, text: str) -> Iterator[str]:
    if text:
        yield from _labelled(material, material.say(f"page-{name}"), text)


def _labelled(material: Material, label: str, text: str) -> Iterator[str]:
    """The text hangs behind its label, or stands below it where that leaves little room."""
    columns = material.style.columns - len(_INDENT)
    head, line = material.style.paint(f"{label}:", "bold"), visible(text.replace("\n", " "))
    hang = width(label) + 2
    if columns - hang < _ROOM:
        yield _INDENT + head
        yield from (f"{_INDENT}  {part}" for part in wrap(line, columns - 2))
        return
    first, *rest = wrap(line, columns - hang)
    yield f"{_INDENT}{head} {first}"
    yield from (_INDENT + " " * hang + part for part in rest)


def _summary(material: Material) -> Iterator[str]:
    for applied in material.applied:
        title, place = applied.title, f"{visible(applied.path)}:{applied.line}"
        yield material.say("report-applied", place=place, rule=applied.rule, title=title)
    if material.summary.scope or material.summary.reviews or not material.summary.problems:
        yield material.style.paint(_headline(material), "bold")
    if material.summary.partial:
        yield material.style.paint(material.say("report-partial"), "bold", "red")
    if material.summary.dismissed:
        yield material.say("report-dismissed", count=material.summary.dismissed)
    yield from _unreviewed(material)


def _headline(material: Material) -> str:
    findings = material.summary.findings
    values = {"scope": scope_text(material), "seconds": f"{material.summary.milliseconds / 1e3:.2f}"}
    if not material.reviewed:
        return material.say("report-nothing", **values)
    if not findings:
        return material.say("report-clean", files=material.reviewed, **values)
    counts = Counter(finding.severity for finding in findings)
    levels = [
        f"{material.say(f'severity-{level.word}')} {counts[level]}" for level in Severity if counts[level]
    ]
    return material.say(
        "report-findings",
        files=material.reviewed,
        findings=len(findings),
        levels=material.say("report-comma").join(levels),
        **values,
    )


def scope_text(material: Material) -> str:
    """What counted as recent, in words."""
    scope = material.summary.scope
    if scope is None:
        return material.say("scope-files")
    if scope.base is None or scope.whole:
        return material.say("scope-all")
    spec = scope.spec
    if spec.kind is ScopeKind.BRANCH and spec.base != "auto":
        return material.say("scope-base", base=visible(spec.base))
    values = {"base": scope.base[:10], "since": _period(spec.since)}
    return material.say(f"scope-{spec.kind.value}", **values)


def _period(seconds: int) -> str:
    for size, unit in ((_DAY, "d"), (_HOUR, "h")):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds // _MINUTE}m"


def _unreviewed(material: Material) -> Iterator[str]:
    by_reason: dict[str, list[Unreviewed]] = {}
    for file in material.unreviewed():
        by_reason.setdefault(file.text, []).append(file)
    if by_reason:
        yield material.say("report-unreviewed", count=sum(map(len, by_reason.values())))
    for text, files in by_reason.items():
        names = ", ".join(visible(file.path) for file in files[:_NAMED])
        more = material.say("report-more", count=len(files) - _NAMED) if len(files) > _NAMED else ""
        room = material.style.columns - 2
        yield from ("  " + line for line in wrap(f"{names}{more}: {text}", room))
