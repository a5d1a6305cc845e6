"""The offline architect's reading of one text: run the rules that may apply, keep the findings that count."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby

from archlsp.model.finding import Anchor, Finding, Fix, normalise_quote
from archlsp.model.review import Problem, Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.dispatch import run
from archlsp.rules.fixes import FixChecker
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.selection import candidates
from archlsp.rules.source import Source
from archlsp.rules.speech import finding_of
from archlsp.rules.twins import without_twins

_CHECKER = FixChecker()
Pair = tuple[Match, Finding]


@dataclass(frozen=True, slots=True)
class Answer:
    """The recent findings of one text in reading order, and what went wrong on the way."""

    findings: tuple[Finding, ...]
    notes: tuple[Problem, ...] = ()


def review(catalog: Catalog, request: Request) -> Answer:
    """Review one text. Trouble inside one engine costs that engine's findings alone."""
    if request.hunks == ():
        return Answer(())
    source = Source.of(request)
    with _without_collections():
        matches, notes = _run_all(source, list(candidates(catalog, source, shipped=request.shipped)))
    found = _anchored(source, without_twins(_collapsed(matches)), request.locale)
    recent = [(match, finding) for match, finding in found if request.is_recent(finding)]
    return Answer(tuple(_with_fixes(source, recent, request.locale)), notes)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Let no garbage be looked for meanwhile: trees and programs are a million small objects that are all in use."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _run_all(source: Source, rules: list[Rule]) -> tuple[list[Match], tuple[Problem, ...]]:
    found: list[Match] = []
    notes: list[Problem] = []
    rules.sort(key=lambda rule: rule.engine)
    for engine, group in groupby(rules, key=lambda rule: rule.engine):
        try:
            found.extend(run(engine, source, list(group)))
        except RecursionError:
            notes.append(Problem.of("rules-too-deep", path=source.path))
        # The other engines have something to say all the same; the note names the one that fell.
        except Exception as error:  # noqa: BLE001
            kind = type(error).__name__
            notes.append(Problem.of("rules-engine-failed", path=source.path, engine=engine, kind=kind))
    return found, tuple(notes)


def _collapsed(matches: Iterable[Match]) -> list[Match]:
    """Sort into reading order; of a rule's matches that overlap from one line on, keep the outermost.

    The links of one call chain all match a rule about that call; they are one finding.
    """
    kept: list[Match] = []
    last: dict[str, Match] = {}
    ordered = sorted(matches, key=lambda item: (item.span.start, _reversed(item), item.rule.id))
    for match in ordered:
        before = last.get(match.rule.id)
        if before and before.span.overlaps(match.span) and before.span.start.line == match.span.start.line:
            continue
        last[match.rule.id] = match
        kept.append(match)
    return kept


def _reversed(match: Match) -> tuple[int, int]:
    return (-match.span.end.line, -match.span.end.column)


def _anchored(source: Source, matches: Sequence[Match], locale: str) -> Iterator[Pair]:
    """Number equal findings over the whole file, so that an identity does not depend on what is recent."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for match in matches:
        quote = source.slice(match.span)
        symbol = source.symbol_at(match.span) if match.symbol is None else match.symbol
        key = (match.rule.id, symbol, normalise_quote(quote))
        yield match, finding_of(match, Anchor(source.path, match.span, quote, symbol, seen[key]), locale)
        seen[key] += 1


def _with_fixes(source: Source, pairs: Sequence[Pair], locale: str) -> Iterator[Finding]:
    edits = [match.edits for match, _ in pairs if match.edits]
    verdicts = iter(_CHECKER.sound(source, edits))
    for match, finding in pairs:
        template, own = match.rule.fix, match.edits
        if own and next(verdicts) and template is not None:
            title = template.titles["en" if locale == "en" else "ja"]
            yield replace(finding, fixes=(Fix(title, own, template.safe),))
        else:
            yield finding
