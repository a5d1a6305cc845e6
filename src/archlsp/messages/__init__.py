"""Every sentence a user reads, in Japanese and in English. One file per room, joined here.

A room's file holds `TEXTS`: key -> (Japanese, English), with the same placeholders in both.
"""

from importlib import import_module

from archlsp.model.review import Problem

_ROOMS = ("cli", "git", "rules", "server", "session", "settings", "store")
LOCALES = ("ja", "en")


def _join() -> dict[str, tuple[str, str]]:
    joined: dict[str, tuple[str, str]] = {}
    for room in _ROOMS:
        try:
            joined.update(import_module(f"archlsp.messages.{room}").TEXTS)
        except ModuleNotFoundError:
            continue
    return joined


_TEXTS = _join()


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
