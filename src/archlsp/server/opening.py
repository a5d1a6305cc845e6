"""The event loop begins, and the worker with it, before everything that takes long to import."""

import asyncio

from archlsp.rules.pool import WorkerPool
from archlsp.server.jsonrpc import Message
from archlsp.server.transport import Inbox


def open_doors(inbox: Inbox, writing: int, params: Message) -> int:
    """Run the server on a new event loop; return the exit code."""
    return asyncio.run(_open(inbox, writing, params))


async def _open(inbox: Inbox, writing: int, params: Message) -> int:
    pool = WorkerPool()
    await pool.start()
    from archlsp.server.hosting import host  # noqa: PLC0415 - the worker loads its rules meanwhile

    return await host(pool, inbox, writing, params)
