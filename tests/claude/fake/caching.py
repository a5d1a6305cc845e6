"""Cache figures from the prefixes that were really sent."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from claude.fake.blocks import all_blocks, tokens_in

_LEAST = 512


class Cache:
    """What the API keeps between requests; it forgets nothing."""

    def __init__(self) -> None:
        """Nothing is kept yet."""
        self._kept: set[str] = set()

    def usage(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The figures of one request: a hit is the longest prefix, up to a breakpoint, that is kept."""
        marks, total = self._marks(body)
        read = max((tokens for digest, tokens, _ in marks if digest in self._kept), default=0)
        written = {"5m": 0, "1h": 0}
        reached = read
        for digest, tokens, ttl in marks:
            if tokens > reached:
                written[ttl] += tokens - reached
                reached = tokens
            self._kept.add(digest)
        return {
            "input_tokens": total - reached,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": sum(written.values()),
            "cache_creation": {
                "ephemeral_5m_input_tokens": written["5m"],
                "ephemeral_1h_input_tokens": written["1h"],
            },
            "output_tokens": 1,
            "service_tier": "standard",
            "server_tool_use": None,
        }

    def _marks(self, body: Mapping[str, Any]) -> tuple[list[tuple[str, int, str]], int]:
        digest, total = hashlib.sha256(str(body["model"]).encode()), 0
        marks = []
        for block in all_blocks(body):
            plain = {name: value for name, value in block.items() if name != "cache_control"}
            digest.update(json.dumps(plain, sort_keys=True).encode())
            total += tokens_in(plain)
            control = block.get("cache_control")
            if control and total >= _LEAST:
                marks.append((digest.hexdigest(), total, control.get("ttl", "5m")))
        return marks, total
