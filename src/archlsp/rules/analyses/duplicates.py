"""Rules of the business that are written twice: a function's body, or a chain of comparisons with the same constants.

A body is a duplicate when it differs in the names of its own variables at most. A function is recent by its header, so
a copy speaks up when it is made, not at each later edit of one of the two.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from posixpath import basename

from archlsp.model.finding import Related
from archlsp.model.languages import language_of
from archlsp.model.text import Span
from archlsp.rules.analysis import Place
from archlsp.rules.neighbours import around
from archlsp.rules.outline import OUTLINED, functions_of
from archlsp.rules.paths import is_test
from archlsp.rules.source import Source

ASKS = frozenset({"function", "condition"})
_FEWEST = 6
_LONGEST = 12_000
_NOT_CODE = re.compile(
    r"(^|/)(migrations?|versions|revisions|vendor|node_modules|generated|gen|static|public|dist|examples?|mocks?)/"
    r"|\.(min|gen|pb|pb\.gw|d|stories)\.\w+$|_(gen|string|mock)\.go$|_pb2(_grpc)?\.py$"
)
_GENERATED = re.compile(r"\A(?:[^\n]*\n){0,3}?[^\n]*(?:Code generated|@generated|DO NOT EDIT)", re.IGNORECASE)
_TOKEN = re.compile(
    r"\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`]*`|//[^\n]*|/\*.*?(?:\*/|\Z)|#(?!\[)[^\n]*"
    r"|\.?[A-Za-z_$][\w$]*|\d[\w.]*|[^\s\w]",
    re.DOTALL,
)
_REMARK = re.compile(r"\"{3}|'{3}|//|/\*|#")
_BOUND = re.compile(
    r"(?:\b(?:const|let|var|mut|for|as|val)[ \t]+|^[ \t]*)\(?([A-Za-z_]\w*(?:[ \t]*,[ \t]*[A-Za-z_]\w*)*)\)?"
    r"[ \t]*(?::=|=(?!=)|\bin\b|\bof\b)|\bas[ \t]+([a-z_]\w*)",
    re.MULTILINE,
)
_NAMES = re.compile(r"[A-Za-z_]\w*")
_SAYS = re.compile(r"\w\W+\w")
_DECIDES = re.compile(r"\b(?:if|elif|for|while|switch|match|case|except|catch|when)\b")
_CHAIN = re.compile(r"\b(?:if|elif|while|return)\b[ \t]*(?P<chain>[^\n{;]{30,400})")
_TERM = re.compile(r"[ \t]*(?:&&|\|\||\band\b|\bor\b)[ \t]*")
_CONSTANT = re.compile(
    r"(?:[=!<>]=?=?|\bin\b|\bis\b)[ \t]*(\"[^\"\n]+\"|'[^'\n]+'|-?\d[\w.]*|[A-Z][A-Z_0-9]{2,}|\w+(?:\.|::)[A-Z]\w+)"
)
_TERMS = 3


Shape = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Body:
    """A function that is long enough to be told by its body; equal bodies have an equal shape."""

    name: str
    line: int
    said: str
    shape: Shape
    at: tuple[int, int, int]


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find the second of two equal bodies of this file, or one that a file beside it has; and chains written twice."""
    if source.language not in OUTLINED or not _is_code(source.path) or _GENERATED.match(source.text):
        return
    if "condition" in asks:
        yield from _conditions(source)
    if "function" in asks and source.folder is not None:
        yield from _functions(source)


def _functions(source: Source) -> Iterator[Place]:
    """Bodies are taken apart only where there are two of a shape."""
    own = _bodies(source.text, source.language)
    here = Counter(body.shape for body in own)
    elsewhere = _elsewhere(source, frozenset(here)) if own else {}
    seen: dict[bytes, Body] = {}
    for body in own:
        if here[body.shape] == 1 and body.shape not in elsewhere:
            continue
        mark = _mark(source.text, body)
        if mark is None:
            continue
        if mark in seen:
            yield _copy(source, body, source.path, seen[mark])
            continue
        seen[mark] = body
        other = elsewhere.get(body.shape, {}).get(mark)
        if other is not None:
            yield _copy(source, body, *other)


def _elsewhere(source: Source, shapes: frozenset[Shape]) -> dict[Shape, dict[bytes, tuple[str, Body]]]:
    """Return what the files beside this one have in these shapes."""
    neighbours = around(source, 2 * _MOST)
    found: dict[Shape, dict[bytes, tuple[str, Body]]] = {}
    for path in neighbours.siblings(source.path)[:_MOST] if neighbours else ():
        bodies = (neighbours.fact(path, bodies_of) or ()) if neighbours and _is_code(path) else ()
        alike = [body for body in bodies if body.shape in shapes]
        marks = (neighbours.fact(path, marks_of) or {}) if neighbours and alike else {}
        for body in alike:
            mark = marks.get(body.at[0])
            if mark is not None:
                found.setdefault(body.shape, {}).setdefault(mark, (path, body))
    return found


_MOST = 25


def bodies_of(text: str, path: str) -> tuple[Body, ...]:
    """List what a file may have in common with another."""
    return () if _GENERATED.match(text) else tuple(_bodies(text, language_of(path) or ""))


def marks_of(text: str, path: str) -> dict[int, bytes]:
    """Return the marks of a file's bodies by where their functions begin."""
    bodies = _bodies(text, language_of(path) or "")
    return {body.at[0]: mark for body in bodies if (mark := _mark(text, body)) is not None}


def _bodies(text: str, language: str) -> list[Body]:
    found = []
    for function in functions_of(text, language):
        start, end = function.body, function.end
        lines = text.count("\n", start, end)
        if lines < _FEWEST or end - start > _LONGEST or not _DECIDES.search(text, start, end):
            continue
        shape = (lines, text.count("(", start, end), text.count("=", start, end), text.count(".", start, end))
        said = text[function.start : start].split("\n", 1)[0]
        line = text.count("\n", 0, function.start)
        found.append(Body(function.name, line, said, shape, (function.start, start, end)))
    return found


def _mark(text: str, body: Body) -> bytes | None:
    """Return what equal bodies have in common, None for a body of too few statements."""
    start, opened, end = body.at
    code = text[opened:end]
    own = {name for groups in _BOUND.findall(code) for group in groups for name in _NAMES.findall(group)}
    own |= set(_NAMES.findall(text[start:opened].partition("(")[2]))
    numbers: dict[str, str] = {}
    tokens = []
    for token in _TOKEN.findall(code):
        if not _REMARK.match(token):
            tokens.append(numbers.setdefault(token, f"${len(numbers)}") if token in own else token)
    lines = sum(1 for line in code.split("\n") if _SAYS.search(line))
    return blake2b("\0".join(tokens).encode(), digest_size=12).digest() if lines >= _FEWEST else None


def _copy(source: Source, body: Body, path: str, other: Body) -> Place:
    start, opened, _ = body.at
    span = source.span(start, opened)
    shown = Span(span.start, min(span.end, source.position(source.text.find("\n", start))))
    where = Span.of(other.line, 0, other.line, len(other.said))
    captures = {"NAME": body.name, "OTHER": other.name, "FILE": basename(path)}
    return Place("function", shown, span, captures, (Related(path, where, other.said.strip()[:80]),))


def _conditions(source: Source) -> Iterator[Place]:
    seen: dict[str, int] = {}
    if (
        source.text.count(" or ")
        + source.text.count(" and ")
        + source.text.count("&&")
        + source.text.count("||")
        < _TERMS
    ):
        return
    for found in _CHAIN.finditer(source.text):
        chain = _trimmed(found["chain"])
        if not _is_rule(chain):
            continue
        key, start = " ".join(chain.split()), found.start("chain")
        if key in seen:
            span = source.span(start, start + len(chain))
            first = source.span(seen[key], seen[key] + len(chain))
            yield Place("condition", span, span, {"CHAIN": key}, (Related(source.path, first, key[:80]),))
        seen.setdefault(key, start)


def _trimmed(chain: str) -> str:
    """Drop what follows a condition: the brace, the colon, the bracket that closes the `if`."""
    chain = chain.rstrip(" \t:")
    while chain.endswith(")") and chain.count(")") > chain.count("("):
        chain = chain[:-1].rstrip()
    return chain


def _is_rule(chain: str) -> bool:
    """Tell whether a chain compares three times, twice at least with different constants of the business."""
    terms: Sequence[str] = _TERM.split(chain)
    constants = {found[1] for term in terms if (found := _CONSTANT.search(term))} - {"0", "1", "-1"}
    return len(terms) >= _TERMS and len(constants) >= _TERMS - 1 and chain.count("(") == chain.count(")")


def _is_code(path: str) -> bool:
    return not (is_test(path) or _NOT_CODE.search(path))
