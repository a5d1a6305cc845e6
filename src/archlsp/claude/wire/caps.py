"""How much of a response is taken in: a broken or hostile server must not fill the memory or keep a core busy."""

import zlib
from collections.abc import AsyncIterator

import httpx2

_SLICE = 65_536
_LINES = 4096
_GZIP_OR_ZLIB = 47
_ENCODED = ("gzip", "x-gzip", "deflate")


class TooManyBytesError(Exception):
    """The response is longer than an answer can be."""


class Capped(httpx2.AsyncByteStream):
    """The body of a response, unpacked slice by slice and counted.

    `event`: how much may come without an empty line. The SDK collects until there is one, and copies what it has
    with every line.
    """

    def __init__(self, stream: httpx2.AsyncByteStream, encoding: str, most: int, event: int) -> None:
        """`encoding` is that of the header. Nothing is read yet."""
        self._stream = stream
        self._inflate = zlib.decompressobj(_GZIP_OR_ZLIB) if encoding in _ENCODED else None
        self._left = most
        self._event = event
        self._pending = 0
        self._lines = 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give the body in slices. Raises TooManyBytesError."""
        async for chunk in self._stream:
            if self._inflate is None:
                yield self._counted(chunk)
                continue
            packed = chunk
            while packed:
                piece = self._inflate.decompress(packed, _SLICE)
                packed = self._inflate.unconsumed_tail
                yield self._counted(piece)

    async def aclose(self) -> None:
        """Close the connection, unless everything was read."""
        await self._stream.aclose()

    def _counted(self, piece: bytes) -> bytes:
        self._left -= len(piece)
        end = max(piece.rfind(b"\n\n"), piece.rfind(b"\r\n\r\n"))
        rest = piece if end < 0 else piece[end + 2 :]
        self._pending = len(rest) if end >= 0 else self._pending + len(rest)
        self._lines = rest.count(b"\n") if end >= 0 else self._lines + rest.count(b"\n")
        if self._left < 0 or self._pending > self._event or self._lines > _LINES:
            raise TooManyBytesError
        return piece


def cap(response: httpx2.Response, most: int, event: int) -> None:
    """Put a cap on a response whose body was not read yet. Raises TooManyBytesError for one that we cannot unpack."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding not in ("", "identity", *_ENCODED):
        raise TooManyBytesError
    if encoding:
        del response.headers["content-encoding"]
    if isinstance(response.stream, httpx2.AsyncByteStream):
        response.stream = Capped(response.stream, encoding, most, event)
