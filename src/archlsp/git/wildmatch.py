"""Git's ignore patterns (gitignore(5), wildmatch), one line at a time.

Text is bytes read as Latin-1, so that "?" stands for one byte, as it does for git. Matching takes linear time
whatever the pattern, which may come from a repository that nobody has vouched for: each "*" takes the first place
where the rest of its stretch fits, and is not tried again.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_CLASSES = {
    "alnum": "a-zA-Z0-9", "alpha": "a-zA-Z", "blank": " \t", "cntrl": "\x00-\x1f\x7f", "digit": "0-9",
    "graph": "!-~", "lower": "a-z", "print": " -~", "punct": "!-/:-@\\[-`{-~", "space": " \t\n\r\f\v",
    "upper": "A-Z", "xdigit": "0-9A-Fa-f",
}  # fmt: skip
_LONGEST = 1_000

_Part = re.Pattern[str]


class _NeverError(ValueError):
    """The pattern matches nothing (an unclosed bracket, a lone backslash)."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of an ignore file.

    `chunks` are the stretches of path components between "**"; a pattern without a slash has one chunk of one
    component and looks at the last component alone (`anywhere`).
    """

    negated: bool
    folders_only: bool
    anywhere: bool
    chunks: tuple[tuple[_Part, ...], ...]

    def matches(self, parts: Sequence[str], *, folder: bool) -> bool:
        """Tell whether a path, given by its components from the ignore file on, is exactly what is meant."""
        if self.folders_only and not folder:
            return False
        if self.anywhere:
            return self.chunks[0][0].fullmatch(parts[-1]) is not None
        first, *rest = self.chunks
        if not rest:
            return len(first) == len(parts) and _fits(first, parts, 0)
        *middle, last = rest
        at, end = len(first), len(parts) - len(last)
        if at > end or not _fits(first, parts, 0) or not _fits(last, parts, end):
            return False
        for chunk in middle:
            while at + len(chunk) <= end and not _fits(chunk, parts, at):
                at += 1
            at += len(chunk)
        return at <= end


def parse_line(line: str, *, ignore_case: bool = False) -> Pattern | None:
    """Read one line of an ignore file; None for comments, empty lines and patterns that match nothing."""
    text = _without_trailing_spaces(line.removesuffix("\r"))
    if not text or text.startswith("#") or len(text) > _LONGEST:
        return None
    negated = text.startswith("!")
    text = text[negated:]
    folders_only = text.endswith("/")
    text = text.removesuffix("/")
    if not text:
        return None
    flags = re.DOTALL | (re.IGNORECASE | re.ASCII if ignore_case else 0)
    try:
        if "/" not in text:
            return Pattern(negated, folders_only, True, ((_compiled(text, flags),),))
        return Pattern(negated, folders_only, False, _chunks(text.removeprefix("/"), flags))
    except _NeverError:
        return None


def _fits(chunk: Sequence[_Part], parts: Sequence[str], at: int) -> bool:
    return all(part.fullmatch(parts[at + index]) is not None for index, part in enumerate(chunk))


def _without_trailing_spaces(line: str) -> str:
    end = len(line)
    while end and line[end - 1] == " " and not (end > 1 and line[end - 2] == "\\"):
        end -= 1
    return line[:end]


def _chunks(text: str, flags: int) -> tuple[tuple[_Part, ...], ...]:
    segments = text.split("/")
    if _is_stars(segments[-1]):
        segments.append("*")  # at the end, "**" is everything below, not the folder itself
    chunks: list[list[_Part]] = [[]]
    for index, segment in enumerate(segments):
        if _is_stars(segment) and index < len(segments) - 1:
            chunks.append([])
        else:
            chunks[-1].append(_compiled(_unescaped_end(segment, index == len(segments) - 1), flags))
    return tuple(tuple(chunk) for chunk in chunks)


def _is_stars(segment: str) -> bool:
    return len(segment) > 1 and not segment.strip("*")


def _unescaped_end(segment: str, last: bool) -> str:
    # "\/" is a slash.
    slashes = len(segment) - len(segment.rstrip("\\"))
    return segment[:-1] if slashes % 2 and not last else segment


def _compiled(segment: str, flags: int) -> _Part:
    stretches = [""]
    at = 0
    while at < len(segment):
        if segment[at] == "*":
            if stretches[-1] or len(stretches) == 1:
                stretches.append("")
            at += 1
            continue
        piece, at = _piece(segment, at)
        stretches[-1] += piece
    first, *rest = stretches
    if not rest:
        return re.compile(first, flags)
    *middle, last = rest
    inner = "".join(f"(?>.*?{stretch})" for stretch in middle)
    return re.compile(f"{first}{inner}.*{last}", flags)


def _piece(segment: str, at: int) -> tuple[str, int]:
    """One character of a pattern, as a regular expression, and where the next begins."""
    character = segment[at]
    if character == "?":
        return ".", at + 1
    if character == "[":
        return _bracket(segment, at + 1)
    if character == "\\":
        if at + 1 == len(segment):
            raise _NeverError
        return re.escape(segment[at + 1]), at + 2
    return re.escape(character), at + 1


def _bracket(segment: str, at: int) -> tuple[str, int]:
    begin = at + segment[at : at + 1].startswith(("!", "^"))
    negated = begin > at
    at = begin
    ranges = ""
    while at == begin or segment[at : at + 1] != "]":
        item, at = _item(segment, at)
        ranges += item
    if not ranges:
        return ("." if negated else "(?!)"), at + 1
    return f"[{'^' if negated else ''}{ranges}]", at + 1


def _item(segment: str, at: int) -> tuple[str, int]:
    """A class, a range or a character between brackets."""
    if segment.startswith("[:", at):
        end = segment.find("]", at + 2)
        if end < 0:
            raise _NeverError
        if segment[end - 1] == ":" and end - 1 > at + 1:
            return _CLASSES.get(segment[at + 2 : end - 1]) or _never(), end + 1
    low, at = _member(segment, at)
    if segment[at : at + 1] != "-" or segment[at + 1 : at + 2] in ("]", ""):
        return re.escape(low), at
    high, at = _member(segment, at + 1)
    return (f"{re.escape(low)}-{re.escape(high)}" if low <= high else ""), at


def _member(segment: str, at: int) -> tuple[str, int]:
    at += segment[at : at + 1] == "\\"
    if at >= len(segment):
        raise _NeverError
    return segment[at], at + 1


def _never() -> str:
    raise _NeverError
