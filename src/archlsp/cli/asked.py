"""What the arguments of a review ask for: its scope, and what they say about settings."""

from typing import Any

from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.language import LANGUAGE
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.settings.values import WrongValueError, parse_since, revision

_KINDS = {"--staged": ScopeKind.STAGED, "--worktree": ScopeKind.WORKTREE, "--all": ScopeKind.ALL}
_OF_AI = ("--ai-consent", "--estimate", "--yes")


def said_of(parsed: Parsed) -> dict[str, Any]:
    """What the command line says about settings. `--ai` wins over a user's "off", never over a repository's."""
    said: dict[str, Any] = {}
    if parsed.has("--offline"):
        said["ai"] = {"enabled": "off"}
    if parsed.has("--ai"):
        said["ai"] = {"enabled": "on"}
    if parsed.has(LANGUAGE):
        said["language"] = parsed.values[LANGUAGE]
    return said


def spec_of(parsed: Parsed) -> ScopeSpec | None:
    """The scope that was asked for; None leaves it to the settings. Raises UsageError."""
    for name, kind in _KINDS.items():
        if parsed.has(name):
            return ScopeSpec(kind)
    try:
        if parsed.has("--since"):
            return ScopeSpec(ScopeKind.SINCE, since=parse_since(parsed.values["--since"]))
        if parsed.has("--base"):
            return ScopeSpec(ScopeKind.BRANCH, revision(parsed.values["--base"]))
    except WrongValueError as wrong:
        raise UsageError(wrong.code, None, key="--base", **wrong.detail) from wrong
    return None


def check_ai(parsed: Parsed) -> None:
    """Options about asking a model mean nothing where it is not asked. Raises UsageError."""
    for name in _OF_AI:
        if parsed.has(name) and not parsed.has("--ai"):
            raise UsageError("usage-needs", option=name, other="--ai")
