"""The shapes of answers stay within what the API's grammar keeps to."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from anthropic import transform_schema

from archlsp.claude.question import schema

_SCHEMAS = {name: getattr(schema, name) for name in dir(schema) if name.endswith("_SCHEMA")}


def _parts(part: object) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from _parts(inner)


@pytest.mark.parametrize("name", sorted(_SCHEMAS))
def test_the_sdk_has_nothing_to_change(name: str) -> None:
    """What the SDK would make of a schema for the API is that schema."""
    assert transform_schema(_SCHEMAS[name]) == _SCHEMAS[name]
    jsonschema.Draft202012Validator.check_schema(_SCHEMAS[name])


@pytest.mark.parametrize("name", sorted(_SCHEMAS))
def test_objects_are_closed_and_every_field_is_required(name: str) -> None:
    """No optional field, no union: the API limits both."""
    for part in _parts(_SCHEMAS[name]):
        assert "anyOf" not in part
        if part.get("type") == "object":
            assert part["additionalProperties"] is False
            assert sorted(part["required"]) == sorted(part["properties"])
