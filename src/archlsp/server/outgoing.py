"""The half of the protocol that speaks: answers, notifications, and questions to the client."""

import asyncio
import json
import uuid
from collections.abc import Mapping
from typing import Any, Protocol, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError, JsonRpcInvalidParams
from pygls.protocol import LanguageServerProtocol

from archlsp.server import jsonrpc


class NoAnswerError(Exception):
    """The client refused a request of ours, or did not answer it."""


class Channel(Protocol):
    """Where messages go."""

    def write(self, body: bytes) -> None:
        """Send one body; never blocks."""


class Outgoing(LanguageServerProtocol):
    """Whatever is sent goes through here: written without blocking, and never logged."""

    channel: Channel

    def failed(self, where: str, error: BaseException) -> None:
        """Take note of a mistake of ours."""
        raise NotImplementedError

    def _refuse(self, message_id: str | int, error: JsonRpcException) -> None:
        self.channel.write(jsonrpc.error(message_id, error.code, error.message))

    def _send_response(
        self, msg_id: str | int, result: object = None, error: types.ResponseError | None = None
    ) -> None:
        """Answer; a result that cannot be written is our mistake, but the client must not wait for ever."""
        if error is not None:
            self.channel.write(jsonrpc.error(msg_id, error.code, error.message))
            return
        try:
            body = self._write({"jsonrpc": "2.0", "id": msg_id, "result": result})
        except Exception as trouble:  # noqa: BLE001 - the converter raises whatever the wrong value leads to
            self._refuse(msg_id, JsonRpcInternalError(f"Internal error: {type(trouble).__name__}"))
            self.failed("response", trouble)
            return
        self.channel.write(body)

    def _send_data(self, data: Any) -> None:  # noqa: ANN401 - pygls's signature
        """Send a request or a notification of ours."""
        try:
            self.channel.write(self._write(data))
        except Exception as trouble:  # noqa: BLE001 - as above
            self.failed("notification", trouble)

    def publish_diagnostics(self, params: types.PublishDiagnosticsParams) -> None:
        """Push diagnostics."""
        self.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    def _write(self, data: object) -> bytes:
        return json.dumps(data, default=self._serialize_message, separators=(",", ":")).encode("ascii")

    async def ask(self, method: str, params: object, seconds: float) -> Any:  # noqa: ANN401 - any result
        """Send a request; raise NoAnswerError when the client refuses, or says nothing for so many seconds."""
        message_id = str(uuid.uuid4())
        future = self.send_request(method, params, msg_id=message_id)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), seconds)
        except (TimeoutError, JsonRpcException):
            raise NoAnswerError from None
        finally:
            self._request_futures.pop(message_id, None)
            self._result_types.pop(message_id, None)

    def take_response(self, message: jsonrpc.Message) -> None:
        message_id = cast(str, message.get("id"))
        # Asked of the table of our own requests: an id of the client's is not ours, whatever comes with it.
        if not isinstance(message_id, str) or message_id not in self._result_types:
            return
        kind = self._result_types.pop(message_id)
        future = self._request_futures.pop(message_id, None)
        if future is None or future.done():
            return
        if "error" in message:
            future.set_exception(_refusal(message["error"]))
            return
        try:
            future.set_result(self._converter.structure(message, kind).result if kind else message["result"])
        except Exception:  # noqa: BLE001 - the converter raises whatever the wrong value leads to
            future.set_exception(JsonRpcInvalidParams("Invalid result"))


def _refusal(error: object) -> JsonRpcException:
    if not isinstance(error, Mapping):
        return JsonRpcException("Unknown error")
    code = error.get("code")
    return JsonRpcException(str(error.get("message", "")), code if isinstance(code, int) else None)
