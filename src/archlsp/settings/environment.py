"""The layer of ARCHLSP_* variables: ARCHLSP_AI_BASE_URL is ai.base_url. Everything in them is text."""

from collections.abc import Mapping
from typing import Any

from archlsp.settings.fields import FIELDS, MAPPINGS
from archlsp.settings.layers import Layer, Origin

PREFIX = "ARCHLSP_"


def variable_of(key: str) -> str:
    """The variable that sets a dotted key."""
    return PREFIX + key.replace(".", "_").upper()


def environment_layer(environ: Mapping[str, str]) -> Layer:
    """Read the variables of known settings; empty ones say nothing. Others with the prefix are not settings.

    Lists are separated by commas, mappings are written rule=off,other=hint.
    """
    values: dict[str, Any] = {}
    for key in FIELDS:
        if said := environ.get(variable_of(key), "").strip():
            _put(values, key, _list(said) if key == "exclude" else _number(said))
    for key in MAPPINGS:
        if said := environ.get(variable_of(key), "").strip():
            values[key] = dict(_pair(item) for item in _list(said))
    return Layer(Origin.ENVIRONMENT, values)


def _put(values: dict[str, Any], key: str, value: object) -> None:
    *tables, name = key.split(".")
    for table in tables:
        values = values.setdefault(table, {})
    values[name] = value


def _list(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _pair(item: str) -> tuple[str, str]:
    name, _, value = item.partition("=")
    return name.strip(), value.strip()


def _number(text: str) -> str | int | float:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
