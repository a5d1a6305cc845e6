"""All rules: read from YAML, checked, and kept as one JSON file in the user's cache while nothing changes."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from archlsp.model.review import Problem
from archlsp.rules.compiled import read_compiled, write_compiled
from archlsp.rules.project import PREFIX, read_files
from archlsp.rules.rule import Rule, RuleText, rule_of

BUILT_IN = Path(__file__).with_name("catalog")


@dataclass(frozen=True)
class Catalog:
    """The rules that are on, and a problem (with `file` and `line`) for each one that is off."""

    rules: tuple[Rule, ...] = field(repr=False)
    errors: tuple[Problem, ...] = ()
    _by_language: dict[str, tuple[Rule, ...]] = field(default_factory=dict, repr=False, compare=False)
    derived: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What others have made of the rules and keep with them (selection.py)."""

    @classmethod
    def load(cls, extra_dirs: Sequence[Path] = (), *, use_cache: bool = True) -> "Catalog":
        """Read the built-in rules and those below `extra_dirs`. Never raises: what cannot be read is in `errors`."""
        files, errors = _read_all([BUILT_IN, *extra_dirs])
        texts = read_compiled(files) if use_cache else None
        if texts is not None:
            # Somebody may have put their fingers into the cache.
            with suppress(KeyError, TypeError, ValueError, AttributeError):
                return cls.of(texts, errors)
        # PyYAML is a sixth of a worker's start, and only a new set of rules needs it.
        from archlsp.rules.reading import read_rule  # noqa: PLC0415

        texts = [read_rule(content, file) for file, content in files]
        if use_cache:
            write_compiled(files, texts)
        return cls.of(texts, errors)

    @classmethod
    def of_project(cls, root: Path) -> "Catalog":
        """Read a project's own rules. Never raises."""
        from archlsp.rules.reading import read_rule  # noqa: PLC0415 - PyYAML, as above

        files, errors = read_files(root)
        read = [read_rule(content, file) for file, content in files]
        return cls.of([_own_name(text) for text in read], errors)

    @classmethod
    def of(cls, texts: Iterable[RuleText], errors: Iterable[Problem] = ()) -> "Catalog":
        """Build a catalog from files that were read; of two rules with one id the first stays."""
        rules: dict[str, Rule] = {}
        problems = list(errors)
        for text in texts:
            problems += text.problems
            if text.data is None:
                continue
            rule = rule_of(text.data, text.file)
            if rule.id in rules:
                problems.append(Problem.of("rule-id-twice", file=text.file, line=1, id=rule.id))
            else:
                rules[rule.id] = rule
        return cls(tuple(rules.values()), tuple(problems))

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def get(self, rule_id: str) -> Rule | None:
        """Return a rule by its id."""
        return self._by_id.get(rule_id)

    def for_language(self, language: str) -> tuple[Rule, ...]:
        """Return the rules about one language, in the catalog's order."""
        if language not in self._by_language:
            self._by_language[language] = tuple(rule for rule in self.rules if language in rule.languages)
        return self._by_language[language]


def _own_name(text: RuleText) -> RuleText:
    """A project's rule must not pass for one of ours."""
    if text.data is None or str(text.data["id"]).startswith(PREFIX):
        return text
    problem = Problem.of("rule-project-prefix", file=text.file, line=1, id=text.data["id"], prefix=PREFIX)
    return RuleText(text.file, None, (*text.problems, problem))


def _read_all(folders: Iterable[Path]) -> tuple[list[tuple[str, bytes]], list[Problem]]:
    """Read every rule file: (name for complaints, content). The name of a built-in one is `python/py-x.yml`."""
    files: list[tuple[str, bytes]] = []
    errors: list[Problem] = []
    for folder in folders:
        for path in sorted(folder.rglob("*.yml")):
            name = path.relative_to(folder).as_posix() if folder == BUILT_IN else str(path)
            try:
                files.append((name, path.read_bytes()))
            except IsADirectoryError:
                continue
            except OSError as error:
                errors.append(Problem.of("rule-unreadable", file=name, line=1, kind=type(error).__name__))
    return files, errors
