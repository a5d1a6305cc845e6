"""The only place that knows the SDK. It runs in the worker; the SDK asks, waits, reads, and decides nothing."""

import os
import ssl
import zlib
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import anthropic
import httpx2
from anthropic.types import Message, RawMessageStreamEvent

from archlsp.claude.wire.caps import TooManyBytesError, cap
from archlsp.claude.wire.diagnosis import Refused, kind_of, retry_after_of
from archlsp.claude.wire.endpoint import origin_of
from archlsp.claude.wire.events import Fault, FaultKind
from archlsp.claude.wire.keysource import Key

_MOST_OF_ANSWER = 32 * 1024 * 1024
_MOST_OF_RESULTS = 1024 * 1024 * 1024
_MOST_OF_EVENT = 4 * 1024 * 1024
_NO_KEY = "none"  # for servers that want none: without any, the SDK would look for one on the disk
_STREAMS = ("text/event-stream", "application/vnd.amazon.eventstream")
_PROXY_WANTS_A_NAME = "407"
_Client = anthropic.AsyncAnthropic | anthropic.AsyncAnthropicBedrock | anthropic.AsyncAnthropicVertex


class NotAnApiError(Exception):
    """Something answers, but not as the Messages API does; or we are sent elsewhere."""


@dataclass(frozen=True, slots=True)
class Link:
    """What a client is made from. `cloud`: variables of the environment for the clients of the clouds.

    `is_bulky`: for results of batches.
    """

    provider: str
    base_url: str
    is_default: bool
    is_loopback: bool
    connect: float
    cloud: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    is_bulky: bool = False


class Client:
    """One endpoint with one key."""

    def __init__(self, link: Link, key: Key | None) -> None:
        """Connects to nothing yet. Raises what `fault_of` knows."""
        self._origin = origin_of(link.base_url)
        self._most = _MOST_OF_RESULTS if link.is_bulky else _MOST_OF_ANSWER
        self._http = httpx2.AsyncClient(
            follow_redirects=False,
            timeout=httpx2.Timeout(None, connect=link.connect),
            # What is on this machine is not asked for through a proxy.
            trust_env=not (link.is_loopback and link.base_url.startswith("http:")),
            event_hooks={"request": [self._check], "response": [self._cap]},
        )
        self._sdk = _sdk_of(link, key, self._http)

    async def stream(self, body: Mapping[str, Any]) -> AsyncGenerator[RawMessageStreamEvent, None]:
        """Ask. The body goes out byte for byte in the order in which it was built."""
        stream = await self._sdk.post(
            "/v1/messages",
            body=dict(body),
            cast_to=Message,
            stream=True,
            stream_cls=anthropic.AsyncStream[RawMessageStreamEvent],
        )
        async with stream:
            if not stream.response.headers.get("content-type", "").startswith(_STREAMS):
                raise NotAnApiError
            async for event in stream:
                yield event

    async def count(self, body: Mapping[str, Any]) -> int:
        """Have the tokens of a question counted."""
        unwanted = {"max_tokens", "stream"}
        asked = {name: value for name, value in body.items() if name not in unwanted}
        answer: Any = await self._sdk.messages.count_tokens(**asked)
        return int(answer.input_tokens)

    async def submit(self, requests: Sequence[Mapping[str, Any]]) -> str:
        """Hand in a batch; return its name."""
        made = await self._sdk.messages.batches.create(requests=list(requests))  # type: ignore[arg-type]
        return _told(made.id)

    async def look(self, batch: str) -> Mapping[str, Any]:
        """How things stand with a batch."""
        state = await self._sdk.messages.batches.retrieve(batch)
        counts = state.request_counts.to_dict() if state.request_counts is not None else {}
        return {"ended": state.processing_status == "ended", "counts": counts}

    async def results(self, batch: str) -> AsyncIterator[Mapping[str, Any]]:
        """The results of a batch, in any order. Where they are said to be must be where the key belongs."""
        async for line in await self._sdk.messages.batches.results(batch):
            yield line.to_dict()

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()

    async def _check(self, request: httpx2.Request) -> None:
        if self._origin and origin_of(str(request.url)) != self._origin:
            raise NotAnApiError

    async def _cap(self, response: httpx2.Response) -> None:
        cap(response, self._most, _MOST_OF_EVENT)


def fault_of(error: BaseException, begun: bool) -> Fault:
    """Find what went wrong. `begun`: the answer had begun. No text of the error is passed on: it may quote code."""
    if isinstance(error, anthropic.APIStatusError):
        return _refused(error)
    for cause in _causes(error):
        kind = _kind_of(cause, begun)
        if kind is not None:
            return Fault(kind)
    return Fault(FaultKind.CONFIGURATION if not begun else FaultKind.BROKEN_STREAM)


def _sdk_of(link: Link, key: Key | None, http: httpx2.AsyncClient) -> _Client:
    shared: dict[str, Any] = {
        "base_url": link.base_url,
        "http_client": http,
        "max_retries": 0,
        "open_telemetry": False,
        "timeout": httpx2.Timeout(None, connect=link.connect),
    }
    os.environ.update(link.cloud)
    if link.provider == "bedrock":
        return anthropic.AsyncAnthropicBedrock(**shared)
    if link.provider == "vertex":
        return anthropic.AsyncAnthropicVertex(**shared)
    value = key.value if key is not None else _NO_KEY
    # Some servers of other makers look for the key in this header alone.
    headers = {} if link.is_default else {"X-Api-Key": value}
    headers["Accept-Encoding"] = "identity"
    return anthropic.AsyncAnthropic(api_key=value, default_headers=headers, **shared)


def _refused(error: anthropic.APIStatusError) -> Fault:
    is_json = isinstance(error.body, Mapping)
    refused = Refused(
        error.status_code,
        str(error.type or ""),
        str(error.error_code or ""),
        str(error.api_message or (error.body if is_json else "")),
        is_json,
    )
    return Fault(kind_of(refused), retry_after_of(error.response.headers), error.status_code)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The innermost says what happened, and is looked at first."""
    chain = []
    while error is not None and error not in chain:
        chain.append(error)
        error = error.__cause__ or error.__context__
    return reversed(chain)


_KINDS: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], FaultKind, FaultKind], ...] = (
    (TooManyBytesError, FaultKind.TOO_MUCH, FaultKind.TOO_MUCH),
    (NotAnApiError, FaultKind.NOT_AN_API, FaultKind.NOT_AN_API),
    (ssl.SSLCertVerificationError, FaultKind.CONFIGURATION, FaultKind.CONFIGURATION),
    ((ImportError, httpx2.UnsupportedProtocol), FaultKind.CONFIGURATION, FaultKind.CONFIGURATION),
    (httpx2.TransportError, FaultKind.OFFLINE, FaultKind.BROKEN_STREAM),
    # JSON that is none, text that is no UTF-8, an error of a kind that the SDK has no words for.
    (
        (ValueError, zlib.error, anthropic.APIError, RecursionError),
        FaultKind.BROKEN_STREAM,
        FaultKind.BROKEN_STREAM,
    ),
)


def _kind_of(error: BaseException, begun: bool) -> FaultKind | None:
    if isinstance(error, httpx2.ProxyError) and str(error).startswith(_PROXY_WANTS_A_NAME):
        return FaultKind.CONFIGURATION
    for kinds, before, after in _KINDS:
        if isinstance(error, kinds):
            return after if begun else before
    return None


def _told(name: object) -> str:
    if not isinstance(name, str) or not name:
        raise NotAnApiError
    return name
