"""What the inventory of real repositories costs and holds, as JSON.

    python -m benchmarks.inventory FOLDER... [--sample 25]

For each work tree: files and entries by kind; the processor's seconds that listing, reading and parsing its files
(code, YAML and SQL, as the rules do) takes without us, those of a cold inventory and of a warm one out of the ledger,
the most memory, and the ledger's size. Each is the median of three runs in a process of its own. `--sample` prints
entries for reading by hand.
"""

import argparse
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path
from time import process_time

from archlsp.map.entry import Entry
from archlsp.map.facts import language
from archlsp.map.survey import survey
from archlsp.map.views import shown_detail
from archlsp.map.walk import files_of
from archlsp.rules.source import PARSED, parse
from archlsp.rules.sqldialect import dialect_of
from archlsp.rules.sqlscript import statements
from archlsp.rules.sqltext import file_fragments
from archlsp.rules.yamltree import documents
from archlsp.store.ledger import Ledger

_RUNS = 3


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--only", choices=("parse", "survey"))
    parser.add_argument("--state", type=Path)
    given = parser.parse_args()
    if given.only:
        print(
            json.dumps(
                _parse(given.folders[0]) if given.only == "parse" else _survey(given.folders[0], given.state)
            )
        )
        return
    for folder in given.folders:
        print(json.dumps(_figures(folder.resolve()), indent=2, ensure_ascii=False), flush=True)
        if given.sample:
            _show(folder.resolve(), given.sample)


def _figures(folder: Path) -> dict[str, object]:
    parsing = [_run(folder, "parse")["seconds"] for _ in range(_RUNS)]
    cold, warm, last = [], [], {}
    for _ in range(_RUNS):
        with tempfile.TemporaryDirectory() as state:
            cold.append(_run(folder, "survey", state))
            warm.append(_run(folder, "survey", state))
            size = Path(state, "ledger.db").stat().st_size
        last = cold[-1]
    seconds = {"cold": statistics.median(one["seconds"] for one in cold)}
    seconds["warm"] = statistics.median(one["seconds"] for one in warm)
    base = statistics.median(parsing)
    return {
        "repository": folder.name,
        "files": last["files"],
        "entries": last["entries"],
        "by_kind": last["by_kind"],
        "read_and_parse_s": round(base, 2),
        "cold_s": round(seconds["cold"], 2),
        "warm_s": round(seconds["warm"], 3),
        "cold_by_parse": round(seconds["cold"] / base, 2),
        "warm_by_cold": round(seconds["warm"] / seconds["cold"], 3),
        "most_memory_mb": round(max(one["memory"] for one in cold)),
        "ledger_kb": size >> 10,
    }


def _run(folder: Path, only: str, state: str = "") -> dict[str, float]:
    """One run in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.inventory", str(folder), "--only", only, "--state", state]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _parse(folder: Path) -> dict[str, object]:
    begin = process_time()
    for path, read in files_of(folder):
        text, named = read(), language(path)
        if text is not None and named in PARSED:
            parse(text, named)
        elif text is not None and named == "yaml":
            list(documents(text))
        elif text is not None and named == "sql":
            list(statements(file_fragments(path, text), dialect_of(path, text)))
    return {"seconds": process_time() - begin}


def _survey(folder: Path, state: Path) -> dict[str, object]:
    ledger = Ledger.open(state)
    begin = process_time()
    inventory = survey(folder, ledger)
    seconds = process_time() - begin
    ledger.close()
    return {
        "seconds": seconds,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "files": inventory.files,
        "entries": len(inventory.entries),
        "by_kind": dict(Counter(entry.kind.value for entry in inventory.entries)),
    }


def _show(folder: Path, size: int) -> None:
    """Print some entries, the same at every run."""
    with tempfile.TemporaryDirectory() as state:
        ledger = Ledger.open(Path(state))
        entries = list(survey(folder, ledger).entries)
        ledger.close()
    chosen = random.Random(1).sample(entries, min(size, len(entries)))  # noqa: S311 - a sample to read
    for entry in sorted(chosen, key=_place):
        detail = " ".join(f"{key}={text}" for key, text in shown_detail(entry))
        mark = " (partial)" if entry.partial else ""
        print(f"{entry.kind.value:9} {entry.name}{mark}  {entry.path}:{entry.line}  {detail}")


def _place(entry: Entry) -> tuple[str, int]:
    return entry.path, entry.line


if __name__ == "__main__":
    main()
