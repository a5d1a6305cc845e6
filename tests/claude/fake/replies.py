"""What the fake can be told to answer."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Answer:
    """A streamed answer (or a plain one, where the request did not ask for a stream); see the package's manual."""

    findings: Sequence[Mapping[str, Any]] = ()
    text: str | None = None
    value: Mapping[str, Any] | None = None
    stop: str = "end_turn"
    thinking: bool = False
    chunk: int = 7
    fault: str = ""
    after: int = 25
    torn: bool = False  # the frames arrive three bytes at a time

    def written(self) -> str:
        """The text that the model writes."""
        if self.text is not None:
            return self.text
        return json.dumps(self.value or {"findings": list(self.findings)}, ensure_ascii=False)


@dataclass(frozen=True)
class Status:
    """An error of the API."""

    status: int
    type: str = "api_error"
    message: str = "injected"
    retry_after: str | None = None
    code: str | None = None


@dataclass(frozen=True)
class Odd:
    """What no API answers; `name` is a key of `faults.ODD`."""

    name: str


Reply = Answer | Status | Odd | str | Callable[[Mapping[str, Any]], "Answer | Status | Odd | str"]

REPLIES: dict[str, Answer | Status | Odd] = {
    "ok": Answer(),
    "refusal": Answer(text="", stop="refusal"),
    "max_tokens": Answer(text='{"findings": [{"title": "whole"}, {"title": "cut of', stop="max_tokens"),
    "400": Status(400, "invalid_request_error"),
    "too-long": Status(400, "invalid_request_error", "prompt is too long: 1000001 tokens > 1000000 maximum"),
    "credit": Status(
        400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API."
    ),
    "billing": Status(402, "billing_error"),
    "401": Status(401, "authentication_error", "invalid x-api-key"),
    "403": Status(403, "permission_error"),
    "404": Status(404, "not_found_error", "model: claude-nobody"),
    "408": Status(408, "timeout_error"),
    "413": Status(413, "request_too_large"),
    "429": Status(429, "rate_limit_error", retry_after="1"),
    "429-at-once": Status(429, "rate_limit_error", retry_after="0"),
    "429-long": Status(429, "rate_limit_error", retry_after="3600"),
    "spend-limit": Status(429, "rate_limit_error", code="enforced_spend_limit_reached"),
    "500": Status(500),
    "504": Status(504, "timeout_error"),
    "529": Status(529, "overloaded_error"),
    **{
        name: Odd(name)
        for name in (
            "hang",
            "reset",
            "html",
            "html-404",
            "redirect",
            "gzip-bomb",
            "endless-line",
            "plain-json",
        )
    },
}


def settled(reply: Reply, body: Mapping[str, Any]) -> Answer | Status | Odd:
    """Find what a reply stands for."""
    if callable(reply):
        reply = reply(body)
    return REPLIES[reply] if isinstance(reply, str) else reply
