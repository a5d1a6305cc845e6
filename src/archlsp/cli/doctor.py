"""`archlsp doctor`: what works here, what does not, and what to do about it."""

import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from archlsp.cli.ai_checks import ai_checks
from archlsp.cli.arguments import Parsed
from archlsp.cli.checks import (
    Check,
    Level,
    command_check,
    git_check,
    ledger_check,
    platform_check,
    repository_check,
    rules_checks,
    settings_checks,
    watching_check,
    worker_check,
)
from archlsp.cli.editor_checks import editors_checks
from archlsp.cli.language import root_of
from archlsp.cli.terminal import Style, style_of, visible
from archlsp.cli.width import width, wrap
from archlsp.messages import say

TROUBLE = 3
_COLOURS = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}
_Room = Callable[[Path, str], Iterator[Check]]
_CHECKS: tuple[_Room, ...] = (
    platform_check,
    command_check,
    git_check,
    repository_check,
    settings_checks,
    rules_checks,
    worker_check,
    ledger_check,
    ai_checks,
    watching_check,
    editors_checks,
)


def run(_parsed: Parsed, locale: str) -> int:
    """Print one line a check, with what to do below; 3 when something does not work."""
    style = style_of(sys.stdout, os.environ)
    folder = root_of(Path.cwd())
    worst = Level.OK
    for room in _CHECKS:
        for check in room(folder, locale):
            worst = max(worst, check.level)
            sys.stdout.write(_shown(check, style, locale))
            sys.stdout.flush()
    sys.stdout.write("\n" + say(locale, f"doctor-{worst.name.lower()}") + "\n")
    return TROUBLE if worst is Level.FAIL else 0


def _shown(check: Check, style: Style, locale: str) -> str:
    mark = f"[{check.level.name.lower()}]".ljust(7)
    head = style.paint(mark, "bold", _COLOURS[check.level])
    lines = [
        f"{head}{line}" if number == 0 else " " * 7 + line for number, line in _lines(check.text, 7, style)
    ]
    if check.advice:
        label = say(locale, "doctor-advice") + " "
        room = 7 + width(label)
        for number, line in _lines(check.advice, room, style):
            lines.append(" " * 7 + label + line if number == 0 else " " * room + line)
    return "\n".join(lines) + "\n"


def _lines(text: str, indent: int, style: Style) -> Iterator[tuple[int, str]]:
    return enumerate(wrap(visible(text), style.columns - indent))
