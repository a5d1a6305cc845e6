"""Which rules may apply to a text: the cheap questions, asked before anything is parsed."""

from collections.abc import Iterator, Sequence

from ahocorasick_rs import AhoCorasick, MatchKind

from archlsp.rules.catalog import Catalog
from archlsp.rules.imports import Imports
from archlsp.rules.paths import is_test, matches_any
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source


def candidates(catalog: Catalog, source: Source, *, shipped: bool = False) -> Iterator[Rule]:
    """Yield the rules of the source's language whose anchors, paths and imports fit, in the catalog's order.

    `shipped` leaves out the rules that are about the moment of a change.
    """
    imports = Imports(source.text, source.language)
    in_test = is_test(source.path)
    for rule in _anchored(catalog, source):
        if (
            not (in_test and rule.skip_tests)
            and not (shipped and rule.only_new)
            and (not rule.requires or imports.any_of(rule.requires))
            and _is_in_place(rule, source.path)
        ):
            yield rule


def _is_in_place(rule: Rule, path: str) -> bool:
    if rule.include and not matches_any(path, rule.include):
        return False
    return not (rule.exclude and matches_any(path, rule.exclude))


def _anchored(catalog: Catalog, source: Source) -> list[Rule]:
    """List the rules whose literals are in the text."""
    gate = catalog.derived.get(source.language)
    if gate is None:
        gate = catalog.derived[source.language] = Gate(catalog.for_language(source.language))
    return gate.open_for(source.text)


class Gate:
    """The anchors of one language's rules. All literals are looked for in one pass over the text.

    Looking for them one by one is what a review of an innocent file would spend most of its time on.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        """Number the literals; a millisecond for a thousand."""
        literals = sorted({literal for rule in rules for together in rule.anchors for literal in together})
        numbers = {literal: number for number, literal in enumerate(literals)}
        self._search = AhoCorasick(literals, matchkind=MatchKind.Standard)
        self._rules = [
            (rule, tuple(frozenset(numbers[literal] for literal in together) for together in rule.anchors))
            for rule in rules
        ]

    def open_for(self, text: str) -> list[Rule]:
        """List the rules without anchors, and those of whose anchors one is in the text."""
        matches = self._search.find_matches_as_indexes(text, overlapping=True)
        found = {number for number, _, _ in matches}
        return [rule for rule, anchors in self._rules if not anchors or any(map(found.issuperset, anchors))]
