"""Did you mean ...?"""

from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known name that `word` is most likely a slip of, or None."""
    from difflib import get_close_matches  # noqa: PLC0415 (2 ms that only a mistake should cost)

    found = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None
