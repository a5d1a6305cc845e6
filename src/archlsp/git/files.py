"""Files of the work tree, read once and never outside of it; and why a file is not reviewed."""

import codecs
import errno
import os
import re
import stat
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

LIMIT = 1_000_000
_LONG_LINE = 1_000
_POINTER = "version https://git-lfs.github.com/spec/"
_POINTER_SIZE = 1_024
# Bytes of Western European text often pass for Shift JIS too; Japanese text has kana or words of kanji.
_JAPANESE = re.compile("[ぁ-ヿ]|[一-鿿]{3}")

_CLOSED = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
_FILE = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _CLOSED
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | _CLOSED

_REASONS = {
    errno.ENOENT: "skip-missing",
    errno.ELOOP: "skip-symlink",
    errno.ENOTDIR: "skip-missing",
    errno.EISDIR: "skip-not-regular",
    errno.ENXIO: "skip-not-regular",
}


@dataclass(frozen=True, slots=True)
class FileText:
    """A file's text, or the key of `messages` that says why there is none. `encoding` is Python's name of it."""

    text: str | None
    skipped: str | None = None
    encoding: str = "utf-8"


def read_text(root: Path, path: str, limit: int = LIMIT) -> FileText:
    """Read the file at `path` below `root`: a regular one, of at most `limit` bytes, reached by no symbolic link.

    Never raises and never waits. UTF-8 (a byte order mark is dropped), else EUC-JP or Shift JIS, else Latin-1.
    """
    try:
        data = _read_bytes(root, path, limit)
    except (OSError, ValueError) as error:
        return FileText(None, _REASONS.get(getattr(error, "errno", None) or 0, "skip-unreadable"))
    if isinstance(data, str):
        return FileText(None, data)
    if b"\0" in data:
        return FileText(None, "skip-binary")
    text, encoding = decoded(data)
    reason = text_skip_reason(text, path, limit)
    return FileText(None if reason else text, reason, encoding)


def text_skip_reason(text: str, path: str = "", limit: int = LIMIT) -> str | None:
    """Say why a text is not reviewed (too large, binary, minified, LFS pointer), or None."""
    if len(text) > limit:
        return "skip-too-large"
    if "\0" in text:
        return "skip-binary"
    if is_pointer(text):
        return "skip-lfs"
    if not path.lower().endswith(".sql") and _is_minified(text):
        return "skip-minified"
    return None


def is_pointer(text: str) -> bool:
    """Tell whether this is what git stores for a file kept by Git LFS."""
    return text.startswith(_POINTER) and len(text) < _POINTER_SIZE


def decoded(data: bytes) -> tuple[str, str]:
    """Return the text of `data` and the name of the encoding that it is taken to be in."""
    with suppress(UnicodeDecodeError):
        return data.removeprefix(codecs.BOM_UTF8).decode("utf-8"), "utf-8"
    for encoding in ("euc_jp", "cp932"):
        with suppress(UnicodeDecodeError):
            text = data.decode(encoding)
            if _JAPANESE.search(text):
                return text, encoding
    return data.decode("latin-1"), "latin-1"


def _is_minified(text: str) -> bool:
    """Tell whether most of it is in lines that nobody writes by hand."""
    if len(text) <= 2 * _LONG_LINE:
        return False
    return sum(len(line) for line in text.split("\n") if len(line) > _LONG_LINE) * 2 > len(text)


def _read_bytes(root: Path, path: str, limit: int) -> bytes | str:
    """The bytes, or the reason why not. Raises OSError."""
    *folders, name = path.split("/")
    if not name or any(part in ("", ".", "..") for part in (*folders, name)):
        return "skip-not-regular"
    with ExitStack() as opened:
        folder = os.open(root, _FOLDER & ~getattr(os, "O_NOFOLLOW", 0))
        opened.callback(os.close, folder)
        for part in folders:
            folder = _entered(folder, part)
            opened.callback(os.close, folder)
        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            return "skip-symlink"
        descriptor = os.open(name, _FILE, dir_fd=folder)
        opened.callback(os.close, descriptor)
        return _read_regular(descriptor, limit)


def _entered(folder: int, name: str) -> int:
    """Open a directory in `folder`. A symbolic link is refused even where it stays inside."""
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except NotADirectoryError as error:
        # Linux says ENOTDIR, not ELOOP, for a link where a directory is asked for.
        if stat.S_ISLNK(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from error
        raise


def _read_regular(descriptor: int, limit: int) -> bytes | str:
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        return "skip-not-regular"
    if found.st_size > limit:
        return "skip-too-large"
    with os.fdopen(descriptor, "rb", closefd=False) as file:
        data = file.read(limit + 1)
    return data if len(data) <= limit else "skip-too-large"
