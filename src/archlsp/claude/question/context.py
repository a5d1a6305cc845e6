"""What every question of one folder shares: who answers, and what the project says about itself."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from archlsp.claude.question.persona import Persona, load_persona
from archlsp.claude.question.project import Project, digest_project
from archlsp.git.repository import GitTroubleError, NotARepositoryError, Repository, UnsafeRepositoryError
from archlsp.model.terms import Terms
from archlsp.settings.files import user_file

_FRESH_SECONDS = 5.0
Ignored = Callable[[Sequence[str]], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Context:
    """The persona and the digested project."""

    persona: Persona
    project: Project


class Contexts:
    """Contexts by folder, read again when a few seconds have passed; reading costs milliseconds."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._known: dict[tuple[str, str, bool], tuple[float, Context]] = {}

    def of(self, root: str, terms: Terms) -> Context:
        """Read persona and project of a folder. Blocking. Raises PersonaError."""
        key = (root, terms.persona, terms.trusted)
        known = self._known.get(key)
        if known is not None and monotonic() - known[0] < _FRESH_SECONDS:
            return known[1]
        folder = Path(root)
        persona = load_persona(terms.persona, folder, terms.trusted, user_file(os.environ).parent)
        context = Context(persona, digest_project(folder, ignored_in(folder)))
        self._known[key] = (monotonic(), context)
        return context


def ignored_in(folder: Path) -> Ignored:
    """Return a question to git: which of these paths, relative to the folder, it ignores; outside git none."""

    def ignored(paths: Sequence[str]) -> frozenset[str]:
        try:
            repository = Repository.open(folder)
        except (NotARepositoryError, UnsafeRepositoryError, GitTroubleError):
            return frozenset()
        try:
            prefix = folder.resolve().relative_to(repository.root).as_posix()
            prefix = "" if prefix == "." else prefix + "/"
            found = repository.ignored([prefix + path for path in paths])
            return frozenset(path.removeprefix(prefix) for path in found)
        except (GitTroubleError, ValueError):
            return frozenset(paths)  # what cannot be told is left out
        finally:
            repository.close()

    return ignored
