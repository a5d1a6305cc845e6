"""The inventory of a folder, as the terminal and the worker ask for it. Blocking."""

from collections.abc import Sequence
from pathlib import Path

from archlsp.map.collect import collect
from archlsp.map.entry import Inventory
from archlsp.map.memory import Remembered
from archlsp.map.walk import files_of
from archlsp.map.wire import folder_key, stamps_of
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
    stamps = stamps_of(facts.find([name]).get(name))
    before = dict(stamps)
    inventory = collect(files_of(folder, exclude), seconds=seconds, cache=memory or facts, stamps=stamps)
    if stamps != before:
        facts.keep({name: stamps})
        facts.prune()
    return inventory
