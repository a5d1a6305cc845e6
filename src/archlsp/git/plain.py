"""Small files that belong to somebody else, read without being led astray.

Never follows a symbolic link in the last place, never waits for a FIFO, never reads more than was asked for.
"""

import os
import stat
from pathlib import Path

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
)


def read_plain(path: Path, limit: int = 1 << 20) -> bytes | None:
    """Return the bytes of a regular file of at most `limit` bytes, or None for anything else."""
    try:
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode) or found.st_size > limit:
            return None
        with os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(limit)
    except OSError:
        return None
    finally:
        os.close(descriptor)


def read_line(path: Path, limit: int = 4096) -> str | None:
    """Return the first line of a small text file, or None."""
    content = read_plain(path, limit)
    return None if content is None else os.fsdecode(content).split("\n", 1)[0].rstrip("\r")


Stamp = tuple[int, int, int] | None


def stamp_of(path: Path) -> Stamp:
    """What tells one state of a file from the next: when it was written, its size and its inode; None: no file."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
