"""When it is time to leave, and with which exit code."""

import asyncio
import os
import signal
from collections.abc import Callable

from archlsp.server.lifecycle import ENDING


class Ending:
    """The end of the process, which the client, its death, or a signal brings about."""

    def __init__(self) -> None:
        """Listen to signals from now on; called on the event loop."""
        self._loop = asyncio.get_running_loop()
        self.code: asyncio.Future[int] = self._loop.create_future()
        for number in ENDING:
            if os.name == "nt":
                signal.signal(number, lambda number, _frame: self.from_thread(self.stop, 128 + number))
            else:
                self._loop.add_signal_handler(number, self.stop, 128 + number)

    @property
    def is_near(self) -> bool:
        """Tell whether nothing new should be begun."""
        return self.code.done()

    def stop(self, code: int) -> None:
        """Leave with this code, unless another one came first."""
        if not self.code.done():
            self.code.set_result(code)

    def from_thread(self, function: Callable[..., object], *arguments: int) -> None:
        """Have something done on the event loop; once that is closed nothing needs doing any more."""
        try:
            self._loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            return
