"""One JSON-RPC message: from bytes to a checked object and back. Imported before anything heavy."""

import json
from collections.abc import Mapping

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
NOT_INITIALIZED = -32002
CONTENT_MODIFIED = -32801

Message = dict[str, object]
MessageId = str | int | None


class Malformed(Exception):  # noqa: N818 - it describes a message, not our own failure
    """Bytes that are no message. `answer` is what the sender gets for them."""

    def __init__(self, code: int, phrase: str, message_id: MessageId = None) -> None:
        """`phrase` is one of JSON-RPC's own: they are for the client's log, not for a reader."""
        super().__init__(phrase)
        self.answer = error(message_id, code, phrase)


def decode(body: bytes) -> Message:
    """Turn a body into a request, a notification or a response. Raises Malformed."""
    try:
        # A lone surrogate may stand in the text of a file; bytes that are no UTF-8 at all may not.
        message = json.loads(body.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError):
        raise Malformed(PARSE_ERROR, "Parse error") from None
    if not isinstance(message, dict):
        raise Malformed(INVALID_REQUEST, "Invalid request: a message is an object")
    _check(message)
    return message


def _check(message: Message) -> None:
    message_id = identify(message)
    if message.get("jsonrpc") != "2.0":
        raise Malformed(INVALID_REQUEST, 'Invalid request: "jsonrpc" is not "2.0"', message_id)
    if is_response(message):
        return
    if "id" in message and message_id is None:
        raise Malformed(INVALID_REQUEST, 'Invalid request: "id" is neither a string nor an integer')
    if not isinstance(message.get("method"), str):
        raise Malformed(INVALID_REQUEST, 'Invalid request: "method" is not a string', message_id)


def identify(message: Mapping[str, object]) -> MessageId:
    """Return the id of a request or response; None where it has none that the protocol allows."""
    message_id = message.get("id")
    return message_id if isinstance(message_id, str | int) and not isinstance(message_id, bool) else None


def is_response(message: Mapping[str, object]) -> bool:
    """Tell whether a message answers one of ours."""
    return "method" not in message and ("result" in message or "error" in message)


def encode(message: Mapping[str, object]) -> bytes:
    """Write a message; lone surrogates survive as escapes. Raises TypeError or ValueError for what is no JSON."""
    return json.dumps(message, separators=(",", ":")).encode("ascii")


def error(message_id: MessageId, code: int, phrase: str) -> bytes:
    """Build an error response."""
    return encode({"jsonrpc": "2.0", "id": message_id, "error": {"code": code, "message": phrase}})


def result(message_id: MessageId, value: object) -> bytes:
    """Build a response."""
    return encode({"jsonrpc": "2.0", "id": message_id, "result": value})
