"""OpenAPI documents: who may call, what comes back when it fails, how much comes back."""

import re
from collections.abc import Callable, Iterator, Mapping

from archlsp.rules.analysis import Place as Finding
from archlsp.rules.openapispec import WRITING, Operation, Spec, child, children, spec_of, text
from archlsp.rules.source import Source
from archlsp.rules.yamltree import Place

_PAGING = re.compile(
    r"(?i)^(page|limit|offset|cursor|first|after|before|last|top|skip|take|size|count|per_?page|page_?(size|token|number)"
    r"|max_?(results|items)|start(ing)?_?(after|at|index)?|marker|continuation_?token|\$top|\$skip)$"
)
_SECRET = re.compile(
    r"(?i)^(api_?key|access_?token|token|password|passwd|secret|client_secret|auth|jwt|session_?id)$"
)
_LOCAL = re.compile(
    r"^http://(localhost|127\.|\[::1\]|0\.0\.0\.0|host\.docker|[^/]*\.(local|test|example|internal)\b)"
)
_OPEN_PATH = re.compile(
    r"(?i)(login|logout|sign-?(in|up)|register|auth|token|oauth|password|forgot|reset|verify|health|webhook|callback)"
)
_SERVED = re.compile(r"^[2]")
_FAILED = re.compile(r"(?i)^([45]|default)")
Check = Callable[[Source, Spec, list[Operation]], Iterator[Finding]]


def places(source: Source, asks: frozenset[str]) -> Iterator[Finding]:
    """Check a document for what is asked."""
    spec = spec_of(source.text)
    if spec is None:
        return
    operations = list(spec.operations())
    for ask, check in _CHECKS.items():
        if ask in asks:
            yield from check(source, spec, operations)


def _found(source: Source, spec: Spec, ask: str, place: Place, **captures: str) -> Finding:
    start, end = spec.document.key_range(place)
    span = source.span(start, end)
    return Finding(ask, span, span, captures)


def _open_writes(source: Source, spec: Spec, operations: list[Operation]) -> Iterator[Finding]:
    """A write that anybody may call, in an API that knows who calls."""
    schemes = spec.get(spec.root, "components", "securitySchemes") or spec.get(
        spec.root, "securityDefinitions"
    )
    if schemes is None or child(spec.root, "security") is not None:
        return
    for operation in operations:
        secured = child(operation.place, "security") is not None
        if operation.method in WRITING and not secured and not _OPEN_PATH.search(operation.path):
            yield _found(source, spec, "open-write", operation.place, NAME=operation.name)


def _secrets_in_urls(source: Source, spec: Spec, operations: list[Operation]) -> Iterator[Finding]:
    schemes = spec.get(spec.root, "components", "securitySchemes") or spec.get(
        spec.root, "securityDefinitions"
    )
    for scheme in children(schemes):
        if text(child(scheme, "type")) == "apiKey" and text(child(scheme, "in")) == "query":
            yield _found(source, spec, "secret-in-query", scheme, NAME=scheme.name)
    told: set[int] = set()
    for operation in operations:
        for (where, name), parameter in operation.parameters.items():
            if where == "query" and _SECRET.match(name) and id(parameter.node) not in told:
                told.add(id(parameter.node))
                yield _found(
                    source, spec, "secret-in-query", child(parameter, "name") or parameter, NAME=name
                )


def _basic_auth(source: Source, spec: Spec, _: list[Operation]) -> Iterator[Finding]:
    schemes = spec.get(spec.root, "components", "securitySchemes") or spec.get(
        spec.root, "securityDefinitions"
    )
    for scheme in children(schemes):
        kind, sort = text(child(scheme, "type")), text(child(scheme, "scheme")).lower()
        if kind == "basic" or (kind == "http" and sort == "basic"):
            yield _found(source, spec, "basic-auth", scheme, NAME=scheme.name)


def _plain_servers(source: Source, spec: Spec, _: list[Operation]) -> Iterator[Finding]:
    for server in children(child(spec.root, "servers")):
        url = child(server, "url")
        if url is not None and text(url).startswith("http://") and not _LOCAL.match(text(url)):
            yield _found(source, spec, "plain-server", url, NAME=text(url))


def _no_failures(source: Source, spec: Spec, operations: list[Operation]) -> Iterator[Finding]:
    """A write that says nothing of how it fails, where others of the document do."""
    told = {operation.name: any(map(_FAILED.match, spec.responses(operation))) for operation in operations}
    if not any(told.values()):
        return
    for operation in operations:
        if operation.method in WRITING and not told[operation.name] and spec.responses(operation):
            yield _found(source, spec, "failure-not-described", operation.place, NAME=operation.name)


def _unpaged_lists(source: Source, spec: Spec, operations: list[Operation]) -> Iterator[Finding]:
    for operation in operations:
        if operation.method != "get" or operation.path.rstrip("/").endswith("}"):
            continue
        names = [name for where, name in operation.parameters if where == "query"]
        if not any(map(_PAGING.match, names)) and _gives_list(spec, operation):
            yield _found(source, spec, "list-without-paging", operation.place, NAME=operation.name)


def _gives_list(spec: Spec, operation: Operation) -> bool:
    """Tell whether an operation answers with a list of objects, whose number nothing limits."""
    for status, response in spec.responses(operation).items():
        schema = spec.schema(response)
        if (
            _SERVED.match(status)
            and text(child(schema, "type")) == "array"
            and child(schema, "maxItems") is None
        ):
            items = spec.get(schema, "items")
            return items is not None and (text(child(items, "type")) in {"object", ""})
    return False


_CHECKS: Mapping[str, Check] = {
    "open-write": _open_writes,
    "secret-in-query": _secrets_in_urls,
    "basic-auth": _basic_auth,
    "plain-server": _plain_servers,
    "failure-not-described": _no_failures,
    "list-without-paging": _unpaged_lists,
}
ASKS = frozenset(_CHECKS)
