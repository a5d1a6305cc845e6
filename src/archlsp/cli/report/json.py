"""For programs. The shape is `report.schema.json`; `version` changes when a reader could notice."""

import json
from typing import Any

from archlsp import __version__
from archlsp.cli.report.material import Material
from archlsp.model.finding import Finding, Fix, Verdict
from archlsp.model.text import Span

VERSION = 1


def render(material: Material) -> str:
    """The report as one JSON object. Lines and columns start at 1; columns count characters."""
    return json.dumps(report(material), ensure_ascii=False, indent=2) + "\n"


def report(material: Material) -> dict[str, Any]:
    """The report as plain values."""
    summary = material.summary
    return {
        "version": VERSION,
        "tool": {"name": "archlsp", "version": __version__},
        "language": material.locale,
        "scope": _scope(material),
        "partial": summary.partial,
        "reviewed": material.reviewed,
        "dismissed": summary.dismissed,
        "milliseconds": round(summary.milliseconds, 1),
        "findings": [_finding(finding) for finding in summary.findings],
        "fixed": [
            {"path": done.path, "line": done.line, "rule": done.rule, "title": done.title}
            for done in material.applied
        ],
        "skipped": [
            {"path": file.path, "reason": file.reason, "text": file.text} for file in material.unreviewed()
        ],
        "problems": [
            {"code": problem.code, "text": material.problem(problem)} for problem in material.notes()
        ],
    }


def _scope(material: Material) -> dict[str, Any] | None:
    scope = material.summary.scope
    if scope is None:
        return None
    kind = "all" if scope.whole else scope.spec.kind.value
    return {"kind": kind, "base": scope.base, "files": len(scope.files)}


def _finding(finding: Finding) -> dict[str, Any]:
    verdict = {"verdict": finding.verdict.value} if finding.verdict is not Verdict.NONE else {}
    return verdict | {
        "rule": finding.rule,
        "source": finding.source,
        "identity": finding.identity,
        "category": finding.category.value,
        "severity": finding.severity.word,
        "confidence": finding.confidence.word,
        "path": finding.anchor.path,
        "range": _range(finding.anchor.span),
        "quote": finding.anchor.quote,
        "symbol": finding.anchor.symbol,
        "title": finding.title,
        "why": finding.why,
        "recommendation": finding.recommendation,
        "risk": finding.risk,
        "mitigation": finding.mitigation,
        "options": [{"title": option.title, "trade_off": option.trade_off} for option in finding.options],
        "example": finding.example,
        "test": finding.test,
        "monitor": finding.monitor,
        "cwe": list(finding.cwe),
        "references": [{"title": item.title, "url": item.url} for item in finding.references],
        "related": [
            {"path": place.path, "range": _range(place.span), "message": place.message}
            for place in finding.related
        ],
        "fixes": [_fix(fix) for fix in finding.fixes],
    }


def _fix(fix: Fix) -> dict[str, Any]:
    edits = [{"range": _range(edit.span), "expected": edit.expected, "text": edit.text} for edit in fix.edits]
    return {"title": fix.title, "safe": fix.safe, "edits": edits}


def _range(span: Span) -> dict[str, Any]:
    start, end = span.start, span.end
    return {
        "start": {"line": start.line + 1, "column": start.column + 1},
        "end": {"line": end.line + 1, "column": end.column + 1},
    }
