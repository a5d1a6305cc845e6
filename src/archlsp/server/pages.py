"""Pages that the client can open: one file a rule, in a folder of our own that goes when we go."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from archlsp.model.finding import Anchor, Finding, Option
from archlsp.model.text import Span
from archlsp.rules.catalog import Catalog
from archlsp.rules.rule import PLACEHOLDER, Rule
from archlsp.server.explain import page

_NOWHERE = Span.of(0, 0, 0, 0)


class Pages:
    """Blocking, for a thread: the catalog and the files are read and written when first needed."""

    def __init__(self) -> None:
        """Nothing is made yet."""
        self._catalog: Catalog | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def of_rule(self, rule_id: str, locale: str, findings: Sequence[Finding]) -> str | None:
        """Write about a rule: with the words of a finding if one stands, else with the catalog's."""
        for finding in findings:
            if finding.rule == rule_id:
                return page(finding, locale, "#")
        if self._catalog is None:
            self._catalog = Catalog.load()
        rule = self._catalog.get(rule_id)
        return page(_as_finding(rule, locale), locale, "#") if rule else None

    def keep(self, name: str, text: str) -> Path:
        """Put a page into a file. Raises OSError."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="archlsp-", ignore_cleanup_errors=True)
        path = Path(self._folder.name, f"{name}.md")
        path.write_text(text, "utf-8", "backslashreplace")
        return path

    def close(self) -> None:
        """Remove the files."""
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None


def _as_finding(rule: Rule, locale: str) -> Finding:
    texts = rule.texts(locale)
    return Finding(
        rule=rule.id,
        source="rules",
        category=rule.category,
        severity=rule.severity,
        confidence=rule.confidence,
        anchor=Anchor("", _NOWHERE, ""),
        extent=_NOWHERE,
        title=_general(texts.title),
        why=_general(texts.why),
        recommendation=_general(texts.fix),
        risk=_general(texts.risk),
        mitigation=_general(texts.mitigation),
        options=tuple(Option(_general(o.title), _general(o.trade_off)) for o in texts.options),
        example=texts.example,
        test=_general(texts.test),
        monitor=_general(texts.monitor),
        cwe=rule.cwe,
        references=rule.references,
    )


def _general(text: str) -> str:
    """Without a finding there is no name to put into a placeholder."""
    return PLACEHOLDER.sub("…", text)
