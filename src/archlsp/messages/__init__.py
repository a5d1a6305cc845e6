"""Every sentence a user reads, in Japanese and in English. One file per room, joined here.

A room's file holds `TEXTS`: key -> (Japanese, English), with the same placeholders in both.
"""

from archlsp.messages import (
    claude,
    claude_answer,
    claude_money,
    claude_prompts,
    claude_trouble,
    cli,
    cli_ai,
    completion,
    design,
    design_offline,
    editors,
    git,
    linters,
    map,
    rules,
    server,
    server_ai,
    session,
    settings,
    store,
)
from archlsp.model.review import Problem

LOCALES = ("ja", "en")
_ROOMS = (
    claude,
    claude_answer,
    claude_money,
    claude_prompts,
    claude_trouble,
    cli,
    cli_ai,
    completion,
    design,
    design_offline,
    editors,
    git,
    linters,
    map,
    rules,
    server,
    server_ai,
    session,
    settings,
    store,
)
_TEXTS: dict[str, tuple[str, str]] = {
    key: sentences for room in _ROOMS for key, sentences in room.TEXTS.items()
}


def say(locale: str, key: str, /, **values: object) -> str:
    """Return the sentence `key` with its placeholders filled; any locale but "en" is Japanese.

    Raises KeyError for an unknown key or a missing placeholder: a mistake of ours that the tests look for.
    """
    return _TEXTS[key][locale == "en"].format_map(values)


def problem_text(locale: str, problem: Problem) -> str:
    """Return the sentence of a problem. A code that nobody wrote a sentence for is shown as it is."""
    if problem.code not in _TEXTS:
        return problem.code
    return say(locale, problem.code, **dict(problem.detail))
