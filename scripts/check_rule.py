"""Check rules while writing them: `python scripts/check_rule.py FILE.yml... | FOLDER...`.

Prints every error of the format with its line, and every example that the rule does not find as it says.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from archlsp.messages import problem_text
from archlsp.model.review import Problem
from archlsp.rules.examples import differences
from archlsp.rules.reading import read_rule
from archlsp.rules.rule import rule_of


def main(arguments: list[str]) -> int:
    """Check all; 0 when every rule is right, 1 when one is not, 2 for nothing to check."""
    files = [path for name in arguments for path in _files(Path(name))]
    if not files:
        sys.stderr.write(__doc__ or "")
        return 2
    wrong = 0
    for file in files:
        problems = list(_problems(file))
        wrong += bool(problems)
        for problem in problems:
            print(problem_text("en", problem))
    print(f"{len(files)} rules, {wrong} wrong")
    return 1 if wrong else 0


def _files(path: Path) -> list[Path]:
    return sorted(path.rglob("*.yml")) if path.is_dir() else [path]


def _problems(file: Path) -> Iterator[Problem]:
    read = read_rule(file.read_bytes(), str(file))
    yield from read.problems
    if read.data is not None:
        yield from differences(rule_of(read.data, str(file)))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
