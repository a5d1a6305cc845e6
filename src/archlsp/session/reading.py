"""What is read for a review, and why a file is not."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from archlsp.git.files import FileText, read_text, text_skip_reason
from archlsp.model.languages import language_of
from archlsp.model.scope import Change, ChangedFile, Scope, ScopeKind
from archlsp.settings.settings import Settings

_MOST_CHANGED = 500
_COMPARED = frozenset({"yaml", "json", "graphql", "proto"})


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's text and language; `skipped` is a message key where it is not reviewed."""

    path: str
    language: str = ""
    text: str = ""
    skipped: str | None = None


@lru_cache(maxsize=8)
def _exclusion(patterns: tuple[str, ...]) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - 20 ms that only a setting `exclude` needs

    return GitIgnoreSpec.from_lines(patterns).match_file


def refusal(path: str, settings: Settings) -> str | None:
    """Say why a path is not reviewed whatever it holds, or None."""
    if language_of(path) is None:
        return "skip-language"
    if settings.exclude and _exclusion(settings.exclude)(path):
        return "skip-excluded"
    return None


def read_buffer(path: str, text: str, settings: Settings) -> Reading:
    """Judge what an editor holds."""
    reason = refusal(path, settings) or text_skip_reason(text, path, settings.max_file_bytes)
    return Reading(path, skipped=reason) if reason else Reading(path, language_of(path) or "", text)


def read_file(folder: Path, path: str, settings: Settings) -> Reading:
    """Read a file that is not open. Blocking; never raises."""
    reason = refusal(path, settings)
    if reason:
        return Reading(path, skipped=reason)
    return judge(path, read_text(folder, path, settings.max_file_bytes), settings)


def judge(path: str, content: FileText, settings: Settings) -> Reading:
    """Judge a file whose content was read, or was not."""
    reason = refusal(path, settings)
    if reason or content.text is None:
        return Reading(path, skipped=reason or content.skipped)
    return Reading(path, language_of(path) or "", content.text)


def reviewable(files: Iterable[ChangedFile]) -> list[ChangedFile]:
    """The files that still exist and are written in a language we read."""
    return [
        file for file in files if file.change is not Change.DELETED and language_of(file.path) is not None
    ]


def shipped_paths(scope: Scope) -> frozenset[str]:
    """Return the files of a whole repository that are there as they have long been."""
    if scope.spec.kind is not ScopeKind.ALL or scope.base is None:
        return frozenset()
    return frozenset(file.path for file in scope.files if file.change is Change.UNCHANGED)


def changed_paths(scope: Scope) -> tuple[str, ...]:
    """Return what is recent, for rules about what changed together; () where that is too much to tell."""
    if scope.spec.kind is ScopeKind.ALL or len(scope.files) > _MOST_CHANGED:
        return ()
    return tuple(file.path for file in scope.files)


def compares(language: str) -> bool:
    """Tell whether there are rules that want to know what a file said before."""
    return language in _COMPARED
