"""What an answer costs: prices as dated data, since the package of the API knows none.

The price of writing to the cache for an hour is twice that of input, of reading a tenth, where the list gives none.
"""

from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from archlsp.model.terms import Usage

_MILLION = 1_000_000


@lru_cache(maxsize=1)
def price_list() -> Mapping[str, Any]:
    """Read the list: `as_of`, `batch` (a factor), `models` (tiers by model)."""
    text = resources.files("archlsp.claude.spend").joinpath("prices.yml").read_text("utf-8")
    listed: Mapping[str, Any] = yaml.safe_load(text)
    return listed


def cost(model: str, usage: Usage, *, batch: bool = False) -> float | None:
    """US dollars for an answer; None for a model whose price is not known."""
    tier = _tier(model, usage.total - usage.output)
    if tier is None:
        return None
    dollars = (
        usage.input * tier["input"]
        + usage.cache_write_5m * tier["write_5m"]
        + usage.cache_write_1h * tier["write_1h"]
        + usage.cache_read * tier["read"]
        + usage.output * tier["output"]
    ) / _MILLION
    return dollars * float(price_list()["batch"]) if batch else dollars


def dearest(usage: Usage) -> float:
    """US dollars at the highest price known: what is assumed where the price is not."""
    return max(known for model in price_list()["models"] if (known := cost(model, usage)) is not None)


def _tier(model: str, tokens_in: int) -> Mapping[str, float] | None:
    """A model's name may end in a date."""
    models = price_list()["models"]
    name = next((known for known in models if model == known or model.startswith(known + "-2")), None)
    tiers: list[Mapping[str, float]] = models[name] if name is not None else []
    return next((tier for tier in tiers if tokens_in <= tier.get("up_to", tokens_in)), None)
