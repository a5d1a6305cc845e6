"""From what the editor, the user's file and the repository say to the settings of one folder."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from archlsp.git.locate import locate
from archlsp.git.trouble import NotARepositoryError, UnsafeRepositoryError
from archlsp.settings.environment import environment_layer
from archlsp.settings.files import FILE_NAME, repository_layer, user_file, user_layer
from archlsp.settings.layers import Complaint, Layer, Origin, Resolved, resolve

SECTION = "archlsp"
_WATCHED = (FILE_NAME, "pyproject.toml")


def editor_values(said: object) -> Mapping[str, object]:
    """Take our section out of what a client sent, which may be the section alone or a tree around it."""
    if not isinstance(said, Mapping):
        return {}
    inner = said.get(SECTION)
    return inner if isinstance(inner, Mapping) else said


@dataclass(slots=True)
class Options:
    """The layers of one folder. A file that does not parse leaves its last good layer in force."""

    folder: Path | None
    editor: Mapping[str, object] = field(default_factory=dict)
    _good: dict[Origin, Layer | None] = field(default_factory=dict)
    _seen: object = None

    def resolve(self, locale: str | None) -> Resolved:
        """Read the files and join everything; the complaints name what was not taken."""
        self._seen = self._stamp()
        complaints: list[Complaint] = []
        layers = [Layer(Origin.EDITOR, self.editor), environment_layer(os.environ)]
        found = [(Origin.USER, user_layer())]
        if self.folder is not None:
            found.append((Origin.REPOSITORY, repository_layer(self._root(self.folder))))
        for origin, (layer, troubles) in found:
            if layer is not None or not troubles:
                self._good[origin] = layer
            complaints.extend(troubles)
        layers.extend(layer for layer in self._good.values() if layer is not None)
        resolved = resolve(layers, locale)
        return Resolved(resolved.settings, (*complaints, *resolved.complaints))

    def changed_on_disk(self) -> bool:
        """Tell whether a settings file is not what it was at the last `resolve`."""
        return self._stamp() != self._seen

    def _root(self, folder: Path) -> Path:
        try:
            return locate(folder).root
        except (NotARepositoryError, UnsafeRepositoryError, OSError):
            return folder

    def _stamp(self) -> object:
        paths = [user_file(os.environ)]
        if self.folder is not None:
            root = self._root(self.folder)
            paths.extend(root / name for name in _WATCHED)
        return tuple(_stamp_of(path) for path in paths)


def _stamp_of(path: Path) -> object:
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino
