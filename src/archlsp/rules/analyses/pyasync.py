"""Python's coroutines that are made and never run."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from archlsp.model.text import Span
from archlsp.rules.analysis import Place
from archlsp.rules.descent import Branch
from archlsp.rules.source import Source

ASKS = frozenset({"not-awaited"})
_ASYNC_DEF = re.compile(r"^([ \t]*)async[ \t]+def[ \t]+(\w+)", re.MULTILINE)
_PLAIN_DEF = re.compile(r"^[ \t]*def[ \t]+(\w+)", re.MULTILINE)
_FROM_IMPORT = re.compile(
    r"^[ \t]*from[ \t]+(trio|anyio|asyncio)[ \t]+import[ \t]+\(?([^\n)]+)", re.MULTILINE
)
_LIBRARY = {
    "asyncio": frozenset({"sleep", "wait", "wait_for", "gather", "open_connection", "start_server", "to_thread"}),
    "anyio": frozenset({"sleep_until", "sleep_forever", "connect_tcp", "open_file", "run_process"}),
    "trio": frozenset(
        {
            "aclose_forcefully", "open_file", "open_ssl_over_tcp_listeners", "open_ssl_over_tcp_stream",
            "open_tcp_listeners", "open_tcp_stream", "open_unix_socket", "run_process", "serve_listeners",
            "serve_ssl_over_tcp", "serve_tcp", "sleep_forever", "sleep_until",
        }
    ),
}  # fmt: skip
_TRIO_LOW = (
    r"lowlevel\.(?:cancel_shielded_checkpoint|checkpoint|checkpoint_if_cancelled|open_process"
    r"|permanently_detach_coroutine_object|reattach_detached_coroutine_object|temporarily_detach_coroutine_object"
    r"|wait_readable|wait_task_rescheduled|wait_writable)"
)


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find calls of coroutine functions that stand as statements, without await."""
    if not asks & ASKS:
        return
    pattern = _calls(_names(source.text))
    for match in pattern.finditer(source.text) if pattern else ():
        call = _bare_call(source, match.start("callee"), match.end("callee"))
        if call is not None:
            span = source.span(call.start, call.end)
            yield Place("not-awaited", span, _extent(source, call), {"CALLEE": match["callee"]})


def _names(text: str) -> frozenset[str]:
    """Return what an awaitable may be called by: the file's own coroutine functions, imported ones, methods."""
    found = {name for indent, name in _ASYNC_DEF.findall(text) if not indent}
    found |= {f"self.{name}" for indent, name in _ASYNC_DEF.findall(text) if indent}
    for module, names in _FROM_IMPORT.findall(text):
        found |= {name for name in re.findall(r"\w+", names) if name in _LIBRARY[module]}
    plain = set(_PLAIN_DEF.findall(text))
    return frozenset(name for name in found if name.removeprefix("self.") not in plain)


@cache
def _library() -> str:
    calls = (f"{module}\\.(?:{'|'.join(sorted(names))})" for module, names in sorted(_LIBRARY.items()))
    return "|".join((*calls, f"trio\\.{_TRIO_LOW}"))


def _calls(names: frozenset[str]) -> re.Pattern[str] | None:
    own = "|".join(re.escape(name) for name in sorted(names))
    choice = f"{own}|{_library()}" if own else _library()
    return re.compile(rf"^[ \t]*(?P<callee>{choice})(?=\()", re.MULTILINE)


def _bare_call(source: Source, start: int, end: int) -> Branch | None:
    """Return the call whose callee is there when it is a statement of its own."""
    around = list(source.trunk.around(start, end))
    for outer, inner in pairwise(around):
        if (
            inner.start == start
            and inner.node.kind() == "call"
            and outer.node.kind() == "expression_statement"
        ):
            return None if _is_shadowed(source, around, source.text[start:end]) else inner
    return None


def _is_shadowed(source: Source, around: list[Branch], callee: str) -> bool:
    """Tell whether the name is a parameter of a function around, which may be anything."""
    parameter = re.compile(rf"\b{re.escape(callee)}\b")
    for branch in around:
        if branch.node.kind() == "function_definition":
            parameters = branch.node.field("parameters")
            if parameters is not None and parameter.search(source.text_of(parameters)):
                return True
    return False


def _extent(source: Source, call: Branch) -> Span:
    return source.span(call.start, call.end)
