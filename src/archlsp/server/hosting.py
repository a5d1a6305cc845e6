"""One life of the server, from the answered `initialize` to the exit code.

What can get ready side by side does: the worker loads its rules in its own process, git tells the sessions
what is recent, and a thread imports pygls.
"""

import asyncio
import gc
import os
from importlib import import_module
from typing import Any

from archlsp.claude.architect import Architect
from archlsp.claude.wire.line import Line
from archlsp.design.conversation import Conversations
from archlsp.linters.reviewer import LintersReviewer
from archlsp.map.mapper import Mapper
from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import RulesReviewer
from archlsp.server.client import Client
from archlsp.server.ending import Ending
from archlsp.server.jsonrpc import Message
from archlsp.server.lifecycle import PATIENCE, end_by
from archlsp.server.sessions import Sessions
from archlsp.server.transport import Inbox, Outbox
from archlsp.server.voice import Voice
from archlsp.session.deep import DeepParts
from archlsp.session.designing import DesignParts
from archlsp.store.designs import Designs
from archlsp.store.directory import state_directory
from archlsp.store.ledger import Ledger
from archlsp.trust.consent import Consents
from archlsp.trust.workspaces import TrustedFolders


async def host(pool: WorkerPool, inbox: Inbox, writing: int, params: Message) -> int:
    """Serve the client that sent these parameters of `initialize`; return the exit code."""
    ending = Ending()
    outbox = Outbox(writing, lambda: ending.from_thread(ending.stop, 1))
    voice = Voice(outbox.write)
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: _report(voice, context))
    client = Client.read(params)
    rules = RulesReviewer(pool)
    ledger = Ledger.open()
    line = Line(os.environ, lambda: sessions.tell_ai())
    deep, design = _deep(rules, ledger, line)
    sessions = Sessions(client, voice, [rules, LintersReviewer()], ledger, deep, design)
    sessions.begin()
    either: set[asyncio.Future[Any]] = {loop.run_in_executor(None, _import_server), ending.code}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    try:
        if not ending.is_near:
            await _serve(inbox, outbox, client, sessions, voice, ending)
    except Exception as error:  # noqa: BLE001 - the client hears of it; a traceback would help nobody
        voice.crashed("server", error)
        ending.stop(1)
    return await _leave(ending, sessions, outbox)


def _deep(rules: RulesReviewer, ledger: Ledger, line: Line) -> tuple[DeepParts, DesignParts]:
    """Claude's part: nothing of it is started before the first question."""
    directory = state_directory()
    architect = Architect(ledger, directory, os.environ, line)
    conversations = Conversations(architect.designer, Mapper(directory), Designs(ledger))
    deep = DeepParts(architect, rules, Consents(directory), TrustedFolders(directory), os.environ)
    return deep, DesignParts(conversations, architect.designer)


async def _serve(  # noqa: PLR0913, PLR0917 - the parts of a server
    inbox: Inbox, outbox: Outbox, client: Client, sessions: Sessions, voice: Voice, ending: Ending
) -> None:
    from archlsp.server.app import Server  # noqa: PLC0415 - what the thread has imported

    server = Server(inbox, outbox, client, ending)
    server.attend(sessions, voice)
    await ending.code
    server.close()


def _import_server() -> None:
    gc.disable()  # Hundreds of classes are about to be made, and none of them goes away again.
    from archlsp.server.precompiled import import_faster  # noqa: PLC0415 - in this thread, with attrs

    import_faster(lambda: import_module("archlsp.server.app"))
    gc.enable()
    gc.freeze()


async def _leave(ending: Ending, sessions: Sessions, outbox: Outbox) -> int:
    code = ending.code.result()
    end_by(code)
    await sessions.close()
    outbox.close(PATIENCE / 2)
    return code


def _report(voice: Voice, context: dict[str, Any]) -> None:
    error = context.get("exception")
    if isinstance(error, Exception):
        voice.crashed("event loop", error)
