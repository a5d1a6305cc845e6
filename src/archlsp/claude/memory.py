"""What was answered before: by the text of a unit and everything that shaped the answer, never by time.

Undo brings the text back, and with it the answer; a new prompt, model, persona or document of the project asks again.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from archlsp.model.finding import Finding
from archlsp.model.surroundings import Unit
from archlsp.model.text import line_starts, slice_span
from archlsp.store.answers import Answers

Item = Mapping[str, Any]
"""One object of an answer; `about` is the identity of the finding that it is about, "" for none."""


class Memory:
    """The remembered answers for one text; `context` is a digest of prompt, model, persona, language and project."""

    def __init__(self, answers: Answers, path: str, text: str) -> None:
        """Nothing is read yet."""
        self._answers = answers
        self._path = path
        self._text = text
        self._starts = line_starts(text)

    def find(self, units: Iterable[Unit], contexts: Sequence[str]) -> dict[Unit, tuple[Item, ...]]:
        """Return what is known of units under one of the contexts, the first that has it. Blocking."""
        listed = tuple(units)
        keys = {(unit, context): self.key(unit, context) for unit in listed for context in contexts}
        known = self._answers.find(list(keys.values()))
        found: dict[Unit, tuple[Item, ...]] = {}
        for unit in listed:
            for context in contexts:
                value = known.get(keys[unit, context])
                if isinstance(value, list):
                    found[unit] = tuple(item for item in value if isinstance(item, dict))
                    break
        return found

    def keep(self, workspace: str, context: str, items: Mapping[Unit, Sequence[Item]]) -> None:
        """Remember what was said of units. Blocking."""
        self._answers.keep(
            workspace,
            {self.key(unit, context): [dict(item) for item in said] for unit, said in items.items()},
        )

    def key(self, unit: Unit, context: str) -> str:
        """The key of a unit: its text, what of it changed, and where it is; not at which line.

        What it calls is left out: a change there is a unit of its own, and code that did not change costs nothing.
        """
        hunks = [[hunk.start - unit.span.start.line, hunk.end - unit.span.start.line] for hunk in unit.hunks]
        text = slice_span(self._text, unit.span, self._starts)
        parts = [context, self._path, unit.symbol, text, hunks]
        return hashlib.blake2b(json.dumps(parts).encode(), digest_size=20).hexdigest()


def with_identity(value: Item, evidence: Mapping[str, Finding]) -> Item:
    """Name the finding that an answer is about by its identity: the names of one question mean nothing in the next."""
    about = evidence.get(str(value.get("about", "")))
    return {**value, "about": about.identity if about is not None else ""}


def by_identity(evidence: Iterable[Finding]) -> dict[str, Finding]:
    """Index findings for reading what is remembered."""
    return {finding.identity: finding for finding in evidence}


def context_of(*parts: str) -> str:
    """Make the digest of everything around a unit that shapes an answer."""
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()
