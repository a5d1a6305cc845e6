"""A finding as LSP knows it: a diagnostic, exactly on the culprit."""

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from lsprotocol import types

from archlsp.messages import problem_text
from archlsp.model.finding import Finding
from archlsp.rules.families import page_file
from archlsp.server.client import Client
from archlsp.server.convert import Units
from archlsp.settings.layers import Complaint

SOURCE = "archlsp"
Lines = Sequence[str]
LocationOf = Callable[[str], tuple[str, Lines]]
"""From a path of the finding's folder to its URI and its lines; no lines where nobody knows them."""


def page_of(finding: Finding, locale: str) -> str | None:
    """Where the rule is explained: our own page, else on the web; only an https address is worth a click."""
    page = page_file(finding.rule, locale) if finding.source == "rules" else None
    if page is not None:
        return f"{page.as_uri()}#{finding.rule}"
    for reference in finding.references:
        parts = urlsplit(reference.url)
        if parts.scheme == "https" and parts.hostname and not set(reference.url) & set(' <>"\\\n\r\t'):
            return reference.url
    return None


def diagnostic(
    finding: Finding, lines: Lines, client: Client, location_of: LocationOf, locale: str
) -> types.Diagnostic:
    """Make the diagnostic of a finding in a text of these lines; its rule's page is in the language `locale`."""
    units = Units(client.encoding)
    page = page_of(finding, locale) if client.code_links else None
    return types.Diagnostic(
        range=units.range(lines, finding.anchor.span),
        message=finding.title,
        severity=types.DiagnosticSeverity(int(finding.severity)),
        code=finding.rule,
        code_description=types.CodeDescription(page) if page else None,
        source=SOURCE,
        related_information=_related(finding, units, location_of) if client.related_places else None,
        data={"identity": finding.identity, "category": finding.category.value},
    )


def _related(
    finding: Finding, units: Units, location_of: LocationOf
) -> list[types.DiagnosticRelatedInformation] | None:
    related = []
    for place in finding.related:
        uri, lines = location_of(place.path)
        location = types.Location(uri, units.range(lines, place.span))
        related.append(types.DiagnosticRelatedInformation(location, place.message))
    return related or None


def complaint_diagnostic(complaint: Complaint, lines: Lines, units: Units, locale: str) -> types.Diagnostic:
    """Make the diagnostic of a wrong setting in its own file; without a known key on the first line."""
    start = types.Position(0, 0)
    line = len(lines[0].rstrip("\r\n")) if lines else 0
    whole_line = types.Range(start, types.Position(0, line))
    return types.Diagnostic(
        range=units.range(lines, complaint.span) if complaint.span else whole_line,
        message=problem_text(locale, complaint.problem),
        severity=types.DiagnosticSeverity.Warning,
        code=complaint.problem.code,
        source=SOURCE,
    )
