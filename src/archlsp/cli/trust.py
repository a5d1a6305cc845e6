"""`archlsp trust [FOLDER]`: let installed linters run on a folder, or no longer; without a change, list them."""

import sys
from pathlib import Path

from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.language import root_of
from archlsp.messages import say
from archlsp.store.directory import state_directory
from archlsp.trust.workspaces import TrustedFolders


def run(parsed: Parsed, locale: str) -> int:
    """Change or print the list; raises UsageError for a folder that does not exist."""
    trusted = TrustedFolders(state_directory())
    if parsed.has("--list"):
        folders = sorted(trusted.all())
        sys.stdout.write("".join(f"{folder}\n" for folder in folders) or say(locale, "trust-none") + "\n")
        return 0
    folder = Path(parsed.operands[0]) if parsed.operands else root_of(Path.cwd())
    try:
        if parsed.has("--revoke"):
            key = "trust-revoked" if trusted.remove(folder) else "trust-was-not"
        elif not folder.is_dir():
            raise UsageError("usage-no-such-file", path=folder)
        else:
            trusted.add(folder)
            key = "trust-given"
    except OSError as error:
        raise UsageError("usage-cannot-write", path=state_directory(), reason=error.strerror or "") from error
    sys.stdout.write(say(locale, key, folder=folder.resolve()) + "\n")
    return 0
