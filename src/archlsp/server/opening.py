"""Between the answered `initialize` and the running server: what can get ready in parallel does."""

import asyncio
import gc

from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import RulesReviewer
from archlsp.server.jsonrpc import Message
from archlsp.server.transport import Inbox


def open_doors(inbox: Inbox, writing: int, params: Message) -> int:
    """Run the server on a new event loop; return the exit code."""
    return asyncio.run(_open(inbox, writing, params))


async def _open(inbox: Inbox, writing: int, params: Message) -> int:
    pool = WorkerPool()
    # The worker loads its rules on another core while this one imports pygls.
    await pool.start()
    gc.disable()  # Hundreds of classes are about to be made, and none of them goes away again.
    from archlsp.server.app import run  # noqa: PLC0415 - most of the whole start; see above

    gc.enable()
    gc.freeze()
    return await run(inbox, writing, params, [RulesReviewer(pool)])
