"""Puts the server together: handlers, protocol, desk."""

import asyncio
import logging
import time

from lsprotocol import types
from pygls.protocol import default_converter

from archlsp import __version__
from archlsp.server import commands
from archlsp.server.actions import code_action, resolve_action
from archlsp.server.capabilities import FIX_ALL, RESTORE
from archlsp.server.client import Client
from archlsp.server.desk import Desk, Host
from archlsp.server.ending import Ending
from archlsp.server.framing import FrameError
from archlsp.server.hover import hover
from archlsp.server.protocol import ArchlspProtocol
from archlsp.server.sessions import Sessions
from archlsp.server.transport import Inbox, Outbox
from archlsp.server.voice import Voice

_SLICE = 0.01
"""Seconds of messages at a time; then whatever else waits has its turn."""


def register(host: Host, client: Client) -> None:
    """Register every handler; what pygls then computes is what `capabilities` promised."""
    host.feature(types.INITIALIZED)(initialized)
    host.feature(types.TEXT_DOCUMENT_DID_SAVE, types.SaveOptions(include_text=False))(did_save)
    host.feature(types.TEXT_DOCUMENT_HOVER)(hover)
    host.feature(types.TEXT_DOCUMENT_CODE_ACTION, _code_action_options(client))(code_action)
    host.feature(types.CODE_ACTION_RESOLVE)(resolve_action)
    if client.shows_lenses:
        host.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))(code_lens)
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
    """The client is ready for questions."""
    ls.desk.initialized()


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


def code_lens(ls: Host, params: types.CodeLensParams) -> list[types.CodeLens]:
    """Show the state of a document above it."""
    uri = params.text_document.uri
    return ls.desk.lenses.of(ls.desk.place_of(uri), uri)


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


class Server:
    """The server of one client, from the end of the imports to the end of the process."""

    def __init__(self, inbox: Inbox, outbox: Outbox, client: Client, ending: Ending) -> None:
        """Nothing is read before `attend`."""
        self._inbox = inbox
        self._outbox = outbox
        self._client = client
        self._ending = ending
        self._draining = False
        # pygls logs whole messages, and those hold the user's code.
        logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
        self._host = Host(
            "archlsp", __version__, protocol_cls=ArchlspProtocol, converter_factory=default_converter
        )
        self._protocol = self._host.protocol

    def attend(self, sessions: Sessions, voice: Voice) -> None:
        """Take messages from now on, those that have arrived first."""
        desk = Desk(self._protocol, self._client, sessions, voice, self._ending.stop)
        self._protocol.adopt(self._client, desk, self._outbox)
        self._host.desk = desk
        register(self._host, self._client)
        sessions.attach(desk)
        self._inbox.attach(lambda: self._ending.from_thread(self._arrived))

    def close(self) -> None:
        """Take nothing any more."""
        self._host.desk.close()

    def _arrived(self) -> None:
        if not self._draining:
            self._draining = True
            self._drain()

    def _drain(self) -> None:
        """Take messages in order, for a slice of time."""
        until = time.monotonic() + _SLICE
        while not self._ending.is_near and time.monotonic() < until:
            try:
                arrived = self._inbox.take()
            except IndexError:
                self._draining = False
                return
            if arrived is None:
                self._ending.stop(0 if self._protocol.was_shut_down else 1)
            else:
                self._protocol.receive(b"" if isinstance(arrived, FrameError) else arrived)
        if not self._ending.is_near:
            asyncio.get_running_loop().call_soon(self._drain)
