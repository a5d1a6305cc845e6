"""Single exchanges with the worker: one question, one errand, each with all that it needs to know."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict
from typing import Any

from archlsp.claude.wire.connection import Connection
from archlsp.claude.wire.endpoint import endpoint_of
from archlsp.claude.wire.events import Call, Ended, Event, Fault, FaultKind
from archlsp.claude.wire.eventwire import event_of
from archlsp.claude.wire.key import credentials_value
from archlsp.claude.wire.patience import Patience
from archlsp.model.terms import Terms
from archlsp.workers.process import WorkerDiedError

Value = Mapping[str, Any]


class Exchange:
    """What is asked of the worker. Trouble of the worker becomes a Fault."""

    def __init__(self, environ: Mapping[str, str], patience: Patience) -> None:
        """Nothing is started yet."""
        self.connection = Connection(patience)
        self._environ = environ
        self._patience = patience

    async def events(
        self, call: Call, terms: Terms, given_up: Callable[[Fault], None]
    ) -> AsyncGenerator[Event, None]:
        """Ask once; the last event is Ended or Fault. `given_up` learns the cost of what nobody read to its end."""

        def cost(value: Value) -> None:
            event = event_of(value)
            if isinstance(event, Fault):
                given_up(event)

        frame = {**self._frame("ask", terms), "body": call.body, "reads": call.reads.value}
        try:
            async with aclosing(self.connection.ask(frame, given_up=cost)) as values:
                async for value in values:
                    event = event_of(value)
                    yield event
                    if isinstance(event, Ended | Fault):
                        return
        except (WorkerDiedError, KeyError, TypeError, ValueError):
            yield Fault(FaultKind.WORKER)

    async def errand(
        self, what: str, terms: Terms, parts: Sequence[Value] = (), **further: object
    ) -> AsyncGenerator[Value | Fault, None]:
        """Have one thing done; yields what comes, and a Fault where it went wrong."""
        frame = {**self._frame(what, terms), **further}
        try:
            async with aclosing(self.connection.ask(frame, parts)) as values:
                async for value in values:
                    yield _fault_of(value) or value
        except (WorkerDiedError, KeyError, TypeError, ValueError):
            yield Fault(FaultKind.WORKER)

    def _frame(self, what: str, terms: Terms) -> Value:
        endpoint = endpoint_of(terms, self._environ)
        return {
            "do": what,
            "link": {
                "provider": endpoint.provider,
                "base_url": endpoint.base_url,
                "is_default": endpoint.is_default,
                "is_loopback": endpoint.is_loopback,
            },
            "credentials": credentials_value(terms, self._environ),
            "patience": asdict(self._patience),
        }


def _fault_of(value: Value) -> Fault | None:
    if value.get("event") != "fault":
        return None
    fault = event_of(value)
    return fault if isinstance(fault, Fault) else None
