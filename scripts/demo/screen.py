"""What an editor would show, in a terminal: code, squiggles under the culprits, messages beside them."""

import os
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

Diagnostic = dict[str, Any]

_SEVERITY = {1: ("31", "error"), 2: ("33", "warning"), 3: ("36", "info"), 4: ("90", "hint")}
_CONTEXT = 1


def colour(code: str, text: str) -> str:
    """Colour `text` when a person is looking and did not say no."""
    plain = os.environ.get("NO_COLOR") or not (sys.stdout.isatty() or os.environ.get("FORCE_COLOR"))
    return text if plain else f"\033[{code}m{text}\033[0m"


def heading(text: str) -> None:
    """Start a step of the session."""
    print(f"\n{colour('1;34', '▌')} {colour('1', text)}")


def note(text: str) -> None:
    """A line of explanation."""
    print(f"  {colour('90', text)}")


def width(text: str) -> int:
    """Columns on a terminal: East Asian wide characters and emoji take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def utf16_column(line: str, units: int) -> int:
    """Turn UTF-16 units, as LSP counts by default, into characters."""
    for index, character in enumerate(line):
        if units <= 0:
            return index
        units -= 2 if ord(character) > 0xFFFF else 1
    return len(line)


def show(path: str, text: str, diagnostics: Sequence[Diagnostic], milliseconds: float | None = None) -> None:
    """Print a file's findings at their lines."""
    took = "" if milliseconds is None else colour("32", f"  {milliseconds:.0f} ms")
    count = len(diagnostics)
    print(
        f"\n  {colour('1;4', path)}  {colour('90', f'{count} finding' + ('' if count == 1 else 's'))}{took}"
    )
    lines = text.splitlines()
    for diagnostic in sorted(
        diagnostics, key=lambda d: (d["range"]["start"]["line"], d["range"]["start"]["character"])
    ):
        _one(lines, diagnostic)


def _one(lines: Sequence[str], diagnostic: Diagnostic) -> None:
    start, end = diagnostic["range"]["start"], diagnostic["range"]["end"]
    code, name = _SEVERITY[diagnostic.get("severity", 2)]
    at = start["line"]
    for number in range(max(0, at - _CONTEXT), at + 1):
        line = lines[number].replace("\t", "    ") if number < len(lines) else ""
        print(f"  {colour('90', f'{number + 1:4d} │')} {line}")
    raw = lines[at] if at < len(lines) else ""
    first = utf16_column(raw, start["character"])
    last = utf16_column(raw, end["character"]) if end["line"] == at else len(raw)
    indent = width(raw[:first].replace("\t", "    "))
    length = max(1, width(raw[first:last].replace("\t", "    ")))
    print(f"  {colour('90', '     │')} {' ' * indent}{colour(code, '~' * length)}")
    title, _, rest = diagnostic["message"].partition("\n")
    print(
        f"  {colour('90', '     │')} {colour(code, name)} {colour('1', title)} {colour('90', str(diagnostic['code']))}"
    )
    for line in rest.strip().splitlines()[:2]:
        print(f"  {colour('90', '     │')}   {line}")
