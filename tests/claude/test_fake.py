"""The fake is as strict as the real API, and its faults are faults of the connection."""

import json
from typing import Any

import anthropic
import httpx2
import pytest

from claude.fake import Answer, FakeApi, fake_api

BODY: dict[str, Any] = {
    "model": "claude-sonnet-5-5",
    "max_tokens": 1000,
    "messages": [{"role": "user", "content": "hello"}],
    "stream": True,
}
SCHEMA = {
    "type": "object",
    "properties": {"a": {"type": "string"}},
    "required": ["a"],
    "additionalProperties": False,
}


def _format(**changes: object) -> dict[str, Any]:
    return {"output_config": {"format": {"type": "json_schema", "schema": {**SCHEMA, **changes}}}}


def _text(ttl: str | None = "5m", size: int = 3000, word: str = "x") -> dict[str, Any]:
    block: dict[str, Any] = {"type": "text", "text": word * size}
    return block if ttl is None else {**block, "cache_control": {"type": "ephemeral", "ttl": ttl}}


async def _status(url: str, body: object, **headers: str) -> tuple[int, str]:
    async with httpx2.AsyncClient(trust_env=False) as client:
        given = {"authorization": "Bearer k", "anthropic-version": "2023-06-01", **headers}
        response = await client.post(f"{url}/v1/messages", json=body, headers=given)
        return response.status_code, response.text


@pytest.mark.parametrize(
    "change",
    [
        {"temperature": 0},
        {"top_p": 0.5},
        {"top_k": 3},
        {"nonsense": 1},
        {"max_tokens": "many"},
        {"max_tokens": 0},
        {"max_tokens": 200_000},
        {"messages": []},
        {"messages": [{"role": "user", "content": ""}]},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "x", "extra": 1}]}]},
        {"messages": [{"role": "user", "content": "x"}, {"role": "assistant", "content": "{"}]},
        {"messages": [{"role": "assistant", "content": "x"}, {"role": "user", "content": "y"}]},
        {"tools": [{"name": "a", "input_schema": {"type": "object"}}], "tool_choice": {"type": "any"}},
        {"thinking": {"type": "disabled"}},
        {"system": [_text(size=1)] * 5},
        {"system": [_text("5m"), _text("1h")]},
        {"system": [_text("2h")]},
        {"output_config": {"effort": "enormous"}},
        _format(additionalProperties=True),
        _format(properties={f"p{n}": {"type": "string"} for n in range(26)}, required=[]),
        _format(properties={f"p{n}": {"type": ["string", "null"]} for n in range(17)}),
        _format(**{"$defs": {"node": {"$ref": "#/$defs/node"}}}),
    ],
    ids=lambda change: str(change)[:50],
)
async def test_what_the_real_api_refuses_is_refused(change: dict[str, Any]) -> None:
    """A body with one thing wrong gets a 400 that says what."""
    async with FakeApi() as api:
        status, text = await _status(api.url, {**BODY, **change})
        assert (status, json.loads(text)["error"]["type"]) == (400, "invalid_request_error")
        assert api.refused


async def test_a_right_body_is_answered() -> None:
    """Everything that our requests use is accepted."""
    async with FakeApi() as api:
        body = {**BODY, **_format(), "system": [_text("1h"), _text("5m")]}
        body["output_config"]["effort"] = "low"
        assert (await _status(api.url, body))[0] == 200
        assert api.refused == []
        assert api.bodies == [body]


async def test_the_key_is_demanded() -> None:
    """No key, another key, and a key in the wrong header are refused."""
    async with FakeApi(key="right", only_x_api_key=True) as api:
        assert (await _status(api.url, BODY, authorization=""))[0] == 401
        assert (await _status(api.url, BODY, authorization="Bearer right"))[0] == 401
        assert (await _status(api.url, BODY, **{"x-api-key": "wrong"}))[0] == 401
        assert (await _status(api.url, BODY, **{"x-api-key": "right"}))[0] == 200


async def test_cache_figures_come_from_the_prefix() -> None:
    """The first request writes what it marks, the second reads it, and a change before a mark costs it all again."""
    async with FakeApi(key="k") as api:
        client = anthropic.AsyncAnthropic(api_key="k", base_url=api.url, max_retries=0)
        system = [_text("1h", word="a"), _text("5m", word="b")]

        async def ask(*blocks: dict[str, Any]) -> anthropic.types.Usage:
            body = {**BODY, "stream": False}
            return (await client.messages.create(**body, system=blocks)).usage

        first, second = await ask(*system), await ask(*system)
        other = await ask(_text("1h", word="c"), system[1])
        await client.close()
    assert first.cache_creation is not None
    assert first.cache_creation.ephemeral_1h_input_tokens > 700
    assert first.cache_creation.ephemeral_5m_input_tokens > 700
    assert first.cache_read_input_tokens == 0
    assert second.cache_creation_input_tokens == 0
    assert second.cache_read_input_tokens == first.cache_creation_input_tokens
    assert other.cache_read_input_tokens == 0


async def test_a_held_answer_waits_and_a_client_that_leaves_is_counted() -> None:
    """Tests can look between two pieces of an answer."""
    held = Answer(findings=[{"title": "a"}, {"title": "b"}], fault="hold", after=1)
    async with FakeApi([held, held]) as api:
        client = anthropic.AsyncAnthropic(api_key="k", base_url=api.url, max_retries=0)
        stream = await client.messages.create(**BODY)
        await stream.close()
        await api.until(lambda: api.abandoned == 1)
        texts = []
        async for event in await client.messages.create(**BODY):
            if event.type == "content_block_delta":
                texts.append(event.delta.text)
                api.go()
        assert json.loads("".join(texts)) == {"findings": [{"title": "a"}, {"title": "b"}]}
        await client.close()


def test_it_runs_in_a_thread() -> None:
    """A test without a loop can use it."""
    with fake_api(["529"]) as api:
        with httpx2.Client(trust_env=False) as client:
            headers = {"x-api-key": "k", "anthropic-version": "2023-06-01"}
            response = client.post(f"{api.url}/v1/messages", json=BODY, headers=headers)
        assert response.status_code == 529
        api.wait(lambda: len(api.api.requests) == 1)
        assert api.bodies == [BODY]
