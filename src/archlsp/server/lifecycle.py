"""The life of the process: private pipes, a watched parent, and an end that nothing can hold up."""

import os
import signal
import sys
import threading
from collections.abc import Callable

ENDING = (signal.SIGTERM, signal.SIGINT)
PATIENCE = 2.0
"""Seconds for a clean end; VS Code kills a server two seconds after it asked for the shutdown."""


def take_stdio() -> tuple[int, int]:
    """Keep the protocol's pipes private; return the descriptors to read from and to write to.

    Afterwards descriptor 0 is empty, so that no child can eat a message, and descriptor 1 is the standard
    error, so that nothing printed can get between two messages.
    """
    reading, writing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return reading, writing


def watch_parent(process: object, gone: Callable[[], None]) -> None:
    """Call `gone`, from a thread, when the process with this id is no more.

    Where processes cannot be asked whether they live (Windows), the end of the input has to do.
    """
    if not isinstance(process, int) or isinstance(process, bool) or process <= 0 or os.name == "nt":
        return
    threading.Thread(target=_wait_for_end, args=(process, gone), name="parent", daemon=True).start()


def _wait_for_end(process: int, gone: Callable[[], None]) -> None:
    try:
        # A descriptor of the process costs nothing while it lives; asking every second would wake us for ever.
        handle = os.pidfd_open(process)
    except ProcessLookupError:
        gone()
        return
    except (AttributeError, OSError):
        handle = -1
    if handle >= 0:
        import select  # noqa: PLC0415 - not needed before the first answer

        poll = select.poll()
        poll.register(handle, select.POLLIN)
        poll.poll()
        os.close(handle)
    else:
        _poll(process)
    gone()


def _poll(process: int) -> None:
    pause = threading.Event()
    while _is_alive(process):
        pause.wait(1.0)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def end_by(code: int, seconds: float = PATIENCE) -> None:
    """Make sure that the process is gone after `seconds`, whatever threads hang."""
    timer = threading.Timer(seconds, _leave, [code])
    timer.daemon = True
    timer.start()


def _leave(code: int) -> None:
    os._exit(code)


def quiet_signals() -> None:
    """While nothing can be cleaned up yet, a signal ends the process without a word."""
    for number in ENDING:
        signal.signal(number, lambda number, _frame: sys.exit(128 + number))
