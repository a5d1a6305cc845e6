"""The answer without a model: what the repository says, what the rules say, what to ask, and a template to fill in."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from archlsp.claude.answer.sanitize import safe_line
from archlsp.design.kinds import Checklist, kinds_of
from archlsp.design.sections import HEADINGS, Section
from archlsp.map.entry import Entry, Inventory, Kind
from archlsp.map.markdown import code
from archlsp.map.slice import related, relevant
from archlsp.map.terms import terms_of, words_of
from archlsp.messages import say
from archlsp.model.finding import Finding

_POINTS_AT = re.compile(r"この|これ|上の|\bth(?:is|ese)\b", re.IGNORECASE)
_MOST_ENTRIES = 25
_MOST_FINDINGS = 8
_TOKENS = 1_600
_DIAGRAMS = {
    "sequence": "sequenceDiagram\n  participant C as {client}\n  participant S as {service}\n"
    "  participant D as {store}\n"
    "  C->>S: {request}\n  S->>D: {read}\n  D-->>S: {rows}\n  S-->>C: {answer}",
    "er": "erDiagram\n  PARENT ||--o{{ CHILD : has\n  PARENT {{\n    bigint id PK\n  }}\n  CHILD {{\n    bigint id PK\n"
    "    bigint parent_id FK\n  }}",
    "flow": "flowchart LR\n  A[{client}] --> B[{service}]\n  B --> C[({store})]\n  B --> D[/{request}/]",
}
_ACTORS = ("client", "service", "store", "request", "read", "rows", "answer")
_TEMPLATE = tuple(section for section in Section if section is not Section.QUESTIONS)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and what is known. `link` gives the address of a path at a line, counted from 1."""

    question: str
    locale: str
    focus: str | None
    inventory: Inventory
    findings: Sequence[Finding]
    link: Callable[[str, int], str]


def offline_answer(asked: Asked) -> str:
    """Write the answer, as safe Markdown."""
    kinds = kinds_of(asked.question)
    parts = [
        _said(asked, "offline-what-this-is"),
        f"## {_said(asked, 'offline-understood')}\n\n{_understood(asked, kinds)}",
        f"## {_said(asked, 'offline-repository')}\n\n{_repository(asked)}",
        _findings(asked, kinds),
        *(_checklist(asked, kind) for kind in kinds),
        f"## {_said(asked, 'offline-template')}\n\n{_template(asked, kinds[0])}",
        f"## {_said(asked, 'offline-with-a-key')}\n\n{_said(asked, 'offline-key-adds')}",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _said(asked: Asked, key: str, **values: object) -> str:
    return say(asked.locale, key, **values)


def _understood(asked: Asked, kinds: Sequence[Checklist]) -> str:
    names = _said(asked, "map-separator").join(_said(asked, f"offline-kind-{kind.name}") for kind in kinds)
    lines = [_said(asked, "offline-kinds", kinds=names)]
    if not asked.focus and _POINTS_AT.search(asked.question):
        lines.append(_said(asked, "offline-no-focus"))
    if asked.focus:
        lines.append(_said(asked, "offline-focus", path=_linked(asked, asked.focus, 1)))
    lines.append(_said(asked, "offline-requirements"))
    return "\n\n".join(lines)


# ---------------------------------------------------------------------- the repository


def _repository(asked: Asked) -> str:
    inventory = asked.inventory
    chosen = relevant(inventory, asked.question, asked.focus, _TOKENS)[:_MOST_ENTRIES]
    files = related(inventory.paths, asked.question)
    lines = [_said(asked, "offline-bearing" if chosen or files else "offline-nothing-bears")]
    for kind in Kind:
        some = [entry for entry in chosen if entry.kind is kind]
        lines += [f"**{_said(asked, f'map-kind-{kind.value}')}**", _items(asked, some)] if some else []
    if files:
        listed = "\n".join(f"- {_linked(asked, path, 1)}" for path in files)
        lines += [f"**{_said(asked, 'offline-files')}**", listed]
    counts = _said(asked, "map-separator").join(
        f"{_said(asked, f'map-kind-{kind.value}')} {count}"
        for kind in Kind
        if (count := sum(1 for _ in inventory.of(kind)))
    )
    if counts:
        lines.append(_said(asked, "offline-counts", counts=counts))
    lines.append(_said(asked, "offline-looked-at", files=inventory.files, skipped=len(inventory.skipped)))
    return "\n\n".join(lines)


def _items(asked: Asked, entries: Sequence[Entry]) -> str:
    return "\n".join(f"- {code(entry.name)} {_linked(asked, entry.path, entry.line)}" for entry in entries)


def _linked(asked: Asked, path: str, line: int) -> str:
    label = code(f"{path}:{line}").replace("[", "(").replace("]", ")")
    return f"[{label}]({asked.link(path, line)})"


# ---------------------------------------------------------------------- the rules


def _findings(asked: Asked, kinds: Sequence[Checklist]) -> str:
    """Findings of the right lens in the files that the question is about, or whose words it shares."""
    lenses = {category for kind in kinds for category in kind.categories}
    words = terms_of(asked.question)
    near = {entry.path for entry in relevant(asked.inventory, asked.question, asked.focus, _TOKENS)}

    def weight(finding: Finding) -> int:
        path = finding.anchor.path
        shared = len(words & words_of(f"{path} {finding.anchor.symbol}"))
        return 4 * (path == asked.focus) + 2 * (path in near) + shared + (finding.category.value in lenses)

    weighed = [(weight(finding), finding) for finding in asked.findings]
    bearing = sorted(
        (pair for pair in weighed if pair[0] > 1), key=lambda pair: (-pair[0], pair[1].severity)
    )[:_MOST_FINDINGS]
    if not bearing:
        return ""
    lines = [
        f"- {safe_line(one.title)} {_linked(asked, one.anchor.path, one.anchor.span.start.line + 1)}"
        for _, one in bearing
    ]
    return f"## {_said(asked, 'offline-findings')}\n\n" + "\n".join(lines)


# ---------------------------------------------------------------------- what to ask, and what to write


def _checklist(asked: Asked, kind: Checklist) -> str:
    points = "\n".join(f"- [ ] {point}" for point in kind.points[asked.locale])
    sources = "\n".join(f"- [{title}]({address})" for title, address in kind.references)
    heading = _said(asked, "offline-checklist", kind=_said(asked, f"offline-kind-{kind.name}"))
    return f"## {heading}\n\n{points}\n\n{sources}"


def _template(asked: Asked, kind: Checklist) -> str:
    titles = HEADINGS[asked.locale]
    parts = [_said(asked, "offline-fill-in")]
    for section in _TEMPLATE:
        parts.append(f"### {titles[section]}\n\n{_said(asked, f'offline-section-{section.value}')}")
        if section is Section.OPTIONS:
            parts.append(_said(asked, "offline-options-table"))
        if section is Section.DESIGN:
            parts.append("```mermaid\n" + "\n".join(_diagram(asked, kind)) + "\n```")
    return "\n\n".join(parts)


def _diagram(asked: Asked, kind: Checklist) -> Iterator[str]:
    names = {actor: _said(asked, f"offline-actor-{actor}") for actor in _ACTORS}
    yield _DIAGRAMS[kind.diagram].format(**names)
