"""A script cut at its semicolons, so that a statement that stays the same need not be read again.

Only quotes, comments and semicolons are looked at. Where one of them may mean something else (an open quote, data
of COPY, commands of psql and mysql), the script stays in one piece, and the tokeniser sees to it.
"""

import re
from collections.abc import Iterator

from archlsp.rules.sqltext import Fragment
from archlsp.rules.sqltokens import dollar_quotes_count

_WORTH_CUTTING = 300
_PLAIN = re.compile(
    r"[^'\"`$;/\-]+|'(?:[^'\\]|'')*'|\"[^\"]*\"|`[^`]*`|--[^\n]*|/\*.*?\*/"
    r"|\$(?P<tag>(?:[A-Za-z_]\w*)?)\$.*?\$(?P=tag)\$|(?P<end>;)|[$/\-]",
    re.DOTALL,
)
_SPECIAL = re.compile(r"\bSTDIN\b|^\s*\\|\bDELIMITER\b|#|\\'", re.IGNORECASE | re.MULTILINE)
_BY_TOKENS_ALONE = frozenset({"tsql"})


def parts(fragment: Fragment, dialect: str) -> Iterator[Fragment]:
    """Yield the fragment in pieces of one statement each, or whole."""
    text = fragment.text
    ends = _ends(text) if len(text) > _WORTH_CUTTING and dialect not in _BY_TOKENS_ALONE else []
    start = 0
    for end in [*ends, len(text)]:
        piece = text[start:end]
        if piece.strip():
            yield Fragment(piece, fragment.offset + start, fragment.role, fragment.whole, fragment.symbol)
        start = end


def _ends(text: str) -> list[int]:
    """Where the statements end, behind their semicolons; nothing where that is not for sure."""
    if _SPECIAL.search(text) or not dollar_quotes_count(text):
        return []
    found: list[int] = []
    at = 0
    while at < len(text):
        token = _PLAIN.match(text, at)
        if token is None:
            return []
        at = token.end()
        if token["end"]:
            found.append(at)
    return found
