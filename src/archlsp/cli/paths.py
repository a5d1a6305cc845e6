"""From the paths on the command line to a folder and paths relative to it."""

import os
from collections.abc import Sequence
from pathlib import Path

from archlsp.cli.arguments import UsageError
from archlsp.cli.language import root_of
from archlsp.settings.nearest import nearest


def folder_and_paths(operands: Sequence[str], here: Path) -> tuple[Path, list[str]]:
    """The folder to review, and what was named in it: POSIX paths, "." for all; none without operands.

    The folder is the work tree of the first path, or of `here`; outside of git the directory itself.
    Raises UsageError for a path that does not exist or lies in another place.
    """
    if not operands:
        return root_of(here), []
    named = [_existing(operand, here) for operand in operands]
    first = named[0]
    folder = root_of(first if first.is_dir() else first.parent)
    paths = []
    for operand, path in zip(operands, named, strict=True):
        if not path.is_relative_to(folder):
            raise UsageError("usage-other-folder", path=operand, folder=folder)
        paths.append(path.relative_to(folder).as_posix())
    return folder, paths


def _existing(operand: str, here: Path) -> Path:
    """The absolute path, with links on the way to it resolved and the last part as it was named."""
    path = Path(os.path.normpath(here / operand))
    path = path.parent.resolve() / path.name
    if "\0" not in operand and os.path.lexists(path):
        return path.resolve() if path.is_dir() else path
    raise UsageError("usage-no-such-file", near_file(operand, here), path=operand)


def near_file(operand: str, here: Path) -> str | None:
    """A file that exists and was probably meant."""
    parent, _, name = operand.replace("\0", "").rpartition("/")
    try:
        with os.scandir(here / parent if parent else here) as entries:
            names = [entry.name for _, entry in zip(range(5_000), entries, strict=False)]
    except OSError:
        return None
    found = nearest(name, names)
    return f"{parent}/{found}" if found and parent else found
