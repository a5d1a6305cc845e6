"""What is said on stderr, beside the report."""

import sys
from pathlib import Path

from archlsp.cli.terminal import visible
from archlsp.messages import problem_text
from archlsp.settings.layers import Complaint


def tell(sentence: str) -> None:
    """Say one sentence."""
    sys.stderr.write(f"archlsp: {visible(sentence)}\n")


def complaint_line(complaint: Complaint, locale: str, folder: Path) -> str:
    """A wrong setting with its place: file, line and column, or where else it was said."""
    return f"{_place(complaint, folder)}: {problem_text(locale, complaint.problem)}"


def _place(complaint: Complaint, folder: Path) -> str:
    if complaint.path is None:
        return str(complaint.origin)
    path = complaint.path
    shown = str(path.relative_to(folder)) if path.is_relative_to(folder) else str(path)
    if complaint.span is None:
        return shown
    start = complaint.span.start
    return f"{shown}:{start.line + 1}:{start.column + 1}"
