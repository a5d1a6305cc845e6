"""Waiting for a quiet moment, for each file: a review while typing starts when the typing stops."""

import asyncio
from collections.abc import Callable


class Pauses:
    """Timers by path; a new one takes the place of the old one."""

    def __init__(self, after: Callable[[str], None]) -> None:
        """`after` is called with the path, on the event loop."""
        self._after = after
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def start(self, path: str, seconds: float) -> None:
        """Call back in `seconds`, unless started again or cancelled before."""
        self.cancel(path)
        self._timers[path] = asyncio.get_running_loop().call_later(seconds, self._fire, path)

    def cancel(self, path: str) -> None:
        """Forget the timer of a path."""
        timer = self._timers.pop(path, None)
        if timer is not None:
            timer.cancel()

    def close(self) -> None:
        """Forget every timer."""
        for path in list(self._timers):
            self.cancel(path)

    def _fire(self, path: str) -> None:
        self._timers.pop(path, None)
        self._after(path)
