"""The line to the model: whose turn it is, what is tried again, when it pauses, and how things stand."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from archlsp.claude.wire.batching import BatchAnswer, BatchError, BatchState, answer_of, state_of
from archlsp.claude.wire.endpoint import endpoint_of
from archlsp.claude.wire.events import Begun, Call, Ended, Event, Fault, FaultKind
from archlsp.claude.wire.eventwire import plus
from archlsp.claude.wire.exchange import Exchange
from archlsp.claude.wire.patience import Pace, Patience
from archlsp.claude.wire.standing import Standing
from archlsp.claude.wire.turns import Turns
from archlsp.model.review import Problem
from archlsp.model.terms import Terms, Usage
from archlsp.workers.process import WorkerDiedError

_MOMENT = 0.01  # a timer may be early by less
_Where = tuple[str, str, tuple[str, ...], str]
GivenUp = Callable[[Fault], None]


@dataclass
class _Asked:
    """One question on its way: how often it was tried, what that cost, whether anything of an answer is used."""

    call: Call
    terms: Terms
    attempt: int = 0
    was_begun: bool = False
    was_heard: bool = False
    lost: Usage = field(default_factory=Usage)

    def is_news(self, event: Event) -> bool:
        """Tell whether an event is to be handed on; a second attempt begins again."""
        if isinstance(event, Begun):
            is_first, self.was_begun = not self.was_begun, True
            return is_first
        self.was_heard = True
        return True

    def final(self, last: Ended | Fault) -> Ended | Fault:
        """The last event, with the cost of every attempt."""
        return replace(last, usage=plus(last.usage, self.lost))


class Line:
    """One a process, whatever it talks to. Nothing is started, and nothing connected, before the first question."""

    def __init__(
        self,
        environ: Mapping[str, str],
        on_change: Callable[[], None] = lambda: None,
        patience: Patience | None = None,
        pace: Pace | None = None,
    ) -> None:
        """`on_change` is called when `problem` may have another answer than before."""
        self._environ = environ
        self._on_change = on_change
        self._pace = pace or Pace()
        self._exchange = Exchange(environ, patience or Patience())
        self._turns = Turns()
        self._standings: dict[_Where, Standing] = {}
        self._timers: dict[int, asyncio.TimerHandle] = {}
        self._over = asyncio.Event()

    async def prepare(self) -> None:
        """Start the worker ahead of the first question. Sends nothing anywhere, and never raises."""
        with suppress(WorkerDiedError):
            await self._exchange.connection.start()

    async def ask(
        self, call: Call, terms: Terms, recency: float = 0, given_up: GivenUp = lambda _fault: None
    ) -> AsyncGenerator[Event, None]:
        """Ask one question: its events as they come, the last of which is Ended or Fault. Never raises.

        The newest, by `recency`, is asked first. Whoever stops reading (close the iterator: `aclosing`) stops the
        answer; `given_up` then learns what it cost.
        """
        asked = _Asked(call, terms)
        standing = self._standing(terms)
        while True:
            refusal = await self._admitted(asked, standing)
            if refusal is not None:
                yield asked.final(refusal)
                return
            changes = standing.changes
            last: Ended | Fault = Fault(FaultKind.WORKER)
            async with self._turns.take(recency, call.prefix) as turn:
                if standing.changes != changes:
                    continue
                async with aclosing(self._exchange.events(call, terms, given_up)) as events:
                    async for event in events:
                        turn.begun()
                        if isinstance(event, Ended | Fault):
                            last = event
                        elif asked.is_news(event):
                            yield event
            if self._settle(asked, standing, last):
                yield asked.final(last)
                return
            asked.lost = plus(asked.lost, last.usage)

    def problem(self, terms: Terms) -> Problem | None:
        """Why nothing is asked at the moment, None where it is."""
        return endpoint_of(terms, self._environ).problem or self._standing(terms).problem()

    def seconds(self, terms: Terms) -> float | None:
        """In how many seconds it goes on by itself; None where it does not, or need not."""
        standing = self._standing(terms)
        return standing.seconds() if standing.problem() is not None else None

    async def count(self, body: Mapping[str, Any], terms: Terms) -> int | None:
        """Have the API count the tokens of a question; None where it does not."""
        async with aclosing(self._exchange.errand("count", terms, body=body)) as values:
            async for value in values:
                if not isinstance(value, Fault):
                    return int(value["count"])
        return None

    async def batch_submit(self, requests: Sequence[tuple[str, Mapping[str, Any]]], terms: Terms) -> str:
        """Hand in a batch of questions, each with its own id ([a-zA-Z0-9_-]{1,64}). Raises BatchError."""
        parts = [{"custom_id": name, "params": body} for name, body in requests]
        value = await self._errand("submit", terms, parts)
        return str(value["batch"])

    async def batch_status(self, batch: str, terms: Terms) -> BatchState:
        """How things stand with a batch. Raises BatchError."""
        return state_of(await self._errand("look", terms, batch=batch))

    async def batch_results(self, batch: str, terms: Terms) -> AsyncGenerator[BatchAnswer, None]:
        """The answers of a batch that has ended, in any order. Raises BatchError."""
        async with aclosing(self._exchange.errand("results", terms, batch=batch)) as values:
            async for value in values:
                if isinstance(value, Fault):
                    raise BatchError(value)
                if not value.get("last"):
                    yield answer_of(value)

    async def close(self) -> None:
        """End the worker. Questions on their way end with a Fault."""
        self._over.set()
        for timer in self._timers.values():
            timer.cancel()
        await self._exchange.connection.close()

    @property
    def pid(self) -> int | None:
        """The id of the worker, None where there is none."""
        return self._exchange.connection.pid

    # ------------------------------------------------------------------ how things stand

    def _standing(self, terms: Terms) -> Standing:
        endpoint = endpoint_of(terms, self._environ)
        where = (endpoint.provider, endpoint.base_url, terms.key_command, terms.model)
        return self._standings.setdefault(where, Standing(self._pace))

    async def _admitted(self, asked: _Asked, standing: Standing) -> Fault | None:
        """Wait as long as the API asked us to; say why there is no use in it."""
        if endpoint_of(asked.terms, self._environ).problem is not None:
            return Fault(FaultKind.CONFIGURATION)
        while not self._over.is_set():
            refusal = standing.refusal(insists=asked.terms.thorough and asked.attempt == 0)
            seconds = standing.seconds()
            if refusal is not None or seconds is None:
                return refusal
            with suppress(TimeoutError):
                await asyncio.wait_for(self._over.wait(), seconds)
        return Fault(FaultKind.WORKER)

    def _settle(self, asked: _Asked, standing: Standing, last: Ended | Fault) -> bool:
        """Learn from how an attempt ended; tell whether that was the last one."""
        asked.attempt += 1
        if self._over.is_set():
            return True
        before = standing.problem()
        if isinstance(last, Ended):
            standing.succeed()
            goes_on = False
        else:
            goes_on = standing.fail(last, asked.attempt, asked.was_heard)
        if standing.problem() != before:
            self._on_change()
            self._tell_when_free(standing)
        return not goes_on

    def _tell_when_free(self, standing: Standing) -> None:
        """The end of a pause is a change as well."""
        timer = self._timers.pop(id(standing), None)
        if timer is not None:
            timer.cancel()
        seconds = standing.seconds()
        if seconds is not None:
            loop = asyncio.get_running_loop()
            self._timers[id(standing)] = loop.call_later(seconds + _MOMENT, self._on_change)

    async def _errand(
        self, what: str, terms: Terms, parts: Sequence[Mapping[str, Any]] = (), **further: object
    ) -> Mapping[str, Any]:
        async with aclosing(self._exchange.errand(what, terms, parts, **further)) as values:
            async for value in values:
                if not isinstance(value, Fault):
                    return value
                raise BatchError(value)
        raise BatchError(Fault(FaultKind.WORKER))
