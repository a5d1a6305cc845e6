"""The inventory for an event loop, which never waits for a parser: a worker process makes it and is gone."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from archlsp.map.entry import Inventory
from archlsp.map.wire import inventory_of
from archlsp.workers.process import NotStartedError, Process, WorkerDiedError

_MODULE = "archlsp.map.worker"
_GRACE = 10.0


class NotMappedError(Exception):
    """The worker could not be started, hung, or died."""


class Mapper:
    """Makes inventories, one at a time. One event loop owns it.

    `state` is the user's state directory. The process lives as long as its answer takes: between two looks at a
    repository there are minutes, and an idle process costs memory.
    """

    def __init__(self, state: Path) -> None:
        """Nothing is started yet."""
        self._state = state
        self._turn = asyncio.Lock()

    async def inventory(
        self, folder: Path, *, exclude: Sequence[str] = (), seconds: float = 60.0
    ) -> Inventory:
        """Make the inventory of a folder. Raises NotMappedError; a caller that is cancelled ends the process."""
        async with self._turn:
            worker = Process(_MODULE, (str(self._state.absolute()),))
            try:
                await worker.start()
                await worker.ready()
                question = {"folder": str(folder), "exclude": list(exclude), "seconds": seconds}
                async with asyncio.timeout(seconds + _GRACE):
                    return inventory_of(await worker.ask(question))
            except (NotStartedError, WorkerDiedError, TimeoutError, KeyError, TypeError, ValueError) as error:
                raise NotMappedError(type(error).__name__) from error
            finally:
                await worker.kill()
