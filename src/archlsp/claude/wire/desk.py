"""What the worker does for one frame: it finds the key, has a client, asks, and reports."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any

from archlsp.claude.wire.answering import Answering, usage_figures, usage_of
from archlsp.claude.wire.client import Client, Link, fault_of
from archlsp.claude.wire.events import Event, Fault, FaultKind, Reads
from archlsp.claude.wire.eventwire import event_value
from archlsp.claude.wire.keysource import Key, KeySource
from archlsp.claude.wire.patience import Patience
from archlsp.claude.wire.scan import Scanner, TooMuchError

Value = Mapping[str, Any]
Send = Callable[[Value], None]
_TRIES = 2


class Desk:
    """Answers frames. Clients are kept, so that their connections are used again."""

    def __init__(self) -> None:
        """Nothing is connected."""
        self._keys = KeySource()
        self._clients: dict[tuple[Link, Key | None], Client] = {}

    async def serve(self, frame: Value, send: Send) -> None:
        """Answer one frame; the last value says that it is the last. A call that is cancelled says what it cost."""
        work = _WORK[frame["do"]](frame, send)
        try:
            answer = await self._outcome(frame, work)
        except asyncio.CancelledError:
            if isinstance(work, _Asking):
                send({**event_value(work.answering.given_up()), "last": True})
            raise
        send({**answer, "last": True})

    async def _outcome(self, frame: Value, work: "_Work") -> Value:
        answer: Value = {}
        for _ in range(_TRIES):
            key = await self._keys.find(frame["credentials"])
            link = _link_of(frame)
            if key is None and link.is_default:
                return event_value(Fault(FaultKind.NO_KEY))
            try:
                client = self._client(link, key)
            except Exception:  # noqa: BLE001 - a package that is missing, a region that is not set
                return event_value(Fault(FaultKind.CONFIGURATION))
            answer = await work(client)
            if answer.get("kind") != FaultKind.KEY_REFUSED or key is None or not key.is_kept:
                break
            self._keys.forget(key)  # what a command prints may be good for an hour
        return answer

    def _client(self, link: Link, key: Key | None) -> Client:
        plain = Key(key.value) if key is not None else None
        if (link, plain) not in self._clients:
            self._clients[link, plain] = Client(link, plain)
        return self._clients[link, plain]


def _link_of(frame: Value) -> Link:
    cloud = frame["credentials"].get("cloud") or {}
    return Link(
        **frame["link"],
        connect=frame["patience"]["connect"],
        cloud=tuple(sorted((str(name), str(value)) for name, value in cloud.items())),
        is_bulky=frame["do"] == "results",
    )


class _Asking:
    def __init__(self, frame: Value, send: Send) -> None:
        def emit(event: Event) -> None:
            send(event_value(event))

        self._body = frame["body"]
        self.answering = Answering(Reads(frame["reads"]), Patience(**frame["patience"]), emit)

    async def __call__(self, client: Client) -> Value:
        return event_value(await self.answering.run(client, self._body))


class _Errand:
    """Everything but an answer that is streamed: one task with one time limit."""

    def __init__(self, frame: Value, send: Send) -> None:
        self._frame = frame
        self._send = send

    async def __call__(self, client: Client) -> Value:
        try:
            async with asyncio.timeout(self._frame["patience"]["whole"]):
                return await self._run(client)
        except TimeoutError:
            return event_value(Fault(FaultKind.TIMED_OUT))
        except Exception as error:  # noqa: BLE001 - the SDK's, the transport's and the clouds' own
            return event_value(fault_of(error, begun=False))

    async def _run(self, client: Client) -> Value:
        frame = self._frame
        if frame["do"] == "count":
            return {"count": await client.count(frame["body"])}
        if frame["do"] == "submit":
            return {"batch": await client.submit(frame["requests"])}
        if frame["do"] == "look":
            return await client.look(frame["batch"])
        async for line in client.results(frame["batch"]):
            self._send(_result_value(line))
        return {}


_Work = Callable[[Client], Awaitable[Value]]
_WORK: Mapping[str, Callable[[Value, Send], _Asking | _Errand]] = {
    "ask": _Asking,
    "count": _Errand,
    "submit": _Errand,
    "look": _Errand,
    "results": _Errand,
}


def _result_value(line: Value) -> Value:
    """Read one answer of a batch: its objects, and what it cost. One that failed has the kind of its failure."""
    result = line.get("result") or {}
    message = result.get("message") or {}
    text = "".join(str(block.get("text") or "") for block in message.get("content") or ())
    try:
        values = Scanner().feed(text)
    except TooMuchError as error:
        values = error.found
    return {
        "custom_id": str(line.get("custom_id", "")),
        "values": values,
        "stop": str(message.get("stop_reason") or result.get("type") or ""),
        "usage": asdict(usage_of(usage_figures(message.get("usage")))),
        "model": str(message.get("model", "")),
    }
