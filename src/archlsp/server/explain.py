"""A finding as a page: everything an architect has to say about it, and nothing where there is nothing."""

from collections.abc import Iterator

from archlsp.messages import say
from archlsp.model.finding import Finding, Verdict
from archlsp.model.languages import language_of
from archlsp.server.markdown import block, cell, escape, link

_CWE = "https://cwe.mitre.org/data/definitions/{}.html"


def page(finding: Finding, locale: str, level: str = "###") -> str:
    """Write a finding as Markdown; `level` is the heading's."""
    return "\n\n".join([f"{level} {escape(finding.title)}", *_parts(finding, locale)]) + "\n"


def _parts(finding: Finding, locale: str) -> Iterator[str]:
    if finding.verdict is not Verdict.NONE:
        yield f"*{escape(say(locale, f'verdict-{finding.verdict.value}'))}*"
    if finding.why:
        yield escape(finding.why)
    for name in ("recommendation", "risk", "mitigation"):
        text: str = getattr(finding, name)
        if text:
            yield f"**{say(locale, f'hover-{name}')}**: {escape(text)}"
    yield from _options(finding, locale)
    if finding.example:
        language = language_of(finding.anchor.path) or ""
        yield f"**{say(locale, 'hover-example')}**\n\n{block(finding.example, language)}"
    for name in ("test", "monitor"):
        text = getattr(finding, name)
        if text:
            yield f"**{say(locale, f'hover-{name}')}**: {escape(text)}"
    yield from _references(finding, locale)
    yield f"*{escape(_facts(finding, locale))}*"


def _options(finding: Finding, locale: str) -> Iterator[str]:
    if not finding.options:
        return
    head = (
        f"| {say(locale, 'hover-column-option')} | {say(locale, 'hover-column-trade-off')} |\n| --- | --- |"
    )
    rows = [f"| {cell(option.title)} | {cell(option.trade_off)} |" for option in finding.options]
    yield "\n".join([head, *rows])


def _references(finding: Finding, locale: str) -> Iterator[str]:
    known = [link(reference.title, reference.url) for reference in finding.references]
    told = {reference.url for reference in finding.references}
    known += [link(cwe, url) for cwe in finding.cwe if (url := _CWE.format(cwe[4:])) not in told]
    if known:
        yield f"**{say(locale, 'hover-references')}**: " + " · ".join(known)


def _facts(finding: Finding, locale: str) -> str:
    return say(
        locale,
        "hover-facts",
        rule=finding.rule,
        category=say(locale, f"hover-word-{finding.category.value}"),
        severity=say(locale, f"hover-word-{finding.severity.word}"),
        confidence=say(locale, f"hover-word-{finding.confidence.word}"),
    )


def plain(finding: Finding, locale: str) -> str:
    """Write a finding for a client that shows no Markdown."""
    parts = [finding.title, finding.why, finding.recommendation, _facts(finding, locale)]
    return "\n\n".join(part for part in parts if part)
