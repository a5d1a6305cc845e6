"""The doctor's checks of the AI. They send nothing: whether a key is good, the first question will tell."""

import os
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from archlsp.cli.ai import standing_of
from archlsp.cli.checks import Check, Level
from archlsp.cli.language import resolve_settings
from archlsp.messages import problem_text, say
from archlsp.model.terms import Terms
from archlsp.settings.files import user_file


def ai_checks(folder: Path, locale: str) -> Iterator[Check]:
    """Whether it is on, consented to, has a key, a persona and the SDK. Without the AI everything else works."""
    settings = resolve_settings(os.environ, folder, {}).settings
    standing = standing_of(folder, settings, os.environ)
    if standing.terms is None:
        yield Check(Level.OK, say(locale, "doctor-ai-off"))
        return
    problem = standing.problem()
    if problem is None:
        yield Check(Level.OK, say(locale, "doctor-ai-ready", endpoint=standing.endpoint))
    else:
        # Who never asked for the AI has nothing to repair.
        level = Level.WARN if settings.ai.enabled == "on" or standing.consent else Level.OK
        text = say(locale, "doctor-ai-unused", endpoint=standing.endpoint)
        yield Check(level, text, problem_text(locale, problem))
    if standing.note is not None:
        yield Check(Level.WARN, problem_text(locale, standing.note))
    yield from _sdk(locale)
    yield from _persona(folder, standing.terms, locale)


def _sdk(locale: str) -> Iterator[Check]:
    try:
        yield Check(Level.OK, say(locale, "doctor-ai-sdk", version=version("anthropic")))
    except PackageNotFoundError:
        text = say(locale, "doctor-ai-no-sdk")
        yield Check(Level.WARN, text, say(locale, "doctor-ai-no-sdk-advice"))


def _persona(folder: Path, terms: Terms, locale: str) -> Iterator[Check]:
    from archlsp.claude.question.persona import PersonaError, load_persona  # noqa: PLC0415 - only where the AI is on

    try:
        persona = load_persona(terms.persona, folder, terms.trusted, user_file(os.environ).parent)
    except PersonaError as error:
        yield Check(Level.FAIL, problem_text(locale, error.problem))
        return
    yield Check(Level.OK, say(locale, "doctor-ai-persona", name=persona.name, version=persona.version))
