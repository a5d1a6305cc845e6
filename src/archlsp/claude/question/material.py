"""What a question is made of, and the pieces it is quoted as."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from archlsp.claude.question.blocks import block, joined
from archlsp.claude.question.outline import BRIEF, ELIDED, USUAL, outline
from archlsp.claude.question.persona import Persona
from archlsp.claude.question.project import Project
from archlsp.claude.question.veil import Redacting, Veil
from archlsp.model.finding import Finding
from archlsp.model.review import Request
from archlsp.model.surroundings import Callee, Unit
from archlsp.model.text import split_lines

_SHORT_CALLEE = 12
_SHORT_UNIT = 50
_HEAD, _AROUND = 4, 12
_MOST_CHANGED, _END = 8, 2


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a question about `units` of a file may hold. `locale` is "ja" or "en"."""

    persona: Persona
    project: Project
    request: Request
    units: tuple[Unit, ...]
    model: str
    effort: str
    locale: str
    redactor: Redacting

    def veiled(self) -> "Material":
        """The same, where the secrets of the whole file are hidden in every piece."""
        if isinstance(self.redactor, Veil):
            return self
        return replace(self, redactor=Veil(self.redactor, self.request.text))

    def file(self) -> str:
        """The whole file, quoted."""
        request = self.request
        text = self.redactor.redact(request.text)
        return block("file", text, path=request.path, language=request.language)

    def sketch(self, *, is_brief: bool = False, is_short: bool = False) -> str:
        """The file without the bodies of its definitions; a brief one has fewer of them, a short one is its name."""
        request = self.request
        most = BRIEF if is_brief else USUAL
        text = "" if is_short else outline(self.redactor.redact(request.text), most=most)
        return block("file", text, path=request.path, language=request.language, part="outline")

    def asked(self, units: Iterable[Unit], *, with_code: bool, is_short: bool = False) -> list[str]:
        """The units, each with its changed lines; `with_code`: and its text, where the file does not show it.

        `is_short`: of the text of a long one what is around the changed lines.
        """
        lines = split_lines(self.request.text)
        return [self._unit(unit, lines, with_code, is_short) for unit in units]

    def called(self, callee: Callee, *, is_short: bool = False) -> str:
        """One definition that units call; `is_short`: of a long one its beginning."""
        lines = self.redactor.redact(callee.text).split("\n")
        if is_short and len(lines) > _SHORT_CALLEE:
            lines = [*lines[:_SHORT_CALLEE], ELIDED]
        return block("definition", "\n".join(lines), path=callee.path, symbol=callee.symbol)

    def beside(self) -> list[str]:
        """How the files beside it are written. Reads them."""
        parts = self.project.beside(self.request.path)
        return [block("neighbour", self.redactor.redact(part.text), path=part.path) for part in parts]

    def documents(self) -> list[str]:
        """The project's documents, quoted, in the order of their worth."""
        return [
            block("document", self.redactor.redact(part.text), path=part.path, kind=part.kind)
            for part in self.project.parts
        ]

    def _unit(self, unit: Unit, lines: Sequence[str], with_code: bool, is_short: bool) -> str:
        start, end = _lines_of(unit, lines)
        code = self._near(unit, lines) if is_short else self._lines(lines, start, end)
        pieces = [block("code", code)] if with_code else []
        where = {"symbol": unit.symbol} if unit.symbol else {"place": "top level"}
        if _is_all_new(unit, lines):
            begins = [] if with_code else [block("begins", code.strip().split("\n", 1)[0])]
            return block("unit", joined([*pieces, *begins]), **where, changed="all of it")
        for hunk in unit.hunks:
            if hunk.start < hunk.end:
                tag, text = "changed", self._ends(lines, hunk.start, hunk.end)
            else:
                tag, text = "removed-below", self._lines(lines, max(start, hunk.start - 1), hunk.start)
            pieces += [block(tag, text)] if text.strip() or tag != "changed" else []
        return block("unit", joined(pieces), **where)

    def _near(self, unit: Unit, lines: Sequence[str]) -> str:
        """The beginning of a unit, and what is around its changed lines."""
        start, end = _lines_of(unit, lines)
        shown = set(range(start, min(end, start + _HEAD)))
        for hunk in unit.hunks:
            shown.update(range(max(start, hunk.start - _AROUND), min(end, hunk.end + _AROUND)))
        if end - start <= _SHORT_UNIT or end - start - len(shown) <= _AROUND:
            return self._lines(lines, start, end)
        parts: list[str] = []
        for is_shown, run in groupby(range(start, end), shown.__contains__):
            numbers = list(run)
            parts.append(self._lines(lines, numbers[0], numbers[-1] + 1) if is_shown else ELIDED)
        return "\n".join(parts)

    def _ends(self, lines: Sequence[str], start: int, end: int) -> str:
        """Changed lines; of many, which `<code>` shows, the first and the last."""
        if end - start <= _MOST_CHANGED:
            return self._lines(lines, start, end)
        first, last = self._lines(lines, start, start + _END), self._lines(lines, end - _END, end)
        return f"{first}\n{ELIDED}\n{last}"

    def _lines(self, lines: Sequence[str], start: int, end: int) -> str:
        return self.redactor.redact("".join(lines[start:end]).rstrip("\r\n"))


def _lines_of(unit: Unit, lines: Sequence[str]) -> tuple[int, int]:
    """The lines of a unit; the last one of a text may have no end."""
    return unit.span.start.line, min(unit.span.end.line + (unit.span.end.column > 0), len(lines))


def _is_all_new(unit: Unit, lines: Sequence[str]) -> bool:
    """Tell whether no line that says anything is older than the change."""
    changed = {line for hunk in unit.hunks for line in range(hunk.start, hunk.end)}
    return all(line in changed or not lines[line].strip() for line in range(*_lines_of(unit, lines)))


def evidence_block(evidence: Sequence[tuple[str, Finding]], redactor: Redacting) -> str:
    """What the rules found, by id."""
    items = [
        block(
            "item",
            redactor.redact(f"{finding.title}\n{finding.why}\nQuoted code:\n{finding.anchor.quote}"),
            id=name,
            rule=finding.rule,
            symbol=finding.anchor.symbol,
        )
        for name, finding in evidence
    ]
    return block("evidence", joined(items)) if items else ""


def findings_block(findings: Sequence[tuple[str, Finding]], redactor: Redacting) -> str:
    """Findings of an answer, by id."""
    items = [
        block(
            "finding",
            redactor.redact(
                f"{finding.title}\n{finding.why}\n{finding.recommendation}\nQuoted code:\n{finding.anchor.quote}"
            ),
            id=name,
            severity=finding.severity.word,
            symbol=finding.anchor.symbol,
        )
        for name, finding in findings
    ]
    return block("findings", joined(items))
