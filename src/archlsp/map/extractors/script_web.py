"""Endpoints of Express, Koa's router, Fastify, Hono, NestJS and Next.js.

detail: method (`*` is any), path, handler, framework.
"""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.extractor import SCRIPT, Extractor
from archlsp.map.extractors.paths import joined
from archlsp.map.page import Call, Page

_ROUTES = re.compile(
    r"(?<![\w$])(?:get|post|put|delete|patch|all|head|options|del)(?=\s*(?:<[^()\n]{0,200}>)?\s*\()"
)
_MODULES = (
    ("express", ("express", "express-promise-router")),
    ("koa", ("koa-router", "@koa/router")),
    ("fastify", ("fastify",)),
    ("hono", ("hono",)),
)
_MADE = re.compile(
    r"\b(?:const|let|var)\s+(\w+)(?:\s*:[^=\n]+)?\s*=\s*(?:await\s+)?(?:new\s+)?"
    r"(?:(express|fastify|Fastify)\s*\(|(?:express\.)?(Router|PromiseRouter|KoaRouter|Hono|OpenAPIHono)\s*(?:<[^()\n]*>)?\()"
)
_GIVEN = re.compile(r"^(?:app|router|fastify|server|api)$", re.IGNORECASE)
_MOUNT = re.compile(r"(?<![\w$])use(?=\s*\()")
_CHAIN = re.compile(r"\.route\s*\(")
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "function"})
_HANDLERS = _FUNCTIONS | {"identifier", "member_expression", "call_expression", "array"}
_NEST = re.compile(r"@(?:Get|Post|Put|Delete|Patch|All|Head|Options)(?=\s*\()")
_CONTROLLER = re.compile(r"@(?:Controller|JsonController)(?=\s*\()")
_NEXT_ROUTE = re.compile(r"(?:^|/)app/(?P<path>.*?)/?route\.[jt]sx?$")
_NEXT_PAGES = re.compile(r"(?:^|/)pages/(?P<path>api(?:/.*)?)\.[jt]sx?$")
_NEXT_METHOD = re.compile(
    r"^export\s+(?:async\s+)?(?:function\s+|const\s+)(?P<method>GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b",
    re.MULTILINE,
)
_NEXT_DEFAULT = re.compile(r"^export\s+default\s+(?:async\s+)?(?:function\s+)?(?P<name>\w+)?", re.MULTILINE)
_GROUP = re.compile(r"(?:^|/)\([^)/]*\)")


def _find(page: Page) -> Iterator[Entry]:
    framework = next((name for name, modules in _MODULES if page.imports(*modules)), None)
    made = {name: bool(root) for name, root, _ in _MADE.findall(page.code)}
    if framework is None and not made:
        return
    mounted = _mounted(page, made)
    for call in page.calls(_ROUTES):
        receiver, path = _receiver(page, call)
        if receiver in made or (framework and _GIVEN.match(receiver)):
            yield from _route(page, call, receiver, path, framework or "express", made, mounted)


def _receiver(page: Page, call: Call) -> tuple[str, SgNode | None]:
    """What is spoken to and which path: of `app.get(path, ...)`, or of `router.route(path).get(...).post(...)`."""
    chained = _CHAIN.search(call.receiver)
    if chained is None:
        return call.receiver, call.given(0)
    target = call.receiver[: chained.start()].strip()
    node = call.node
    for _ in range(20):
        inner = node.field("function")
        inner = inner.field("object") if inner else None
        if inner is None or inner.kind() != "call_expression":
            return target, None
        function, arguments = inner.field("function"), inner.field("arguments")
        name = function.field("property") if function else None
        if name is not None and name.text() == "route" and arguments is not None:
            return target, next((item for item in arguments.children() if item.kind() not in "()"), None)
        node = inner
    return target, None


def _mounted(page: Page, made: dict[str, bool]) -> dict[str, str]:
    """The paths that routers of this file are mounted at, by `app.use(path, router)` in it."""
    found: dict[str, str] = {}
    for call in page.calls(_MOUNT):
        path = page.literal(call.given(0))
        target = page.text_of(call.given(len(call.arguments) - 1))
        if path is not None and target in made and made.get(call.receiver):
            found[target] = path
    return found


def _route(  # noqa: PLR0913, PLR0917 - what the file knows of its routers
    page: Page,
    call: Call,
    receiver: str,
    node: SgNode | None,
    framework: str,
    made: dict[str, bool],
    mounted: dict[str, str],
) -> Iterator[Entry]:
    said = page.said(node)
    handler = call.arguments[-1] if call.arguments else None
    if said is None or handler is None or handler.kind() not in _HANDLERS or handler == node:
        return
    if not said.text.startswith(("/", "{", "*")) or (handler is node):
        return
    is_chained = node is not call.given(0) and call.given(0) != node
    if not is_chained and len(call.arguments) < 2:  # noqa: PLR2004 - `app.get("view cache")` reads a setting
        return
    path = joined(mounted[receiver], said.text) if receiver in mounted else said.text
    method = {"all": "*", "del": "DELETE"}.get(call.name, call.name.upper())
    name = "" if handler.kind() in _FUNCTIONS else " ".join(page.text_of(handler).split())[:120]
    partial = not said.whole or not (made.get(receiver, False) or receiver in mounted)
    detail = {"method": method, "path": path, "handler": name, "framework": framework}
    yield page.entry(
        Kind.ENDPOINT,
        f"{method} {path}",
        _place(page, call, node),
        detail,
        symbol=name or None,
        partial=partial,
    )


def _place(page: Page, call: Call, node: SgNode | None) -> SgNode | tuple[int, int]:
    """Of a chain the link's own place: the chain begins lines above."""
    function = call.node.field("function")
    name = function.field("property") if function else None
    if name is None or node is call.given(0):
        return call.node
    start, end = name.range().start.index, call.node.range().end.index
    return (
        (call.node.range().start.index, end)
        if page.text[call.node.range().start.index : start].count("\n") == 0
        else (start, end)
    )


def _find_nest(page: Page) -> Iterator[Entry]:
    if not page.imports("@nestjs/common", "routing-controllers"):
        return
    controllers = [(call, _class_of(call)) for call in page.calls(_CONTROLLER)]
    ranges = [
        (
            (owner.range().start.index, owner.range().end.index),
            page.text_of(owner.field("name")),
            _prefix(page, call),
        )
        for call, owner in controllers
        if owner is not None
    ]
    for call in page.calls(_NEST):
        if call.parent != "decorator":
            continue
        at = call.node.range().start.index
        around = next((item for item in ranges if item[0][0] <= at < item[0][1]), None)
        said = page.said(call.given(0)) if call.arguments else None
        if around is None or (call.arguments and said is None):
            continue
        path = joined(around[2][0], said.text if said else "")
        handler = f"{around[1]}.{_method_behind(page, call)}"
        method = "*" if call.name == "All" else call.name.upper()
        # The application may have a global prefix, in another file.
        detail = {"method": method, "path": path, "handler": handler, "framework": "nestjs"}
        partial = not around[2][1] or bool(said and not said.whole)
        yield page.entry(
            Kind.ENDPOINT, f"{method} {path}", call.node, detail, symbol=handler, partial=partial
        )


def _class_of(call: Call) -> SgNode | None:
    outer = call.around("export_statement", "class_declaration")
    if outer is None or outer.kind() == "class_declaration":
        return outer
    return next((child for child in outer.children() if child.kind() == "class_declaration"), None)


def _prefix(page: Page, call: Call) -> tuple[str, bool]:
    given = call.given(0)
    if given is None:
        return "", True
    if given.kind() == "object":
        given = page.properties(given).get("path")
        if given is None:
            return "", True
    said = page.said(given)
    return (said.text, said.whole) if said else ("", False)


def _method_behind(page: Page, call: Call) -> str:
    decorator = call.around("decorator")
    for item in decorator.next_all() if decorator else ():
        if item.kind() == "method_definition":
            return page.text_of(item.field("name"))
        if item.kind() not in {"decorator", "comment"}:
            break
    return ""


def _find_next(page: Page) -> Iterator[Entry]:
    """Next.js: the path is the file's own."""
    if found := _NEXT_ROUTE.search(page.path):
        path = joined(_GROUP.sub("", "/" + found["path"]))
        for export in _NEXT_METHOD.finditer(page.code):
            method = export["method"]
            detail = {"method": method, "path": path, "handler": method, "framework": "next"}
            yield page.entry(Kind.ENDPOINT, f"{method} {path}", export.span(), detail, symbol=method)
    elif found := _NEXT_PAGES.search(page.path):
        path = joined(re.sub(r"(?:^|/)index$", "", found["path"]))
        for export in _NEXT_DEFAULT.finditer(page.code):
            detail = {"method": "*", "path": path, "handler": export["name"] or "", "framework": "next"}
            yield page.entry(Kind.ENDPOINT, f"* {path}", export.span(), detail, symbol=export["name"] or "")


EXTRACTORS = (
    Extractor(SCRIPT, _find, ("express", "Router", "fastify", "Fastify", "hono", "koa")),
    Extractor(SCRIPT, _find_nest, ("@nestjs/common", "routing-controllers")),
    Extractor(SCRIPT, _find_next, ("export ",)),
)
