"""One answer, read in the worker: the SDK's events become ours, within limits of time and size."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from archlsp.claude.wire.client import Client, fault_of
from archlsp.claude.wire.events import Begun, Ended, Event, Fault, FaultKind, Reads, Text, Whole
from archlsp.claude.wire.patience import Patience
from archlsp.claude.wire.scan import MOST_CHARACTERS, Scanner, TooMuchError
from archlsp.model.terms import Usage

_MOST_TOKENS = 1_000_000_000
_CHARACTERS_OF_TOKEN = 4
_FIGURES = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")


class Answering:
    """Reads one answer. What comes goes to `emit`; how it ended is returned."""

    def __init__(self, reads: Reads, patience: Patience, emit: Callable[[Event], None]) -> None:
        """Nothing is asked yet."""
        self._scanner = Scanner() if reads is Reads.OBJECTS else None
        self._said = 0
        self._patience = patience
        self._emit = emit
        self._usage: dict[str, int] = {}
        self._model = ""
        self._stop = ""
        self._begun = False
        self._is_complete = False

    async def run(self, client: Client, body: Mapping[str, Any]) -> Ended | Fault:
        """Ask, and read to the end."""
        try:
            await self._read(client, body)
        except TimeoutError:
            return self._fault(Fault(FaultKind.TIMED_OUT))
        except TooMuchError as error:
            for value in error.found:
                self._emit(Whole(value))
            return self._fault(Fault(FaultKind.TOO_MUCH))
        except Exception as error:  # noqa: BLE001 - the SDK's, the transport's and the clouds' own
            return self._fault(fault_of(error, self._begun))
        if self._is_complete and self._stop:
            return Ended(self._stop, usage_of(self._usage), self._model)
        return self._fault(Fault(FaultKind.BROKEN_STREAM))

    def given_up(self) -> Fault:
        """What it has cost when nobody wants the rest."""
        return self._fault(Fault(FaultKind.BROKEN_STREAM))

    async def _read(self, client: Client, body: Mapping[str, Any]) -> None:
        now = asyncio.get_running_loop().time
        end = now() + self._patience.whole
        async with asyncio.timeout_at(min(end, now() + self._patience.first)) as deadline:
            async with aclosing(client.stream(body)) as events:
                # The SDK keeps pings to itself: whatever comes is progress.
                async for event in events:
                    deadline.reschedule(min(end, now() + self._patience.progress))
                    self._take(event)
                    if self._is_complete:
                        return

    def _take(self, event: object) -> None:
        kind = getattr(event, "type", None)
        if kind == "message_start":
            message = getattr(event, "message", None)
            self._model = str(getattr(message, "model", ""))
            self._usage |= usage_figures(getattr(message, "usage", None))
            self._begin()
        elif kind == "content_block_delta":
            delta = getattr(event, "delta", None)
            if getattr(delta, "type", None) == "text_delta":
                self._begin()
                self._say(str(getattr(delta, "text", "") or ""))
        elif kind == "message_delta":
            self._stop = str(getattr(getattr(event, "delta", None), "stop_reason", None) or "")
            self._usage |= usage_figures(getattr(event, "usage", None))  # cumulative
        elif kind == "message_stop":
            self._is_complete = True

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            self._emit(Begun(self._model))

    def _say(self, text: str) -> None:
        self._said += len(text)
        if self._scanner is not None:
            for value in self._scanner.feed(text):
                self._emit(Whole(value))
        elif self._said > MOST_CHARACTERS:
            raise TooMuchError([])
        elif text:
            self._emit(Text(text))

    def _fault(self, fault: Fault) -> Fault:
        """Add what it has cost: what comes out is told at the end alone, and must be guessed before."""
        usage = usage_of(self._usage)
        usage = replace(usage, output=max(usage.output, self._said // _CHARACTERS_OF_TOKEN))
        return replace(fault, usage=usage, model=self._model)


def usage_figures(usage: object) -> dict[str, int]:
    """Read the figures that an answer tells, as an object or as JSON; what it does not tell is missing."""
    figures = {name: number for name in _FIGURES if (number := _count(_of(usage, name))) is not None}
    long = _count(_of(_of(usage, "cache_creation"), "ephemeral_1h_input_tokens"))
    return figures if long is None else {**figures, "1h": long}


def usage_of(figures: Mapping[str, int]) -> Usage:
    """Make the sum of what was told."""
    written = figures.get("cache_creation_input_tokens", 0)
    long = min(figures.get("1h", 0), written)
    return Usage(
        figures.get("input_tokens", 0),
        written - long,
        long,
        figures.get("cache_read_input_tokens", 0),
        figures.get("output_tokens", 0),
    )


def _of(source: object, name: str) -> object:
    return source.get(name) if isinstance(source, Mapping) else getattr(source, name, None)


def _count(value: object) -> int | None:
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return min(max(value, 0), _MOST_TOKENS)
