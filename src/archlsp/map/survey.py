"""The inventory of a folder, as the terminal and the worker ask for it. Blocking."""

from collections.abc import Sequence
from pathlib import Path

from archlsp.map.collect import collect
from archlsp.map.entry import Inventory
from archlsp.map.memory import Remembered
from archlsp.map.walk import files_of
from archlsp.map.wire import folder_key, stamps_of, verdicts_of
from archlsp.store.facts import Facts
from archlsp.store.ledger import Ledger


def survey(
    folder: Path,
    ledger: Ledger,
    *,
    exclude: Sequence[str] = (),
    seconds: float | None = None,
    memory: Remembered | None = None,
) -> Inventory:
    """Make the inventory; what is unchanged since the last time comes out of the ledger.

    Whoever lives longer than one inventory gives a `memory` in front of the ledger's facts.
    """
    facts = Facts(ledger, str(folder))
    name = folder_key(str(folder))
    known = facts.find([name]).get(name)
    stamps, verdicts = stamps_of(known), verdicts_of(known)
    before = (dict(stamps), dict(verdicts))
    files = files_of(folder, exclude, verdicts)
    inventory = collect(files, seconds=seconds, cache=memory or facts, stamps=stamps)
    if (stamps, verdicts) != before:
        facts.keep({name: {"files": stamps, "ignored": verdicts}})
        facts.prune()
    return inventory
