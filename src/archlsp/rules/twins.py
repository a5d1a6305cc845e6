"""Of several rules that say the same of one place, the surest speaks."""

from collections.abc import Sequence

from archlsp.model.finding import Category
from archlsp.rules.match import Match

# Weaknesses that differ in name alone as far as a reader of one line is concerned.
_SAME = {
    **dict.fromkeys(("CWE-259", "CWE-321", "CWE-547", "CWE-522"), "CWE-798"),
    **dict.fromkeys(("CWE-77", "CWE-88"), "CWE-78"),
    **dict.fromkeys(("CWE-95", "CWE-96", "CWE-1336"), "CWE-94"),
    **dict.fromkeys(("CWE-328", "CWE-916"), "CWE-327"),
    "CWE-564": "CWE-89",
    "CWE-494": "CWE-829",
}


def without_twins(matches: Sequence[Match]) -> list[Match]:
    """Leave out a match where another rule's of the same weakness begins on the same line and is surer."""
    best: dict[tuple[int, str], Match] = {}
    for match in matches:
        key = _key(match)
        if key is not None and (key not in best or _rank(match) < _rank(best[key])):
            best[key] = match
    return [match for match in matches if _stays(match, best)]


def _stays(match: Match, best: dict[tuple[int, str], Match]) -> bool:
    key = _key(match)
    return key is None or best[key].rule is match.rule


def _key(match: Match) -> tuple[int, str] | None:
    if not match.rule.cwe or match.rule.category is not Category.SECURITY:
        return None
    weakness = match.rule.cwe[0]
    return match.span.start.line, _SAME.get(weakness, weakness)


def _rank(match: Match) -> tuple[int, int, bool, str]:
    rule = match.rule
    return (int(rule.severity), -int(rule.confidence), not match.related, rule.id)
