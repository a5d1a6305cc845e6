"""The words of HCL. A hand-written scanner: half of what the syntax tree would take, and it goes on after any error."""

import re
from dataclasses import dataclass

WORD, STRING, HEREDOC, NUMBER, SIGN, LINE, BAD = "word", "string", "heredoc", "number", "sign", "line", "bad"
# Possessive throughout: a text that is not HCL must not cost more than one that is.
_TOKEN = re.compile(
    r"""
      (?:[ \t\r\f\ufeff]++|\#[^\n]*+|//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/|\Z))++
    | (?P<line>\n)
    | (?P<string>"(?:[^"\\$%\n]++|\\.|[$%](?!\{)|[$%]\{(?:[^{}"\n]++|"(?:[^"\\\n]++|\\.)*+"|\{[^{}\n]*+\})*+\})*+")
    | (?P<word>[^\W\d][\w-]*+)
    | (?P<number>\d++(?:\.\d++)?(?:[eE][+-]?\d++)?)
    | <<[-~]?(?P<heredoc>[^\W\d][\w-]*+)[^\n]*+(?:\n|\Z)
    | (?P<sign>==|!=|>=|<=|=>|&&|\|\||\.\.\.|[{}\[\]()=,.?:*!<>+/%-])
    | (?P<bad>.)
    """,
    re.VERBOSE,
)
_STRING_PART = re.compile(r'"|\\.|[$%]\{|\n', re.DOTALL)
_NESTED_PART = re.compile(r'[{}"]')
_BLANKS = " \t\r"
_MOST_NESTING = 20
_LONGEST = 20_000


@dataclass(slots=True)
class Token:
    """One word. A string's text is within its quotes; a heredoc's is its body."""

    kind: str
    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, stop: int | None = None) -> list[Token]:
    """Read the words of a text between two offsets."""
    found: list[Token] = []
    offset, stop = start, len(text) if stop is None else stop
    while offset < stop:
        match = _TOKEN.match(text, offset, stop)
        if match is None:
            offset += 1
            continue
        kind, offset = match.lastgroup, match.end()
        if kind is None:
            continue
        token = Token(kind, match[kind], match.start(), offset)
        if kind == STRING:
            token.text = token.text[1:-1]
        elif kind == HEREDOC:
            token = _heredoc(text, match, stop)
        elif kind == BAD and token.text == '"':
            token = _long_string(text, match.start(), stop)
        offset = token.end
        found.append(token)
    return found


def _heredoc(text: str, head: re.Match[str], stop: int) -> Token:
    name = head["heredoc"]
    found = text.find(name, head.end(), stop)
    while found >= 0:
        start, end = text.rfind("\n", 0, found) + 1, found + len(name)
        line_end = text.find("\n", end, stop)
        line_end = stop if line_end < 0 else line_end
        if not text[start:found].strip(_BLANKS) and not text[end:line_end].strip(_BLANKS):
            return Token(HEREDOC, text[head.end() : start], head.start(), end)
        found = text.find(name, line_end, stop)
    return Token(HEREDOC, text[head.end() : stop], head.start(), stop)


def _long_string(text: str, start: int, stop: int) -> Token:
    """Read a string with strings inside strings, or with an expression over several lines."""
    offset = start + 1
    limit = min(stop, start + _LONGEST)
    while part := _STRING_PART.search(text, offset, limit):
        offset = part.end()
        if part[0] == '"':
            return Token(STRING, text[start + 1 : offset - 1], start, offset)
        if part[0] == "\n":
            break
        if part[0].endswith("{"):
            offset = _skip_expression(text, offset, limit, 0)
    line_end = text.find("\n", start, stop)
    return Token(BAD, '"', start, stop if line_end < 0 else line_end)


def _skip_expression(text: str, offset: int, limit: int, depth: int) -> int:
    open_braces = 1
    while open_braces and (part := _NESTED_PART.search(text, offset, limit)):
        offset = part.end()
        if part[0] != '"':
            open_braces += 1 if part[0] == "{" else -1
        elif depth < _MOST_NESTING:
            offset = _skip_string(text, offset, limit, depth)
    return limit if open_braces else offset


def _skip_string(text: str, offset: int, limit: int, depth: int) -> int:
    while part := _STRING_PART.search(text, offset, limit):
        offset = part.end()
        if part[0] == '"':
            return offset
        if part[0].endswith("{"):
            offset = _skip_expression(text, offset, limit, depth + 1)
    return limit
