"""What a user waits for, beside peers in one run: start, open, save, typing; memory and idle CPU.

    python -m benchmarks.editor [--files N] [--rounds N] [--processes N] [--peers]

Prints one JSON document, milliseconds and megabytes. Servers take turns, so that a slow moment of the
machine hits all of them.
"""

import argparse
import json
import shlex
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil
from scripts.lsp import Client

from benchmarks import sources

_PYGLS = Path(__file__).with_name("bare_pygls.py")
COMMENT = {".py": "#", ".ts": "//", ".go": "//", ".java": "//"}
_PEERS = {
    "ruff": "ruff server",
    "ast-grep": "ast-grep lsp",
    "semgrep": "semgrep lsp",
    "pylsp": "pylsp",
    "basedpyright": "basedpyright-langserver --stdio",
}


def figures(values: Sequence[float]) -> dict[str, float]:
    """Median, 95th percentile and worst, in milliseconds."""
    ordered = sorted(value * 1e3 for value in values)
    if not ordered:
        return {}
    return {
        "median": round(statistics.median(ordered), 1),
        "p95": round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1),
        "worst": round(ordered[-1], 1),
        "n": len(ordered),
    }


def servers(with_peers: bool) -> dict[str, list[str]]:
    """archlsp, bare pygls, and the peers that are installed."""
    found = {
        "archlsp": [sys.executable, "-m", "archlsp", "serve"],
        "bare pygls": [sys.executable, str(_PYGLS)],
    }
    for name, command in _PEERS.items() if with_peers else ():
        words = shlex.split(command)
        path = shutil.which(words[0]) or shutil.which(words[0], path=str(Path(sys.executable).parent))
        if path:
            found[name] = [path, *words[1:]]
    return found


def run(name: str, command: Sequence[str], root: Path, suffix: str, rounds: int) -> dict[str, Any]:
    """One process: start, open one file, save it `rounds` times with a finding and without, rest, end."""
    path = root / "bench" / f"orders.{suffix}"
    original = path.read_text(encoding="utf-8")
    probed = original + sources.PROBE[suffix]
    path.write_text(probed, encoding="utf-8")
    state = tempfile.mkdtemp(prefix="archlsp-bench-state-")
    client = Client(command, root, {"ARCHLSP_STATE_DIR": state})
    result: dict[str, Any] = {}
    try:
        client.initialize()
        result["initialize"] = time.perf_counter() - client.started
        opened = client.open(path, sources.LANGUAGES[suffix])
        received = client.diagnostics(path, opened, timeout=20)
        result["start to first diagnostics"] = received.at - client.started
        result["open"] = received.at - opened
        result["save"] = [] if name == "bare pygls" else _saves(client, path, (original, probed), rounds)
        result["memory"] = _memory(client.process.pid)
        result["idle"] = _idle(client.process.pid)
        client.close()
    except (TimeoutError, RuntimeError, OSError) as late:
        result["trouble"] = str(late)
    finally:
        if client.process.poll() is None:
            client.kill()
        path.write_text(original, encoding="utf-8")
        shutil.rmtree(state, ignore_errors=True)
    return result


def _saves(client: Client, path: Path, texts: tuple[str, str], rounds: int) -> list[float]:
    """Seconds from sending an edit and its save to the diagnostics of that version, for edits that add a finding."""
    taken = []
    without, version = 0, 1
    for _ in range(rounds):
        for text in texts:
            version += 1
            new = f"{text}{COMMENT[path.suffix]} {version}\n"
            changed = client.change(path, version, [{"text": new}])
            client.save(path, new)
            if text is texts[0]:
                # What is left of the old findings may be told several times; look when it is quiet.
                client.diagnostics(path, changed, _of_version(version))
                time.sleep(0.1)
                without = len(client.latest(path).params["diagnostics"])
            else:
                answer = client.diagnostics(path, changed, _of_version(version, without + 1))
                taken.append(answer.at - changed)
    return taken


def _of_version(version: int, least: int = 0) -> Callable[[dict[str, Any]], bool]:
    return lambda params: params.get("version") in (version, None) and len(params["diagnostics"]) >= least


def _tree(pid: int) -> list[psutil.Process]:
    parent = psutil.Process(pid)
    return [parent, *parent.children(recursive=True)]


def _memory(pid: int) -> float:
    return round(sum(process.memory_info().rss for process in _tree(pid)) / 2**20, 1)


def _idle(pid: int, seconds: float = 3.0) -> float:
    """CPU of the whole tree in percent of one core while nothing happens."""

    def used() -> float:
        return sum(process.cpu_times().user + process.cpu_times().system for process in _tree(pid))

    time.sleep(1)
    before = used()
    time.sleep(seconds)
    return round((used() - before) / seconds * 100, 2)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=0, help="small files around the measured ones")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--processes", type=int, default=3)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--languages", default="py,ts,go,java")
    arguments = parser.parse_args()
    report: dict[str, Any] = {"files": arguments.files, "servers": {}}
    with tempfile.TemporaryDirectory(prefix="archlsp-bench-") as folder:
        root = sources.repository(Path(folder).resolve() / "repository", arguments.files)
        for suffix in arguments.languages.split(","):
            runs: dict[str, list[dict[str, Any]]] = {}
            for _ in range(arguments.processes):
                for name, command in servers(arguments.peers).items():
                    runs.setdefault(name, []).append(run(name, command, root, suffix, arguments.rounds))
            for name, results in runs.items():
                report["servers"].setdefault(name, {})[suffix] = _summary(results)
    json.dump(report, sys.stdout, indent=1)
    print()
    return 0


def _summary(results: list[dict[str, Any]]) -> dict[str, Any]:
    def collect(key: str) -> list[float]:
        return [result[key] for result in results if key in result]

    return {
        "initialize": figures(collect("initialize")),
        "start to first diagnostics": figures(collect("start to first diagnostics")),
        "open": figures(collect("open")),
        "save": figures([value for result in results for value in result.get("save", [])]),
        "memory MB": max(collect("memory"), default=None),
        "idle CPU %": max(collect("idle"), default=None),
        "trouble": [result["trouble"] for result in results if "trouble" in result],
    }


if __name__ == "__main__":
    sys.exit(main())
