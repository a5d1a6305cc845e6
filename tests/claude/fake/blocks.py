"""The blocks of a request in the order in which the API caches them: tools, system, messages."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

_CHARACTERS = 4  # of a token, as a rule
Body = Mapping[str, Any]


def all_blocks(body: Body) -> Iterator[Mapping[str, Any]]:
    """Every block, a plain string as the text block it stands for."""
    yield from body.get("tools") or ()
    yield from _blocks(body.get("system") or ())
    for message in body["messages"]:
        yield from _blocks(message["content"])


def markers(body: Body) -> list[Mapping[str, Any]]:
    """Every cache breakpoint, in order."""
    marks = [block["cache_control"] for block in all_blocks(body) if block.get("cache_control")]
    return [*marks, body["cache_control"]] if body.get("cache_control") else marks


def tokens_of(body: Body) -> int:
    """How many tokens go in."""
    return sum(map(tokens_in, all_blocks(body)))


def tokens_in(block: object) -> int:
    """How many tokens something has."""
    text = block if isinstance(block, str) else json.dumps(block, ensure_ascii=False)
    return max(1, len(text) // _CHARACTERS)


def _blocks(content: object) -> Iterator[Mapping[str, Any]]:
    if isinstance(content, str):
        yield {"type": "text", "text": content}
    elif isinstance(content, list | tuple):
        yield from content
