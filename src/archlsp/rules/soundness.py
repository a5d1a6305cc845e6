"""Whether an edited file still parses as well as it did."""

import json

import yaml

from archlsp.rules.source import PARSED, Source


def is_sound(language: str, before: str, after: str) -> bool:
    """Tell whether `after` has no more errors than `before`; without a parser there is nothing to say against it."""
    if language in PARSED:
        return len(Source("a", language, after).errors) <= len(Source("a", language, before).errors)
    if language == "yaml":
        return _loads_yaml(after) or not _loads_yaml(before)
    if language == "json":
        return _loads_json(after) or not _loads_json(before)
    return True


def _loads_yaml(text: str) -> bool:
    try:
        return all(True for _ in yaml.compose_all(text, Loader=yaml.CSafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return False


def _loads_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
