"""From a match to a finding that speaks: the rule's texts in one language, with the captures filled in."""

from collections.abc import Mapping

from archlsp.model.finding import Anchor, Finding, Option, normalise_quote
from archlsp.rules.match import Match
from archlsp.rules.rule import PLACEHOLDER, Texts

SOURCE = "rules"
_LONGEST_CAPTURE = 60


def finding_of(match: Match, anchor: Anchor, locale: str) -> Finding:
    """Build the finding without its fixes; those are tried only when somebody will see them."""
    rule, texts = match.rule, _Filled(match.rule.texts(locale), match.captures)
    return Finding(
        rule=rule.id,
        source=SOURCE,
        category=rule.category,
        severity=rule.severity,
        confidence=rule.confidence,
        anchor=anchor,
        extent=match.extent,
        title=texts.fill("title"),
        why=texts.fill("why"),
        recommendation=texts.fill("fix"),
        risk=texts.fill("risk"),
        mitigation=texts.fill("mitigation"),
        options=texts.options(),
        example=rule.texts(locale).example,
        test=texts.fill("test"),
        monitor=texts.fill("monitor"),
        cwe=rule.cwe,
        references=rule.references,
        related=match.related,
    )


class _Filled:
    """The texts of a rule, with every {NAME} replaced by what the metavariable caught, shortened to one line."""

    def __init__(self, texts: Texts, captures: Mapping[str, str]) -> None:
        self._texts = texts
        self._captures = captures

    def fill(self, name: str) -> str:
        return self._replaced(getattr(self._texts, name))

    def options(self) -> tuple[Option, ...]:
        return tuple(
            Option(self._replaced(item.title), self._replaced(item.trade_off)) for item in self._texts.options
        )

    def _replaced(self, text: str) -> str:
        return PLACEHOLDER.sub(lambda found: self._short(found[1]), text) if "{" in text else text

    def _short(self, name: str) -> str:
        value = normalise_quote(self._captures.get(name, "…"))
        return value if len(value) <= _LONGEST_CAPTURE else value[: _LONGEST_CAPTURE - 1] + "…"
