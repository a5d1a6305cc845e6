"""What the user decided about sending a folder's code to an endpoint: kept in the user's own state.

Keyed on the folder's real path and the endpoint's origin: another folder, a folder that was replaced by a link, and
another endpoint are other questions. A repository cannot answer for its user.
"""

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE_NAME = "consents.json"
_LARGEST = 1 << 20
_GIVEN, _REFUSED = "given", "refused"


@dataclass(frozen=True, slots=True)
class Consent:
    """One decision; `when` is in seconds since the epoch."""

    folder: str
    origin: str
    given: bool
    when: float


class Consents:
    """The decisions in `directory`, the user's state directory. Reads never raise; writes raise OSError."""

    def __init__(self, directory: Path) -> None:
        """Nothing is read yet."""
        self._file = directory / FILE_NAME

    def given(self, folder: Path | None, origin: str) -> bool | None:
        """What was decided; None: nothing was. A folder's answer holds for nothing but that folder."""
        if folder is None:
            return None
        decided = self._read().get(_key(folder, origin))
        return None if decided is None else decided["answer"] == _GIVEN

    def all(self) -> tuple[Consent, ...]:
        """Every decision, by folder and endpoint."""
        return tuple(
            Consent(value["folder"], value["origin"], value["answer"] == _GIVEN, value["when"])
            for _, value in sorted(self._read().items())
        )

    def give(self, folder: Path, origin: str) -> None:
        """Remember that the user agreed."""
        self._decide(folder, origin, _GIVEN)

    def refuse(self, folder: Path, origin: str) -> None:
        """Remember that the user declined: nobody asks again."""
        self._decide(folder, origin, _REFUSED)

    def withdraw(self, folder: Path, origin: str) -> bool:
        """Forget what was decided; tell whether something was."""
        decided = dict(self._read())
        found = decided.pop(_key(folder, origin), None) is not None
        if found:
            self._write(decided)
        return found

    def _decide(self, folder: Path, origin: str, answer: str) -> None:
        value = {"folder": str(folder.resolve()), "origin": origin, "answer": answer, "when": time.time()}
        self._write({**self._read(), _key(folder, origin): value})

    def _read(self) -> Mapping[str, dict[str, Any]]:
        """Nothing where the file is missing, damaged, or somebody else's link."""
        with suppress(OSError, ValueError, TypeError):
            if self._file.lstat().st_size <= _LARGEST and not self._file.is_symlink():
                found = json.loads(self._file.read_text("utf-8"))
                return {_key_of(value): value for value in found if _is_decision(value)}
        return {}

    def _write(self, decided: Mapping[str, dict[str, Any]]) -> None:
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self._file.with_name(f"{FILE_NAME}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump([value for _, value in sorted(decided.items())], stream, indent=1)
        draft.replace(self._file)


def _key(folder: Path, origin: str) -> str:
    return f"{folder.resolve()}\0{origin}"


def _key_of(value: Mapping[str, Any]) -> str:
    return f"{value['folder']}\0{value['origin']}"


def _is_decision(value: object) -> bool:
    if not isinstance(value, dict) or value.get("answer") not in {_GIVEN, _REFUSED}:
        return False
    named = all(isinstance(value.get(name), str) for name in ("folder", "origin"))
    return named and isinstance(value.get("when"), int | float)
