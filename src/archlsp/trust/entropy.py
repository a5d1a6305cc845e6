"""Whether a value looks as if a machine had drawn it."""

import math
import re
from collections import Counter

_LEAST = 16
_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_ENCODED = re.compile(r"[A-Za-z0-9+/_=.~-]+")
_WORDS = re.compile(r"[A-Za-z]{4,}")
_HEX_BITS, _BITS = 3.0, 3.5
_FEWEST_DIGITS = 2


def entropy(text: str) -> float:
    """Bits a character, by how often each one is there."""
    counts = Counter(text)
    return -sum(count / len(text) * math.log2(count / len(text)) for count in counts.values())


def looks_random(value: str) -> bool:
    """Tell a drawn value from a name, a path, a sentence or an identifier.

    Digits among letters are asked for: names in code are long and have many different letters, too.
    """
    if len(value) < _LEAST or _UUID.fullmatch(value) or not _ENCODED.fullmatch(value):
        return False
    if _HEX.fullmatch(value):
        return entropy(value) >= _HEX_BITS and not value.isdigit()
    digits = sum(letter.isdigit() for letter in value)
    if digits < _FEWEST_DIGITS or entropy(value) < _BITS:
        return False
    # What is mostly made of words with separators is a name: user_profile_2_cache_key.
    worded = sum(
        len(word) for word in _WORDS.findall(value) if word.islower() or word.istitle() or word.isupper()
    )
    return worded < 0.7 * len(value)
