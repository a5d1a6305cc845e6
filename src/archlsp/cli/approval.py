"""A yes before something is sent that costs money: given in advance, or on the terminal. Only a clear yes is one."""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass

from archlsp.cli.notices import tell
from archlsp.messages import say

_YES = frozenset({"y", "yes", "はい"})


@dataclass
class Approval:
    """`yes`: given in advance. `clear` takes the progress bar off the screen. `missing`: nobody could be asked."""

    locale: str
    yes: bool
    clear: Callable[[], None]
    missing: bool = False

    async def given(self, text: str) -> bool:
        """Tell what is to be sent, and ask."""
        self.clear()
        for line in text.splitlines():
            tell(line)
        if self.yes:
            return True
        if sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty():
            return await _confirmed(say(self.locale, "ai-question"))
        tell(say(self.locale, "ai-needs-yes"))
        self.missing = True
        return False


async def _confirmed(question: str) -> bool:
    """Wait for a line on the event loop, not in `readline`: so Ctrl-C keeps its meaning."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str] = loop.create_future()

    def read() -> None:
        line = sys.stdin.readline()
        if not answer.done():
            answer.set_result(line)

    sys.stderr.write(f"{question} ")
    sys.stderr.flush()
    loop.add_reader(sys.stdin.fileno(), read)
    try:
        return (await answer).strip().lower() in _YES
    finally:
        loop.remove_reader(sys.stdin.fileno())
