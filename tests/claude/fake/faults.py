"""What goes wrong: as whole replies, and in the middle of a stream. All of it happens to a real connection."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable, Mapping

from claude.fake.wire import Out

PORTAL = b"<!DOCTYPE html><html><body>Welcome to our network. Please sign in.</body></html>"
_DRIP = b'event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_del'
_BOMB = 200_000_000


class GoneError(Exception):
    """The fault ended the connection, or the client did."""


async def _forever() -> None:
    await asyncio.Event().wait()


async def _hang(_out: Out) -> None:
    await _forever()


async def _reset(out: Out) -> None:
    out.reset()
    raise GoneError


async def _html(out: Out) -> None:
    await out.whole(200, PORTAL, "text/html")


async def _html_404(out: Out) -> None:
    await out.whole(404, PORTAL, "text/html")


async def _redirect(out: Out) -> None:
    await out.whole(302, PORTAL, "text/html", "location: http://127.0.0.1:1/login")


async def _plain_json(out: Out) -> None:
    await out.json(200, {"choices": [{"message": {"content": "another API"}}]})


async def _gzip_bomb(out: Out) -> None:
    bomb = gzip.compress(b"data: " + bytes(_BOMB), compresslevel=1)
    await out.whole(200, bomb, "text/event-stream", "content-encoding: gzip")


async def _endless_line(out: Out) -> None:
    out.head(200, "text/event-stream", "transfer-encoding: chunked")
    await out.chunks([b"event: content_block_delta\ndata: "])
    while True:
        await out.chunks([b"x" * 65536])


ODD: Mapping[str, Callable[[Out], Awaitable[None]]] = {
    "hang": _hang,
    "reset": _reset,
    "html": _html,
    "html-404": _html_404,
    "redirect": _redirect,
    "plain-json": _plain_json,
    "gzip-bomb": _gzip_bomb,
    "endless-line": _endless_line,
}


async def _drop_midway(out: Out) -> None:
    out.drop()
    raise GoneError


async def _cut(out: Out) -> None:
    await out.end()
    raise GoneError


async def _error(out: Out, kind: str = "api_error") -> None:
    await out.event({"type": "error", "error": {"type": kind, "message": "injected"}})
    await _cut(out)


async def _overloaded(out: Out) -> None:
    await _error(out, "overloaded_error")


async def _bad_json(out: Out) -> None:
    await out.chunks([b'event: content_block_delta\ndata: {"type":"content_blo\n\n'])
    await _cut(out)


async def _pings(out: Out) -> None:
    while True:
        await out.event({"type": "ping"})
        await asyncio.sleep(0.02)


async def _drip(out: Out) -> None:
    for place in range(len(_DRIP) * 100):
        await out.chunks([_DRIP[place : place + 1] or b"x"])
        await asyncio.sleep(0.02)


async def _flood(out: Out) -> None:
    piece = {"type": "text_delta", "text": json.dumps({"title": "again"}) * 400 + ","}
    while True:
        await out.event({"type": "content_block_delta", "index": 0, "delta": piece})


# A "hold" is the server's: it goes on afterwards.
FAULTS: Mapping[str, Callable[[Out], Awaitable[None]]] = {
    "reset": _reset,
    "drop": _drop_midway,
    "cut": _cut,
    "error": _error,
    "overloaded": _overloaded,
    "bad-json": _bad_json,
    "pings": _pings,
    "stall": _hang,
    "drip": _drip,
    "flood": _flood,
}
