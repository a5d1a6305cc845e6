"""Ours beside semgrep over whole work trees, as JSON.

    python -m benchmarks.peers_rules FOLDER... [--semgrep PROGRAM --rules FOLDER] [--rounds N]

`read_parse`: every file that we review read and parsed in this process, nothing else. `ours`: `archlsp review --all`
as a whole process. `semgrep`: of the rules below `--rules`, so many of each language as our catalog has of it,
evenly picked. Both have the two cores; `cpu` is what they and their children took of them, which other work on the
machine disturbs less than `wall`.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

import yaml

from archlsp.rules.catalog import Catalog
from archlsp.rules.source import PARSED, parse
from benchmarks.noise import files

_SAME = {"js": "javascript", "ts": "typescript", "py": "python", "golang": "go", "docker": "dockerfile"}
_SAME |= {"hcl": "terraform", "bash": "shell", "sh": "shell"}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--semgrep", default=shutil.which("semgrep"))
    parser.add_argument("--rules", type=Path)
    parser.add_argument("--rounds", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="archlsp-bench-") as name:
        peer = _peer(Path(name), given.semgrep, given.rules)
        for folder in given.folders:
            print(json.dumps(_figures(folder.resolve(), peer, given.rounds), indent=2), flush=True)


def _figures(folder: Path, peer: tuple[list[str], int] | None, rounds: int) -> dict[str, Any]:
    found: dict[str, Any] = {"repository": folder.name, "our_rules": len(Catalog.load().rules)}
    found["read_parse"] = _best(lambda: _read_and_parse(folder), resource.RUSAGE_SELF, rounds)
    with tempfile.TemporaryDirectory(prefix="archlsp-bench-") as state:
        environment = {**os.environ, "ARCHLSP_STATE_DIR": state}
        ours = [sys.executable, "-m", "archlsp", "review", "--all", "--offline", "--format", "json"]
        found["ours"] = _process(ours, folder, environment, rounds)
    if peer is None:
        return found | {"note": "semgrep is not measured: give --semgrep PROGRAM and --rules FOLDER"}
    command, rules = peer
    found["semgrep_rules"] = rules
    output = Path(command[command.index("--config") + 1]).with_suffix(".json")
    found["semgrep"] = _process([*command, "--output", str(output), "."], folder, dict(os.environ), 1)
    told = json.loads(output.read_text("utf-8"))
    found["semgrep_scanned"] = {"files": len(told["paths"]["scanned"]), "results": len(told["results"])}
    found["times_faster"] = {
        key: round(found["semgrep"][key] / found["ours"][key], 1) for key in ("wall_s", "cpu_s")
    }
    return found


def _read_and_parse(folder: Path) -> None:
    for _, language, text in files(folder):
        if language in PARSED:
            parse(text, language)


def _process(command: list[str], folder: Path, environment: dict[str, str], rounds: int) -> dict[str, float]:
    return _best(
        lambda: subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False),
        resource.RUSAGE_CHILDREN,
        rounds,
    )


def _best(action: Callable[[], object], whose: int, rounds: int) -> dict[str, float]:
    taken = []
    for _ in range(rounds):
        before, begin = _cpu(whose), perf_counter()
        action()
        taken.append((perf_counter() - begin, _cpu(whose) - before))
    return {
        "wall_s": round(min(wall for wall, _ in taken), 2),
        "cpu_s": round(min(cpu for _, cpu in taken), 2),
    }


def _cpu(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _peer(folder: Path, program: str | None, rules: Path | None) -> tuple[list[str], int] | None:
    """Write the picked rules down; return the command and how many there are."""
    if program is None or rules is None:
        return None
    picked = _picked(list(_rules(rules)))
    file = folder / "rules.yml"
    file.write_text(yaml.dump({"rules": picked}, Dumper=yaml.CSafeDumper), encoding="utf-8")
    options = ["--metrics", "off", "--disable-version-check", "-j", "2", "--json", "--quiet"]
    return [program, "scan", "--config", str(file), *options], len(picked)


def _rules(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.rglob("*.y*ml")):
        # Beside a rule lie its tests.
        if ".test." in path.name:
            continue
        try:
            read = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        except yaml.YAMLError:
            continue
        rules = read.get("rules", []) if isinstance(read, dict) else []
        yield from (rule for rule in rules if isinstance(rule, dict) and _is_whole(rule))


def _is_whole(rule: dict[str, Any]) -> bool:
    """Tell whether semgrep would take the rule: one that it does not like stops it altogether."""
    return {"id", "message", "severity", "languages"} <= rule.keys() and "null" not in json.dumps(rule)


def _picked(rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Pick of each language as many as we have; a rule counts for the first of its languages that we read."""
    wanted = Counter(language for rule in Catalog.load().rules for language in rule.languages)
    groups: dict[str, list[dict[str, Any]]] = {}
    for rule in rules:
        languages = [_SAME.get(language, language) for language in rule["languages"]]
        first = next((language for language in languages if language in wanted), None)
        if first is not None:
            groups.setdefault(first, []).append(rule)
    return [rule for language, group in groups.items() for rule in _evenly(group, wanted[language])]


def _evenly(group: list[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    if len(group) <= count:
        return group
    return [group[at * len(group) // count] for at in range(count)]


if __name__ == "__main__":
    main()
