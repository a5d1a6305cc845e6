"""The process that makes an inventory: parsing holds the interpreter's lock, and hostile text may hang a parser.

One frame in, one frame out, until standard input ends. The first frame out says that the process is ready.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archlsp.map.survey import survey
from archlsp.map.wire import inventory_value
from archlsp.store.ledger import Ledger
from archlsp.workers.frames import BrokenFrameError, pack, read_frame


def main() -> int:
    """Serve requests on standard input and output; the argument is the state directory."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    # Whatever prints, or reads standard input, meets the null device.
    os.dup2(null, 0)
    os.dup2(null, 1)
    os.close(null)
    ledger = Ledger.open(Path(sys.argv[1]))
    try:
        answers.write(pack({"ready": True}))
        answers.flush()
        while (value := read_frame(requests)) is not None:
            answers.write(pack(_answer(value, ledger)))
            answers.flush()
    except (BrokenFrameError, BrokenPipeError):
        return 1
    finally:
        ledger.close()
    return 0


def _answer(value: Mapping[str, Any], ledger: Ledger) -> Mapping[str, Any]:
    inventory = survey(
        Path(value["folder"]), ledger, exclude=tuple(value["exclude"]), seconds=value["seconds"]
    )
    return inventory_value(inventory)
