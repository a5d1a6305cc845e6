"""pygls's protocol, made to keep the specification's rules and to say nothing that it should not.

What it adds: every request is answered, with the right code and without a traceback; what comes at the wrong
time is refused; documents are ours; a cancelled command stops; nothing a message holds is ever logged.
"""

import contextvars
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any, Protocol, cast

from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcRequestCancelled,
)
from pygls.protocol import lsp_method
from pygls.server import JsonRPCServer

from archlsp.server import jsonrpc
from archlsp.server.arguments import Arguments
from archlsp.server.client import Client
from archlsp.server.convert import Units
from archlsp.server.documents import Document, Documents, Edits
from archlsp.server.outgoing import Channel, Outgoing

_WITHOUT_PARAMS = (types.SHUTDOWN, types.EXIT, types.INITIALIZED)
_LARGEST = 2**31 - 1


class Follower(Protocol):
    """Who acts on what the client tells. Called on the event loop; must return at once."""

    def opened(self, document: Document) -> None:
        """A document was opened."""

    def changed(self, document: Document, edits: Edits) -> None:
        """A document changed."""

    def closed(self, document: Document) -> None:
        """A document was closed."""

    def folders_changed(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        """Workspace folders were added or removed."""

    def ended(self, code: int) -> None:
        """The client wants the process gone, with this exit code."""

    def crashed(self, where: str, error: BaseException) -> None:
        """A handler failed; `where` is the method. The client was answered already."""


class ArchlspProtocol(Outgoing):
    """Created by pygls; `adopt` comes before the first `receive`."""

    follower: Follower
    documents: Documents

    def __init__(self, server: JsonRPCServer, converter: Converter) -> None:
        """Register the built-in features that we have."""
        super().__init__(cast(Any, server), converter)
        self.cancellable: dict[types.ProgressToken, Callable[[], bool]] = {}
        for name in [name for name in self.fm.builtin_features if name.startswith("notebookDocument/")]:
            del self.fm.builtin_features[name]

    def adopt(self, client: Client, follower: Follower, channel: Channel) -> None:
        """Take over a client whose `initialize` the reception has answered."""
        self.follower = follower
        self.channel = channel
        self.documents = Documents(Units(client.encoding))
        self._workspace = self.documents

    def failed(self, where: str, error: BaseException) -> None:
        """Take note of a mistake of ours."""
        self.follower.crashed(where, error)

    @property
    def was_shut_down(self) -> bool:
        """Tell whether the client sent `shutdown`."""
        return self._shutdown

    def receive(self, body: bytes) -> None:
        """Take one message body from the client; every request in it gets its answer."""
        try:
            message = jsonrpc.decode(body)
        except jsonrpc.Malformed as malformed:
            self.channel.write(malformed.answer)
            return
        context = contextvars.copy_context()
        if jsonrpc.is_response(message):
            context.run(self.take_response, message)
            return
        message_id = jsonrpc.identify(message)
        if message_id is not None:
            context.run(self._take_request, message_id, message)
        else:
            context.run(self._take_notification, message)

    # ------------------------------------------------------------------ requests and notifications

    def _take_request(self, message_id: str | int, message: jsonrpc.Message) -> None:
        method = str(message["method"])
        self._ctx_msg_id.set(message_id)
        try:
            if self._shutdown:
                raise JsonRpcInvalidRequest("Invalid request: the server was shut down")
            handler = self._get_handler(method)
            params = self._params(method, message)
        except JsonRpcException as error:
            self._refuse(message_id, error)
            return
        answer = partial(self._answer, message_id=message_id, method=method)
        self._execute_handler(message_id, handler, answer, (params,))

    def _take_notification(self, message: jsonrpc.Message) -> None:
        method = str(message["method"])
        if self._shutdown and method != types.EXIT:
            return
        try:
            params = self._params(method, message)
            if method == types.CANCEL_REQUEST:
                self._handle_cancel_notification(params.id)
                return
            handler = self._get_handler(method)
        except JsonRpcException:
            return
        self._execute_handler(str(uuid.uuid4()), handler, partial(self._check, method=method), (params,))

    def _params(self, method: str, message: jsonrpc.Message) -> Any:  # noqa: ANN401 - as many types as methods
        if method in _WITHOUT_PARAMS:
            return None
        kind = self.get_message_type(method)
        if kind is None:
            return message.get("params")
        try:
            return self._converter.structure(message, kind).params
        except Exception:  # noqa: BLE001 - the converter raises whatever the wrong value leads to
            return self._tolerate(message, kind)

    def _tolerate(self, message: jsonrpc.Message, kind: type) -> Any:  # noqa: ANN401 - as above
        """Try again with positions inside the protocol's numbers: some clients say "end of line" with more."""
        try:
            return self._converter.structure(_clamped(message), kind).params
        except Exception:  # noqa: BLE001 - as above
            raise JsonRpcInvalidParams("Invalid params") from None

    # ------------------------------------------------------------------ answers

    def _answer(self, future: "Future[Any]", *, message_id: str | int, method: str) -> None:
        self._request_futures.pop(message_id, None)
        if future.cancelled():
            self._refuse(message_id, JsonRpcRequestCancelled("Request cancelled"))
            return
        error = future.exception()
        if error is None:
            self._send_response(message_id, future.result())
        elif isinstance(error, JsonRpcException):
            self._refuse(message_id, error)
        else:
            self._refuse(message_id, JsonRpcInternalError(f"Internal error: {type(error).__name__}"))
            self.follower.crashed(method, error)

    def _check(self, future: "Future[Any]", *, method: str) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            self.follower.crashed(method, error)

    # ------------------------------------------------------------------ built-in features

    @lsp_method(types.INITIALIZE)
    def lsp_initialize(self, *_: object) -> None:  # type: ignore[override]
        """The reception has answered the only one that is allowed."""
        raise JsonRpcInvalidRequest("Invalid request: the server was initialized before")

    @lsp_method(types.SHUTDOWN)
    def lsp_shutdown(self, *_: object) -> None:  # type: ignore[override]
        """Stop what is under way; only `exit` is listened to from now on."""
        for future in list(self._request_futures.values()):
            future.cancel()
        self._shutdown = True

    @lsp_method(types.EXIT)
    def lsp_exit(self, *_: object) -> None:  # type: ignore[override]
        """Leave, with 0 only after a shutdown."""
        self.follower.ended(0 if self._shutdown else 1)

    @lsp_method(types.TEXT_DOCUMENT_DID_OPEN)
    def lsp_text_document__did_open(self, params: types.DidOpenTextDocumentParams) -> None:
        """Keep the text; of a document that is opened twice, the newer one."""
        before = self.documents.close(params.text_document.uri)
        if before is not None:
            self.follower.closed(before)
        self.follower.opened(self.documents.open(params.text_document))

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(self, params: types.DidChangeTextDocumentParams) -> None:
        """Keep up with the text."""
        changed = self.documents.change(params)
        if changed is not None:
            self.follower.changed(*changed)

    @lsp_method(types.TEXT_DOCUMENT_DID_CLOSE)
    def lsp_text_document__did_close(self, params: types.DidCloseTextDocumentParams) -> None:
        """Let go of the text."""
        document = self.documents.close(params.text_document.uri)
        if document is not None:
            self.follower.closed(document)

    @lsp_method(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
    def lsp_workspace__did_change_workspace_folders(
        self, params: types.DidChangeWorkspaceFoldersParams
    ) -> None:
        """Pass on which folders came and went."""
        self.follower.folders_changed(params.event)

    @lsp_method(types.WORKSPACE_EXECUTE_COMMAND)
    async def lsp_workspace__execute_command(self, params: types.ExecuteCommandParams) -> object:  # type: ignore[override]
        """Run a command in the request's own task, so that cancelling the one cancels the other."""
        handler = self.fm.commands.get(params.command)
        if handler is None:
            raise JsonRpcInvalidParams("Invalid params: no such command")
        return await handler(Arguments(params.arguments or [], params.work_done_token))

    @lsp_method(types.WINDOW_WORK_DONE_PROGRESS_CANCEL)
    def lsp_work_done_progress_cancel(self, params: types.WorkDoneProgressCancelParams) -> None:
        """Stop what shows this progress; a token that is not in use means nothing."""
        stop = self.cancellable.get(params.token)
        if stop is not None:
            stop()


def _clamped(value: object, name: str = "") -> Any:  # noqa: ANN401 - JSON in, JSON out
    if isinstance(value, dict):
        return {key: _clamped(item, key) for key, item in value.items()}
    if isinstance(value, list):
        return [_clamped(item, name) for item in value]
    if name in ("line", "character") and isinstance(value, int):
        return max(0, min(value, _LARGEST))
    return value
