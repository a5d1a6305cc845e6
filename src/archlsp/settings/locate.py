"""Where in a TOML text a setting is written. tomllib keeps no positions, so this looks for `key =` lines."""

import re

from archlsp.model.text import Span, split_lines

_PART = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")


def locate(text: str, key: str) -> Span | None:
    """The span of the key (not of its value) as written, or of the nearest table or inline table that holds it.

    `key` is dotted and starts at the top of the file: "tool.archlsp.ai.enabled".
    """
    best: tuple[int, Span] | None = None
    for name, span in _keys(text):
        if key == name:
            return span
        if key.startswith(name + ".") and (best is None or len(name) > best[0]):
            best = (len(name), span)
    return best[1] if best else None


def _keys(text: str) -> list[tuple[str, Span]]:
    found = []
    table = ""
    for number, line in enumerate(split_lines(text)):
        if header := _HEADER.match(line):
            table = _plain(header[1]) + "."
            found.append((table[:-1], _span(number, header)))
        elif match := _KEY.match(line):
            found.append((table + _plain(match[1]), _span(number, match)))
    return found


def _span(line: int, match: re.Match[str]) -> Span:
    return Span.of(line, match.start(1), line, match.end(1))


def _plain(dotted: str) -> str:
    return ".".join(part.strip("\"'") for part in re.findall(_PART, dotted))
