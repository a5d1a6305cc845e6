"""From the start of the process to `initialize` and to the first diagnostics, beside bare pygls in one run.

    python -m benchmarks.lsp_start [--rounds N]

Prints one JSON document, milliseconds. The servers take turns.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from scripts.demo import repository
from scripts.lsp import Client

_SERVERS = {
    "archlsp": [sys.executable, "-m", "archlsp", "serve"],
    "pygls": [sys.executable, str(Path(__file__).with_name("bare_pygls.py"))],
}


def _round(command: list[str], shop: Path, state: Path) -> dict[str, float]:
    client = Client(command, shop, {"ARCHLSP_STATE_DIR": str(state)})
    try:
        client.initialize()
        first = time.perf_counter()
        path = shop / "orders" / "api.py"
        shown = client.diagnostics(path, client.open(path, "python"))
        client.close()
    finally:
        if client.process.poll() is None:
            client.kill()
    return {"initialize": (first - client.started) * 1e3, "diagnostics": (shown.at - client.started) * 1e3}


def measure(rounds: int) -> dict[str, object]:
    """Start every server so many times, and once more before to fill the caches."""
    taken: dict[str, list[dict[str, float]]] = {name: [] for name in _SERVERS}
    with tempfile.TemporaryDirectory() as folder:
        shop = repository.create(Path(folder))
        for number in range(rounds + 1):
            for name, command in _SERVERS.items():
                times = _round(command, shop, Path(folder, "state"))
                if number:
                    taken[name].append(times)
    result: dict[str, object] = {
        name: {what: _spread([times[what] for times in rounds_]) for what in ("initialize", "diagnostics")}
        for name, rounds_ in taken.items()
    }
    floor = statistics.median(times["initialize"] for times in taken["pygls"])
    ready = statistics.median(times["diagnostics"] for times in taken["archlsp"])
    result["first diagnostics over bare initialize"] = round(ready / floor, 2)
    return result


def _spread(values: list[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(values), 1),
        "min": round(min(values), 1),
        "max": round(max(values), 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9)
    print(json.dumps(measure(parser.parse_args().rounds), indent=2))


if __name__ == "__main__":
    main()
