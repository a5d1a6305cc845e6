"""What the offline architect costs, as JSON: `python -m benchmarks.rules`.

`engine_ms`: one 500-line file, whole catalog, in this process; `worker_ms`: the same through a worker's pipes;
`parse_ms`: parsing alone, to compare with; `first_ms`: the first file of a fresh worker, from its start.
"""

import asyncio
import json
import statistics
from collections.abc import Callable
from functools import partial
from time import perf_counter

import psutil

from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review
from archlsp.rules.pool import WorkerPool
from archlsp.rules.source import parse
from benchmarks.rules_samples import samples

ROUNDS = 40


def main() -> None:
    """Measure and print."""
    begin = perf_counter()
    catalog = Catalog.load(use_cache=False)
    uncached = _since(begin)
    Catalog.load()
    begin = perf_counter()
    Catalog.load()
    loading = {"rules": len(catalog.rules), "yaml_ms": uncached, "cached_ms": _since(begin)}
    figures = {"catalog": loading, "parse_ms": _parsing(), "engine_ms": _engine(catalog)}
    print(json.dumps({**figures, **asyncio.run(_worker())}, indent=2))


def _requests() -> list[Request]:
    return [Request(path, language, text, None, 0) for language, (path, text) in samples().items()]


def _parsing() -> dict[str, dict[str, float]]:
    return {
        request.language: _times(partial(parse, request.text, request.language)) for request in _requests()
    }


def _engine(catalog: Catalog) -> dict[str, dict[str, float]]:
    return {
        request.language: {
            **_times(partial(review, catalog, request)),
            "findings": len(review(catalog, request).findings),
        }
        for request in _requests()
    }


def _times(action: Callable[[], object]) -> dict[str, float]:
    taken = []
    for _ in range(ROUNDS):
        begin = perf_counter()
        action()
        taken.append(_since(begin))
    return _summary(taken)


def _summary(taken: list[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(taken), 2),
        "p95": round(statistics.quantiles(taken, n=20)[-1], 2),
    }


async def _worker() -> dict[str, object]:
    pool = WorkerPool()
    requests = _requests()
    begin = perf_counter()
    await pool.start()
    await pool.review(requests[0])
    first = _since(begin)
    warm = {request.language: [await _timed(pool, request) for _ in range(ROUNDS)] for request in requests}
    memory = psutil.Process(pool.pids[0]).memory_info()
    await pool.close()
    return {
        "first_ms": first,
        "worker_ms": {language: _summary(taken[1:]) for language, taken in warm.items()},
        "worker_rss_mb": round(memory.rss / 1e6, 1),
    }


async def _timed(pool: WorkerPool, request: Request) -> float:
    begin = perf_counter()
    await pool.review(request)
    return _since(begin)


def _since(begin: float) -> float:
    return round((perf_counter() - begin) * 1e3, 2)


if __name__ == "__main__":
    main()
