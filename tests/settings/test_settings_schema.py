"""The schema that editors complete from says what `resolve` accepts, no more and no less."""

import json
from importlib.resources import files
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from archlsp.settings.fields import FIELDS, MAPPINGS
from archlsp.settings.layers import Layer, resolve

_SCHEMA = json.loads((files("archlsp.settings") / "settings.schema.json").read_text(encoding="utf-8"))
_VALIDATOR = Draft202012Validator(_SCHEMA)

_RIGHT = [
    "ja",
    "en",
    "auto",
    "on",
    "off",
    "ask",
    "low",
    "hint",
    "error",
    "all",
    "branch",
    "worktree",
    "since:2d",
]
_WRONG = ["since:0d", "since:99999h", "staged", "", "-x", "origin/main", "a b", "HEAD~1", "x" * 201, "a\tb"]
_WORDS = st.sampled_from([*_RIGHT, *_WRONG])
_NUMBERS = st.one_of(st.integers(-5, 1_000_005), st.sampled_from([0.5, 2.0, 1_001.5]), st.booleans())
_ANY = st.one_of(_WORDS, _NUMBERS, st.lists(_WORDS, max_size=3), st.dictionaries(_WORDS, _WORDS, max_size=2))


def _properties(schema: dict[str, Any], above: str = "") -> set[str]:
    found = set()
    for name, inner in schema["properties"].items():
        if "properties" in inner:
            found |= _properties(inner, f"{above}{name}.")
        else:
            found.add(above + name)
    return found


def _nested(key: str, value: object) -> dict[str, Any]:
    for name in reversed(key.split(".")):
        value = {name: value}
    assert isinstance(value, dict)
    return value


def test_the_schema_is_one() -> None:
    """It is valid JSON Schema and names every setting."""
    Draft202012Validator.check_schema(_SCHEMA)
    assert _properties(_SCHEMA) == set(FIELDS) | set(MAPPINGS)


# An address cannot be judged by a pattern that a person could read: the schema only says that it is text.
@given(key=st.sampled_from(sorted({*FIELDS, *MAPPINGS, "nope", "ai.nope"} - {"ai.base_url"})), value=_ANY)
def test_schema_and_resolver_agree(key: str, value: object) -> None:
    """A value is valid by the schema exactly when the resolver takes it from the user's file."""
    said = _nested(key, value)
    taken = not resolve([Layer("user", said)]).complaints
    assert _VALIDATOR.is_valid(said) == taken


def test_every_default_in_the_schema_is_the_default() -> None:
    """Taking a default explicitly changes nothing."""
    for key in FIELDS:
        node: dict[str, Any] = _SCHEMA
        for name in key.split("."):
            node = node["properties"][name]
        if "default" in node:
            assert resolve([Layer("user", _nested(key, node["default"]))]).settings == resolve([]).settings
