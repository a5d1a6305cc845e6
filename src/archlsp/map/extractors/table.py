"""The visible table of extractors: one module for each family, each with its `EXTRACTORS`."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from archlsp.map.extractors import (
    clouds,
    config,
    contracts,
    go_tables,
    go_web,
    http_calls,
    java_tables,
    java_web,
    migrations,
    python_tables,
    python_web,
    rust_tables,
    rust_web,
    script_tables,
    script_web,
    services,
    sql_tables,
    stores,
    topics,
)
from archlsp.map.extractors.extractor import Extractor

_MODULES = (
    services,
    contracts,
    python_web,
    script_web,
    go_web,
    java_web,
    rust_web,
    sql_tables,
    python_tables,
    script_tables,
    go_tables,
    java_tables,
    rust_tables,
    migrations,
    http_calls,
    clouds,
    stores,
    topics,
    config,
)


def _by_language() -> Mapping[str, Sequence[Extractor]]:
    found: dict[str, list[Extractor]] = defaultdict(list)
    for module in _MODULES:
        for extractor in module.EXTRACTORS:
            for language in extractor.languages:
                found[language].append(extractor)
    return found


EXTRACTORS = _by_language()
