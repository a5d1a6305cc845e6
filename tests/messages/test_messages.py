"""Every sentence exists in Japanese and in English, and every key that is used exists."""

import importlib
import pkgutil
import re
import string
from pathlib import Path

import pytest

import archlsp
from archlsp import messages
from archlsp.messages import problem_text, say
from archlsp.model.review import Problem

_ROOMS = {info.name for info in pkgutil.iter_modules(messages.__path__)}
_TEXTS = {
    room: texts
    for room in sorted(_ROOMS)
    for texts in [importlib.import_module(f"archlsp.messages.{room}").TEXTS]
}
_ALL = [(room, key) for room, texts in _TEXTS.items() for key in texts]
_SOURCES = sorted(Path(archlsp.__file__).parent.rglob("*.py"))
_USES = re.compile(
    r"""(?:\bsay\(\s*[\w.]+\s*,|\bProblem\.of\(|\bProblem\(|TroubleError\(|WrongValueError\()\s*["']([\w-]+)["']"""
)


def _placeholders(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize(("room", "key"), _ALL)
def test_both_languages_have_the_same_placeholders(room: str, key: str) -> None:
    """What one language tells, the other tells too."""
    japanese, english = _TEXTS[room][key]
    assert _placeholders(japanese) == _placeholders(english)


@pytest.mark.parametrize(("room", "key"), _ALL)
def test_each_sentence_is_in_its_language(room: str, key: str) -> None:
    """Keys are kebab-case; the English text has no Japanese in it; neither is empty."""
    japanese, english = _TEXTS[room][key]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
    assert japanese.strip()
    assert english.strip()
    assert not re.search(r"[぀-ヿ一-鿿]", english)


def test_no_key_is_in_two_rooms() -> None:
    """Rooms cannot overwrite each other's sentences."""
    assert len({key for _, key in _ALL}) == len(_ALL)


def test_every_room_is_joined() -> None:
    """A room's file that nobody joins would be silent."""
    for _, key in _ALL:
        placeholders = {str(name): "x" for name in _placeholders(say_raw(key))}
        assert say("en", key, **placeholders)


def say_raw(key: str) -> str:
    """The English text with its placeholders."""
    return next(texts[key][1] for texts in _TEXTS.values() if key in texts)


def test_every_key_that_the_code_names_exists() -> None:
    """A sentence that is missing would show its key to a user."""
    known = {key for _, key in _ALL}
    used = {(path.name, key) for path in _SOURCES for key in _USES.findall(path.read_text(encoding="utf-8"))}
    assert {(name, key) for name, key in used if key not in known} == set()


def test_any_other_locale_is_japanese() -> None:
    """Japanese is the default."""
    assert say("fr", "settings-unknown", key="x") == say("ja", "settings-unknown", key="x")


def test_a_problem_without_a_sentence_shows_its_code() -> None:
    """A code from another process may be unknown here; that is no reason to fail."""
    assert problem_text("en", Problem.of("never-heard-of")) == "never-heard-of"
    assert "exlude" in problem_text("en", Problem.of("settings-unknown", key="exlude"))
