"""JavaScript's promises that nobody waits for, and Express 4's handlers whose promise nobody looks at."""

import re
from collections.abc import Iterator

from archlsp.rules.analyses.py_js_each import FUNCTIONS, calls_of, function_around, is_code
from archlsp.rules.analysis import Place
from archlsp.rules.descent import Branch
from archlsp.rules.neighbours import around
from archlsp.rules.source import Source

ASKS = frozenset({"express", "floating"})
_ASYNC = re.compile(
    r"\basync\s+function\s+(?P<a>\w+)\s*\(|\b(?:const|let)\s+(?P<b>\w+)\s*(?::[^=\n]{1,300})?=\s*async\b"
    r"|^[ \t]+(?:public\s+|private\s+|protected\s+)*async\s+(?P<c>\w+)\s*\(",
    re.MULTILINE,
)
_CAUGHT = re.compile(r"^\s*try\s*\{")
_ROUTE = re.compile(
    r"(?<![\w$.])(?:app|router|\w*[rR]outer|api|server)\s*\.(?:get|post|put|patch|delete|all|use)\("
)
_WRAPPED = re.compile(r"express-async-errors|express-promise-router|@awaitjs/express|express-async-router")
_LOOKS_AT_PROMISES = 5
_EXPRESS = re.compile(r'"express"\s*:\s*"[^\d"]*(\d+)')
_CALLERS = frozenset({"function_declaration", "method_definition", "arrow_function", "function_expression"})


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find what is asked for."""
    if "floating" in asks:
        yield from _floating(source)
    if "express" in asks and not _WRAPPED.search(source.text) and not _is_new_express(source):
        yield from _handlers(source)


def _floating(source: Source) -> Iterator[Place]:
    """Calls of the file's own async functions as statements, from async functions."""
    for found in _ASYNC.finditer(source.text):
        name = found["a"] or found["b"] or found["c"]
        if (
            _catches(source, found.end())
            or len(re.findall(rf"\b(?:function|const|let)\s+{re.escape(name)}\b", source.text)) > 1
        ):
            continue
        for start, end in calls_of(source, name):
            if source.text.startswith("this.", start) != bool(found["c"]):
                continue
            way = list(source.trunk.around(start, start + 1))
            if is_code(way) and _is_statement(way, start) and _is_async(source, function_around(way)):
                span = source.span(start, end)
                yield Place("floating", span, span, {"CALLEE": source.text[start:end]})


def _catches(source: Source, at: int) -> bool:
    """Tell whether the whole body is one try with a catch: its failures are seen to."""
    way = list(source.trunk.around(at - 1, at))
    branch = next((b for b in reversed(way) if b.node.kind() in _CALLERS | {"variable_declarator"}), None)
    if branch is None:
        return True
    text = source.text[branch.start : branch.end]
    body = text[text.find("{", text.find(")")) + 1 :]
    return bool(_CAUGHT.match(body)) or ".catch(" in text or "await" not in text


def _is_statement(way: list[Branch], start: int) -> bool:
    """Tell whether the call that begins there is a statement of its own, with nothing after it."""
    calls = [b for b in way if b.node.kind() == "call_expression" and b.start == start]
    statements = [b for b in way if b.node.kind() == "expression_statement" and b.start == start]
    return len(calls) == 1 and bool(statements)


def _is_async(source: Source, function: Branch | None) -> bool:
    if function is None or function.node.kind() not in FUNCTIONS:
        return False
    return bool(
        re.match(
            r"(?:(?:public|private|protected|static|override)\s+)*async\b", source.text[function.start :][:60]
        )
    )


def _is_new_express(source: Source) -> bool:
    """Tell whether the nearest package.json that names Express names 5 or later."""
    neighbours = around(source, files=8)
    folder = source.path.rpartition("/")[0]
    while neighbours is not None:
        version = neighbours.fact(f"{folder}/package.json" if folder else "package.json", _express_of)
        if version is not None and version:
            return version >= _LOOKS_AT_PROMISES
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    return False


def _express_of(text: str, _: str) -> int:
    """Return the major version of Express that a package.json asks for, 0 for none."""
    found = _EXPRESS.search(text)
    return int(found[1]) if found is not None else 0


def _handlers(source: Source) -> Iterator[Place]:
    """The file's first async handler that awaits outside of a try; one is enough to say it."""
    for route in _ROUTE.finditer(source.text):
        way = list(source.trunk.around(route.start(), route.start() + 1))
        call = next((b for b in reversed(way) if b.node.kind() == "call_expression"), None)
        given = call.node.field("arguments") if call is not None else None
        if given is None or not is_code(way):
            continue
        for handler in given.children():
            text = source.text_of(handler)
            if handler.kind() not in _CALLERS or not text.startswith("async") or not _may_fail(text):
                continue
            place = handler.range().start.index
            span = source.span(place, place + len("async"))
            yield Place("express", span, source.span_of(handler), {})
            return


def _may_fail(text: str) -> bool:
    at = text.find("await ")
    return at >= 0 and not re.search(r"\btry\s*\{", text[:at]) and ".catch(" not in text
