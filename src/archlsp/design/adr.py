"""An answer as a record of an architecture decision (MADR 4), where the project keeps its records.

The template is MADR's: https://adr.github.io/madr/. What an answer does not say is left out.
"""

import datetime
import os
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from archlsp.claude.question.reading import read_text
from archlsp.design.sections import Section, Shape, shape_of
from archlsp.map.terms import english_words

_FOLDERS = (
    *("docs/adr", "doc/adr", "docs/adrs", "docs/decisions", "doc/decisions", "docs/architecture/decisions"),
    *("docs/architecture/adr", "architecture/decisions", "adr", "decisions"),
)
_DEFAULT = "docs/adr"
_MOST_FILES = 2_000
_NAME = re.compile(
    r"(?P<before>(?:adr[-_])?)(?P<number>\d{1,6})(?P<between>[-_. ]+)(?P<slug>[^/]+)\.md", re.IGNORECASE
)
_LONGEST_SLUG, _LONGEST_TITLE = 60, 120
_DEVICES = frozenset({"con", "prn", "aux", "nul"})
_KANA = re.compile(r"[ぁ-ゖァ-ヺ]")
_ROW = re.compile(r"^[ \t]*\|(?P<cells>.+)\|[ \t]*$")
_HEADING = re.compile(r"^(#{2,5}) ", re.MULTILINE)
_HEADINGS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "context": "Context and Problem Statement",
        "drivers": "Decision Drivers",
        "options": "Considered Options",
        "outcome": "Decision Outcome",
        "consequences": "Consequences",
        "confirmation": "Confirmation",
        "pros": "Pros and Cons of the Options",
        "more": "More Information",
        "chosen": "Chosen option",
    },
    "ja": {
        "context": "背景と課題",
        "drivers": "決定の要因",
        "options": "検討した選択肢",
        "outcome": "決定",
        "consequences": "影響",
        "confirmation": "確認方法",
        "pros": "選択肢の長所と短所",
        "more": "補足",
        "chosen": "選んだ案",
    },
}


@dataclass(frozen=True, slots=True)
class Adr:
    """`path` is POSIX and relative to the repository."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class AdrPlaces:
    """Where a project keeps its records and how it writes them; `locale` is "" where there are none."""

    folder: str = _DEFAULT
    number: int = 1
    width: int = 4
    before: str = ""
    between: str = "-"
    locale: str = ""


def adr_places(root: Path) -> AdrPlaces:
    """Look at the records that there are. Blocking; never raises, never follows a link out of the root."""
    found = [(folder, _records(root, folder)) for folder in _candidates(root)]
    folder, records = max(found, key=lambda one: len(one[1]), default=(_DEFAULT, []))
    if not records:
        present = [folder for folder in _FOLDERS if _is_plain(root, folder) and (root / folder).is_dir()]
        default = _DEFAULT if _is_plain(root, _DEFAULT) else "adr"
        return AdrPlaces(present[0] if present else default)
    last = max(records, key=lambda match: int(match["number"]))
    texts = [read_text(root, f"{folder}/{match[0]}") for match in records[-5:]]
    japanese = sum(bool(_KANA.search(text)) for text in texts)
    return AdrPlaces(
        folder,
        int(last["number"]) + 1,
        len(last["number"]),
        last["before"],
        last["between"] if last["between"] in {"-", "_"} else "-",
        "ja" if japanese * 2 > len(texts) else "en",
    )


def adr_of(markdown: str, title: str, places: AdrPlaces, locale: str, today: datetime.date) -> Adr:
    """Make the record of an answer; proposed, until the team has accepted it."""
    shape = shape_of(markdown)
    name = f"{places.before}{places.number:0{places.width}d}{places.between}{slug_of(title)}.md"
    headings = _HEADINGS[places.locale or ("ja" if locale == "ja" else "en")]
    plain = " ".join(title.split())[:_LONGEST_TITLE] or name
    text = "\n\n".join(part for part in _parts(shape, plain, headings, today) if part) + "\n"
    return Adr(f"{places.folder}/{name}", text)


def slug_of(title: str) -> str:
    """A file name of a title: its ASCII words, or what its Japanese words mean; never empty, never a device."""
    plain = "".join(_without_accent(one) for one in unicodedata.normalize("NFKC", title))
    slug = "-".join(english_words(plain))[:_LONGEST_SLUG].strip("-")
    return f"{slug}-decision" if slug in _DEVICES else slug or "decision"


def _without_accent(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if base.isascii() else letter


# ---------------------------------------------------------------------- where


def _candidates(root: Path) -> Iterator[str]:
    named = read_text(root, ".adr-dir").split("\n", 1)[0].strip().strip("/")
    for folder in dict.fromkeys(([named] if named else []) + list(_FOLDERS)):
        if _is_plain(root, folder):
            yield folder


def _is_plain(root: Path, folder: str) -> bool:
    """Tell whether a folder, there or not, lies below the root without a link on the way."""
    if not folder or folder.startswith(("/", "~")) or {"..", ".git"} & set(folder.split("/")):
        return False
    try:
        top = root.resolve()
        return (top / folder).resolve() == top / folder
    except (OSError, ValueError, RuntimeError):
        return False


def _records(root: Path, folder: str) -> list[re.Match[str]]:
    try:
        with os.scandir(root / folder) as entries:
            names = [entry.name for _, entry in zip(range(_MOST_FILES), entries, strict=False)]
    except (OSError, ValueError):
        return []
    return [match for name in sorted(names) if (match := _NAME.fullmatch(name))]


# ---------------------------------------------------------------------- what


def _parts(shape: Shape, title: str, headings: Mapping[str, str], today: datetime.date) -> Iterator[str]:
    def said(section: Section) -> str:
        return _HEADING.sub(r"\1## ", shape.parts.get(section, "")).strip()

    rows = _rows(shape.parts.get(Section.OPTIONS, ""))
    yield f"---\nstatus: proposed\ndate: {today.isoformat()}\n---"
    yield f"# {title}"
    yield f"## {headings['context']}\n\n{said(Section.UNDERSTOOD) or title}"
    if said(Section.GROWTH):
        yield f"## {headings['drivers']}\n\n{said(Section.GROWTH)}"
    names = [row[0] for row in rows[1:] if row and row[0]] or [title]
    yield f"## {headings['options']}\n\n" + "\n".join(f"* {name}" for name in names)
    chosen = next((name for name in names if name in said(Section.RECOMMENDATION)), names[0])
    yield f"## {headings['outcome']}\n\n{headings['chosen']}: {chosen}"
    yield said(Section.RECOMMENDATION)
    yield said(Section.DESIGN)
    consequences = [said(section) for section in (Section.RISKS, Section.EDGES) if said(section)]
    if consequences:
        yield f"### {headings['consequences']}\n\n" + "\n\n".join(consequences)
    checks = [said(section) for section in (Section.TESTS, Section.MONITORING) if said(section)]
    if checks:
        yield f"### {headings['confirmation']}\n\n" + "\n\n".join(checks)
    if len(rows) > 1:
        yield f"## {headings['pros']}\n\n" + "\n\n".join(_pros(rows))
    more = [said(one) for one in (Section.SECURITY, Section.ROLLOUT, Section.REFERENCES) if said(one)]
    if more:
        yield f"## {headings['more']}\n\n" + "\n\n".join(more)


def _pros(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """One heading an option, its other cells under the words of the table's head."""
    head = rows[0]
    for row in rows[1:]:
        if row and row[0]:
            cells = zip(head[1:], row[1:], strict=False)
            yield f"### {row[0]}\n\n" + "\n".join(f"* {name}: {text}" for name, text in cells if text)


def _rows(table: str) -> list[list[str]]:
    rows = []
    for line in table.split("\n"):
        match = _ROW.match(line)
        if match is not None and not set(match["cells"]) <= set(" |:-"):
            rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", match["cells"])])
    return rows
