"""Rule files for tests."""

from collections.abc import Mapping
from typing import Any

import yaml

from archlsp.rules.rule import Rule, rule_of

_TEXTS = {"title": "題名", "why": "理由", "fix": "直し方"}
_WORDS = {"title": "title", "why": "why", "fix": "fix"}


def rule_data(**changes: object) -> dict[str, Any]:
    """A correct rule, with some keys changed; None takes a key away."""
    data: dict[str, Any] = {
        "id": "py-print",
        "version": 1,
        "languages": ["python"],
        "category": "maintainability",
        "severity": "warning",
        "confidence": "high",
        "engine": "pattern",
        "anchors": ["print("],
        "message": {"ja": dict(_TEXTS), "en": dict(_WORDS)},
        "pattern": {"rule": {"pattern": "print($$$WHAT)"}},
        "examples": {"bad": [{"code": "print(1)\n", "at": [1]}], "good": [{"code": "write(1)\n"}]},
    }
    data.update(changes)
    return {key: value for key, value in data.items() if value is not None}


def rule_text(**changes: object) -> str:
    """The same as YAML."""
    return yaml.safe_dump(rule_data(**changes), allow_unicode=True, sort_keys=False)


def pattern_rule(body: Mapping[str, object], **changes: object) -> Rule:
    """A rule of engine pattern with this body."""
    return rule_of(rule_data(pattern=dict(body), **changes))
