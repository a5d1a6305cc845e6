"""The functions of a text by its layout alone: quick enough for a whole folder of neighbours.

Formatted code shows where a function ends: at the brace, or the first word, that stands as far left as its header. Code
laid out otherwise gives shorter functions or none; so this serves comparisons, not proofs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

_PYTHON = re.compile(
    r"^(?P<indent>[ \t]*+)(?:async[ \t]++)?def[ \t]++(?P<name>\w+)[ \t]*+(?P<open>\()", re.MULTILINE
)
_GO = re.compile(
    r"^(?P<indent>)func[ \t]++(?P<receiver>\([^()\n]*\)[ \t]*+)?(?P<name>\w+)(?:\[[^\]\n]*\])?(?P<open>\()",
    re.MULTILINE,
)
_RUST = re.compile(
    r"^(?P<indent>[ \t]*+)(?:pub(?:\([^)\n]*\))?[ \t]++)?(?:(?:async|const|unsafe|extern(?:[ \t]++\"\w+\")?)[ \t]++)*"
    r"fn[ \t]++(?P<name>\w+)[ \t]*+(?:<[^(\n]*>)?(?P<open>\()",
    re.MULTILINE,
)
_JAVA = re.compile(
    r"^(?P<indent>[ \t]++)(?!(?:return|new|else|throw|case|yield|assert)\b)"
    r"(?:(?:public|private|protected|static|final|synchronized|default|abstract)[ \t]++)*"
    r"(?:<[^(\n]{1,80}>[ \t]++)?[\w.]+(?:<[^(\n=;]{0,120}>)?(?:\[\])*[ \t]++(?P<name>[a-z]\w*)[ \t]*+(?P<open>\()",
    re.MULTILINE,
)
_SCRIPT = re.compile(
    r"^(?P<indent>[ \t]*+)(?:"
    r"(?:export[ \t]++)?(?:default[ \t]++)?(?:async[ \t]++)?function\b[ \t]*+\*?[ \t]*+(?P<plain>\w+)"
    r"|(?:export[ \t]++)?(?:const|let|var)[ \t]++(?P<bound>\w+)[^=\n(]{0,80}=[ \t]*+(?:async[ \t]*+)?"
    r"(?:function\b[ \t]*+\*?[ \t]*+\w*)?"
    r"|(?:module\.)?exports\.(?P<exported>\w+)[ \t]*+=[ \t]*+(?:async[ \t]*+)?(?:function\b[ \t]*+\*?[ \t]*+\w*)?"
    r"|(?:(?:public|private|protected|static|async|override)[ \t]++)*"
    r"(?!(?:if|for|while|switch|catch|return|function|constructor|await|super|with)\b)#?(?P<method>[A-Za-z_$][\w$]*)"
    r")[ \t]*+(?:<[^(\n]{1,80}>)?[ \t]*+(?P<open>\()",
    re.MULTILINE,
)
_HEADERS: Mapping[str, re.Pattern[str]] = {
    "python": _PYTHON,
    "go": _GO,
    "rust": _RUST,
    "java": _JAVA,
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "tsx": _SCRIPT,
}
_AFTER = {
    "python": re.compile(r"[ \t]*+(?:->[^\n]*?)?:[ \t]*+(?:#[^\n]*)?(?=\n)"),
    "go": re.compile(r"[^\n{]*(?:interface\{\}[^\n{]*)?\{[ \t]*+(?=\n)"),
    "rust": re.compile(r"[^{;]{0,300}\{[ \t]*+(?=\n)"),
    "java": re.compile(r"\s*(?:throws[\w\s,.]+)?\{[ \t]*+(?=\n)"),
}
_AFTER_SCRIPT = re.compile(r"[ \t]*+(?::[^\n=;]{1,120}?)?[ \t]*+(?:=>)?[ \t]*+\{[ \t]*+(?=\n)")
_ARROW = re.compile(r"=>[ \t]*+\{[ \t]*+\Z")
_BRACKET = re.compile(r"[()\[\]{}]|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|,|=")
_LONGEST_HEADER = 4_000
OUTLINED = frozenset(_HEADERS)


@dataclass(frozen=True, slots=True)
class Function:
    """A function from its header (`start`) over its body (`body` up to `end`), in code points.

    `parameters` counts those that have no default.
    """

    name: str
    start: int
    body: int
    end: int
    parameters: int


@lru_cache(maxsize=4)
def functions_of(text: str, language: str) -> tuple[Function, ...]:
    """List the functions of a text that have a body, outer before inner."""
    header = _HEADERS.get(language)
    found = (_function(text, match, language) for match in header.finditer(text)) if header else ()
    return tuple(function for function in found if function)


def _function(text: str, match: re.Match[str], language: str) -> Function | None:
    opened = match.start("open")
    closed, parameters = _parameters(text, opened, language)
    after = _AFTER.get(language, _AFTER_SCRIPT).match(text, closed) if closed else None
    if after is None or (match.groupdict().get("bound") and not _is_function(match, after)):
        return None
    indent, start = match["indent"], match.start() + len(match["indent"])
    end = _end_of_block(text, after.end(), indent, language)
    groups = match.groupdict()
    names = (groups.get(key) for key in ("name", "plain", "bound", "exported", "method"))
    name = next((name for name in names if name), "")
    return Function(name, start, after.end(), end, parameters) if end else None


def _is_function(match: re.Match[str], after: re.Match[str]) -> bool:
    """`const x = call(...)` is none: it takes an arrow, or the word."""
    return "function" in match[0] or _ARROW.search(after[0]) is not None


def _parameters(text: str, opened: int, language: str) -> tuple[int, int]:
    """Find the end of a parameter list, 0 where it has none, and count what a caller must give."""
    depth = count = 0
    defaulted, begun, keyword_only = False, opened + 1, False
    for token in _BRACKET.finditer(text, opened, opened + _LONGEST_HEADER):
        sign = token[0]
        if sign in "([{":
            depth += 1
        elif sign in ")]}":
            depth -= 1
        elif sign == "=" and depth == 1:
            defaulted = True
        if depth == 0 or (sign == "," and depth == 1):
            said = text[begun : token.start()].strip()
            keyword_only = keyword_only or (language == "python" and said.startswith("*"))
            count += _counts(said, language) and not defaulted and not keyword_only
            defaulted, begun = False, token.end()
        if depth == 0:
            return token.end(), count
    return 0, 0


def _counts(said: str, language: str) -> bool:
    if language == "python":
        return said not in {"", "self", "cls", "/"}
    return bool(said) and said.lstrip("&").removeprefix("mut ").split(":")[0] not in {"self", "this"}


def _end_of_block(text: str, start: int, indent: str, language: str) -> int:
    if language == "python":
        stop = _outdent(len(indent)).search(text, start)
        return stop.start() if stop else len(text)
    stop_at = text.find(f"\n{indent}}}", start)
    return stop_at + len(indent) + 2 if stop_at >= 0 else 0


_outdents: dict[int, re.Pattern[str]] = {}


def _outdent(width: int) -> re.Pattern[str]:
    """The next line that stands no further right than `width`."""
    if width not in _outdents:
        _outdents[width] = re.compile(rf"^[ \t]{{0,{width}}}(?=[^\s)\]}}#])", re.MULTILINE)
    return _outdents[width]


def own_text(text: str, functions: Sequence[Function], number: int) -> Iterator[str]:
    """Yield the pieces of the body of one of a text's functions that are not those of a function inside it."""
    function = functions[number]
    at = function.body
    for inner in functions[number + 1 :]:
        if inner.start >= function.end:
            break
        if inner.start >= at:
            yield text[at : inner.start]
            at = inner.end
    yield text[at : function.end]
