"""What goes through the pipes between the server and a worker: length-prefixed JSON frames.

A frame is four bytes, the length of what follows as a big-endian number, and that many bytes of JSON.
"""

import json
import struct
from collections.abc import Mapping
from typing import Any, BinaryIO

PREFIX = struct.Struct(">I")
MAX_FRAME = 64 * 1024 * 1024
Value = Mapping[str, Any]


class BrokenFrameError(Exception):
    """The other side sent something that is no frame of ours, or stopped in the middle of one."""


def pack(value: Value) -> bytes:
    """Turn a value into a frame. Lone surrogates (names that are not UTF-8) pass through unharmed."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return PREFIX.pack(len(body)) + body


def unpack(body: bytes) -> Value:
    """Turn the body of a frame into a value. Raises BrokenFrameError."""
    try:
        value = json.loads(body.decode("utf-8", "surrogatepass"))
    except ValueError as error:
        raise BrokenFrameError from error
    if not isinstance(value, dict):
        raise BrokenFrameError
    return value


def length_of(prefix: bytes) -> int:
    """Read the length of a frame. Raises BrokenFrameError for one that is absurd."""
    (length,) = PREFIX.unpack(prefix)
    if length > MAX_FRAME:
        raise BrokenFrameError
    return int(length)


def read_frame(stream: BinaryIO) -> Value | None:
    """Read one frame, blocking; None at the end of the stream. Raises BrokenFrameError."""
    prefix = stream.read(PREFIX.size)
    if not prefix:
        return None
    if len(prefix) < PREFIX.size:
        raise BrokenFrameError
    length = length_of(prefix)
    body = stream.read(length)
    if len(body) < length:
        raise BrokenFrameError
    return unpack(body)
