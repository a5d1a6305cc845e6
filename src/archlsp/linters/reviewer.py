"""External linters as a reviewer: asked beside the offline architect, published when they answer."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from time import perf_counter

from archlsp.linters.adapter import Adapter
from archlsp.linters.programs import LinterFailedError, find, run
from archlsp.linters.report import Report
from archlsp.model.finding import Anchor, Confidence, Finding, Reference, normalise_quote
from archlsp.model.review import Outcome, Problem, Request, Review
from archlsp.model.text import Span, line_starts

NAME = "linters"
# Those of table.py, which is imported only when a linter may run: most folders are not trusted.
_LANGUAGES = frozenset(
    {"python", "sql", "dockerfile", "proto", "yaml", "javascript", "typescript", "tsx", "go", "java", "rust"}
)
_LONGEST_TITLE = 200


class LintersReviewer:
    """Implements model.review.Reviewer. Runs what `Request.linters` allows and what is installed, one at a time."""

    def __init__(self) -> None:
        """Nothing is looked for before a request allows it."""
        self._turn = asyncio.Semaphore(1)
        self._found: dict[tuple[str, str], Path | None] = {}

    @property
    def name(self) -> str:
        """The word its reviews go by; each finding names its linter."""
        return NAME

    def accepts(self, language: str) -> bool:
        """Tell whether there is a linter for files of this language."""
        return language in _LANGUAGES

    async def review(self, request: Request, emit: Callable[[Finding], None]) -> Review:
        """Ask each linter that may and can; one that fails is a note, the others count."""
        begin = perf_counter()
        findings: list[Finding] = []
        notes: list[Problem] = []
        for adapter, program in self._usable(request):
            try:
                found = await self._ask(adapter, program, request)
            except LinterFailedError as error:
                notes.append(Problem.of("linter-failed", linter=adapter.name, reason=error))
                continue
            for finding in found:
                emit(finding)
            findings += found
        took = (perf_counter() - begin) * 1e3
        return Review(
            NAME,
            request.path,
            request.generation,
            Outcome.REVIEWED,
            tuple(findings),
            None,
            took,
            tuple(notes),
        )

    async def close(self) -> None:
        """Nothing outlives a review."""

    def _usable(self, request: Request) -> Iterator[tuple[Adapter, Path]]:
        if request.root is None or request.shipped:
            return
        from archlsp.linters.table import LINTERS  # noqa: PLC0415 - see _LANGUAGES

        root = Path(request.root)
        for adapter in LINTERS:
            if adapter.name not in request.linters or not adapter.accepts(request.language, request.path):
                continue
            if adapter.needs and not any((root / name).is_file() for name in adapter.needs):
                continue
            if not adapter.standard_input and not _is_saved(root / request.path, request.text):
                continue
            program = self._program(adapter, root)
            if program is not None:
                yield adapter, program

    def _program(self, adapter: Adapter, root: Path) -> Path | None:
        key = (adapter.program, str(root))
        if self._found.get(key) is None:
            self._found[key] = find(adapter.program, root)
        return self._found[key]

    async def _ask(self, adapter: Adapter, program: Path, request: Request) -> list[Finding]:
        async with self._turn:
            answers = await run(adapter, program, Path(request.root or "."), request.path, request.text)
        reports = [report for answer in answers for report in adapter.read(answer)]
        return [finding for finding in _findings(adapter, request, reports) if request.is_recent(finding)]


def _is_saved(file: Path, text: str) -> bool:
    try:
        return file.read_bytes().decode("utf-8-sig") == text
    except (OSError, UnicodeDecodeError):
        return False


def _findings(adapter: Adapter, request: Request, reports: Iterable[Report]) -> Iterator[Finding]:
    starts = line_starts(request.text)
    seen: Counter[tuple[str, str]] = Counter()
    for report in reports:
        span, quote = _place(report, request.text, starts)
        if not quote.strip():
            continue
        rule = f"{adapter.name}:{report.code}"
        key = (rule, normalise_quote(quote))
        anchor = Anchor(request.path, span, quote, "", seen[key])
        seen[key] += 1
        yield Finding(
            rule=rule,
            source=adapter.name,
            category=report.category,
            severity=report.severity,
            confidence=Confidence.MEDIUM,
            anchor=anchor,
            extent=span,
            title=report.message[:_LONGEST_TITLE],
            why=report.message,
            recommendation=report.advice,
            cwe=report.cwe,
            references=(Reference(rule, report.url),) if report.url.startswith("https://") else (),
        )


def _place(report: Report, text: str, starts: list[int]) -> tuple[Span, str]:
    """Return the span of a report and the text there; a place that the text does not have is its last line."""
    line = min(report.line, len(starts) - 1)
    end_line = min(report.end_line if report.end_line is not None else line, len(starts) - 1)
    start = _column(report, text, starts, line, report.column)
    if report.end_line is None or (end_line, report.end_column) <= (report.line, report.column):
        end_line, end = line, len(_line(text, starts, line))
    else:
        end = _column(report, text, starts, end_line, report.end_column)
    start = min(start, end) if end_line == line else start
    return Span.of(line, start, end_line, end), text[starts[line] + start : starts[end_line] + end]


def _column(report: Report, text: str, starts: list[int], line: int, column: int) -> int:
    content = _line(text, starts, line)
    if report.bytes and not content.isascii():
        column = len(content.encode("utf-8", "surrogatepass")[:column].decode("utf-8", "ignore"))
    return min(column, len(content))


def _line(text: str, starts: list[int], line: int) -> str:
    end = starts[line + 1] if line + 1 < len(starts) else len(text)
    return text[starts[line] : end].rstrip("\r\n")
