"""What a long file holds, line by line without the bodies: imports, and the heads of definitions.

No parser: it must do for every language, and cost nothing. It changes only when a head does, so that the question
about the next save of the same function begins with the same bytes.
"""

import re

ELIDED = "[...]"
BRIEF, USUAL = 60, 160
"""How many lines an outline has at most."""
_LONGEST_LINE = 160
_HEAD_LINES = 40
_INDENT = 4
_MODIFIERS = (
    r"(?:(?:export|default|declare|public|private|protected|internal|static|final|abstract|async|pub|unsafe|override"
    r"|sealed|synchronized)(?:\([a-z ]{0,20}\))?[ \t]+){0,6}"
)
_HEAD = re.compile(
    rf"{_MODIFIERS}(?:(?:def|class|func|fn|function|interface|type|struct|enum|impl|trait|mod|namespace|record|message"
    r"|service|rpc|input|union|CREATE|ALTER|DROP)\b[ \t*(<]{1,4}[A-Za-z_\"$]"
    r"|(?:resource|data|variable|provider|module|output)[ \t]+\")"
)
_MEMBER = re.compile(
    r"(?:(?:public|private|protected|static|async|get|set)[ \t]+[^=;]*\(|(?P<name>[\w$#]+)\([^=;]*\{$)"
)
_CONTROL = frozenset({"if", "for", "while", "switch", "catch", "function", "match"})
_DECORATION = re.compile(r"@[A-Za-z](?:.*[^,{])?$")
_IMPORT = re.compile(r"(?:import|from|package|use|using|require|include|syntax)\b")
_AT_LEFT = re.compile(
    rf"{_IMPORT.pattern}|{_MODIFIERS}(?:(?:const|let|var|val)[ \t]+)?[\w.\"'$-]+[ \t]*(?::=|[:=](?!=))"
    r"|(?:app|router|server)\.[a-z]+\("
)


def outline(text: str, *, has_imports: bool = True, most: int = USUAL) -> str:
    """Keep the lines that say what there is; what is left out between them is marked."""
    kept: list[str] = []
    count = 0
    for line in text.splitlines():
        if count < most and _tells(line) and (has_imports or not _IMPORT.match(line)):
            kept.append(line.rstrip()[:_LONGEST_LINE])
            count += 1
        elif line.strip() and (not kept or kept[-1] != ELIDED):
            kept.append(ELIDED)
    return "\n".join(kept)


def head_of(text: str) -> str:
    """The beginning of a file: what it imports and sets up."""
    lines = text.splitlines()
    more = [ELIDED] if len(lines) > _HEAD_LINES else []
    return "\n".join([*lines[:_HEAD_LINES], *more])


def _tells(line: str) -> bool:
    said = line.strip()[:_LONGEST_LINE]
    indent = len(line[:100].expandtabs(_INDENT)) - len(line[:100].expandtabs(_INDENT).lstrip())
    if not said or indent > _INDENT:
        return False
    if _HEAD.match(said) or _DECORATION.match(said):
        return True
    if indent == 0:
        return _AT_LEFT.match(said) is not None
    member = _MEMBER.match(said)
    return member is not None and member["name"] not in _CONTROL
