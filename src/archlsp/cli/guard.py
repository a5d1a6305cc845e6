"""The last line of defence: whatever happens, a user reads a sentence and never a traceback."""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path

from archlsp.cli.language import locale_of
from archlsp.messages import say

TROUBLE = 3


def guarded(arguments: Sequence[str]) -> int:
    """Run a command; turn what nobody expected into exit code 3 and one sentence on stderr."""
    _prepare_streams()
    locale = "ja"
    try:
        locale = locale_of(arguments, os.environ, Path.cwd())
        from archlsp.cli.dispatch import run  # noqa: PLC0415 (what it imports may fail too)

        code = run(arguments, locale)
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        return _quietly_gone()
    except KeyboardInterrupt:
        _tell(say(locale, "interrupted"))
        return TROUBLE
    except Exception as error:  # noqa: BLE001 (the place that exists for exactly this)
        _tell(_sentence(error, locale))
        return _quietly_gone()


def _prepare_streams() -> None:
    """A file name that is no text must not stop a report; what programs read is UTF-8 whatever the locale."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


def _quietly_gone() -> int:
    """What is still to be flushed goes nowhere: else Python would complain at its end, and choose the exit code."""
    with suppress(OSError, ValueError, AttributeError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
    return TROUBLE


def _tell(sentence: str) -> None:
    with suppress(OSError):
        sys.stderr.write(f"archlsp: {sentence}\n")


def _sentence(error: Exception, locale: str) -> str:
    if isinstance(error, FileNotFoundError) and error.filename is None:
        return say(locale, "no-current-folder")
    if os.environ.get("ARCHLSP_DEBUG") == "1":
        with suppress(Exception):
            return say(locale, "unexpected-logged", kind=type(error).__name__, file=_log(error))
    return say(locale, "unexpected", kind=type(error).__name__)


def _log(error: Exception) -> Path:
    """Write the traceback where only the user reads it. It names code and files, so it is asked for, not usual."""
    from traceback import format_exception  # noqa: PLC0415 (only for a mistake of ours)

    from archlsp.store.directory import prepare, state_directory  # noqa: PLC0415 (likewise)

    directory = state_directory()
    prepare(directory)
    path = directory / "debug.log"
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(number, "a", encoding="utf-8", errors="backslashreplace") as log:
        log.writelines(format_exception(error))
    return path
