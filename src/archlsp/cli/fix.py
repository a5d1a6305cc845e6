"""`--fix`: apply safe fixes to the files of a review, exactly or not at all."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from archlsp.cli.report.material import Applied
from archlsp.model.finding import Edit, Finding, Fix
from archlsp.model.review import Problem
from archlsp.model.text import line_starts, offset_at, slice_span
from archlsp.session.summary import Summary
from archlsp.trust.edits import may_edit

_BOM = b"\xef\xbb\xbf"


def apply_safe_fixes(folder: Path, summary: Summary) -> tuple[list[Applied], list[Problem]]:
    """Apply what is safe, file by file; return what was done, and why something was not."""
    by_path: dict[str, list[tuple[Finding, Fix]]] = {}
    for finding in summary.findings:
        for fix in finding.fixes[:1]:
            if fix.safe:
                by_path.setdefault(finding.anchor.path, []).append((finding, fix))
    reviewed = {review.path for review in summary.reviews}
    done: list[Applied] = []
    refused: list[Problem] = []
    for path, fixes in by_path.items():
        if not may_edit(folder, path, reviewed):
            refused.append(Problem.of("fix-refused", path=path))
            continue
        try:
            done += _fix_file(folder, path, fixes)
        except (OSError, UnicodeDecodeError):
            refused.append(Problem.of("fix-failed", path=path))
    return done, refused


def _fix_file(folder: Path, path: str, fixes: Iterable[tuple[Finding, Fix]]) -> list[Applied]:
    place = folder / path
    before = _read(place)
    mark = _BOM if before.startswith(_BOM) else b""
    text = before.removeprefix(mark).decode("utf-8")
    chosen, applied = _chosen(text, path, fixes)
    if chosen:
        _replace(place, before, mark + _edited(text, chosen).encode("utf-8"))
    return applied


def _chosen(text: str, path: str, fixes: Iterable[tuple[Finding, Fix]]) -> tuple[list[Edit], list[Applied]]:
    """The edits that fit the text and do not reach into one another."""
    starts = line_starts(text)
    chosen: list[Edit] = []
    applied = []
    for finding, fix in fixes:
        fits = all(slice_span(text, edit.span, starts) == edit.expected for edit in fix.edits)
        free = not any(edit.span.overlaps(other.span) for edit in fix.edits for other in chosen)
        if fix.edits and fits and free:
            chosen.extend(fix.edits)
            line = finding.anchor.span.start.line + 1
            applied.append(Applied(path, line, finding.rule, fix.title))
    return chosen, applied


def _edited(text: str, edits: Iterable[Edit]) -> str:
    """Apply from the end, so that earlier places stay where they are; new lines end as the file's do."""
    starts = line_starts(text)
    crlf = text.count("\r\n") * 2 > text.count("\n")
    for edit in sorted(edits, key=lambda edit: edit.span, reverse=True):
        new = edit.text.replace("\r\n", "\n")
        begin, end = offset_at(text, starts, edit.span.start), offset_at(text, starts, edit.span.end)
        text = text[:begin] + (new.replace("\n", "\r\n") if crlf else new) + text[end:]
    return text


def _read(place: Path) -> bytes:
    number = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(number, "rb") as file:
        return file.read()


def _replace(place: Path, before: bytes, after: bytes) -> None:
    """Write beside the file and rename over it: a crash leaves the old text or the new one, never half."""
    about = place.lstat()
    draft = place.with_name(f".{place.name[:200]}.archlsp-{os.getpid()}")
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(after)
            file.flush()
            os.fsync(number)
            with suppress(PermissionError):
                os.fchown(number, about.st_uid, about.st_gid)
            os.fchmod(number, about.st_mode & 0o7777)
        if _read(place) != before:
            raise BlockingIOError(place)  # somebody saved the file meanwhile: theirs counts
        draft.replace(place)
    finally:
        draft.unlink(missing_ok=True)
