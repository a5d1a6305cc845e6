"""What the inventory knows: one entry for each endpoint, table, call, topic, service and setting of a repository.

Facts alone, frozen, and each with its place. An entry that is wrong costs more than one that is missing, so whatever
is guessed is left out, and what is known in part says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archlsp.model.text import Span


class Kind(StrEnum):
    """What an entry is about, in the order in which it is shown."""

    SERVICE = "service"
    ENDPOINT = "endpoint"
    TABLE = "table"
    MIGRATION = "migration"
    CALL = "call"
    TOPIC = "topic"
    CONFIG = "config"


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact. `name` is what a person calls it: `GET /orders/{id}`, `orders`, `DATABASE_URL`.

    `path` is POSIX and relative to the workspace folder; `span` counts from 0. `symbol` is the dotted name of the
    definition it belongs to, "" where there is none. `detail` holds what is literal in the code, by words that are
    stable (docs of each extractor). `partial`: it is there, but a part of its name stands in another place.
    """

    kind: Kind
    name: str
    path: str
    span: Span
    symbol: str = ""
    detail: Mapping[str, str] = field(default_factory=dict, hash=False)
    partial: bool = False

    @property
    def line(self) -> int:
        """The line as it is shown to people, from 1."""
        return self.span.start.line + 1


@dataclass(frozen=True, slots=True)
class Unseen:
    """A file that was not looked at; `reason` is a key of `messages`."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All entries, by kind, path and place. `skipped` is what was not looked at; `files` counts what was.

    `reused` of those were answered from memory; `paths` are theirs, in order.
    """

    entries: tuple[Entry, ...] = ()
    skipped: tuple[Unseen, ...] = ()
    files: int = 0
    reused: int = 0
    paths: tuple[str, ...] = ()

    def of(self, *kinds: Kind) -> Iterator[Entry]:
        """Yield the entries of some kinds."""
        return (entry for entry in self.entries if entry.kind in kinds)
