"""`archlsp rules test`: run the examples that every rule carries."""

import sys
from collections.abc import Iterator
from pathlib import Path

from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.known_rules import own_catalog
from archlsp.cli.paths import near_file
from archlsp.messages import problem_text, say
from archlsp.model.review import Problem
from archlsp.rules.catalog import Catalog
from archlsp.rules.examples import differences
from archlsp.rules.reading import read_rule
from archlsp.rules.rule import rule_of


def run(parsed: Parsed, locale: str) -> int:
    """Test the named files, or all there are; 1 when a rule is not what it says, 2 for a file that is none."""
    tested = wrong = 0
    for problems in _named(parsed.operands) if parsed.operands else _built_in():
        tested += 1
        wrong += bool(problems)
        for problem in problems:
            sys.stdout.write(problem_text(locale, problem) + "\n")
    sys.stdout.write(say(locale, "rules-tested", count=tested, wrong=wrong) + "\n")
    return 1 if wrong else 0


def _built_in() -> Iterator[list[Problem]]:
    for catalog in (Catalog.load(use_cache=False), own_catalog()):
        for problem in catalog.errors:
            yield [problem]
        for rule in catalog.rules:
            yield list(differences(rule))


def _named(names: list[str]) -> Iterator[list[Problem]]:
    for file in [file for name in names for file in _files(name)]:
        try:
            read = read_rule(file.read_text("utf-8"), str(file))
        except (OSError, UnicodeDecodeError) as error:
            yield [Problem.of("rule-unreadable", file=file, line=1, kind=type(error).__name__)]
            continue
        problems = list(read.problems)
        if read.data is not None:
            problems += differences(rule_of(read.data, str(file)))
        yield problems


def _files(name: str) -> list[Path]:
    path = Path(name)
    if path.is_dir():
        return sorted(path.rglob("*.yml"))
    if not path.is_file():
        raise UsageError("usage-no-such-file", near_file(name, Path.cwd()), path=name)
    return [path]
