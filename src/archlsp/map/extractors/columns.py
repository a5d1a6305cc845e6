"""Columns as the entries of tables tell them: `id bigint, name text`."""

import re
from collections.abc import Iterable

_MOST = 60
_LONGEST = 60
_AROUND = re.compile(r" ?([(),]) ?")
_SPACE = re.compile(r"\s+")
_BEFORE_UPPER = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def told(columns: Iterable[tuple[str, str]]) -> str:
    """Join names and types; of a very wide table the rest is counted."""
    listed = [f"{name} {_short(kind)}".strip() for name, kind in columns]
    more = len(listed) - _MOST
    return ", ".join(listed[:_MOST]) + (f", … +{more}" if more > 0 else "")


def _short(kind: str) -> str:
    # Commas part the columns.
    flat = _AROUND.sub(r"\1", _SPACE.sub(" ", kind))
    return flat.replace(",", "/")[:_LONGEST].strip()


def snake(name: str) -> str:
    """`OrderItem` as `order_item`."""
    return _BEFORE_UPPER.sub("_", name).lower()
