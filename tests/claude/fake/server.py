"""The server itself: who is let in, what is asked, what is answered."""

import asyncio
import ssl
from collections import deque
from collections.abc import Callable, Coroutine, Iterable, Mapping
from contextlib import suppress
from itertools import count
from types import TracebackType
from typing import Any, Self

from claude.fake.batches import Batches
from claude.fake.blocks import tokens_of
from claude.fake.caching import Cache
from claude.fake.faults import FAULTS, ODD, GoneError
from claude.fake.refusals import refusals
from claude.fake.replies import Answer, Odd, Reply, Status, settled
from claude.fake.streaming import events_of, message_of, whole_message
from claude.fake.strict import problems
from claude.fake.wire import Out, Seen, read_request

_MESSAGES = "/v1/messages"
_DELTA = "content_block_delta"
_ENDS = ("content_block_stop", "message_delta")
_KINDS = {f"{_MESSAGES}/count_tokens": "count", f"{_MESSAGES}/batches": "batch"}
_MODEL = {
    "type": "model",
    "display_name": "Fake",
    "created_at": "2026-10-07T00:00:00Z",
    "lifecycle": "active",
}


class FakeApi:
    """See the package's manual."""

    def __init__(
        self,
        script: Iterable[Reply] = (),
        *,
        answer: Reply = "ok",
        key: str | None = None,
        only_x_api_key: bool = False,
        results_host: str | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Nothing listens yet."""
        self._tls = tls
        self.script: deque[Reply] = deque(script)
        self.answer = answer
        self.url = ""
        self.requests: list[Seen] = []
        self.refused: list[str] = []
        self.connections = 0
        self.abandoned = 0
        self._key = key
        self._only_x_api_key = only_x_api_key
        self._results_host = results_host
        self._cache = Cache()
        self._batches = Batches(self._whole)
        self._numbers = count(1)
        self._moved = asyncio.Condition()
        self._free = asyncio.Event()
        self._open: set[asyncio.Task[None]] = set()

    @property
    def bodies(self) -> list[Any]:
        """The parsed bodies of the questions, in order."""
        return [seen.body for seen in self.requests if seen.path == _MESSAGES]

    def go(self) -> None:
        """Let answers with fault="hold" go on, these and all later ones."""
        self._free.set()

    async def until(self, holds: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something holds about this server. Raises TimeoutError."""
        async with asyncio.timeout(seconds), self._moved:
            await self._moved.wait_for(holds)

    async def __aenter__(self) -> Self:
        """Listen on a port of its own."""
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, limit=1 << 26, ssl=self._tls)
        scheme = "https" if self._tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close every connection."""
        self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    # ------------------------------------------------------------------ connections

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        self.connections += 1
        await self._tell()
        try:
            with suppress(EOFError, ConnectionError, GoneError, asyncio.CancelledError):
                while True:
                    seen = await read_request(reader)
                    self.requests.append(seen)
                    await self._tell()
                    await self._unless_gone(reader, self._serve(seen, Out(writer)))
        finally:
            writer.close()

    async def _unless_gone(self, reader: asyncio.StreamReader, work: Coroutine[Any, Any, None]) -> None:
        """Do something as long as the client listens: a real API stops as well."""
        task, gone = asyncio.create_task(work), asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task
                return
            self.abandoned += 1
            await self._tell()
            raise GoneError
        finally:
            task.cancel()
            gone.cancel()
            await asyncio.gather(task, gone, return_exceptions=True)

    async def _tell(self) -> None:
        async with self._moved:
            self._moved.notify_all()

    # ------------------------------------------------------------------ requests

    async def _serve(self, seen: Seen, out: Out) -> None:
        path = seen.path.split("?")[0]
        refusal = self._unlocked(seen) or self._wrong(path, seen)
        if refusal is not None:
            await _refuse(out, refusal)
        elif seen.method == "POST" and path == _MESSAGES:
            await self._messages(seen.body, out)
        elif seen.method == "POST" and path == f"{_MESSAGES}/count_tokens":
            await out.json(200, {"input_tokens": tokens_of(seen.body)})
        elif path.startswith(f"{_MESSAGES}/batches"):
            await self._batch(seen, path.split("/")[4:], out)
        elif path.startswith("/v1/models/"):
            await out.json(200, {**_MODEL, "id": path.rsplit("/", 1)[1]})
        else:
            await _refuse(out, Status(404, "not_found_error", path))

    def _unlocked(self, seen: Seen) -> Status | None:
        bearer = seen.headers.get("authorization", "").removeprefix("Bearer ")
        given = seen.headers.get("x-api-key", "") or ("" if self._only_x_api_key else bearer)
        if not given or (self._key is not None and given != self._key):
            return Status(401, "authentication_error", "invalid x-api-key")
        if "anthropic-version" not in seen.headers:
            return Status(400, "invalid_request_error", "anthropic-version: header is required")
        return None

    def _wrong(self, path: str, seen: Seen) -> Status | None:
        if seen.method != "POST" or not (path == _MESSAGES or path in _KINDS):
            return None
        if not isinstance(seen.body, dict):
            return Status(400, "invalid_request_error", "the body is no JSON object")
        kind = _KINDS.get(path) or ("stream" if seen.body.get("stream") else "create")
        found = problems(kind, seen.body) or refusals(kind, seen.body)
        if not found:
            return None
        self.refused += found
        return Status(400, "invalid_request_error", "; ".join(found[:3]))

    # ------------------------------------------------------------------ answers

    def _next(self, body: Mapping[str, Any]) -> Answer | Status | Odd:
        return settled(self.script.popleft() if self.script else self.answer, body)

    def _whole(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        reply = self._next(body)
        message = message_of(next(self._numbers), body["model"], self._cache.usage(body))
        return whole_message(message, reply if isinstance(reply, Answer) else Answer())

    async def _messages(self, body: Mapping[str, Any], out: Out) -> None:
        reply = self._next(body)
        if isinstance(reply, Status):
            await _refuse(out, reply)
        elif isinstance(reply, Odd):
            await ODD[reply.name](out)
        else:
            message = message_of(next(self._numbers), body["model"], self._cache.usage(body))
            if body.get("stream"):
                await self._stream(message, reply, out)
            else:
                await out.json(200, whole_message(message, reply))

    async def _stream(self, message: dict[str, Any], answer: Answer, out: Out) -> None:
        out.head(
            200, "text/event-stream; charset=utf-8", "transfer-encoding: chunked", "cache-control: no-cache"
        )
        deltas = 0
        for event in events_of(message, answer):
            is_time = event["type"] in _ENDS or (event["type"] == _DELTA and deltas == answer.after)
            if answer.fault and is_time:
                answer = await self._go_wrong(answer, out)
            await out.event(event, answer.torn)
            deltas += event["type"] == _DELTA
        await out.end()

    async def _go_wrong(self, answer: Answer, out: Out) -> Answer:
        if answer.fault == "hold":
            await self._tell()
            await self._free.wait()
        else:
            await FAULTS[answer.fault](out)
        return Answer(torn=answer.torn)

    async def _batch(self, seen: Seen, rest: list[str], out: Out) -> None:
        host = self._results_host or self.url
        if seen.method == "POST" and not rest:
            await out.json(200, self._batches.look(self._batches.make(seen.body["requests"]), host))
        elif not rest or not self._batches.knows(rest[0]):
            await _refuse(out, Status(404, "not_found_error", "no such batch"))
        elif rest[1:] == ["results"]:
            await out.whole(200, self._batches.results(rest[0]), "application/x-jsonl")
        else:
            await out.json(200, self._batches.look(rest[0], host))


async def _refuse(out: Out, status: Status) -> None:
    details = {"error_code": status.code} if status.code else None
    error = {"type": status.type, "message": status.message, "details": details}
    further = [f"retry-after: {status.retry_after}"] if status.retry_after is not None else []
    await out.json(status.status, {"type": "error", "error": error, "request_id": "req_fake"}, *further)
