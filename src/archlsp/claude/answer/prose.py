"""Text of a model before anybody sees it: no characters that hide or turn text, no terminal codes, no links out.

HTML and Markdown in it are escaped where it is shown. Answers that are Markdown themselves: `sanitize.py`.
"""

import re

from archlsp.claude.answer.references import begins_known

_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff"
    "\U000e0000-\U0010ffff]"
)
_BLANK_LINES = re.compile(r"\n[ \n]*\n[ \n]*")
_CODE_SPAN = re.compile(r"(`[^`\n]+`)")
_MARK = "://"
BROKEN_MARK = ": //"
"""What becomes of `://` where no link may come of it."""
_CUT = "…"


def clean(text: str, limit: int) -> str:
    """Make prose of at most `limit` characters; addresses that are not on the list lose their form."""
    shown = plain_lines(text[: 2 * limit]).replace("\t", " ")
    parts = _CODE_SPAN.split(shown)
    parts[::2] = [without_addresses(part) for part in parts[::2]]
    return _clip(_BLANK_LINES.sub("\n\n", "".join(parts)).strip(), limit)


def clean_line(text: str, limit: int) -> str:
    """Make one line of prose."""
    return _clip(" ".join(clean(text, 2 * limit).split()), limit)


def clean_code(text: str, limit: int) -> str:
    """Make code: its white space stays, a fence around it goes."""
    lines = without_fence(plain_lines(text[: 2 * limit])).split("\n")
    return _clip("\n".join(line.rstrip() for line in lines).strip("\n"), limit)


def without_fence(code: str) -> str:
    """Take away the fence that models put around code that is asked for without one."""
    lines = code.strip("\n").split("\n")
    if not lines[0].lstrip().startswith("```"):
        return code
    return "\n".join(lines[1:-1] if lines[-1].strip() == "```" else lines[1:])


def plain_lines(text: str) -> str:
    """Remove what cannot be seen; every line ends with a line feed."""
    return _HIDDEN.sub("", _LINE_END.sub("\n", text))


def hidden_in(text: str) -> frozenset[str]:
    """Return the characters that nobody would see, line ends aside."""
    return frozenset(_HIDDEN.findall(text))


def without_addresses(text: str) -> str:
    """Put a space into every address that is not on the list, so that nothing makes a link of it."""
    head, *tails = text.split(_MARK)
    parts = [head]
    for tail in tails:
        known = parts[-1].endswith("https") and begins_known(f"https{_MARK}{tail[:300]}", 0)
        parts += [_MARK if known else BROKEN_MARK, tail]
    return "".join(parts)


def _clip(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + _CUT
