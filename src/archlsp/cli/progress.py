"""A bar on a terminal; nothing in a pipe."""

import sys
import time
from collections.abc import Mapping

from archlsp.cli.terminal import style_of, visible
from archlsp.cli.width import cut

_CELLS = 24
_PAUSE = 0.08  # seconds between two drawings


class ProgressBar:
    """Call it with (done, total, path); `clear` takes it off the screen."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        """Drawn on stderr, so that a report in a pipe stays clean."""
        self._on = sys.stderr.isatty()
        self._columns = style_of(sys.stderr, environ).columns if self._on else 0
        self._drawn = 0.0

    def __call__(self, done: int, total: int, path: str) -> None:
        """Show how far it is."""
        now = time.monotonic()
        if not self._on or not total or now - self._drawn < _PAUSE:
            return
        self._drawn = now
        filled = _CELLS * done // total
        bar = "━" * filled + "─" * (_CELLS - filled)
        text = cut(f"{bar} {done}/{total} {visible(path)}", self._columns - 1)
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()

    def clear(self) -> None:
        """Leave the line empty."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
