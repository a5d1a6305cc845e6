"""What the real API refuses although its parameter types allow it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from claude.fake.blocks import all_blocks, markers, tokens_of

_MOST_BREAKPOINTS = 4
_MOST_TOKENS = 1_000_000
_MOST_OUTPUT = 128_000
_MOST_OPTIONAL = 24
_MOST_UNIONS = 16
_NEWEST = re.compile(r"claude-(opus|sonnet|haiku)-5-5|claude-fable-5-1")
_CUSTOM_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
Body = Mapping[str, Any]


def refusals(kind: str, body: Body) -> list[str]:
    """Say why the API would answer 400."""
    if kind == "batch":
        return [
            *_batch(body),
            *(text for one in body["requests"] for text in refusals("create", one["params"])),
        ]
    return [
        *_sampling(body),
        *_turns(body),
        *_breakpoints(body),
        *_schema(body.get("output_config") or {}),
        *(_length(body) if kind != "count" else ()),
    ]


def _batch(body: Body) -> Iterator[str]:
    names = [one["custom_id"] for one in body["requests"]]
    if not names:
        yield "requests: at least one is required"
    if len(set(names)) < len(names):
        yield "requests: custom_id must be unique"
    for name in names:
        if not _CUSTOM_ID.fullmatch(name):
            yield f"requests: custom_id {name!r} must match ^[a-zA-Z0-9_-]{{1,64}}$"


def _sampling(body: Body) -> Iterator[str]:
    for name in ("temperature", "top_p", "top_k"):
        if name in body:
            yield f"{name} is not supported"
    if not _NEWEST.match(body["model"]):
        return
    if (body.get("tool_choice") or {}).get("type") in ("any", "tool"):
        yield "tool_choice: forced tool use is not supported on this model"
    if (body.get("thinking") or {}).get("type") == "disabled":
        yield "thinking: cannot be disabled on this model"


def _turns(body: Body) -> Iterator[str]:
    messages = body["messages"]
    if not messages:
        yield "messages: at least one message is required"
        return
    if messages[0]["role"] != "user":
        yield "messages: first message must use the user role"
    if messages[-1]["role"] == "assistant":
        yield "Prefilling assistant messages is not supported for this model"
    for block in all_blocks(body):
        if block.get("type") == "text" and not block.get("text", "").strip():
            yield "text content blocks must be non-empty"


def _breakpoints(body: Body) -> Iterator[str]:
    marks = [mark.get("ttl", "5m") for mark in markers(body)]
    if len(marks) > _MOST_BREAKPOINTS:
        yield f"A maximum of 4 blocks with cache_control may be provided. Found {len(marks)}."
    if marks != sorted(marks):  # "1h" before "5m"
        yield "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block"


def _length(body: Body) -> Iterator[str]:
    if not 0 < body["max_tokens"] <= _MOST_OUTPUT:
        yield f"max_tokens: {body['max_tokens']} is not allowed"
    if (tokens := tokens_of(body)) > _MOST_TOKENS:
        yield f"prompt is too long: {tokens} tokens > {_MOST_TOKENS} maximum"


def _schema(config: Body) -> Iterator[str]:
    schema = (config.get("format") or {}).get("schema")
    if schema is None:
        return
    parts = list(_parts(schema))
    objects = [part for part in parts if part.get("type") == "object"]
    optional = sum(len(set(part.get("properties", {})) - set(part.get("required", ()))) for part in objects)
    unions = sum("anyOf" in part or isinstance(part.get("type"), list) for part in parts)
    if any(part.get("additionalProperties") is not False for part in objects):
        yield "output_config.format.schema: for 'object' type, 'additionalProperties' must be false"
    if optional > _MOST_OPTIONAL:
        yield f"output_config.format.schema: {optional} optional parameters, at most {_MOST_OPTIONAL}"
    if unions > _MOST_UNIONS:
        yield f"output_config.format.schema: {unions} union types, at most {_MOST_UNIONS}"
    if any("$ref" in part for part in _parts(schema.get("$defs", {}))):
        yield "output_config.format.schema: recursive schemas are not supported"


def _parts(schema: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(schema, Mapping):
        yield schema
        for value in schema.values():
            yield from _parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _parts(value)
