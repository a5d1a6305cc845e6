"""Puts the server together and runs it until the client, or its end, says stop."""

import asyncio
import logging
import os
import signal
import time
from collections.abc import Callable, Sequence

from lsprotocol import types
from pygls.protocol import default_converter

from archlsp import __version__
from archlsp.model.review import Reviewer
from archlsp.server import commands, jsonrpc
from archlsp.server.actions import code_action, resolve_action
from archlsp.server.capabilities import FIX_ALL, RESTORE
from archlsp.server.client import Client
from archlsp.server.desk import Desk, Host
from archlsp.server.framing import FrameError
from archlsp.server.hover import hover
from archlsp.server.lifecycle import PATIENCE, end_by
from archlsp.server.protocol import ArchlspProtocol
from archlsp.server.transport import Inbox, Outbox

_SLICE = 0.01
"""Seconds of messages at a time; then whatever else waits has its turn."""


def register(host: Host, client: Client) -> None:
    """Register every handler; what pygls then computes is what `capabilities` promised."""
    host.feature(types.INITIALIZED)(initialized)
    host.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))(did_save)
    host.feature(types.TEXT_DOCUMENT_HOVER)(hover)
    host.feature(types.TEXT_DOCUMENT_CODE_ACTION, _code_action_options(client))(code_action)
    host.feature(types.CODE_ACTION_RESOLVE)(resolve_action)
    host.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(did_change_configuration)
    every_file = types.FileOperationRegistrationOptions(
        [types.FileOperationFilter(types.FileOperationPattern("**/*"), "file")]
    )
    host.feature(types.WORKSPACE_DID_RENAME_FILES, every_file)(did_rename_files)
    host.feature(types.WORKSPACE_DID_DELETE_FILES, every_file)(did_delete_files)
    if client.pulls:
        options = types.DiagnosticOptions(False, True, "archlsp")
        host.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(document_diagnostic)
        host.feature(types.WORKSPACE_DIAGNOSTIC)(workspace_diagnostic)
    for name, command in commands.ALL.items():
        host.command(name)(commands.handler(command))


def _code_action_options(client: Client) -> types.CodeActionOptions | None:
    if not client.code_actions:
        return None
    kinds: list[types.CodeActionKind | str] = [types.CodeActionKind.QuickFix, FIX_ALL, RESTORE]
    return types.CodeActionOptions(kinds, resolve_provider=client.resolves_edits)


def initialized(ls: Host, _params: object) -> None:
    """The client is ready: begin."""
    ls.desk.start()


def did_save(ls: Host, params: types.DidSaveTextDocumentParams) -> None:
    """A document was saved."""
    ls.desk.saved(params.text_document.uri)


def did_change_configuration(ls: Host, params: types.DidChangeConfigurationParams) -> None:
    """The user changed settings in the editor."""
    ls.desk.configured(params.settings)


def did_rename_files(ls: Host, params: types.RenameFilesParams) -> None:
    """The user renamed files in the editor."""
    for file in params.files:
        ls.desk.renamed(file.old_uri, file.new_uri)


def did_delete_files(ls: Host, params: types.DeleteFilesParams) -> None:
    """The user deleted files in the editor."""
    for file in params.files:
        ls.desk.deleted(file.uri)


def document_diagnostic(ls: Host, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """Report the diagnostics of a document to a client that pulls."""
    if ls.desk.pulling is None:
        return types.RelatedFullDocumentDiagnosticReport([])
    return ls.desk.pulling.document(params.text_document.uri, params.previous_result_id)


async def workspace_diagnostic(
    ls: Host, params: types.WorkspaceDiagnosticParams
) -> types.WorkspaceDiagnosticReport:
    """Report the diagnostics of every document to a client that pulls, as soon as there is news."""
    if ls.desk.pulling is None:
        return types.WorkspaceDiagnosticReport([])
    return await ls.desk.pulling.workspace({item.uri: item.value for item in params.previous_result_ids})


class Run:
    """One life of the server, from the answered `initialize` to the exit code."""

    def __init__(self, inbox: Inbox, writing: int, reviewers: Sequence[Reviewer]) -> None:
        """Nothing is read before `until_end`."""
        self._inbox = inbox
        self._reviewers = reviewers
        self._loop = asyncio.get_running_loop()
        self._end: asyncio.Future[int] = self._loop.create_future()
        self._outbox = Outbox(writing, lambda: self._from_thread(self._stop, 1))

    async def until_end(self, params: jsonrpc.Message) -> int:
        """Serve the client that sent these parameters of `initialize`; return the exit code."""
        host = Host("archlsp", __version__, protocol_cls=ArchlspProtocol, converter_factory=default_converter)
        self._protocol = host.protocol
        client = Client.read(params)
        host.desk = Desk(self._protocol, client, self._reviewers, self._stop)
        self._protocol.adopt(client, host.desk, self._outbox)
        register(host, client)
        self._loop.set_exception_handler(lambda _loop, context: self._crashed(host.desk, context))
        self._catch_signals()
        self._inbox.attach(lambda: self._from_thread(self._drain))
        code = await self._end
        end_by(code)
        await host.desk.close()
        self._outbox.close(PATIENCE / 2)
        return code

    def _drain(self) -> None:
        """Take messages in order, for a slice of time."""
        until = time.monotonic() + _SLICE
        while not self._end.done() and time.monotonic() < until:
            try:
                arrived = self._inbox.take()
            except IndexError:
                return
            if arrived is None:
                self._stop(0 if self._protocol.was_shut_down else 1)
            else:
                self._protocol.receive(b"" if isinstance(arrived, FrameError) else arrived)
        self._loop.call_soon(self._drain)

    def _stop(self, code: int) -> None:
        if not self._end.done():
            self._end.set_result(code)

    def _from_thread(self, function: Callable[..., object], *arguments: int) -> None:
        try:
            self._loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:
            return  # The loop is closed: we are leaving already.

    def _catch_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            if os.name == "nt":
                signal.signal(number, lambda number, _frame: self._from_thread(self._stop, 128 + number))
            else:
                self._loop.add_signal_handler(number, self._stop, 128 + number)

    def _crashed(self, desk: Desk, context: dict[str, object]) -> None:
        error = context.get("exception")
        if isinstance(error, Exception):
            desk.crashed("event loop", error)


async def run(inbox: Inbox, writing: int, params: jsonrpc.Message, reviewers: Sequence[Reviewer]) -> int:
    """Serve one client; return the exit code."""
    # pygls logs whole messages, and those hold the user's code.
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    return await Run(inbox, writing, reviewers).until_end(params)
