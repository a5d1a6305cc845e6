"""Reading files of the project for a question: text alone, and never what a person would not show a stranger."""

import os
import re
import stat
from functools import lru_cache
from pathlib import Path

LARGEST = 200_000
_SECRET = re.compile(
    r"(^|/)(\.env[^/]*|\.npmrc|\.pypirc|\.netrc|\.git-credentials|id_(?:rsa|dsa|ecdsa|ed25519)[^/]*"
    r"|[^/]*\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk)|credentials?(?:\.[^/]*)?|secrets?\.[^/]*)$",
    re.IGNORECASE,
)


def is_secret(path: str) -> bool:
    """Tell whether a file is one of keys or passwords, by its name."""
    return _SECRET.search(path) is not None


def read_text(root: Path, path: str) -> str:
    """Return the text of a file below `root`, "" for whatever is none: a link, too large, binary, gone."""
    if is_secret(path):
        return ""
    try:
        place = root.resolve() / path
        found = place.lstat()
        if not stat.S_ISREG(found.st_mode) or found.st_size > LARGEST or place.resolve() != place:
            return ""
    except (OSError, ValueError, RuntimeError):
        return ""
    return _read(str(place), found.st_size, found.st_mtime_ns)


@lru_cache(maxsize=256)
def _read(place: str, _size: int, _changed: int) -> str:
    try:
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as stream:
            content = stream.read(LARGEST + 1)
    except OSError:
        return ""
    if len(content) > LARGEST or b"\0" in content:
        return ""
    return content.decode("utf-8-sig", "replace").replace("\r\n", "\n").strip()
