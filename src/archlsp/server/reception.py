"""The front door: answers `initialize` before the heavy rooms are opened, then hands the visitor over.

Importing pygls takes ten times as long as everything else at start. So this room, and what it imports, use
the standard library's light parts alone, answer the first request from `capabilities`, and only then import
the server; messages that arrive meanwhile wait in the inbox. The rules of the protocol for the time before
`initialize` are kept here, all later ones in `protocol`.
"""

import os

from archlsp import __version__
from archlsp.server import jsonrpc
from archlsp.server.capabilities import laid_over, look_up, server_capabilities
from archlsp.server.framing import FrameError, FrameReader, frame
from archlsp.server.lifecycle import quiet_signals, take_stdio, watch_parent

SERVER_INFO = {"name": "archlsp", "version": __version__}


def serve() -> int:
    """Run the language server on the standard streams; return the exit code."""
    reading, writing = take_stdio()
    quiet_signals()
    frames = FrameReader(reading)
    try:
        params = greet(frames, writing)
    except BrokenPipeError:
        return 1
    if params is None:
        return 1
    return _hand_over(frames, writing, params)


def greet(frames: FrameReader, writing: int) -> jsonrpc.Message | None:
    """Wait for `initialize` and answer it; return its parameters, None when the client left without it."""
    while (body := _next(frames)) is not None:
        try:
            message = jsonrpc.decode(body)
        except jsonrpc.Malformed as malformed:
            _send(writing, malformed.answer)
            continue
        if message.get("method") == "exit" and "id" not in message:
            return None
        if "id" in message and not jsonrpc.is_response(message):
            params = _answer(message, writing)
            if params is not None:
                return params
    return None


def _answer(message: jsonrpc.Message, writing: int) -> jsonrpc.Message | None:
    message_id, params = jsonrpc.identify(message), message.get("params")
    if message["method"] != "initialize":
        _send(writing, jsonrpc.error(message_id, jsonrpc.NOT_INITIALIZED, "Server not initialized"))
        return None
    if not isinstance(params, dict) or not isinstance(params.get("capabilities"), dict):
        _send(writing, jsonrpc.error(message_id, jsonrpc.INVALID_PARAMS, "Invalid params: no capabilities"))
        return None
    more = look_up(params, "initializationOptions.capabilities")
    params["capabilities"] = laid_over(params["capabilities"], more)
    ours = server_capabilities(params["capabilities"])
    _send(writing, jsonrpc.result(message_id, {"capabilities": ours, "serverInfo": SERVER_INFO}))
    return params


def _next(frames: FrameReader) -> bytes | None:
    try:
        return frames.read()
    except FrameError:
        return b""  # no JSON either: answered as such


def _send(writing: int, body: bytes) -> None:
    data = frame(body)
    while data:
        data = data[os.write(writing, data) :]


def _hand_over(frames: FrameReader, writing: int, params: jsonrpc.Message) -> int:
    # Imported now and not before: the client has its answer, and its next messages are read meanwhile.
    from archlsp.server.transport import Inbox  # noqa: PLC0415

    inbox = Inbox(frames)
    watch_parent(params.get("processId"), inbox.end)

    from archlsp.server.opening import open_doors  # noqa: PLC0415

    return open_doors(inbox, writing, params)
