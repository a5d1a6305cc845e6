"""Which rules may apply to a text: the cheap questions, asked before anything is parsed."""

from collections.abc import Iterator

from archlsp.rules.catalog import Catalog
from archlsp.rules.imports import Imports
from archlsp.rules.paths import is_test, matches_any
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source


def candidates(catalog: Catalog, source: Source, *, shipped: bool = False) -> Iterator[Rule]:
    """Yield the rules of the source's language whose anchors, paths and imports fit, in the catalog's order.

    `shipped` leaves out the rules that are about the moment of a change.
    """
    literals = _Literals(source.text)
    imports = Imports(source.text, source.language)
    in_test = is_test(source.path)
    for rule in catalog.for_language(source.language):
        if (
            not (in_test and rule.skip_tests)
            and not (shipped and rule.only_new)
            and (not rule.requires or imports.any_of(rule.requires))
            and literals.fit(rule)
            and _is_in_place(rule, source.path)
        ):
            yield rule


def _is_in_place(rule: Rule, path: str) -> bool:
    if rule.include and not matches_any(path, rule.include):
        return False
    return not (rule.exclude and matches_any(path, rule.exclude))


class _Literals:
    """Looks for each literal once, however many rules ask for it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[str, bool] = {}

    def fit(self, rule: Rule) -> bool:
        return not rule.anchors or any(all(map(self._has, together)) for together in rule.anchors)

    def _has(self, literal: str) -> bool:
        answer = self._known.get(literal)
        if answer is None:
            answer = self._known[literal] = literal in self._text
        return answer
