"""Endpoints that a contract declares: GraphQL's root fields, gRPC's methods, OpenAPI's operations.

detail: method (QUERY, MUTATION, SUBSCRIPTION, RPC, or HTTP's), path, framework (graphql, grpc, openapi), and of gRPC
request and response.
"""

from collections.abc import Iterator

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.extractor import Extractor
from archlsp.map.page import Page
from archlsp.rules.graphqltext import definitions
from archlsp.rules.openapispec import spec_of, text
from archlsp.rules.prototext import read

_ROOTS = {"Query": "QUERY", "Mutation": "MUTATION", "Subscription": "SUBSCRIPTION"}


def _find_graphql(page: Page) -> Iterator[Entry]:
    for definition in definitions(page.text):
        method = _ROOTS.get(definition.name) if definition.kind == "type" else None
        for field in definition.fields if method else ():
            detail = {"method": method or "", "path": field.name, "framework": "graphql"}
            detail["response"] = field.type.said if field.type else ""
            symbol = f"{definition.name}.{field.name}"
            yield page.entry(Kind.ENDPOINT, f"{method} {field.name}", field.range, detail, symbol=symbol)


def _find_proto(page: Page) -> Iterator[Entry]:
    file = read(page.text)
    for block in file.blocks:
        for rpc in block.rpcs if block.kind == "service" else ():
            service = f"{file.package}.{block.name}" if file.package else block.name
            path = f"/{service}/{rpc.name}"
            detail = {
                "method": "RPC",
                "path": path,
                "framework": "grpc",
                "request": ("stream " if rpc.streams[0] else "") + rpc.request,
                "response": ("stream " if rpc.streams[1] else "") + rpc.response,
            }
            yield page.entry(
                Kind.ENDPOINT, f"RPC {path}", rpc.range, detail, symbol=f"{block.name}.{rpc.name}"
            )


def _find_openapi(page: Page) -> Iterator[Entry]:
    spec = spec_of(page.text)
    for operation in spec.operations() if spec else ():
        if spec is None:
            return
        handler = text(spec.get(operation.place, "operationId"))
        method = operation.method.upper()
        detail = {"method": method, "path": operation.path, "handler": handler, "framework": "openapi"}
        place = spec.document.key_range(operation.place)
        yield page.entry(Kind.ENDPOINT, f"{method} {operation.path}", place, detail, symbol=handler)


EXTRACTORS = (
    Extractor(("graphql",), _find_graphql, ("Query", "Mutation", "Subscription")),
    Extractor(("proto",), _find_proto, ("service",)),
    Extractor(("yaml", "json"), _find_openapi, ("openapi", "swagger")),
)
