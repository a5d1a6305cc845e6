"""The process in which rules run: parsing holds the interpreter's lock, and hostile text may hang a parser.

One frame in, one frame out, until standard input ends. A frame asks for a review, for what a change stands in,
whether an edited text parses, or where a test belongs; the answer may be that it failed. The first frame out says
that the process is ready, and which rules are off.
"""

import os
import select
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, BinaryIO

from archlsp.rules.catalog import Catalog
from archlsp.rules.dispatch import preload
from archlsp.rules.engine import review
from archlsp.rules.project import ARGUMENT
from archlsp.rules.soundness import is_sound
from archlsp.rules.surroundings import surroundings_of
from archlsp.rules.testplace import place_of_test
from archlsp.rules.wire import (
    finding_value,
    place_of_test_value,
    problem_value,
    request_of,
    surroundings_value,
)
from archlsp.workers.frames import BrokenFrameError, pack, read_frame

_IDLE_SECONDS = 1.0


def main(arguments: list[str] | None = None) -> int:
    """Serve requests on standard input and output.

    Arguments: the time limit in seconds, then folders of extra rules, or `--project` and a project's root: its
    rules and no others.
    """
    given = sys.argv[1:] if arguments is None else arguments
    limit = float(given[0]) if given else 5.0
    requests, answers = _take_pipes()
    catalog = _catalog(given[1:])
    _send(answers, {"ready": True, "off": [problem_value(problem) for problem in catalog.errors]})
    _warm_up(requests)
    try:
        while (value := read_frame(requests)) is not None:
            with _Deadline(limit):
                answer = _answer(catalog, value)
            _send(answers, answer)
    except (BrokenFrameError, BrokenPipeError):
        return 1
    return 0


def _catalog(given: list[str]) -> Catalog:
    if given[:1] == [ARGUMENT]:
        return Catalog.of_project(Path(given[1]))
    return Catalog.load([Path(name) for name in given])


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Keep the two pipes for ourselves: whatever prints, or reads standard input, meets the null device."""
    requests = os.fdopen(os.dup(0), "rb")
    answers = os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    return requests, answers


def _send(answers: BinaryIO, value: Mapping[str, Any]) -> None:
    answers.write(pack(value))
    answers.flush()


def _answer(catalog: Catalog, value: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        return _ANSWERS[value.get("ask", "review")](catalog, value)
    # ast-grep's panics are no Exceptions; this file is lost, the process need not be.
    except BaseException as error:  # noqa: BLE001
        return {"failed": type(error).__name__}


def _review(catalog: Catalog, value: Mapping[str, Any]) -> Mapping[str, Any]:
    begin = perf_counter()
    answer = review(catalog, request_of(value))
    return {
        "findings": [finding_value(finding) for finding in answer.findings],
        "notes": [problem_value(problem) for problem in answer.notes],
        "milliseconds": (perf_counter() - begin) * 1e3,
    }


def _surroundings(_catalog: Catalog, value: Mapping[str, Any]) -> Mapping[str, Any]:
    return surroundings_value(surroundings_of(request_of(value)))


def _sound(_catalog: Catalog, value: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"sound": is_sound(value["language"], value["before"], value["after"])}


def _place_of_test(_catalog: Catalog, value: Mapping[str, Any]) -> Mapping[str, Any]:
    return place_of_test_value(place_of_test(request_of(value)))


_ANSWERS = {
    "review": _review,
    "surroundings": _surroundings,
    "sound": _sound,
    "place-of-test": _place_of_test,
}


class _Deadline:
    """Lets the kernel end this process when it hangs in a parser and its parent is not there to do it.

    Nothing in Python runs while a parser holds the lock; the default action of SIGALRM needs nobody.
    """

    def __init__(self, limit: float) -> None:
        self._seconds = limit * 2 + 1

    def __enter__(self) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, self._seconds)

    def __exit__(self, *_: object) -> None:
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, 0)


def _warm_up(requests: BinaryIO) -> None:
    """Use the quiet after the start to load what the first SQL statement would wait for."""
    if os.name == "posix" and not select.select([requests], [], [], _IDLE_SECONDS)[0]:
        preload()


if __name__ == "__main__":
    sys.exit(main())
