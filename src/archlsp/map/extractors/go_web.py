"""Endpoints of net/http, gorilla, gin, echo, chi, fiber and go-zero, and of go-zero's `.api` files.

detail: method (`*` is any), path, handler, framework.
"""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.extractors.paths import is_method, joined
from archlsp.map.page import Call, Page

_ROUTES = re.compile(
    r"\.(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS|Any|Get|Post|Put|Delete|Patch|Head|Options|All|Handle|HandleFunc|Method|MethodFunc|Add)(?=\()"
)
_UPPER = frozenset({"GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "Any"})
_TITLE = frozenset({"Get", "Post", "Put", "Delete", "Patch", "Head", "Options", "All"})
_FRAMEWORKS = (
    ("gin", ("github.com/gin-gonic/gin",), _UPPER),
    ("echo", ("github.com/labstack/echo", "github.com/labstack/echo/v4"), _UPPER),
    (
        "chi",
        ("github.com/go-chi/chi", "github.com/go-chi/chi/v5"),
        _TITLE - {"All"} | {"Method", "MethodFunc", "Handle", "HandleFunc"},
    ),
    (
        "fiber",
        ("github.com/gofiber/fiber", "github.com/gofiber/fiber/v2", "github.com/gofiber/fiber/v3"),
        _TITLE,
    ),
    ("gorilla", ("github.com/gorilla/mux",), frozenset({"Handle", "HandleFunc"})),
    ("net/http", ("net/http",), frozenset({"Handle", "HandleFunc"})),
)
_GROUP = r"\b{}\s*:?=\s*(\w+)\.(?:Group|Route)\(\s*\"([^\"]*)\""
_ROOT = r"\b{}\s*:?=\s*(?:gin|echo|chi|fiber|mux|http)\.(?:New|Default|NewRouter|NewServeMux|NewMux)\b"
_PATTERN = re.compile(r"^(?:([A-Z]+)\s+)?([\w.-]*)(/.*)$")
_METHODS = re.compile(r"\.Methods\(([^)]*)\)")
_WORD = re.compile(r"[A-Za-z]+")
_ROUTE_LITERAL = re.compile(r"\bPath\s*:")
_HTTP_METHOD = re.compile(r"^(?:\w+\.)?Method([A-Z][a-z]+)$")
_HANDLER_KINDS = frozenset(
    {
        "identifier",
        "selector_expression",
        "func_literal",
        "call_expression",
        "unary_expression",
        "composite_literal",
    }
)


def _find(page: Page) -> Iterator[Entry]:
    known = [(name, verbs) for name, modules, verbs in _FRAMEWORKS if page.imports(*modules)]
    for call in page.calls(_ROUTES):
        framework = next((name for name, verbs in known if call.name in verbs), None)
        if framework is not None and call.receiver:
            yield from _route(page, call, framework)


def _route(page: Page, call: Call, framework: str) -> Iterator[Entry]:
    given = list(call.arguments)
    methods: list[str] = []
    if call.name in {"Method", "MethodFunc"}:
        methods = [_method(page, given.pop(0))] if given else []
    said = page.said(given[0]) if given else None
    if said is None or len(given) < 2 or given[-1].kind() not in _HANDLER_KINDS:  # noqa: PLR2004
        return
    path, found = _of_pattern(said.text) if call.name in {"Handle", "HandleFunc"} else (said.text, "")
    if not (path.startswith(("/", "{", "*")) or (path == "" and framework in {"gin", "echo", "fiber"})):
        return
    methods = methods or ([found] if found else _verbs(page, call))
    prefix, whole = _prefix(page, call)
    if framework == "net/http" and not _is_mux(page, call):
        return
    handler = _handler(page, given[-1] if framework != "echo" else given[1])
    for method in methods:
        full = joined(prefix, path) if prefix else path
        detail = {"method": method, "path": full, "handler": handler, "framework": framework}
        yield page.entry(
            Kind.ENDPOINT, f"{method} {full}", call.node, detail, partial=not (said.whole and whole)
        )


def _of_pattern(text: str) -> tuple[str, str]:
    """`GET /orders/{id}` of Go 1.22: the path and the method."""
    found = _PATTERN.match(text)
    if found is None:
        return (text if text.startswith("/") else ""), ""
    if found[1] and not is_method(found[1]):
        return "", ""
    return found[3], found[1] or ""


def _verbs(page: Page, call: Call) -> list[str]:
    if call.name in {"Any", "All"}:
        return ["*"]
    if call.name not in {"Handle", "HandleFunc"}:
        return [call.name.upper()]
    outer = call.way[-3].node if len(call.way) > 2 else None  # noqa: PLR2004 - the selector, then the outer call
    after = (
        page.text_of(outer)[len(page.text_of(call.node)) :]
        if outer and outer.kind() == "call_expression"
        else ""
    )
    listed = _METHODS.match(after.lstrip())
    if listed is None:
        return ["*"]
    words = [word.upper() for word in _WORD.findall(listed[1].replace("http.Method", ""))]
    return [word for word in words if is_method(word)] or ["*"]


def _method(page: Page, node: SgNode) -> str:
    constant = _HTTP_METHOD.match(page.text_of(node))
    if constant:
        return constant[1].upper()
    return (page.literal(node) or "*").upper()


def _is_mux(page: Page, call: Call) -> bool:
    """net/http's own: the package, a mux of this file, or something called so."""
    receiver = call.receiver
    if receiver == "http" or page.searched(_ROOT.format(re.escape(receiver))):
        return True
    return re.search(r"(?:mux|router|server|^r|^s\.\w+)$", receiver, re.IGNORECASE) is not None


def _prefix(page: Page, call: Call) -> tuple[str, bool]:
    """What the groups of this file put before a path, and whether the way up to the application is all here."""
    prefix, name, depth = "", call.receiver, 0
    while name.isidentifier() and depth < 10:  # noqa: PLR2004 - groups are not that deep
        if page.searched(_ROOT.format(re.escape(name))) or name == "http":
            return prefix, depth == 0 or bool(prefix)
        groups = page.searched(_GROUP.format(re.escape(name)))
        if len(groups) != 1:
            return prefix, False
        name, prefix, depth = groups[0][1], joined(groups[0][2], prefix), depth + 1
    return prefix, False


def _handler(page: Page, node: SgNode) -> str:
    return "" if node.kind() == "func_literal" else " ".join(page.text_of(node).split())[:120]


def _find_zero(page: Page) -> Iterator[Entry]:
    """go-zero: `rest.Route{Method: ..., Path: ..., Handler: ...}`, as its generator writes them."""
    if not page.imports("github.com/zeromicro/go-zero/rest", "github.com/tal-tech/go-zero/rest"):
        return
    for found in _ROUTE_LITERAL.finditer(page.code):
        way = page.around(found.start())
        literal = next((branch.node for branch in reversed(way) if branch.kind == "literal_value"), None)
        entries = page.properties(literal) if literal else {}
        if "Path" not in entries or "Method" not in entries or "Handler" not in entries:
            continue
        said, method = page.said(entries["Path"]), _method(page, entries["Method"])
        prefix = _zero_prefix(page, literal) if literal else ""
        if said is None or not is_method(method):
            continue
        path, handler = joined(prefix, said.text), _handler(page, entries["Handler"])
        detail = {"method": method, "path": path, "handler": handler, "framework": "go-zero"}
        place = (found.start(), entries["Path"].range().end.index)
        yield page.entry(Kind.ENDPOINT, f"{method} {path}", place, detail, partial=not said.whole)


def _zero_prefix(page: Page, literal: SgNode) -> str:
    """`rest.WithPrefix("/v1")` of the same AddRoutes."""
    for above in literal.ancestors():
        if above.kind() == "call_expression" and "AddRoutes" in page.text_of(above.field("function")):
            found = re.search(r"WithPrefix\(\s*\"([^\"]*)\"", page.text_of(above))
            return found[1] if found else ""
    return ""


_API_BLOCK = re.compile(r"^@server\s*\((?P<server>[^)]*)\)|^service\s+[\w-]+\s*\{|^\}", re.MULTILINE)
_API_ROUTE = re.compile(
    r"@handler\s+(?P<handler>\w+)\s*\n(?:[ \t]*//[^\n]*\n)*[ \t]*"
    r"(?P<method>get|post|put|delete|patch|head|options)[ \t]+(?P<path>/[^\s(]*)"
)
_API_PREFIX = re.compile(r"\bprefix\s*:\s*\"?([^\s\"]+)")


def _find_api(page: Page) -> Iterator[Entry]:
    blocks = list(_API_BLOCK.finditer(page.text))
    for found in _API_ROUTE.finditer(page.text):
        if page.text.rfind("//", page.text.rfind("\n", 0, found.start()) + 1, found.start()) >= 0:
            continue
        server = ""
        for block in blocks:
            if block.start() > found.start():
                break
            server = block["server"] if block["server"] is not None else "" if block[0] == "}" else server
        prefix = _API_PREFIX.search(server)
        method, path = found["method"].upper(), joined(prefix[1] if prefix else "", found["path"])
        detail = {"method": method, "path": path, "handler": found["handler"], "framework": "go-zero"}
        place = found.span("method")[0], found.end()
        yield page.entry(Kind.ENDPOINT, f"{method} {path}", place, detail, symbol=found["handler"])


EXTRACTORS = (
    Extractor(
        ("go",),
        _find,
        ("net/http", "gin-gonic", "labstack/echo", "go-chi", "gofiber", "gorilla/mux"),
    ),
    Extractor(("go",), _find_zero, ("go-zero/rest",)),
    Extractor(("goctl",), _find_api),
)
