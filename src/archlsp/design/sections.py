"""The shape of an answer: which sections there are, under which headings, and which must not be missing."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

_HEADING = re.compile(r"^##[ \t]+(?P<title>[^\n]+?)[ \t#]*$")
_FENCE = re.compile(r"^[ \t]*(?P<run>`{3,}|~{3,})")
_NUMBER = re.compile(r"^[\d.)\s]+")
_RULE = re.compile(r"^[ \t]*\|?[ \t:|-]*-{3,}[ \t:|-]*\|[ \t:|-]*$", re.MULTILINE)
_MERMAID = re.compile(r"^```mermaid\n\s*(?P<kind>\w+)", re.MULTILINE)


class Section(StrEnum):
    """The sections, in their order; the values are stable names."""

    UNDERSTOOD = "understood"
    QUESTIONS = "questions"
    OPTIONS = "options"
    RECOMMENDATION = "recommendation"
    DESIGN = "design"
    GROWTH = "growth"
    EDGES = "edges"
    SECURITY = "security"
    TESTS = "tests"
    MONITORING = "monitoring"
    RISKS = "risks"
    ROLLOUT = "rollout"
    REFERENCES = "references"


HEADINGS: Mapping[str, Mapping[Section, str]] = {
    "ja": {
        Section.UNDERSTOOD: "理解したこと",
        Section.QUESTIONS: "確認したいこと",
        Section.OPTIONS: "選択肢",
        Section.RECOMMENDATION: "推奨",
        Section.DESIGN: "設計",
        Section.GROWTH: "いま・10 倍・100 倍",
        Section.EDGES: "境界条件と障害",
        Section.SECURITY: "セキュリティ",
        Section.TESTS: "最初に書くテスト",
        Section.MONITORING: "監視とアラート",
        Section.RISKS: "リスクと対策",
        Section.ROLLOUT: "移行とリリース",
        Section.REFERENCES: "参考資料",
    },
    "en": {
        Section.UNDERSTOOD: "What was understood",
        Section.QUESTIONS: "Questions back",
        Section.OPTIONS: "Options",
        Section.RECOMMENDATION: "Recommendation",
        Section.DESIGN: "Design",
        Section.GROWTH: "Now, at ten times, at a hundred times the load",
        Section.EDGES: "Edge cases and failure modes",
        Section.SECURITY: "Security",
        Section.TESTS: "Tests to write first",
        Section.MONITORING: "Monitoring and alerts",
        Section.RISKS: "Risks and mitigations",
        Section.ROLLOUT: "Migration and rollout",
        Section.REFERENCES: "References",
    },
}
ALWAYS = (Section.UNDERSTOOD,)
FOR_A_DESIGN = (
    Section.RECOMMENDATION,
    Section.DESIGN,
    Section.EDGES,
    Section.TESTS,
    Section.MONITORING,
    Section.RISKS,
)
"""What every answer has that does more than ask back."""
_BY_HEADING = {title.casefold(): section for titles in HEADINGS.values() for section, title in titles.items()}


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer consists of: the text of each section that it has, headings left out."""

    parts: Mapping[Section, str]

    @property
    def only_asks(self) -> bool:
        """Tell whether the answer asks back and designs nothing yet."""
        return Section.QUESTIONS in self.parts and not self.parts.keys() & set(FOR_A_DESIGN)

    def missing(self) -> tuple[Section, ...]:
        """Name the sections that should be there: options must be a table where there are any."""
        wanted = ALWAYS if self.only_asks else (*ALWAYS, *FOR_A_DESIGN)
        gone = [section for section in wanted if not self.parts.get(section, "").strip()]
        options = self.parts.get(Section.OPTIONS)
        if options is not None and not _RULE.search(options):
            gone.append(Section.OPTIONS)
        return tuple(sorted(gone, key=list(Section).index))


def shape_of(markdown: str) -> Shape:
    """Read the sections of an answer; what is under an unknown heading belongs to the one before it."""
    parts: dict[Section, list[str]] = {}
    current: list[str] | None = None
    for line, title in lines_with_titles(markdown):
        section = section_of(title) if title else None
        if section is not None:
            current = parts.setdefault(section, [])
        elif current is not None:
            current.append(line)
    return Shape({section: "\n".join(lines).strip() for section, lines in parts.items()})


def section_of(title: str) -> Section | None:
    """The section of a heading, in either language, numbered or not."""
    return _BY_HEADING.get(_NUMBER.sub("", title).strip().casefold())


def lines_with_titles(markdown: str) -> Iterator[tuple[str, str]]:
    """Yield every line with the title that it is the heading of, "" for none; code has no headings."""
    fence = ""
    for line in markdown.split("\n"):
        run = _FENCE.match(line)
        if run is not None and (not fence or (run["run"].startswith(fence) and not line.strip(" \t`~"))):
            fence = "" if fence else run["run"]
        heading = None if fence or run else _HEADING.match(line)
        yield line, heading["title"] if heading else ""
