"""Regular expressions of rules, made cheap to compile: ast-grep compiles them anew for every file.

Nearly all of what a rule costs is its expressions, and nearly all of what those cost is Unicode: `\\w` 0.3 ms, `.` and
`[^x]` 0.07, a dozen words that ignore case 0.3. Trees are made of text folded to ASCII (source.py), so they are
rewritten to see nothing else; a search for a choice of words starts at the beginning, which saves the preparation
for starting anywhere; and no group is a capture, which saves an engine for those. Measured: 0.02 to 0.1 ms each.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

_PIECE = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]|\\.|\(\?[a-zA-Z-]*[:)]|.", re.DOTALL)
_FLAGS = re.compile(r"\(\?([a-z]+)\)")
_GROUP_FLAGS = re.compile(r"\(\?([a-z]*)-?([a-z]*)[:)]")
_NOT_OURS = re.compile(
    r"[^\x00-\x7f]|\\[pPBxuU]|\(\?[a-z]*[xuR]|\(\?[a-z]*-[a-z]*[uxR]|\(\?P?<|&&|--|~~|\[:\^?\w+:\]"
)
_SAME_IN_ASCII = {"(?-u:": "(?:"}
_NESTED = re.compile(r"(?<!\\)\[")
_ANY = r"[\x00-\x7f]"
_ANY_BUT_LINE_END = r"[\x00-\x09\x0b-\x7f]"
_CLASSES = {
    r"\w": "[0-9A-Za-z_]",
    r"\d": "[0-9]",
    r"\s": r"[ \t\r\n\x0b\x0c]",
    r"\W": r"[\x00-\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]",
    r"\D": r"[\x00-\x2f\x3a-\x7f]",
    r"\S": r"[\x00-\x08\x0e-\x1f\x21-\x7f]",
}


def cheap(rule: Any) -> Any:  # noqa: ANN401 - a rule object of ast-grep: JSON of any shape
    """Return a rule object with every `regex` in it rewritten."""
    if isinstance(rule, Mapping):
        return {
            key: cheap_regex(value) if key == "regex" and isinstance(value, str) else cheap(value)
            for key, value in rule.items()
        }
    return [cheap(item) for item in rule] if isinstance(rule, list) else rule


@lru_cache(maxsize=4096)
def cheap_regex(regex: str) -> str:
    """Return an expression that finds the same in ASCII text; one with anything unusual in it is left alone."""
    written, regex = regex, "".join(_SAME_IN_ASCII.get(piece, piece) for piece in _PIECE.findall(regex))
    if _NOT_OURS.search(regex) or any(
        _NESTED.search(piece, 1) for piece in _PIECE.findall(regex) if piece[0] == "["
    ):
        return written
    flags = _FLAGS.match(regex)
    given = flags[1] if flags else ""
    body = regex[flags.end() :] if flags else regex
    ascii_body = "".join(_rewritten(body, frozenset(given)))
    if ("i" in given or "|" in body) and "m" not in given and not _is_anchored(body):
        ascii_body = f"^{_ANY}*?(?:{ascii_body})"
    return f"(?{given}-u){ascii_body}"


def _rewritten(body: str, given: frozenset[str]) -> Iterator[str]:
    flags = [given]
    for piece in _PIECE.findall(body):
        if piece.startswith("[") and len(piece) > 1:
            yield _class(piece, "i" in flags[-1])
        elif piece == ".":
            yield _ANY if "s" in flags[-1] else _ANY_BUT_LINE_END
        else:
            _follow_groups(piece, flags)
            yield "(?:" if piece == "(" else _CLASSES.get(piece, piece)


def _class(piece: str, ignores_case: bool) -> str:
    """Spell out a class that reaches beyond ASCII; Python reads these classes as Rust does."""
    if not piece.startswith("[^") and not re.search(r"\\[a-zA-Z]", piece):
        return piece
    pattern = re.compile(piece, re.ASCII | (re.IGNORECASE if ignores_case else 0))
    members = "".join(f"\\x{code:02x}" for code in range(128) if pattern.fullmatch(chr(code)))
    return f"(?-i:[{members}])" if ignores_case else f"[{members}]"


def _follow_groups(piece: str, flags: list[frozenset[str]]) -> None:
    """Keep track of the flags, which hold up to the end of the group they are set in."""
    if piece == ")" and len(flags) > 1:
        flags.pop()
    elif piece.startswith("("):
        named = _GROUP_FLAGS.fullmatch(piece)
        on, off = (named[1], named[2]) if named else ("", "")
        now = (flags[-1] | set(on)) - set(off)
        if piece.endswith(")"):
            flags[-1] = now
        else:
            flags.append(now)


def _is_anchored(body: str) -> bool:
    """Tell whether the expression can only match at the beginning, as far as one sees without parsing it."""
    depth = 0
    for piece in _PIECE.findall(body):
        if piece == "|" and depth == 0:
            return False
        depth += piece.startswith("(") and not piece.endswith(")")
        depth -= piece == ")"
    return body.startswith("^")
