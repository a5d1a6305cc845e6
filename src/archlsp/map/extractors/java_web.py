"""Endpoints of Spring MVC and WebFlux, and of JAX-RS (Quarkus, Jersey).

detail: method (`*` is any), path, handler, framework. An interface that is a client (Feign, RestClient) has none.
"""

import re
from collections.abc import Iterator, Mapping

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.annotations import Annotation, annotations, of, texts
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.extractors.paths import is_method, joined
from archlsp.map.literals import Said
from archlsp.map.page import Page

_MAPPING = re.compile(r"@(?:Get|Post|Put|Delete|Patch|Request)Mapping\b")
_CONTROLLERS = frozenset(
    {"RestController", "Controller", "RepositoryRestController", "BasePathAwareController"}
)
_CLIENTS = frozenset({"FeignClient", "RegisterRestClient", "HttpExchange"})
_JAX = re.compile(r"@(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\b(?!\s*\()")
_FLUX = re.compile(r"(?<!\w)(?:GET|POST|PUT|DELETE|PATCH)(?=\()")
_REQUEST_METHOD = re.compile(r"\b(GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)\b")
_NONE = (Said(""),)


def _find(page: Page) -> Iterator[Entry]:
    for found in annotations(page, _MAPPING):
        owner, around = found.owner, found.type
        if owner is None or around is None or owner.kind() != "method_declaration":
            continue
        marks = of(page, around)
        if not _CLIENTS.isdisjoint(marks):
            continue
        # An interface may be a controller's contract or a client's: only its implementation tells.
        if around.kind() == "interface_declaration" or _CONTROLLERS.isdisjoint(marks):
            continue
        prefixes = _paths(page, marks.get("RequestMapping", {})) if "RequestMapping" in marks else list(_NONE)
        yield from _mapped(page, found, prefixes, around)


def _mapped(page: Page, found: Annotation, prefixes: list[Said], around: SgNode) -> Iterator[Entry]:
    handler = f"{page.text_of(around.field('name'))}.{page.text_of(found.owner.field('name') if found.owner else None)}"
    for prefix in prefixes:
        for said in _paths(page, found.values):
            path = joined(prefix.text, said.text)
            for method in _methods(page, found):
                detail = {"method": method, "path": path, "handler": handler, "framework": "spring"}
                yield page.entry(
                    Kind.ENDPOINT, f"{method} {path}", found.node, detail, symbol=handler,
                    partial=not (prefix.whole and said.whole),
                )  # fmt: skip


def _paths(page: Page, values: Mapping[str, SgNode]) -> list[Said]:
    """The paths of a mapping: none given is the empty one, one that cannot be told is none."""
    given = values.get("value", values.get("path"))
    return list(_NONE) if given is None else texts(page, given)


def _methods(page: Page, found: Annotation) -> list[str]:
    if found.name != "RequestMapping":
        return [found.name.removesuffix("Mapping").upper()]
    return _REQUEST_METHOD.findall(page.text_of(found.values.get("method"))) or ["*"]


def _find_jax(page: Page) -> Iterator[Entry]:
    if not page.imports("javax.ws.rs", "jakarta.ws.rs"):
        return
    for found in annotations(page, _JAX):
        owner, around = found.owner, found.type
        if owner is None or around is None or owner.kind() != "method_declaration":
            continue
        marks = of(page, around)
        if not _CLIENTS.isdisjoint(marks) or "Path" not in marks:
            continue
        prefix, own = texts(page, marks["Path"].get("value")), of(page, owner).get("Path")
        said = texts(page, own.get("value")) if own is not None else list(_NONE)
        if not prefix or not said or not is_method(found.name):
            continue
        path = joined(prefix[0].text, said[0].text)
        handler = f"{page.text_of(around.field('name'))}.{page.text_of(owner.field('name'))}"
        detail = {"method": found.name, "path": path, "handler": handler, "framework": "jax-rs"}
        whole = prefix[0].whole and said[0].whole
        yield page.entry(
            Kind.ENDPOINT, f"{found.name} {path}", found.node, detail, symbol=handler, partial=not whole
        )


def _find_flux(page: Page) -> Iterator[Entry]:
    if not page.imports(
        "org.springframework.web.reactive.function.server", "org.springframework.web.servlet.function"
    ):
        return
    for call in page.calls(_FLUX):
        said, handler = page.said(call.given(0)), call.given(1)
        if said is None or not said.text.startswith("/"):
            continue
        outer = call.way[-3].node if len(call.way) > 2 and handler is None else None  # noqa: PLR2004
        if outer is not None and outer.kind() == "method_invocation":
            given = outer.field("arguments")
            named = [item for item in given.children() if item.kind() not in {"(", ")", ","}] if given else []
            handler = named[1] if len(named) > 1 else None
        if handler is None or handler.kind() not in {"method_reference", "lambda_expression", "identifier"}:
            continue
        name = page.text_of(handler) if handler.kind() == "method_reference" else ""
        detail = {"method": call.name, "path": said.text, "handler": name, "framework": "webflux"}
        # Routes may be nested below a path.
        yield page.entry(Kind.ENDPOINT, f"{call.name} {said.text}", _at(call.node), detail, partial=True)


def _at(node: SgNode) -> SgNode | tuple[int, int]:
    name, place = node.field("name"), node.range()
    return (name.range().start.index, place.end.index) if name else node


EXTRACTORS = (
    Extractor(("java",), _find, ("Mapping",)),
    Extractor(("java",), _find_jax, ("ws.rs",)),
    Extractor(("java",), _find_flux, ("RouterFunction", "RequestPredicates")),
)
