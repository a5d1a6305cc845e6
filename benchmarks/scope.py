"""The first scope of a large repository, and a change of branch, through the real server.

    python -m benchmarks.scope [--files N] [--changed N]

Prints one JSON document: seconds from the start of the process to the first and to the last finding of the changed
files; then a checkout of N files: what the whole process tree spends on it, and what it tells about one more save.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

import psutil
from scripts.lsp import Client

from benchmarks import sources


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--changed", type=int, default=200)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archlsp-bench-") as folder:
        root = sources.repository(Path(folder).resolve() / "repository", arguments.files)
        changed = _change(root, arguments.changed)
        client = Client(
            [sys.executable, "-m", "archlsp", "serve"], root, {"ARCHLSP_STATE_DIR": folder + "/state"}
        )
        report = {"files": arguments.files, "changed": len(changed)}
        try:
            report |= _first_scope(client, changed)
            report |= _checkout(client, root, changed[0])
            client.close()
        finally:
            if client.process.poll() is None:
                client.kill()
    json.dump(report, sys.stdout, indent=1)
    print()
    return 0


def _change(root: Path, count: int) -> list[Path]:
    """Add a finding to so many files, without committing it."""
    files = sorted(root.glob("service*/part*/module*.py"))
    chosen = files[:: max(1, len(files) // count)][:count]
    for path in chosen:
        path.write_text(path.read_text("utf-8") + sources.PROBE["py"], encoding="utf-8")
    return chosen


def _first_scope(client: Client, changed: list[Path]) -> dict[str, float]:
    client.initialize()
    ready = client.started
    times = []
    for path in changed:
        found = client.diagnostics(path, ready, lambda params: bool(params["diagnostics"]), timeout=60)
        times.append(found.at)
    return {
        "start to first finding, s": round(min(times) - ready, 2),
        "start to last finding, s": round(max(times) - ready, 2),
        "first to last finding, s": round(max(times) - min(times), 2),
    }


def _checkout(client: Client, root: Path, witness: Path) -> dict[str, float]:
    """Change to a branch that differs in every file, and wait until the server is quiet again."""
    sources.git(root, "stash", "-q")
    sources.git(root, "checkout", "-q", "-b", "other")
    for path in root.glob("service*/part*/module*.py"):
        path.write_text(path.read_text("utf-8") + "\n# other\n", encoding="utf-8")
    sources.git(root, "commit", "-q", "-a", "-m", "other")
    _rest(client)
    before = _used(client)
    began = time.perf_counter()
    sources.git(root, "checkout", "-q", "main")
    took = time.perf_counter() - began
    _rest(client)
    spent = _used(client) - before
    witness.write_text(witness.read_text("utf-8") + sources.PROBE["py"], encoding="utf-8")
    saved = time.perf_counter()
    seen = client.diagnostics(witness, saved, lambda params: bool(params["diagnostics"]), timeout=60)
    return {
        "checkout, s": round(took, 2),
        "CPU of the whole tree for it, s": round(spent, 2),
        "then a save on disk is seen after, s": round(seen.at - saved, 3),
        "memory of the whole tree, MB": round(sum(p.memory_info().rss for p in _tree(client)) / 2**20, 1),
    }


def _tree(client: Client) -> list[psutil.Process]:
    parent = psutil.Process(client.process.pid)
    return [parent, *parent.children(recursive=True)]


def _used(client: Client) -> float:
    total = 0.0
    for process in _tree(client):
        times = process.cpu_times()
        total += times.user + times.system + times.children_user + times.children_system
    return total


def _rest(client: Client, quiet: float = 3.0) -> None:
    """Wait until the server has used next to no CPU for a while."""
    since = time.monotonic()
    used = _used(client)
    while time.monotonic() - since < quiet:
        time.sleep(0.2)
        now = _used(client)
        if now - used > 0.02:
            since, used = time.monotonic(), now


if __name__ == "__main__":
    sys.exit(main())
