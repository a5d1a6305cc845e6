"""What would be sent, as the bytes that go over the wire."""

import json
from collections.abc import Mapping
from typing import Any

from archlsp.claude.question.prompt import Built
from archlsp.claude.spend.prices import cost
from archlsp.model.advice import Payload
from archlsp.model.review import Problem
from archlsp.model.terms import Usage


def wire_bytes(body: Mapping[str, Any]) -> bytes:
    """Encode a body as the SDK does."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def payload_of(built: Built, endpoint: str, redacted: Mapping[str, int], problem: Problem | None) -> Payload:
    """Show a question before it is asked; the price is that of an answer as long as allowed, nothing cached."""
    body = built.call.body
    most = Usage(input=built.tokens, output=int(body.get("max_tokens", 0)))
    usd = cost(str(body["model"]), most)
    return Payload(wire_bytes(body), endpoint, built.tokens, usd, dict(redacted), built.cut, problem)
