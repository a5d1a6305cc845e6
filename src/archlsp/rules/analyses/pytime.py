"""Python's times without a zone: told once a file, and where it matters.

That is where the file has times with a zone as well, or turns such a time into a number or a text for others.
"""

import re
from collections.abc import Iterator

from archlsp.rules.analysis import Place
from archlsp.rules.source import Source

ASKS = frozenset({"naive-utc"})
_CALLEE = re.compile(r"(?<![\w.])(?:\w+\.)?datetime\.(?:utcnow|utcfromtimestamp)\b")
_MADE_AWARE = re.compile(r"\([^()]*\)\.replace\([^()]*tzinfo\s*=")
_MATTERS = re.compile(
    r"\btimezone\.utc\b|\bpytz\b|\bZoneInfo\b|\bastimezone\(|\btzinfo=|\btz=|\btimezone=True"
    r"|\butcnow\(\)\.(?:timestamp|isoformat|strftime)\b|\bdatetime\.UTC\b|\bfromisoformat\("
)


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find the first naive time of the file."""
    if not asks & ASKS or not _MATTERS.search(source.text):
        return
    for match in _CALLEE.finditer(source.text):
        if _MADE_AWARE.match(source.text, match.end()):
            continue
        *_, innermost = source.trunk.around(match.start(), match.end())
        if innermost.node.kind() == "attribute":
            span = source.span(match.start(), match.end())
            yield Place("naive-utc", span, span, {"CALLEE": match[0]})
            return
