"""Which language to speak before anything else is known, and the settings of a folder."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from archlsp.git.locate import locate
from archlsp.git.trouble import NotARepositoryError, UnsafeRepositoryError
from archlsp.settings.environment import environment_layer
from archlsp.settings.files import repository_layer, user_layer
from archlsp.settings.layers import Complaint, Layer, Origin, Resolved, resolve

LANGUAGE = "--language"


def locale_of(arguments: Sequence[str], environ: Mapping[str, str], folder: Path) -> str:
    """The language for this command, "ja" or "en", even where its other arguments are wrong."""
    said: dict[str, Any] = {}
    for word, following in pairwise([*arguments, ""]):
        name, equals, value = word.partition("=")
        if name == LANGUAGE:
            said["language"] = value if equals else following
    return resolve_settings(environ, root_of(folder), said).settings.language


def root_of(folder: Path) -> Path:
    """The top of the work tree that a folder is in; outside of git, or in one that is refused, the folder."""
    try:
        return locate(folder).root
    except (NotARepositoryError, UnsafeRepositoryError, OSError):
        return folder


def resolve_settings(environ: Mapping[str, str], root: Path, command_line: Mapping[str, Any]) -> Resolved:
    """Join what the files, the environment and the command line say. Never raises."""
    layers = [environment_layer(environ), Layer(Origin.COMMAND_LINE, command_line)]
    complaints: list[Complaint] = []
    for layer, troubles in (user_layer(environ), repository_layer(root)):
        complaints.extend(troubles)
        if layer is not None:
            layers.append(layer)
    resolved = resolve(layers, _client_locale(environ))
    return Resolved(resolved.settings, (*complaints, *resolved.complaints))


def _client_locale(environ: Mapping[str, str]) -> str | None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(name):
            return value
    return None
