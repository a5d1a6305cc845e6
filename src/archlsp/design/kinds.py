"""What kind of question is asked, and what an architect asks back about it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import yaml

GENERAL = "general"
_MOST_KINDS = 3
_ASCII_WORD = re.compile(r"[a-z0-9+]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Checklist:
    """One kind of question. `points` by locale; `references`: title and address; `diagram`: sequence, er or flow."""

    name: str
    words: frozenset[str]
    categories: tuple[str, ...]
    diagram: str
    points: Mapping[str, tuple[str, ...]]
    references: tuple[tuple[str, str], ...]


@lru_cache(maxsize=1)
def checklists() -> Mapping[str, Checklist]:
    """All kinds, in the order in which equal ones are preferred. Reads a file of the package, once."""
    text = resources.files("archlsp.design").joinpath("checklists.yml").read_text("utf-8")
    loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
    return {name: _checklist(name, value) for name, value in loaded.items()}


def kinds_of(question: str) -> tuple[Checklist, ...]:
    """The kinds that a question is of, the best first, at most three; the general one where none fits."""
    folded = question.lower()
    words = frozenset(_ASCII_WORD.findall(folded))
    scored = []
    for number, kind in enumerate(checklists().values()):
        score = sum(_weight(word, folded, words) for word in kind.words)
        if score:
            scored.append((-score, number, kind))
    chosen = tuple(kind for _, _, kind in sorted(scored, key=lambda one: one[:2])[:_MOST_KINDS])
    return chosen or (checklists()[GENERAL],)


def _weight(word: str, folded: str, words: frozenset[str]) -> int:
    """A long word says more than a short one; Japanese has no spaces between them."""
    there = word in words if word.isascii() else word in folded
    return len(word) * (1 if word.isascii() else 3) if there else 0


def _checklist(name: str, value: Mapping[str, object]) -> Checklist:
    points, references = value["points"], value["references"]
    words, categories = value["words"], value["categories"]
    assert isinstance(points, list)  # noqa: S101 - our own file, looked at by the tests
    assert isinstance(references, list)  # noqa: S101
    assert isinstance(words, list)  # noqa: S101
    assert isinstance(categories, list)  # noqa: S101
    return Checklist(
        name,
        frozenset(str(word).lower() for word in words),
        tuple(map(str, categories)),
        str(value["diagram"]),
        {locale: tuple(str(point[locale]).strip() for point in points) for locale in ("ja", "en")},
        tuple((str(title), str(address)) for title, address in references),
    )
