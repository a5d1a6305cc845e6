"""A rule: one YAML file of the catalog, checked against `rule.schema.json`, as a frozen value."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from archlsp.model.finding import Category, Confidence, Option, Reference, Severity
from archlsp.model.review import Problem

PLACEHOLDER = re.compile(r"\{([A-Z_][A-Z0-9_]*)\}")


@dataclass(frozen=True, slots=True)
class Texts:
    """What a person reads, in one language. Fields that have nothing to say are empty."""

    title: str
    why: str
    fix: str
    risk: str = ""
    mitigation: str = ""
    test: str = ""
    monitor: str = ""
    example: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class FixTemplate:
    """How to repair a match: `replace` is the new text of the culprit, or of the metavariable `target`.

    `titles` maps a locale to the sentence in the editor's menu. `safe` fixes keep behaviour.
    """

    titles: Mapping[str, str]
    replace: str
    target: str | None = None
    safe: bool = False


@dataclass(frozen=True, slots=True)
class Example:
    """Code that the rule finds at the lines `at` (from 1), or, with no lines, must not find at all.

    `path` is the file's path as the rule would see it, None for a usual one. `fixed` is the text after all fixes.
    `files` lie beside it in the workspace folder; `changed` are the paths that are recent together with it.
    `base` is the file's text before the change.
    """

    code: str
    at: tuple[int, ...] = ()
    path: str | None = None
    fixed: str | None = None
    language: str | None = None
    files: Mapping[str, str] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    base: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule, equal to itself alone.

    `anchors` is a disjunction of conjunctions of literals; `body` is the engine's own mapping.
    `requires`: at least one of these module prefixes must be imported. `messages` maps a locale to its texts.
    `only_new`: it is about the moment of a change, such as a migration's locks, and silent on code that has shipped.
    `file` is where the rule was read from, for complaints.
    """

    id: str
    version: int
    languages: tuple[str, ...]
    category: Category
    severity: Severity
    confidence: Confidence
    engine: str
    body: Mapping[str, Any]
    messages: Mapping[str, Texts]
    cwe: tuple[str, ...] = ()
    anchors: tuple[tuple[str, ...], ...] = ()
    requires: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    skip_tests: bool = False
    only_new: bool = False
    fix: FixTemplate | None = None
    references: tuple[Reference, ...] = ()
    bad: tuple[Example, ...] = ()
    good: tuple[Example, ...] = ()
    file: str = ""

    def texts(self, locale: str) -> Texts:
        """Return the texts of a locale; any but "en" is Japanese."""
        return self.messages["en" if locale == "en" else "ja"]


@dataclass(frozen=True, slots=True)
class RuleText:
    """What one file holds: the rule's mapping, or the problems that turn it off."""

    file: str
    data: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()


def rule_of(data: Mapping[str, Any], file: str = "") -> Rule:
    """Build a rule from a mapping that the schema has accepted."""
    paths = data.get("paths", {})
    examples = data["examples"]
    return Rule(
        id=data["id"],
        version=data["version"],
        languages=tuple(data["languages"]),
        category=Category(data["category"]),
        severity=Severity[data["severity"].upper()],
        confidence=Confidence[data["confidence"].upper()],
        engine=data["engine"],
        body=data[data["engine"]],
        messages={locale: _texts(data["message"][locale]) for locale in ("ja", "en")},
        cwe=tuple(data.get("cwe", ())),
        anchors=tuple(_conjunction(anchor) for anchor in data.get("anchors", ())),
        requires=tuple(data.get("requires", ())),
        include=tuple(paths.get("include", ())),
        exclude=tuple(paths.get("exclude", ())),
        skip_tests=data.get("skip-tests", False),
        only_new=data.get("only-new", False),
        fix=_fix(data["fix"]) if "fix" in data else None,
        references=tuple(Reference(item["title"], item["url"]) for item in data.get("references", ())),
        bad=_examples(examples["bad"]),
        good=_examples(examples["good"]),
        file=file,
    )


def placeholders(texts: Texts) -> frozenset[str]:
    """Name the metavariables that the texts of one language use."""
    spoken = (texts.title, texts.why, texts.fix, texts.risk, texts.mitigation, texts.test, texts.monitor)
    options = tuple(part for option in texts.options for part in (option.title, option.trade_off))
    return frozenset(name for text in spoken + options for name in PLACEHOLDER.findall(text))


def _conjunction(anchor: str | Sequence[str]) -> tuple[str, ...]:
    return (anchor,) if isinstance(anchor, str) else tuple(anchor)


def _texts(data: Mapping[str, Any]) -> Texts:
    options = tuple(Option(item["title"], item["trade_off"]) for item in data.get("options", ()))
    words = {key: value.strip() for key, value in data.items() if key not in {"options", "example"}}
    return Texts(**words, example=data.get("example", "").rstrip("\n"), options=options)


def _fix(data: Mapping[str, Any]) -> FixTemplate:
    return FixTemplate(data["title"], data["replace"], data.get("target"), data.get("safe", False))


def _examples(items: Sequence[Mapping[str, Any]]) -> tuple[Example, ...]:
    return tuple(_example(item) for item in items)


def _example(item: Mapping[str, Any]) -> Example:
    return Example(
        code=item["code"],
        at=tuple(item.get("at", ())),
        path=item.get("path"),
        fixed=item.get("fixed"),
        language=item.get("language"),
        base=item.get("base"),
        files=item.get("files", {}),
        changed=tuple(item.get("changed", ())),
    )
