"""What only code can say of Go: `engine: analysis`, `module: go`. Each kind of finding is a `Check` of its own."""

from collections.abc import Iterator

from archlsp.rules.analyses import (
    go_calls,
    go_concurrency,
    go_errors,
    go_leaks,
    go_locks,
    go_logging,
    go_nil,
    go_results,
    go_tags,
)
from archlsp.rules.analyses.go_at import Check
from archlsp.rules.analyses.go_file import go_file
from archlsp.rules.analyses.go_glance import glance
from archlsp.rules.analyses.go_walk import Walk
from archlsp.rules.analysis import Place
from archlsp.rules.source import Source

_CHECKS: dict[str, Check] = {
    **go_calls.CHECKS,
    **go_concurrency.CHECKS,
    **go_errors.CHECKS,
    **go_leaks.CHECKS,
    **go_locks.CHECKS,
    **go_logging.CHECKS,
    **go_nil.CHECKS,
    **go_results.CHECKS,
    **go_tags.CHECKS,
}
ASKS = frozenset(_CHECKS)


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find what is asked for."""
    checks = list({id(_CHECKS[ask]): _CHECKS[ask] for ask in sorted(asks & ASKS)}.values())
    hot = glance(source.text, checks)
    if not hot:
        return
    for place in Walk(go_file(source), hot).run():
        if place.ask in asks:
            yield place
