"""Cutting the byte stream of the base protocol into messages. Imported before anything heavy."""

import os
import re

LIMIT = 256 * 1024 * 1024
"""A longer message is refused: nobody edits such a file, and a header with a wild number must not eat the memory."""
_LONGEST_LINE = 64 * 1024
_CHUNK = 1 << 20
_LENGTH = re.compile(rb"content-length[ \t]*:[ \t]*(.*)\Z", re.IGNORECASE | re.DOTALL)


class FrameError(Exception):
    """A header that names no usable length. The stream goes on at the next header that does."""


class FrameReader:
    """Reads message bodies from a file descriptor, however the bytes arrive."""

    def __init__(self, descriptor: int) -> None:
        """Nothing is read before `read`."""
        self._descriptor = descriptor
        self._buffer = bytearray()

    def read(self) -> bytes | None:
        """Block until a whole message is there; None at the end of the stream. Raises FrameError."""
        length = self._read_header()
        return None if length is None else self._take(length)

    def _read_header(self) -> int | None:
        """Read header lines up to an empty one; names in any case, spaces and lone line feeds tolerated."""
        length: int | None = None
        refused = False
        while (line := self._read_line()) is not None:
            if not line:
                if refused:
                    raise FrameError
                if length is not None:
                    return length
                continue
            # Searched, not matched: after a wrong length the header follows on the rest of a body.
            found = _LENGTH.search(line)
            if found:
                length = _length(found.group(1))
                refused = length is None
        return None

    def _read_line(self) -> bytes | None:
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            if len(self._buffer) > _LONGEST_LINE:
                del self._buffer[:-256]
            searched = len(self._buffer)
            if not self._fill():
                return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line.strip()

    def _take(self, length: int) -> bytes | None:
        while len(self._buffer) < length:
            if not self._fill():
                return None
        body = bytes(memoryview(self._buffer)[:length])
        del self._buffer[:length]
        return body

    def _fill(self) -> bool:
        try:
            chunk = os.read(self._descriptor, _CHUNK)
        except OSError:
            return False
        self._buffer += chunk
        return bool(chunk)


def _length(value: bytes) -> int | None:
    digits = value.strip()
    if not digits.isdigit() or len(digits) > len(str(LIMIT)) or int(digits) > LIMIT:
        return None
    return int(digits)


def frame(body: bytes) -> bytes:
    """Put the header before a body."""
    return b"Content-Length: %d\r\n\r\n" % len(body) + body
