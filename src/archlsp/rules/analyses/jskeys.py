"""Objects of JavaScript that are written under keys from outside: the ways into the prototype of all objects."""

import re
from collections.abc import Callable, Iterator, Mapping

from archlsp.rules.analysis import Place
from archlsp.rules.source import Source

ASKS = frozenset({"request", "walk"})
_WALK = re.compile(r"(?<![\w$.])((?:this\.)?[\w$]+)\s*=\s*\1\[\s*+([^\]\d'\"\n][^\]\n]*\]?)\]")
_WRITE = re.compile(r"(?<![\w$.])((?:this\.)?[\w$.]+)\[\s*+([\w$.\[\]'\"]{1,200}?)\s*\]\s*=(?![=>])")
_OF_REQUEST = r"(?:req|request|ctx\.request|ctx)\.(?:body|query|params)"
_REQUEST = re.compile(_OF_REQUEST)
_FROM_REQUEST = re.compile(r"^(?:req|request|ctx\.request|ctx)\.(?:body|query|params)\b")
_CHECKS = re.compile(
    r"__proto__|prototype|hasOwn|isPrototype|Object\.create\(null\)|new Map\(|[Uu]nsafe|forbidden|hasProperty\("
)
_FUNCTIONS = frozenset(
    {
        "function_declaration",
        "function_expression",
        "arrow_function",
        "method_definition",
        "generator_function",
    }
)


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find what is asked for."""
    for ask in sorted(asks):
        yield from _FINDERS[ask](source)


def _walks(source: Source) -> Iterator[Place]:
    """`node = node[key]` where the function writes through the node, too, and checks no key."""
    for step in _WALK.finditer(source.text):
        around = _function_around(source, *step.span(), levels=2)
        writes = re.search(rf"(?<![\w$.]){re.escape(step[1])}\[[^\]\n]+\]?\]\s*=(?![=>])", around)
        if (
            writes
            and _is_code(source, *step.span())
            and not _CHECKS.search(around)
            and not _counts(step[2], around)
        ):
            span = source.span(*step.span())
            yield Place("walk", span, span, {"KEY": step[2]})


def _counts(key: str, around: str) -> bool:
    """Tell whether a key is a number that a loop counts."""
    name = re.escape(key)
    return bool(re.search(rf"\b{name}\s*(?:\+\+|--|[-+]=)|\blet\s+{name}\s*=\s*\d", around))


def _requested(source: Source) -> Iterator[Place]:
    """`object[key] = ..` with a key from the request that nothing is compared with."""
    if not _REQUEST.search(source.text):
        return
    for write in _WRITE.finditer(source.text):
        start, end = write.span()
        if not _is_requested(write[2], source.text):
            continue
        around = _function_around(source, start, end)
        if _is_requested(write[2], around) and _is_code(source, start, end) and not _is_safe(write, around):
            span = source.span(start, end)
            yield Place("request", span, span, {"KEY": write[2]})


def _is_requested(key: str, around: str) -> bool:
    if _FROM_REQUEST.match(key):
        return True
    if not key.isidentifier():
        return False
    name, of = re.escape(key), _OF_REQUEST
    plain = rf"\b(?:const|let|var)\s+{name}\s*=\s*(?:await\s+)?{of}\b(?:\.\w+|\[['\"]\w+['\"]\])*\s*[;\n]"
    parts = rf"\b(?:const|let|var)\s*\{{[^}}]{{0,500}}\b{name}\b[^}}]{{0,500}}\}}\s*=\s*{of}\b"
    return bool(re.search(plain, around) or re.search(parts, around))


def _is_safe(write: re.Match[str], around: str) -> bool:
    """Tell whether the key is checked in some way, or the object is made for any key."""
    key, target = re.escape(write[2]), re.escape(write[1])
    asked = rf"(?:includes|has|hasOwn|indexOf|test|isValid\w*|Number|parseInt)\(\s*(?:[\w.]+,\s*)?{key}\b"
    checked = rf"{asked}|{key}\s+in\b|switch\s*\(\s*{key}"
    fresh = rf"\b{target}\s*=\s*(?:Object\.create\(null\)|new\b)"
    return bool(re.search(checked, around) or re.search(fresh, around) or "__proto__" in around)


def _function_around(source: Source, start: int, end: int, levels: int = 1) -> str:
    """Return the text of the function that holds a place: the innermost, or with `levels` one further out."""
    found = [b for b in source.trunk.around(start, end) if b.node.kind() in _FUNCTIONS]
    if not found:
        return ""
    outer = found[-min(levels, len(found))]
    return source.text[outer.start : outer.end]


def _is_code(source: Source, start: int, end: int) -> bool:
    kinds = {branch.node.kind() for branch in source.trunk.around(start, end)}
    return not kinds & {"comment", "string", "template_string", "regex"}


_FINDERS: Mapping[str, Callable[[Source], Iterator[Place]]] = {"request": _requested, "walk": _walks}
