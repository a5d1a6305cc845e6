"""The user's state directory: private, real, ours. Never a place that a repository can choose."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path


class StoreTroubleError(Exception):
    """The disk cannot be used; `code` is a message key with the placeholder {directory}."""

    def __init__(self, code: str) -> None:
        """`code` is one of the keys ledger-*."""
        super().__init__(code)
        self.code = code


def state_directory(environ: Mapping[str, str] | None = None) -> Path:
    """ARCHLSP_STATE_DIR, else the platform's place for a program's state."""
    if directory := (os.environ if environ is None else environ).get("ARCHLSP_STATE_DIR"):
        return Path(directory)
    from platformdirs import user_state_path  # noqa: PLC0415 (10 ms that a container or a test need not pay)

    return user_state_path("archlsp")


def prepare(directory: Path) -> None:
    """Make the directory where it is missing, and close it to others. Raises StoreTroubleError."""
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        about = directory.lstat()
    except OSError as trouble:
        raise StoreTroubleError("ledger-unwritable") from trouble
    if stat.S_ISLNK(about.st_mode):
        raise StoreTroubleError("ledger-link")
    if about.st_uid != os.geteuid():
        raise StoreTroubleError("ledger-foreign")
    make_private(directory, about.st_mode, 0o700)


def make_private(path: Path, mode: int, wanted: int) -> None:
    """Take other users' rights away. Raises StoreTroubleError."""
    if not mode & 0o077:
        return
    try:
        path.chmod(wanted)
    except OSError as trouble:
        raise StoreTroubleError("ledger-unwritable") from trouble


def regular(path: Path) -> bool:
    """Tell whether nothing, or a regular file of ours, lies at `path`; a link is neither."""
    try:
        about = path.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return stat.S_ISREG(about.st_mode) and about.st_uid == os.geteuid()
