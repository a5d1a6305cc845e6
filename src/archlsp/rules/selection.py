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
    place = _Place(source.path)
    for rule in _anchored(catalog, source):
        if (
            not (in_test and rule.skip_tests)
            and not (shipped and rule.only_new)
            and (not rule.requires or imports.any_of(rule.requires))
            and not (rule.include and not place.fits(rule.include))
            and not (rule.exclude and place.fits(rule.exclude))
        ):
            yield rule


class _Place:
    """A path, asked once for each list of globs: dozens of rules have the same."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._known: dict[tuple[str, ...], bool] = {}

    def fits(self, globs: tuple[str, ...]) -> bool:
        known = self._known.get(globs)
        if known is None:
            known = self._known[globs] = matches_any(self._path, globs)
        return known


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
        self._rules = rules
        self._always = [at for at, rule in enumerate(rules) if not rule.anchors]
        # Each conjunction waits at its longest literal, which is likely to be the rarest: most are never asked.
        self._waiting: list[list[tuple[int, frozenset[int]]]] = [[] for _ in literals]
        for at, rule in enumerate(rules):
            for together in rule.anchors:
                waits = numbers[max(together, key=len)]
                self._waiting[waits].append((at, frozenset(numbers[literal] for literal in together)))

    def open_for(self, text: str) -> list[Rule]:
        """List the rules without anchors, and those of whose anchors one is in the text."""
        matches = self._search.find_matches_as_indexes(text, overlapping=True)
        found = {number for number, _, _ in matches}
        opened = set(self._always)
        for number in found:
            opened.update(at for at, together in self._waiting[number] if found.issuperset(together))
        return [self._rules[at] for at in sorted(opened)]
