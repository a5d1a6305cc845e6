"""Reading what a command writes on a pseudo-terminal."""

import os
import select
import time


def until(terminal: int, wanted: bytes, seconds: float = 30) -> bytes:
    """Read until something is there; return everything so far."""
    seen = b""
    deadline = time.monotonic() + seconds
    while wanted not in seen:
        left = deadline - time.monotonic()
        assert left > 0, seen
        if select.select([terminal], [], [], left)[0]:
            seen += os.read(terminal, 65_536)
    return seen
