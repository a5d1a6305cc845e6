"""Check a value against the part of JSON Schema that `rule.schema.json` is written in.

The full library is slow to import and a changed rule is checked when a worker starts; a test proves that both
agree. A keyword that is not known here is ignored, and the test refuses it in our schema.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sized
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Keys = tuple[str | int, ...]
Schema = Mapping[str, Any]
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}
_SIZED: Mapping[str, tuple[type, int]] = {
    "minLength": (str, 1),
    "maxLength": (str, -1),
    "minItems": (list, 1),
    "maxItems": (list, -1),
    "minProperties": (dict, 1),
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with the value at `keys`: `code` is a key of messages/rules.py, `detail` fills it."""

    keys: Keys
    code: str
    detail: Mapping[str, str]


@cache
def rule_schema() -> dict[str, Any]:
    """Read the schema of a rule."""
    loaded: dict[str, Any] = json.loads(Path(__file__).with_name("rule.schema.json").read_text("utf-8"))
    return loaded


def complaints(value: object, schema: Schema) -> list[Complaint]:
    """Check `value`; an empty list means it is right. `$ref` points into `$defs` of this same schema."""
    return list(_Checker(schema.get("$defs", {})).check(value, schema, ()))


class _Checker:
    def __init__(self, definitions: Mapping[str, Schema]) -> None:
        self._definitions = definitions

    def check(self, value: object, schema: Schema, keys: Keys) -> Iterator[Complaint]:
        if "$ref" in schema:
            schema = self._definitions[schema["$ref"].rsplit("/", 1)[1]]
        if "type" in schema and not _has_type(value, schema["type"]):
            expected = schema["type"] if isinstance(schema["type"], str) else " | ".join(schema["type"])
            yield Complaint(keys, "rule-wrong-type", {"key": _name(keys), "expected": expected})
            return
        yield from _scalar(value, schema, keys)
        if isinstance(value, dict):
            yield from self._object(value, schema, keys)
        if isinstance(value, list) and "items" in schema:
            for index, item in enumerate(value):
                yield from self.check(item, schema["items"], (*keys, index))
        if "anyOf" in schema:
            yield from self._any_of(value, schema["anyOf"], keys)

    def _object(self, value: dict[str, object], schema: Schema, keys: Keys) -> Iterator[Complaint]:
        known, rest = schema.get("properties", {}), schema.get("additionalProperties", True)
        for key in schema.get("required", ()):
            if key not in value:
                yield Complaint(keys, "rule-missing-key", {"key": _name((*keys, key))})
        for key, item in value.items():
            place = (*keys, key)
            if key in known:
                yield from self.check(item, known[key], place)
            elif rest is False:
                yield Complaint(place, "rule-unknown-key", {"key": _name(place)})
            elif isinstance(rest, dict):
                yield from self.check(item, rest, place)

    def _any_of(self, value: object, choices: list[Schema], keys: Keys) -> Iterator[Complaint]:
        """Complain about the choice that came furthest: the author most likely meant that one."""
        attempts = [list(self.check(value, choice, keys)) for choice in choices]
        if all(attempts):
            yield from max(attempts, key=lambda attempt: max(len(item.keys) for item in attempt))


def _has_type(value: object, expected: str | list[str]) -> bool:
    if isinstance(expected, list):
        return any(_has_type(value, item) for item in expected)
    if isinstance(value, bool) and expected in {"integer", "number"}:
        return False
    return isinstance(value, _TYPES[expected])


def _scalar(value: object, schema: Schema, keys: Keys) -> Iterator[Complaint]:
    if "enum" in schema and value not in schema["enum"]:
        yield _wrong(keys, value, ", ".join(str(item) for item in schema["enum"]))
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
        yield _wrong(keys, value, schema["pattern"])
    if "minimum" in schema and isinstance(value, int) and value < schema["minimum"]:
        yield _wrong(keys, value, f"minimum {schema['minimum']}")
    for keyword, (kind, sign) in _SIZED.items():
        size = len(value) if isinstance(value, kind) and isinstance(value, Sized) else None
        if keyword in schema and size is not None and (size - schema[keyword]) * sign < 0:
            yield _wrong(keys, size, f"{keyword} {schema[keyword]}")


def _name(keys: Keys) -> str:
    return ".".join(str(key) for key in keys) or "."


def _wrong(keys: Keys, value: object, allowed: str) -> Complaint:
    return Complaint(
        keys, "rule-wrong-value", {"key": _name(keys), "value": str(value)[:60], "allowed": allowed}
    )
