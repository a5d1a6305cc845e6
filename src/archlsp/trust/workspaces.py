"""Which folders the user trusts: a list in the user's own state, by real path.

Trust lets installed linters run on a folder, which read that folder's configuration. A repository cannot put itself
on the list, and a folder that is moved or replaced by another place's link is not on it any more.
"""

import json
import os
from contextlib import suppress
from pathlib import Path

FILE_NAME = "trusted.json"
_LARGEST = 1 << 20


class TrustedFolders:
    """The list in `directory`, the user's state directory. Reads never raise; writes raise OSError."""

    def __init__(self, directory: Path) -> None:
        """Nothing is read yet."""
        self._file = directory / FILE_NAME

    def has(self, folder: Path) -> bool:
        """Tell whether a folder, or one around it, is trusted."""
        trusted = self.all()
        real = folder.resolve()
        return any(str(place) in trusted for place in (real, *real.parents))

    def all(self) -> frozenset[str]:
        """Return the trusted folders; none where the list is missing or damaged."""
        with suppress(OSError, ValueError, TypeError):
            if self._file.lstat().st_size <= _LARGEST and not self._file.is_symlink():
                found = json.loads(self._file.read_text("utf-8"))
                return frozenset(item for item in found if isinstance(item, str))
        return frozenset()

    def add(self, folder: Path) -> None:
        """Trust a folder and what is below it."""
        self._write(self.all() | {str(folder.resolve())})

    def remove(self, folder: Path) -> bool:
        """Trust a folder no longer; tell whether it was on the list."""
        trusted, real = self.all(), str(folder.resolve())
        if real in trusted:
            self._write(trusted - {real})
        return real in trusted

    def _write(self, folders: frozenset[str]) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._file.with_name(f"{FILE_NAME}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(sorted(folders), stream, indent=1)
        draft.replace(self._file)
