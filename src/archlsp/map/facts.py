"""The entries of one file: which extractors look at it, and what keeps a hostile one from doing harm."""

import re
from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.extractors.table import EXTRACTORS
from archlsp.map.page import Page
from archlsp.model.languages import language_of
from archlsp.rules.paths import is_test

SIZE_LIMIT = 1_000_000
_MOST_ENTRIES = 5_000
_LONGEST_NAME = 300
_DEEPEST = 400
_OTHER_SUFFIXES = {".prisma": "prisma", ".api": "goctl"}
_OPEN, _CLOSE = frozenset("([{"), frozenset(")]}")
_BRACKET = re.compile(r"[(\[{)\]}]")


def language(path: str) -> str | None:
    """Name the language of a path, None for a file that has no facts."""
    name = basename(path)
    suffix = name[name.rfind(".") :] if "." in name else ""
    return _OTHER_SUFFIXES.get(suffix) or language_of(path)


@lru_cache(maxsize=1 << 16)
def is_read(path: str) -> bool:
    """Tell whether a file may hold facts: of a kind we read, and no test. What is in a `.env` is nobody's business."""
    return language(path) is not None and not is_test(path) and not _is_secret(basename(path))


def facts_of(path: str, text: str) -> list[Entry]:
    """List the entries of one file; none for one that cannot be read with sense. Never raises."""
    named = language(path)
    if named is None or not is_read(path):
        return []
    page = Page(path, named, text)
    chosen = [extractor for extractor in EXTRACTORS[named] if extractor.may_find(page)]
    if not chosen or is_too_deep(text):
        return []
    return list(_found(page, chosen))


def _found(page: Page, chosen: list[Extractor]) -> Iterator[Entry]:
    seen: set[tuple[object, ...]] = set()
    for extractor in chosen:
        for entry in extractor.find(page):
            identity = _identity(entry)
            if identity in seen or not entry.name or len(entry.name) > _LONGEST_NAME:
                continue
            seen.add(identity)
            yield entry
            if len(seen) >= _MOST_ENTRIES:
                return


def _identity(entry: Entry) -> tuple[object, ...]:
    """A setting is told once a file, anything else once a place."""
    place = None if entry.kind is Kind.CONFIG else entry.span.start
    return entry.kind, entry.name, place, entry.detail.get("role"), entry.detail.get("service")


def is_too_deep(text: str) -> bool:
    """Tell whether brackets are nested as no person nests them: a parser or a reader may not come back."""
    if sum(map(text.count, "([{")) <= _DEEPEST:
        return False
    depth = 0
    for bracket in _BRACKET.finditer(text):
        depth = depth + 1 if bracket[0] in _OPEN else max(depth - 1, 0)
        if depth > _DEEPEST:
            return True
    return False


def _is_secret(name: str) -> bool:
    """`.env` and its like hold values; `.env.example` holds names."""
    lower = name.lower()
    if lower.startswith((".npmrc", ".pypirc", ".netrc")):
        return True
    is_dotenv = lower.startswith(".env") or lower.endswith(".env")
    return is_dotenv and not lower.endswith((".example", ".sample", ".template", ".dist", ".defaults"))
