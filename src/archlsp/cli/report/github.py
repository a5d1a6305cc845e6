"""For GitHub Actions: workflow commands that become annotations of a pull request."""

from archlsp.cli.report.material import Material, one_line
from archlsp.cli.report.text import scope_text
from archlsp.cli.terminal import visible
from archlsp.model.finding import Finding, Severity

_COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFO: "notice",
    Severity.HINT: "notice",
}


def render(material: Material) -> str:
    """One command a finding, then a line for the log."""
    lines = [_command(finding) for finding in material.summary.findings]
    count = len(lines)
    done = material.say("report-github", files=material.reviewed, findings=count, scope=scope_text(material))
    if material.summary.partial:
        done += " " + material.say("report-partial")
    # The runner takes a line that starts with :: for a command; this one is ours and does not.
    return "\n".join([*lines, done]) + "\n"


def _command(finding: Finding) -> str:
    span = finding.anchor.span
    values = {"file": finding.anchor.path, "line": span.start.line + 1, "endLine": span.end.line + 1}
    if one_line(span):  # columns of different lines would be refused
        values |= {"col": span.start.column + 1, "endColumn": max(span.end.column, span.start.column + 1)}
    values["title"] = f"{finding.title} [{finding.rule}]"
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in values.items())
    message = "\n".join(part for part in (finding.why, finding.recommendation) if part) or finding.title
    return f"::{_COMMANDS[finding.severity]} {properties}::{_data(message)}"


def _data(text: str) -> str:
    """Escape the message; a line break stays one, every other control character is spelled out."""
    escaped = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return visible(escaped)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
