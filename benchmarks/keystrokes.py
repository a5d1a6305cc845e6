"""What a keystroke in a long file costs, beside bare pygls in one run.

    python -m benchmarks.keystrokes [--lines N] [--keys N]

Prints one JSON document, milliseconds. A key is a `didChange` and a request behind it, answered in order: the
time until the answer less that of the request alone is what the change took. The servers take turns.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from scripts.lsp import Client

_SERVERS = {
    "archlsp": [sys.executable, "-m", "archlsp", "serve"],
    "pygls": [sys.executable, str(Path(__file__).with_name("bare_pygls.py"))],
}
_UNKNOWN = "benchmark/unknown"


def _ask(client: Client) -> None:
    try:
        client.request(_UNKNOWN, {})
    except RuntimeError:
        return


def _key(client: Client, path: Path, version: int, line: int, *, change: bool) -> float:
    start = {"line": line, "character": 4}
    began = time.perf_counter()
    if change:
        client.change(path, version, [{"range": {"start": start, "end": start}, "text": "x"}])
    _ask(client)
    return (time.perf_counter() - began) * 1e3


def measure(lines: int, keys: int) -> dict[str, object]:
    """Type in the middle of a text of so many lines."""
    taken: dict[str, dict[bool, list[float]]] = {name: {True: [], False: []} for name in _SERVERS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "long.py")
        path.write_text(
            "".join(f"    value_{n} = compute(value, {n})  # 行\n" for n in range(lines)), "utf-8"
        )
        state = {"ARCHLSP_STATE_DIR": str(Path(folder, "state"))}
        clients = {name: Client(command, Path(folder), state) for name, command in _SERVERS.items()}
        for client in clients.values():
            client.initialize()
            client.open(path, "python")
            _ask(client)
        for version in range(2, keys + 2):
            for name, client in clients.items():
                for change in (False, True):
                    taken[name][change].append(_key(client, path, version, lines // 2, change=change))
            # An editor does not type without a pause; what waits for one runs in it, as it would.
            time.sleep(0.02)
        for client in clients.values():
            client.close()
    return _report(taken)


def _report(taken: dict[str, dict[bool, list[float]]]) -> dict[str, object]:
    cost = {name: statistics.median(t[True]) - statistics.median(t[False]) for name, t in taken.items()}
    result: dict[str, object] = {
        name: {
            "didChange median": round(cost[name], 3),
            "with the request p95": round(sorted(times[True])[int(len(times[True]) * 0.95)], 3),
        }
        for name, times in taken.items()
    }
    result["archlsp adds"] = round(cost["archlsp"] - cost["pygls"], 3)
    return result


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=5_000)
    parser.add_argument("--keys", type=int, default=200)
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.lines, arguments.keys), indent=2))


if __name__ == "__main__":
    main()
