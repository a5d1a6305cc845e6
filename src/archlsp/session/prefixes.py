"""git speaks in paths from the top of the work tree; a workspace folder may lie deeper and speaks in its own."""

from dataclasses import replace
from pathlib import Path

from archlsp.model.scope import ChangedFile, Scope, Skipped


def prefix_of(root: Path, folder: Path) -> str:
    """The folder's path from the root of the work tree: "" or "services/api/"."""
    relative = folder.relative_to(root).as_posix()
    return "" if relative == "." else relative + "/"


def within(scope: Scope, prefix: str) -> Scope:
    """Keep what lies below `prefix`, in paths from there."""
    if not prefix:
        return scope
    files = tuple(
        ChangedFile(file.path.removeprefix(prefix), file.change, _inside(file.old_path, prefix))
        for file in scope.files
        if file.path.startswith(prefix)
    )
    skipped = tuple(
        Skipped(skip.path.removeprefix(prefix), skip.reason)
        for skip in scope.skipped
        if skip.path.startswith(prefix)
    )
    return replace(scope, files=files, skipped=skipped)


def _inside(path: str | None, prefix: str) -> str | None:
    # A rename from outside the folder keeps its full old path behind "/", which no inner path starts with.
    if path is None:
        return None
    return path.removeprefix(prefix) if path.startswith(prefix) else "/" + path


def outward(scope: Scope, prefix: str) -> Scope:
    """The reverse of `within`, for the files that it kept."""
    if not prefix:
        return scope
    files = tuple(
        ChangedFile(prefix + file.path, file.change, _outside(file.old_path, prefix)) for file in scope.files
    )
    return replace(scope, files=files)


def _outside(path: str | None, prefix: str) -> str | None:
    if path is None:
        return None
    return path[1:] if path.startswith("/") else prefix + path
