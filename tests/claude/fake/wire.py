"""HTTP/1.1 by hand, so that a fault is a fault of the connection."""

import asyncio
import json
import socket
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True)
class Seen:
    """One request as it came."""

    method: str
    path: str
    headers: Mapping[str, str]
    raw: bytes
    body: Any


async def read_request(reader: asyncio.StreamReader) -> Seen:
    """Read one request. Raises IncompleteReadError where none comes any more."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    method, path, _ = head[0].split(" ", 2)
    headers = {
        name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)
    }
    raw = await reader.readexactly(int(headers.get("content-length", 0)))
    return Seen(method, path, headers, raw, json.loads(raw) if raw else None)


class Out:
    """The way back to one client."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        """Nothing is written yet."""
        self._writer = writer

    def head(self, status: int, kind: str, *further: str) -> None:
        """Write the status and the headers."""
        lines = [
            f"HTTP/1.1 {status} Fake",
            f"content-type: {kind}",
            "request-id: req_fake",
            "anthropic-ratelimit-requests-remaining: 49",
            *further,
        ]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode())

    async def whole(self, status: int, body: bytes, kind: str = "application/json", *further: str) -> None:
        """Write a whole response."""
        self.head(status, kind, f"content-length: {len(body)}", *further)
        self._writer.write(body)
        await self._writer.drain()

    async def json(self, status: int, value: object, *further: str) -> None:
        """Write a whole response of JSON."""
        await self.whole(status, json.dumps(value).encode(), "application/json", *further)

    async def chunks(self, pieces: Iterable[bytes]) -> None:
        """Write pieces of a chunked body."""
        for piece in pieces:
            self._writer.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        await self._writer.drain()

    async def event(self, value: Mapping[str, Any], torn: bool = False) -> None:
        """Write one server-sent event."""
        frame = f"event: {value['type']}\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode()
        size = 3 if torn else len(frame)
        await self.chunks(frame[start : start + size] for start in range(0, len(frame), size))

    async def end(self) -> None:
        """End a chunked body as it should be."""
        self._writer.write(b"0\r\n\r\n")
        await self._writer.drain()

    def drop(self) -> None:
        """Close in the middle (FIN)."""
        self._writer.close()

    def reset(self) -> None:
        """Reset the connection (RST)."""
        self._writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._writer.transport.abort()
