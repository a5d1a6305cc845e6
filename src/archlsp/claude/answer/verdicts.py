"""Which findings the second question has disproved."""

from collections.abc import Iterable, Mapping
from typing import Any


def disproved_ids(values: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the ids that are disproved with a reason. In doubt a finding stays: only a plain `true` counts."""
    said: dict[str, bool] = {}
    for value in values:
        name, why = value.get("id"), value.get("why")
        if not isinstance(name, str):
            continue
        wrong = value.get("disproved") is True and isinstance(why, str) and bool(why.strip())
        said[name] = said.get(name, True) and wrong
    return frozenset(name for name, wrong in said.items() if wrong)
