"""Design answers as Markdown files in the user's state directory: what an editor opens."""

import os
import re
from contextlib import suppress
from pathlib import Path

_MOST = 200
_NAME = re.compile(r"[0-9a-f]{1,40}")


class AnswerPages:
    """Blocking. A page is replaced as a whole, so that nobody reads half of one."""

    def __init__(self, directory: Path) -> None:
        """`directory` is the user's state directory; nothing is made yet."""
        self._folder = directory / "designs"

    def path(self, design: str) -> Path:
        """Where the page of an answer is. Raises ValueError for what is no id of ours."""
        if not _NAME.fullmatch(design):
            raise ValueError(design)
        return self._folder / f"{design}.md"

    def keep(self, design: str, text: str) -> Path:
        """Write a page. Raises OSError."""
        path = self.path(design)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        beside = path.with_suffix(f".{os.getpid()}")
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(text.encode("utf-8", "replace"))
        beside.replace(path)
        return path

    def prune(self) -> None:
        """Remove the oldest where there are too many."""
        with suppress(OSError):
            pages = sorted(self._folder.glob("*.md"), key=lambda page: page.stat().st_mtime, reverse=True)
            for page in pages[_MOST:]:
                page.unlink(missing_ok=True)
