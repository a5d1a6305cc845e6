"""What is found in one small file, in short: the tests' way of asking."""

from archlsp.map.entry import Entry, Kind
from archlsp.map.facts import facts_of


def entries(path: str, text: str, *kinds: Kind) -> list[Entry]:
    """The entries of some kinds in the order of their lines."""
    found = [entry for entry in facts_of(path, text) if entry.kind in kinds]
    return sorted(found, key=lambda entry: (entry.span, entry.name))


def told(path: str, text: str, *kinds: Kind) -> list[tuple[int, str]]:
    """Lines from 1 and names; a name that is known in part ends with a plus."""
    return [(entry.line, entry.name + "+" * entry.partial) for entry in entries(path, text, *kinds)]


def endpoints(path: str, text: str) -> list[tuple[int, str, str]]:
    """Line, name and handler of each endpoint."""
    return [
        (entry.line, entry.name + "+" * entry.partial, entry.detail.get("handler", ""))
        for entry in entries(path, text, Kind.ENDPOINT)
    ]


def tables(path: str, text: str) -> list[tuple[str, str]]:
    """Name and columns of each table."""
    return [
        (entry.name + "+" * entry.partial, entry.detail.get("columns", ""))
        for entry in entries(path, text, Kind.TABLE)
    ]
