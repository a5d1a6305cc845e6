"""Placeholder until the offline answer is written (by another engineer at this moment: overwrite this file)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from archlsp.map.entry import Inventory
from archlsp.model.finding import Finding


@dataclass(frozen=True, slots=True)
class Asked:
    question: str
    locale: str
    focus: str | None
    inventory: Inventory
    findings: Sequence[Finding]
    link: Callable[[str, int], str]


def offline_answer(asked: Asked) -> str:
    return f"{len(asked.inventory.entries)}"
