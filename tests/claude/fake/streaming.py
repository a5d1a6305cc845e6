"""The events of one answer, in the order of the wire."""

from collections.abc import Iterator, Mapping
from typing import Any

from claude.fake.blocks import tokens_in
from claude.fake.replies import Answer

Event = dict[str, Any]


def message_of(number: int, model: str, usage: Mapping[str, Any]) -> Event:
    """The message before anything is said."""
    return {
        "id": f"msg_{number:08d}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "stop_details": None,
        "container": None,
        "usage": dict(usage),
    }


def whole_message(message: Event, answer: Answer) -> Event:
    """The message as it is when everything is said."""
    text = answer.written()
    usage = {**message["usage"], "output_tokens": tokens_in(text)}
    content = [{"type": "text", "text": text, "citations": None}] if text else []
    return {**message, "content": content, "usage": usage, "stop_reason": answer.stop, **_details(answer)}


def events_of(message: Event, answer: Answer) -> Iterator[Event]:
    """Everything that is streamed."""
    yield {"type": "message_start", "message": message}
    yield {"type": "ping"}
    index = 0
    if answer.thinking:
        index = 1
        yield _started(0, {"type": "thinking", "thinking": "", "signature": ""})
        yield _delta(0, {"type": "signature_delta", "signature": "c2ln"})
        yield {"type": "content_block_stop", "index": 0}
    text = answer.written()
    if text:
        yield _started(index, {"type": "text", "text": "", "citations": None})
        for start in range(0, len(text), answer.chunk):
            yield _delta(index, {"type": "text_delta", "text": text[start : start + answer.chunk]})
        yield {"type": "content_block_stop", "index": index}
    yield {
        "type": "message_delta",
        "delta": {"stop_reason": answer.stop, "stop_sequence": None, **_details(answer)},
        "usage": {"output_tokens": tokens_in(text)},
    }
    yield {"type": "message_stop"}


def _details(answer: Answer) -> Event:
    if answer.stop != "refusal":
        return {"stop_details": None}
    return {"stop_details": {"type": "refusal", "category": "cyber", "explanation": "declined"}}


def _started(index: int, block: Event) -> Event:
    return {"type": "content_block_start", "index": index, "content_block": block}


def _delta(index: int, delta: Event) -> Event:
    return {"type": "content_block_delta", "index": index, "delta": delta}
