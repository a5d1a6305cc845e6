"""Which linters may be run on a folder: those that the settings leave on, where the user trusts the folder."""

from pathlib import Path

from archlsp.settings.settings import Settings
from archlsp.store.directory import state_directory
from archlsp.trust.workspaces import TrustedFolders


def allowed_linters(folder: Path | None, settings: Settings) -> tuple[str, ...]:
    """Return the names of the linters that may run. Reads one small file."""
    if folder is None or not TrustedFolders(state_directory()).has(folder):
        return ()
    from archlsp.linters.table import NAMES  # noqa: PLC0415 - most folders are not trusted

    return tuple(name for name in NAMES if settings.linters.get(name) != "off")
