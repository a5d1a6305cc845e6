"""Which batches were submitted to the model's endpoint and are not collected yet: a list in the user's state.

What was sent is not kept here, only the names of the questions; these are made of what is asked, so that the answers
find their code again, or do not where it has changed.
"""

import json
import os
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

FILE_NAME = "batches.json"
KEPT_SECONDS = 29 * 86_400
"""So long the endpoint keeps results; what is older cannot be collected any more."""
_LARGEST = 1 << 26


@dataclass(frozen=True, slots=True)
class Batch:
    """One batch; `made` is in seconds since the epoch, `questions` are the names that were given to them.

    `usd`: what it will probably cost, as long as nobody knows better.
    """

    id: str
    folder: str
    origin: str
    made: float
    questions: tuple[str, ...]
    usd: float = 0.0
    collected: bool = False


class Batches:
    """The list in `directory`, the user's state directory. Reads never raise; writes raise OSError."""

    def __init__(self, directory: Path) -> None:
        """Nothing is read yet."""
        self._file = directory / FILE_NAME

    def waiting(self, folder: Path) -> tuple[Batch, ...]:
        """Those of a folder that are not collected yet, oldest first."""
        here = str(folder.resolve())
        return tuple(batch for batch in self._read() if batch.folder == here and not batch.collected)

    def add(self, batch: Batch) -> None:
        """Remember a batch; it is on the disk when this returns."""
        self._write([*self._read(), batch])

    def collected(self, batch_id: str) -> None:
        """Remember that the results of a batch were taken."""
        self._write(
            [replace(batch, collected=True) if batch.id == batch_id else batch for batch in self._read()]
        )

    def _read(self) -> list[Batch]:
        oldest = time.time() - KEPT_SECONDS
        with suppress(OSError, ValueError, TypeError, KeyError):
            if self._file.lstat().st_size <= _LARGEST and not self._file.is_symlink():
                found = [_batch(value) for value in json.loads(self._file.read_text("utf-8"))]
                return sorted((batch for batch in found if batch.made >= oldest), key=lambda b: b.made)
        return []

    def _write(self, batches: list[Batch]) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._file.with_name(f"{FILE_NAME}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump([asdict(batch) for batch in batches], stream, indent=1)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(self._file)


def _batch(value: dict[str, object]) -> Batch:
    """Raises TypeError, ValueError or KeyError for anything else."""
    made, questions, usd = value["made"], value["questions"], value["usd"]
    numbers = isinstance(made, int | float) and isinstance(usd, int | float)
    if not numbers or not isinstance(questions, list):
        raise TypeError
    return Batch(
        str(value["id"]),
        str(value["folder"]),
        str(value["origin"]),
        float(str(made)),
        tuple(map(str, questions)),
        float(str(usd)),
        value["collected"] is True,
    )
