"""Who answers: an agent file, Markdown with front matter. Ours, or one that the user chose.

The usual format: `name`, `description`, `model`, `tools`, `color` and the like between two lines of `---`, then the
system prompt. What we do not know is kept quiet about; what is broken is told clearly.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from archlsp.claude.question.frontmatter import FrontMatterError, split, word
from archlsp.claude.question.texts import PROMPTS
from archlsp.model.review import Problem

OURS = "backend-architect"
_NAME = re.compile(r"[\w][\w. -]{0,80}")
_LARGEST = 200_000
_INHERITED = frozenset({"", "inherit", "default"})
_ALIASES = {
    "haiku": "claude-haiku-5-5",
    "sonnet": "claude-sonnet-5-5",
    "opus": "claude-opus-5-5",
    "fable": "claude-fable-5-1",
}


class PersonaError(Exception):
    """An agent file that cannot be used; `problem` says which and why."""

    def __init__(self, problem: Problem) -> None:
        """Carry the problem."""
        super().__init__(problem.code)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Persona:
    """`body` is the system prompt. `model` is "" where the choice is left to the settings."""

    name: str
    version: str
    body: str
    model: str = ""


def load_persona(wanted: str, root: Path | None, trusted: bool, config_dir: Path) -> Persona:
    """Find and read a persona by name or, for the user's own, by absolute path. Raises PersonaError.

    Looked for in the user's `agents` folder, then in the project's `.claude/agents` where the user trusts the project,
    then among ours.
    """
    if not wanted:
        return read_persona(PROMPTS / f"{OURS}.md")
    try:
        found = next((place for place in _places(wanted, root, trusted, config_dir) if place.is_file()), None)
    except (OSError, ValueError, RuntimeError):  # a name that is none, a home that is not there
        found = None
    if found is None:
        raise PersonaError(Problem.of("persona-missing", name=wanted[:80]))
    return read_persona(found)


def read_persona(file: Path) -> Persona:
    """Read an agent file. Raises PersonaError."""
    name = file.name
    try:
        if file.stat().st_size > _LARGEST:
            raise PersonaError(Problem.of("persona-too-large", file=name))
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PersonaError(Problem.of("persona-unreadable", file=name)) from error
    try:
        head, body = split(text)
    except FrontMatterError as error:
        problem = Problem.of("persona-broken", file=name, line=error.line)
        raise PersonaError(problem if error.line else Problem.of("persona-not-closed", file=name)) from error
    if not body.strip():
        raise PersonaError(Problem.of("persona-empty", file=name))
    model = _field(head, "model", name)
    return Persona(
        name=_field(head, "name", name) or file.stem,
        version=word(head.get("version")) or "",
        body=body.strip().replace("\r\n", "\n"),
        model="" if model in _INHERITED else _ALIASES.get(model, model),
    )


def _field(head: Mapping[str, Any], key: str, file: str) -> str:
    value = word(head.get(key))
    if value is None:
        raise PersonaError(Problem.of("persona-wrong-type", file=file, key=key))
    return value


def _places(wanted: str, root: Path | None, trusted: bool, config_dir: Path) -> Iterator[Path]:
    given = Path(wanted).expanduser()
    if given.is_absolute():
        yield given
        return
    if not _NAME.fullmatch(wanted):
        return
    file = wanted if wanted.endswith(".md") else f"{wanted}.md"
    yield config_dir / "agents" / file
    if root is not None and trusted:
        place = root.resolve() / ".claude" / "agents" / file
        if place.resolve() == place:  # a link may lead anywhere
            yield place
    yield PROMPTS / file
