"""HTTP calls to other systems: those with a literal host, or one that a setting names.

detail: role=http, client, method (`*` where it cannot be told), url (no user, no query), config.
"""

import re
from collections.abc import Iterator, Mapping

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.addresses import address_of
from archlsp.map.extractors.annotations import annotations
from archlsp.map.extractors.extractor import SCRIPT, Extractor
from archlsp.map.page import Call, Page

_VERBS = "get|post|put|delete|patch|head|options"
_PYTHON = re.compile(
    rf"(?<![\w.])[\w.]+\.(?:{_VERBS}|request|stream)(?=\s*\()|(?<![\w.])(?:httpx\.)?(?:Async)?Client(?=\()|\bClientSession(?=\()"
)
_SCRIPT = re.compile(
    rf"(?<![\w$.])(?:fetch|axios|got|ky|request|superagent|needle)(?=\s*(?:<[^()\n]*>)?\()|(?<![\w$.])(?:axios|got|ky|superagent|needle|\w*[hH]ttp\w*|\w*[cC]lient|this\.\w*[hH]ttp\w*)\.(?:{_VERBS}|request|create|extend)(?=\s*(?:<[^()\n]*>)?\()"
)
_GO = re.compile(
    r"(?<!\w)(?:http\.(?:Get|Post|PostForm|Head|NewRequest|NewRequestWithContext)|\w+\.(?:Get|Post|Put|Delete|Patch|SetBaseURL))(?=\()"
)
_JAVA = re.compile(
    r"(?<!\w)(?:getForObject|getForEntity|postForObject|postForEntity|postForLocation|exchange|put|delete|patchForObject|baseUrl|uri|url|create)(?=\()"
)
_FEIGN = re.compile(r"@(?:FeignClient|RegisterRestClient|HttpExchange)\b")
_RUST = re.compile(rf"(?<!\w)(?:reqwest::(?:blocking::)?get|\w*\.?(?:{_VERBS}))(?=\s*\()")
_BASES = ("base_url", "baseURL", "prefixUrl", "baseUrl", "prefix")


def _entry(page: Page, call: Call, url: SgNode | None, client: str, method: str) -> Iterator[Entry]:
    said = page.said(url)
    address = address_of(said, page.text_of(url))
    if address is None or (said is not None and address.scheme not in {"", "http", "https", "ws", "wss"}):
        return
    # A variable alone may be anything; a setting with a path behind it, or the URL of a client, is one.
    detail = {
        "role": "http",
        "client": client,
        "method": method,
        "url": address.shown,
        "config": address.config,
    }
    place = call.node.range()
    start = place.start.index
    yield page.entry(
        Kind.CALL,
        address.shown,
        (start, place.end.index),
        detail,
        partial=not (address.whole and (said is None or said.whole)),
    )


def _python(page: Page) -> Iterator[Entry]:
    client = next((name for name in ("requests", "httpx", "aiohttp") if page.imports(name)), None)
    for call in page.calls(_PYTHON) if client else ():
        if call.name in {"Client", "AsyncClient", "ClientSession"}:
            yield from _entry(page, call, call.keywords.get("base_url"), client or "", "*")
            continue
        is_general = call.name in {"request", "stream"}
        url = call.given(1 if is_general else 0, "url")
        method = (page.literal(call.given(0, "method")) or "*").upper() if is_general else call.name.upper()
        if _is_url(page, url, call.receiver in {"requests", "httpx", "aiohttp"}):
            yield from _entry(page, call, url, client or "", method)


def _is_url(page: Page, node: SgNode | None, certain: bool) -> bool:
    """What a dictionary or a cache is asked for is no URL: without a known client it has to say so itself."""
    said = page.said(node)
    return certain or (said is not None and re.match(r"https?://", said.text) is not None)


def _script(page: Page) -> Iterator[Entry]:
    modules = (
        "axios",
        "got",
        "ky",
        "node-fetch",
        "superagent",
        "undici",
        "needle",
        "request",
        "@nestjs/axios",
    )
    client = next((name for name in modules if page.imports(name)), "")
    for call in page.calls(_SCRIPT):
        if call.name in {"create", "extend"} and call.receiver in {"axios", "got", "ky"}:
            said = page.properties(call.given(0))
            base = next((said[name] for name in _BASES if name in said), None)
            yield from _entry(page, call, base, call.receiver, "*")
            continue
        options = page.properties(call.given(1) or call.given(0))
        url = call.given(0)
        if url is not None and url.kind() == "object":
            url = options.get("url")
        is_plain = not call.receiver
        method = _script_method(page, call, options)
        known = call.receiver in {"axios", "got", "ky", "superagent", "needle"} or (
            is_plain and call.name != "request"
        )
        if _is_url(page, url, known and _is_setting_url(page, url)):
            yield from _entry(page, call, url, client or (call.receiver or call.name), method)


def _is_setting_url(page: Page, url: SgNode | None) -> bool:
    said = page.said(url)
    return said is not None and said.text.startswith(("http", "{"))


def _script_method(page: Page, call: Call, options: Mapping[str, SgNode]) -> str:
    if re.fullmatch(_VERBS, call.name):
        return call.name.upper()
    if "method" in options:
        return (page.literal(options["method"]) or "*").upper()
    return "GET" if call.name in {"fetch", "got", "ky"} else "*"


def _go(page: Page) -> Iterator[Entry]:
    if not page.imports("net/http", "github.com/go-resty/resty/v2", "github.com/imroc/req/v3"):
        return
    for call in page.calls(_GO):
        if call.name in {"NewRequest", "NewRequestWithContext"}:
            at = 1 if call.name == "NewRequest" else 2
            method = page.text_of(call.given(at - 1)).removeprefix("http.Method").strip('"').upper()
            yield from _entry(page, call, call.given(at), "net/http", method if method.isalpha() else "*")
        elif _is_url(
            page, call.given(0), call.receiver == "http" and call.name in {"Get", "Post", "PostForm", "Head"}
        ):
            method = {"PostForm": "POST", "SetBaseURL": "*"}.get(call.name, call.name.upper())
            client = "net/http" if page.imports("net/http") else "resty"
            yield from _entry(page, call, call.given(0), client, method)


def _java(page: Page) -> Iterator[Entry]:
    clients = {
        "resttemplate": "org.springframework.web.client",
        "webclient": "org.springframework.web.reactive.function.client",
        "java.net.http": "java.net.http",
        "okhttp": "okhttp3",
        "retrofit": "retrofit2",
    }
    client = next((name for name, module in clients.items() if page.imports(module)), None)
    for call in page.calls(_JAVA) if client else ():
        if _is_url(page, call.given(0), certain=False):
            yield from _entry(page, call, call.given(0), client or "", "*")
    for found in annotations(page, _FEIGN):
        name = page.literal(found.values.get("name") or found.values.get("value")) or ""
        url = page.literal(found.values.get("url") or found.values.get("baseUri")) or ""
        address = address_of(page.said(found.values.get("url")))
        shown = address.shown if address else name
        if shown and found.owner is not None and found.owner.kind() == "interface_declaration":
            symbol = page.text_of(found.owner.field("name"))
            detail = {
                "role": "http",
                "client": "feign",
                "method": "*",
                "service": name,
                "url": address.shown if address else "",
            }
            partial = url.startswith("${") or not url
            yield page.entry(Kind.CALL, shown, found.node, detail, symbol=symbol, partial=partial)


def _rust(page: Page) -> Iterator[Entry]:
    if "reqwest" not in page.code and "hyper" not in page.code:
        return
    for call in page.calls(_RUST):
        if _is_url(page, call.given(0), certain=False):
            method = call.name.upper()
            yield from _entry(page, call, call.given(0), "reqwest", method)


EXTRACTORS = (
    Extractor(("python",), _python, ("requests", "httpx", "aiohttp")),
    Extractor(SCRIPT, _script, ("fetch(", "axios", "got", "http")),
    Extractor(("go",), _go, ("http.Get(", "http.Post", "http.Head(", "NewRequest", "http://", "https://")),
    Extractor(
        ("java",),
        _java,
        (
            "RestTemplate",
            "WebClient",
            "HttpRequest",
            "okhttp3",
            "FeignClient",
            "RegisterRestClient",
            "RestClient",
            "HttpExchange",
        ),
    ),
    Extractor(("rust",), _rust, ("reqwest",)),
)
