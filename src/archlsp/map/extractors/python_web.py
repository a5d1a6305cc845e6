"""Endpoints of Flask, FastAPI, Starlette, Sanic and aiohttp, of Django's URL lists and DRF's routers.

detail: method (`*` is any), path, handler, framework.
"""

import re
from collections.abc import Iterator

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.extractors.paths import joined
from archlsp.map.page import Call, Page

_DECORATORS = re.compile(
    r"@\s*[\w.]+\.(?:get|post|put|delete|patch|head|options|route|api_route|websocket)(?=\s*\()"
)
_PREFIXED = re.compile(r"\b(?:APIRouter|Blueprint)(?=\s*\()")
_URLS = re.compile(r"\b(?:path|re_path|url)(?=\s*\()")
_REGISTER = re.compile(r"\b\w*router\.register(?=\s*\()", re.IGNORECASE)
_AIOHTTP = re.compile(r"\brouter\.(?:add_get|add_post|add_put|add_delete|add_patch)(?=\s*\()")
_FRAMEWORKS = (
    ("fastapi", ("fastapi",)),
    ("flask", ("flask", "flask_restx", "flask_openapi3", "quart", "apiflask")),
    ("starlette", ("starlette",)),
    ("sanic", ("sanic",)),
    ("aiohttp", ("aiohttp.web", "aiohttp")),
    ("bottle", ("bottle",)),
    ("litestar", ("litestar",)),
)
_MADE = re.compile(
    r"(?:^|\n)[ \t]*(\w+)\s*(?::[^=\n]+)?=\s*[\w.]*\b"
    r"(?:APIRouter|FastAPI|Flask|Blueprint|Quart|Sanic|Starlette|RouteTableDef|Router|Bottle|APIBlueprint)\("
)
_APPLICATION = r"(?:^|\n)[ \t]*{}\s*(?::[^=\n]+)?=\s*[\w.]*\b(?:FastAPI|Flask|Quart|Sanic|Starlette|Bottle)\("
_USUAL = re.compile(r"(?:^|_)(?:app|router|api|bp|blueprint|routes|server|application)$", re.IGNORECASE)
_BROKERS = ("faststream", "arq", "celery")
_VERBS = {"websocket": "WS", "route": "", "api_route": ""}


def _find(page: Page) -> Iterator[Entry]:
    framework = next((name for name, modules in _FRAMEWORKS if page.imports(*modules)), None)
    if framework is not None:
        prefixes = _prefixes(page)
        made = set(_MADE.findall(page.code))
        for call in page.calls(_DECORATORS):
            receiver = call.receiver
            if call.parent == "decorator" and (receiver in made or _is_usual(page, receiver)):
                yield from _decorated(page, call, prefixes.get(receiver), framework)
    if framework == "aiohttp":
        yield from _aiohttp(page)


def _is_usual(page: Page, receiver: str) -> bool:
    """A router that another file makes, or one that a function is given."""
    return _USUAL.search(receiver) is not None and not page.imports(*_BROKERS)


def _prefixes(page: Page) -> dict[str, tuple[str, bool]]:
    """The prefixes of routers by their names; where one is not literal, it is said in part."""
    found: dict[str, tuple[str, bool]] = {}
    for call in page.calls(_PREFIXED):
        target = call.around("assignment")
        name = page.text_of(target.field("left")) if target else ""
        given = call.keywords.get("prefix") or call.keywords.get("url_prefix")
        said = page.said(given)
        # `include_router` and `register_blueprint` may put more before it, in any file.
        found[name] = (said.text if said else "", given is None or bool(said and said.whole))
    return found


def _decorated(page: Page, call: Call, prefix: tuple[str, bool] | None, framework: str) -> Iterator[Entry]:
    said = page.said(call.given(0, "path", "rule", "uri"))
    definition = call.around("decorated_definition")
    if said is None or definition is None or not _is_path(said.text):
        return
    handler = page.text_of(_name_of(definition))
    path = joined(prefix[0], said.text) if prefix else said.text
    is_root = prefix is None and _is_application(page, call.receiver)
    partial = not said.whole or not is_root
    for method in _methods(page, call, framework):
        detail = {"method": method, "path": path, "handler": handler, "framework": framework}
        yield page.entry(
            Kind.ENDPOINT, f"{method} {path}", call.node, detail, symbol=handler, partial=partial
        )


def _is_application(page: Page, receiver: str) -> bool:
    return receiver.isidentifier() and bool(page.searched(_APPLICATION.format(receiver)))


def _is_path(text: str) -> bool:
    return text == "" or text.startswith(("/", "{", "<"))


def _name_of(definition: SgNode) -> SgNode | None:
    inner = definition.field("definition")
    return inner.field("name") if inner else None


def _methods(page: Page, call: Call, framework: str) -> list[str]:
    verb = _VERBS.get(call.name, call.name.upper())
    if verb:
        return [verb]
    listed = call.keywords.get("methods")
    if listed is None:
        return ["GET"] if framework in {"flask", "sanic", "bottle", "fastapi"} else ["*"]
    texts = [page.literal(item) for item in listed.children() if item.kind() == "string"]
    return [text.upper() for text in texts if text] or ["*"]


def _aiohttp(page: Page) -> Iterator[Entry]:
    for call in page.calls(_AIOHTTP):
        path = page.literal(call.given(0, "path"))
        handler = page.text_of(call.given(1, "handler"))
        if path and path.startswith("/") and handler:
            method = call.name.removeprefix("add_").upper()
            detail = {"method": method, "path": path, "handler": handler, "framework": "aiohttp"}
            yield page.entry(Kind.ENDPOINT, f"{method} {path}", call.node, detail, symbol=handler)


def _find_urls(page: Page) -> Iterator[Entry]:
    """Django: `urlpatterns` of one file, always in part: another file includes them."""
    if page.imports("django.urls", "django.conf.urls"):
        for call in page.calls(_URLS):
            if call.parent in {"list", "argument_list"} and not call.receiver:
                yield from _url(page, call)
    if page.imports("rest_framework.routers", "rest_framework_extensions.routers", "rest_framework_nested"):
        for call in page.calls(_REGISTER):
            yield from _registered(page, call)


def _url(page: Page, call: Call) -> Iterator[Entry]:
    said, view = page.said(call.given(0, "route", "regex")), call.given(1, "view")
    handler = page.text_of(view)
    if said is None or not said.whole or view is None or handler.startswith(("include", "admin.site")):
        return
    path = said.text if call.name == "re_path" or said.text.startswith("^") else joined(said.text)
    handler = re.sub(r"\.as_view\(.*|\s+", "", handler, flags=re.DOTALL)
    detail = {"method": "*", "path": path, "handler": handler, "framework": "django"}
    yield page.entry(Kind.ENDPOINT, f"* {path}", call.node, detail, symbol=handler, partial=True)


def _registered(page: Page, call: Call) -> Iterator[Entry]:
    prefix = page.literal(call.given(0, "prefix"))
    handler = page.text_of(call.given(1, "viewset"))
    if prefix is not None and handler:
        path = joined(prefix.replace("\\", ""), "/")
        detail = {"method": "*", "path": path, "handler": handler, "framework": "drf"}
        yield page.entry(Kind.ENDPOINT, f"* {path}", call.node, detail, symbol=handler, partial=True)


EXTRACTORS = (
    Extractor(
        ("python",),
        _find,
        ("fastapi", "flask", "starlette", "sanic", "aiohttp", "bottle", "litestar", "quart"),
    ),
    Extractor(("python",), _find_urls, ("django", "rest_framework")),
)
