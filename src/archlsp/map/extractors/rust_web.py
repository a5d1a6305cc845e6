"""Endpoints of axum, actix-web and Rocket.

detail: method (`*` is any), path, handler, framework.
"""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.extractors.paths import joined
from archlsp.map.page import Call, Page

_VERBS = "get|post|put|delete|patch|head|options"
_ATTRIBUTE = re.compile(rf"#\[\s*(?:[\w:]+::)?(?P<verb>{_VERBS}|route)\s*\(")
_PATH = re.compile(r"\"([^\"\\\n]*)\"")
_ROUTE = re.compile(r"\.(?:route)(?=\s*\()")
_SCOPE = re.compile(r"(?<!\w)(?:scope|resource|nest)(?=\s*\()")
_AXUM = re.compile(rf"(?<!\w)(?:axum::routing::|routing::)?({_VERBS}|any)\s*\(")
_ACTIX = re.compile(
    rf"(?<![\w.])(?:web::)?({_VERBS}|route)\s*\(\s*\)(?:[^;]*?\.(?:to|to_async)\s*\(\s*([\w:]+))?"
)
_METHOD = re.compile(r"method\s*=\s*\"(\w+)\"")
_NAMED = re.compile(r"\(\s*([\w:]+(?:::<[^>]*>)?)\s*[,)]")


def _find_attributes(page: Page) -> Iterator[Entry]:
    framework = "rocket" if "rocket" in page.code else "actix" if "actix" in page.code else ""
    for found in _ATTRIBUTE.finditer(page.code):
        way = page.around(found.start())
        attribute = next((branch.node for branch in reversed(way) if branch.kind == "attribute_item"), None)
        function = _behind(attribute) if attribute is not None else None
        said = _PATH.search(page.text_of(attribute))
        if (
            attribute is None
            or function is None
            or said is None
            or not framework
            or not said[1].startswith("/")
        ):
            continue
        handler = page.text_of(function.field("name"))
        listed = [word.upper() for word in _METHOD.findall(page.text_of(attribute))]
        methods = (listed or ["*"]) if found["verb"] == "route" else [found["verb"].upper()]
        for method in methods:
            detail = {"method": method, "path": said[1], "handler": handler, "framework": framework}
            # Rocket mounts it, and actix may put it into a scope, elsewhere.
            yield page.entry(
                Kind.ENDPOINT, f"{method} {said[1]}", attribute, detail, symbol=handler, partial=True
            )


def _behind(attribute: SgNode) -> SgNode | None:
    """The function that an attribute stands at; other attributes and comments may be between."""
    for item in attribute.next_all():
        if item.kind() == "function_item":
            return item
        if item.kind() not in {"attribute_item", "line_comment", "block_comment"}:
            return None
    return None


def _find_routes(page: Page) -> Iterator[Entry]:
    is_actix = "actix_web" in page.code
    for call in page.calls(_ROUTE):
        if is_actix:
            yield from _actix(page, call)
        else:
            yield from _axum(page, call)


def _axum(page: Page, call: Call) -> Iterator[Entry]:
    said, service = page.said(call.given(0)), call.given(1)
    if said is None or service is None or not said.text.startswith("/"):
        return
    prefix, whole = _nested(page, call)
    path = joined(prefix, said.text) if prefix else said.text
    for method, handler in _services(page, service):
        detail = {"method": method, "path": path, "handler": handler, "framework": "axum"}
        yield page.entry(
            Kind.ENDPOINT, f"{method} {path}", _at(call.node), detail, partial=not (said.whole and whole)
        )


def _services(page: Page, node: SgNode) -> Iterator[tuple[str, str]]:
    """`get(list).post(create)`: the calls of a chain, outermost last in the text and first in the tree."""
    found: list[tuple[str, str]] = []
    current: SgNode | None = node
    for _ in range(20):
        if current is None or current.kind() != "call_expression":
            break
        function, arguments = current.field("function"), current.field("arguments")
        if function is None:
            break
        name = function.field("field") or function.field("name") or function
        verb = page.text_of(name)
        if verb in {*_VERBS.split("|"), "any"}:
            given = (
                [item for item in arguments.children() if item.kind() not in {"(", ")", ","}]
                if arguments
                else []
            )
            handler = (
                page.text_of(given[0])
                if given and given[0].kind() in {"identifier", "scoped_identifier"}
                else ""
            )
            found.append(("*" if verb == "any" else verb.upper(), handler))
        current = function.field("value")
    yield from reversed(found)


def _nested(page: Page, call: Call) -> tuple[str, bool]:
    """`.nest("/api", Router::new().route(...))` around the call; a router that is returned may be nested elsewhere."""
    prefix = ""
    for branch in reversed(call.way[:-1]):
        if branch.kind != "call_expression":
            continue
        function = branch.node.field("function")
        name = function.field("field") or function.field("name") if function else None
        arguments = branch.node.field("arguments")
        word = page.text_of(name)
        given = (
            [item for item in arguments.children() if item.kind() not in {"(", ")", ","}] if arguments else []
        )
        inside = (
            arguments is not None
            and arguments.range().start.index <= call.way[-1].start < arguments.range().end.index
        )
        if word in {"nest", "scope"} and given and inside:
            said = page.said(given[0])
            if said is None:
                return prefix, False
            prefix = joined(said.text, prefix)
    return prefix, "serve(" in page.code and "fn main" in page.code


def _actix(page: Page, call: Call) -> Iterator[Entry]:
    prefix, path = _actix_scopes(page, call)
    given = list(call.arguments)
    said = page.said(given[0]) if len(given) > 1 else None
    if said is not None:
        path = said.text
    elif path is None:
        return
    target = _ACTIX.search(page.text_of(given[-1])) if given else None
    if target is None:
        return
    method = "*" if target[1] == "route" else target[1].upper()
    full = joined(prefix, path) if prefix else path
    if not full.startswith("/"):
        return
    detail = {"method": method, "path": full, "handler": target[2] or "", "framework": "actix"}
    yield page.entry(
        Kind.ENDPOINT, f"{method} {full}", _at(call.node), detail, partial="HttpServer" not in page.code
    )


def _actix_scopes(page: Page, call: Call) -> tuple[str, str | None]:
    """The scopes around, and the path of the resource that `.route(web::get().to(f))` is called on."""
    resource = None
    current = call.node.field("function")
    current = current.field("value") if current else None
    scopes: list[str] = []
    for start in [current, *(branch.node for branch in reversed(call.way[:-1]))]:
        name, said = _root_call(page, start)
        if name == "resource" and resource is None and start is current:
            resource = said
        elif name == "scope" and said and (not scopes or scopes[-1] != said):
            scopes.append(said)
    return joined(*reversed(scopes)) if scopes else "", resource


def _root_call(page: Page, node: SgNode | None) -> tuple[str, str]:
    """The innermost call of a chain: `web::scope("/a")` of `web::scope("/a").service(x).service(y)`."""
    for _ in range(200):
        if node is None or node.kind() != "call_expression":
            return "", ""
        function = node.field("function")
        inner = function.field("value") if function else None
        if inner is None:
            arguments = node.field("arguments")
            first = (
                next((item for item in arguments.children() if item.kind() not in {"(", ")"}), None)
                if arguments
                else None
            )
            name = page.text_of(function.field("name") or function) if function else ""
            return name, page.literal(first) or ""
        node = inner
    return "", ""


def _at(node: SgNode) -> SgNode | tuple[int, int]:
    """The link of a chain, not the chain from its beginning."""
    function = node.field("function")
    name = function.field("field") if function else None
    return (name.range().start.index, node.range().end.index) if name else node


EXTRACTORS = (
    Extractor(("rust",), _find_attributes, ("actix_web", "rocket")),
    Extractor(("rust",), _find_routes, ("axum", "actix_web")),
)
