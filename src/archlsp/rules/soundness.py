"""Whether an edited file still parses as well as it did."""

import ast
import json
import warnings

import yaml

from archlsp.rules.source import PARSED, Source


def is_sound(language: str, before: str, after: str) -> bool:
    """Tell whether `after` has no more errors than `before`; without a parser there is nothing to say against it."""
    if language == "python":
        return _errors(language, after) <= _errors(language, before) and (
            _compiles(after) or not _compiles(before)
        )
    if language in PARSED:
        return _errors(language, after) <= _errors(language, before)
    if language == "yaml":
        return _loads_yaml(after) or not _loads_yaml(before)
    if language == "json":
        return _loads_json(after) or not _loads_json(before)
    return True


def _errors(language: str, text: str) -> int:
    """Count what does not parse, and what the parser had to add to go on."""
    source = Source("a", language, text)
    return len(source.errors) + _added(source)


def _added(source: Source) -> int:
    """Count the closing brackets and the like that the parser put where there is none."""
    count = 0
    pending = [source.root]
    while pending:
        node = pending.pop()
        children = node.children()
        pending += children
        if not children:
            place = node.range()
            count += place.start.index == place.end.index and not node.kind()[:1].isalpha()
    return count


def _compiles(text: str) -> bool:
    """Python's own parser minds the indentation, which the other one forgives."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
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
