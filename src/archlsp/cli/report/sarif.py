"""SARIF 2.1.0, for code scanning services and SARIF viewers."""

import json
import os
from typing import Any
from urllib.parse import quote

from archlsp import __version__
from archlsp.cli.page import plain, rule_page, title_of
from archlsp.cli.report.material import Material, utf16_column
from archlsp.model.finding import Confidence, Finding, Fix, Severity
from archlsp.model.review import Outcome
from archlsp.model.text import Span
from archlsp.rules.catalog import Catalog
from archlsp.rules.rule import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "SRCROOT"
_LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "note",
    Severity.HINT: "note",
}
_PRECISION = {Confidence.HIGH: "high", Confidence.MEDIUM: "medium", Confidence.LOW: "low"}
_Json = dict[str, Any]


def render(material: Material) -> str:
    """The report as one SARIF log with one run."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(material)]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _run(material: Material) -> _Json:
    findings = material.summary.findings
    names = sorted({finding.rule for finding in findings})
    catalog = Catalog.load() if names else Catalog(())
    rules = [_rule(name, catalog.get(name), material.locale) for name in names]
    driver = {"name": "archlsp", "version": __version__, "semanticVersion": __version__, "rules": rules}
    return {
        "tool": {"driver": driver},
        "language": material.locale,
        "columnKind": "utf16CodeUnits",
        "originalUriBaseIds": {_ROOT: {"description": {"text": material.say("sarif-root")}}},
        "invocations": [_invocation(material)],
        "results": [_result(material, finding, names.index(finding.rule)) for finding in findings],
    }


def _rule(name: str, rule: Rule | None, locale: str) -> _Json:
    """A rule of the catalog; another reviewer's is known by its name alone."""
    if rule is None:
        return {"id": name}
    texts = rule.texts(locale)
    described: _Json = {
        "id": name,
        "shortDescription": {"text": title_of(rule, locale)},
        "fullDescription": {"text": plain(texts.why)},
        "help": {"text": plain(texts.fix), "markdown": rule_page(rule, locale)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": [rule.category.value, *(f"external/cwe/{cwe.lower()}" for cwe in rule.cwe)],
            "precision": _PRECISION[rule.confidence],
        },
    }
    if rule.references:
        described["helpUri"] = rule.references[0].url
    return described


def _result(material: Material, finding: Finding, index: int) -> _Json:
    anchor = finding.anchor
    text = "\n".join(part for part in (finding.title, finding.why, finding.recommendation) if part)
    result: _Json = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(material, anchor.path, anchor.span, anchor.quote)],
        "partialFingerprints": {"archlspIdentity/v1": finding.identity},
        "properties": {
            "category": finding.category.value,
            "severity": finding.severity.word,
            "confidence": finding.confidence.word,
        },
    }
    if finding.related:
        result["relatedLocations"] = [
            {**_location(material, place.path, place.span), "id": number, "message": {"text": place.message}}
            for number, place in enumerate(finding.related)
        ]
    if finding.fixes:
        result["fixes"] = [_fix(material, anchor.path, fix) for fix in finding.fixes]
    return result


def _location(material: Material, path: str, span: Span, quote_: str | None = None) -> _Json:
    region = _region(material, path, span)
    if quote_:
        region["snippet"] = {"text": quote_}
    return {"physicalLocation": {"artifactLocation": _artifact(path), "region": region}}


def _artifact(path: str) -> _Json:
    return {"uri": quote(os.fsencode(path)), "uriBaseId": _ROOT}


def _region(material: Material, path: str, span: Span) -> _Json:
    first = material.lines.at(path, span.start.line)
    last = material.lines.at(path, span.end.line)
    return {
        "startLine": span.start.line + 1,
        "startColumn": utf16_column(first, span.start.column),
        "endLine": span.end.line + 1,
        "endColumn": utf16_column(last, span.end.column),
    }


def _fix(material: Material, path: str, fix: Fix) -> _Json:
    replacements = [
        {"deletedRegion": _region(material, path, edit.span), "insertedContent": {"text": edit.text}}
        for edit in fix.edits
    ]
    return {
        "description": {"text": fix.title},
        "artifactChanges": [{"artifactLocation": _artifact(path), "replacements": replacements}],
    }


def _invocation(material: Material) -> _Json:
    """What was not looked at belongs to the result as much as what was found."""
    failed = any(review.outcome is Outcome.FAILED for review in material.summary.reviews)
    said: list[_Json] = [
        {
            "level": "warning",
            "descriptor": {"id": problem.code},
            "message": {"text": material.problem(problem)},
        }
        for problem in material.notes()
    ]
    for file in material.unreviewed():
        place = {"physicalLocation": {"artifactLocation": _artifact(file.path)}}
        message = {"text": file.text}
        said.append(
            {"level": "note", "descriptor": {"id": file.reason}, "message": message, "locations": [place]}
        )
    if material.summary.partial:
        message = {"text": material.say("report-partial")}
        said.append({"level": "error", "descriptor": {"id": "report-partial"}, "message": message})
    successful = not material.summary.partial and not failed
    return {"executionSuccessful": successful, "toolExecutionNotifications": said}
