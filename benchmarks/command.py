"""The terminal: whole processes.

    python -m benchmarks.command

Prints one JSON document: milliseconds of `archlsp review` where nothing changed, and where one file did.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import sources
from benchmarks.editor import figures


def main() -> int:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="archlsp-bench-") as folder:
        root = sources.repository(Path(folder).resolve() / "repository", 50)
        environment = {**os.environ, "ARCHLSP_STATE_DIR": folder + "/state"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        report = {"unchanged, ms": _times(root, environment), "python -c pass, ms": _pass(environment)}
        path = root / "bench" / "orders.py"
        path.write_text(path.read_text("utf-8") + sources.PROBE["py"], encoding="utf-8")
        report["one file changed, ms"] = _times(root, environment)
    json.dump(report, sys.stdout, indent=1)
    print()
    return 0


def _times(root: Path, environment: dict[str, str], rounds: int = 10) -> dict[str, float]:
    return _run([sys.executable, "-m", "archlsp", "review"], root, environment, rounds)


def _pass(environment: dict[str, str]) -> dict[str, float]:
    return _run([sys.executable, "-c", "pass"], Path.cwd(), environment, 10)


def _run(command: list[str], root: Path, environment: dict[str, str], rounds: int) -> dict[str, float]:
    taken = []
    for _ in range(rounds + 1):
        began = time.perf_counter()
        subprocess.run(command, cwd=root, env=environment, capture_output=True, check=False)
        taken.append(time.perf_counter() - began)
    return figures(taken[1:])


if __name__ == "__main__":
    sys.exit(main())
