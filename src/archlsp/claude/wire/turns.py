"""Whose turn it is: two questions at once, the newest first, and one alone while it fills the API's cache."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass(eq=False)
class Turn:
    """One question's place. `begun` is called with its first event."""

    turns: "Turns"
    recency: float
    prefix: str
    admitted: asyncio.Event = field(default_factory=asyncio.Event)

    def begun(self) -> None:
        """The API has read the prefix: others that share it may follow."""
        self.turns.warmed(self)


class Turns:
    """Those who wait and those who are served."""

    def __init__(self, at_once: int = 2) -> None:
        """Nobody waits."""
        self._at_once = at_once
        self._waiting: list[Turn] = []
        self._served: list[Turn] = []
        self._cold: dict[str, Turn] = {}

    @asynccontextmanager
    async def take(self, recency: float, prefix: str) -> AsyncIterator[Turn]:
        """Wait for a turn and have it."""
        turn = Turn(self, recency, prefix)
        self._waiting.append(turn)
        self._admit()
        try:
            await turn.admitted.wait()
            yield turn
        finally:
            (self._served if turn.admitted.is_set() else self._waiting).remove(turn)
            self.warmed(turn)

    def warmed(self, turn: Turn) -> None:
        """Let those who share a prefix follow; also when its first question ended without an answer."""
        if self._cold.get(turn.prefix) is turn:
            del self._cold[turn.prefix]
        self._admit()

    def _admit(self) -> None:
        for turn in sorted(self._waiting, key=lambda one: one.recency, reverse=True):
            if len(self._served) >= self._at_once:
                return
            if turn.prefix in self._cold:
                continue
            self._waiting.remove(turn)
            self._served.append(turn)
            if turn.prefix:
                self._cold[turn.prefix] = turn
            turn.admitted.set()
