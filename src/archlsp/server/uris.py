"""Names of documents: what a client calls a file, and what the file system does."""

import os
import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote_from_bytes, unquote, unquote_to_bytes, urlsplit

_DRIVE = re.compile(r"/?([A-Za-z]):(?=/|\Z)")


def to_path(uri: str) -> Path | None:
    """The file of a `file:` URI, made absolute and normal; None for any other document."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme.lower() != "file":
        return None
    name = os.fsdecode(unquote_to_bytes(parts.path))
    if "\0" in name:
        return None
    if parts.netloc and parts.netloc != "localhost":
        name = f"//{unquote(parts.netloc)}{name}"
    return Path(os.path.normpath(_DRIVE.sub(_lower_drive, name, count=1)))


def _lower_drive(found: re.Match[str]) -> str:
    # Editors disagree about the letter's case and about encoding the colon; it is one drive.
    slash = "" if os.name == "nt" else "/"
    return f"{slash}{found.group(1).lower()}:"


def same_document(uri: str) -> str:
    """A key that is equal for all spellings of one document's URI."""
    path = to_path(uri)
    return unquote(uri) if path is None else f"file://{path}"


def below(folder_uri: str, path: str) -> str:
    """Name a file below a folder, whose URI is taken as the client spelled it."""
    return folder_uri.rstrip("/") + "/" + quote_from_bytes(os.fsencode(path), safe="/~")


def from_path(path: Path) -> str:
    """Name a file of ours."""
    return "file://" + quote_from_bytes(os.fsencode(PurePosixPath("/", path.as_posix())), safe="/~:")
