"""A rule: one YAML file of the catalog, checked against `rule.schema.json`, as a frozen value."""

import base64
import json
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from archlsp.model.finding import Category, Confidence, Option, Reference, Severity
from archlsp.model.review import Problem

SPOKEN = ("message", "references", "examples")
PACKED = "packed"
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


class Spoken:
    """What a rule says and shows: half of its file, and needed only where it has found something.

    So the compiled catalog keeps it packed, in letters that JSON reads quickly; it is unpacked when asked for.
    """

    def __init__(self, given: Mapping[str, Any] | str) -> None:
        """`given`: the keys SPOKEN of the rule's mapping, or those packed."""
        self._given = given

    @cached_property
    def _data(self) -> Mapping[str, Any]:
        if not isinstance(self._given, str):
            return self._given
        loaded: Mapping[str, Any] = json.loads(zlib.decompress(base64.b64decode(self._given)))
        return loaded

    @cached_property
    def messages(self) -> Mapping[str, Texts]:
        """The texts by locale."""
        return {locale: _texts(self._data["message"][locale]) for locale in ("ja", "en")}

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """What a reader can look up."""
        return tuple(Reference(item["title"], item["url"]) for item in self._data.get("references", ()))

    @cached_property
    def bad(self) -> tuple[Example, ...]:
        """Examples that are found."""
        return _examples(self._data["examples"]["bad"])

    @cached_property
    def good(self) -> tuple[Example, ...]:
        """Examples that are not found."""
        return _examples(self._data["examples"]["good"])


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One rule, equal to itself alone.

    `anchors` is a disjunction of conjunctions of literals; `body` is the engine's own mapping.
    `requires`: at least one of these module prefixes must be imported.
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
    spoken: Spoken
    cwe: tuple[str, ...] = ()
    anchors: tuple[tuple[str, ...], ...] = ()
    requires: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    skip_tests: bool = False
    only_new: bool = False
    fix: FixTemplate | None = None
    file: str = ""

    @property
    def messages(self) -> Mapping[str, Texts]:
        """The texts by locale."""
        return self.spoken.messages

    @property
    def references(self) -> tuple[Reference, ...]:
        """What a reader can look up."""
        return self.spoken.references

    @property
    def bad(self) -> tuple[Example, ...]:
        """Examples that are found."""
        return self.spoken.bad

    @property
    def good(self) -> tuple[Example, ...]:
        """Examples that are not found."""
        return self.spoken.good

    def texts(self, locale: str) -> Texts:
        """Return the texts of a locale; any but "en" is Japanese."""
        return self.messages["en" if locale == "en" else "ja"]


@dataclass(frozen=True, slots=True)
class RuleText:
    """What one file holds: the rule's mapping, or the problems that turn it off."""

    file: str
    data: Mapping[str, Any] | None
    problems: tuple[Problem, ...] = ()


def packed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule's mapping with its spoken part packed, which is quick to load."""
    spoken = {key: data[key] for key in SPOKEN if key in data}
    rest = {key: value for key, value in data.items() if key not in SPOKEN}
    text = zlib.compress(json.dumps(spoken).encode(), level=1)
    return {**rest, PACKED: base64.b64encode(text).decode("ascii")}


def rule_of(data: Mapping[str, Any], file: str = "") -> Rule:
    """Build a rule from a mapping that the schema has accepted, or from one whose spoken part is packed."""
    paths = data.get("paths", {})
    spoken = data.get(PACKED)
    return Rule(
        id=data["id"],
        version=data["version"],
        languages=tuple(data["languages"]),
        category=Category(data["category"]),
        severity=Severity[data["severity"].upper()],
        confidence=Confidence[data["confidence"].upper()],
        engine=data["engine"],
        body=data[data["engine"]],
        spoken=Spoken(spoken if spoken is not None else {key: data[key] for key in SPOKEN if key in data}),
        cwe=tuple(data.get("cwe", ())),
        anchors=tuple(_conjunction(anchor) for anchor in data.get("anchors", ())),
        requires=tuple(data.get("requires", ())),
        include=tuple(paths.get("include", ())),
        exclude=tuple(paths.get("exclude", ())),
        skip_tests=data.get("skip-tests", False),
        only_new=data.get("only-new", False),
        fix=_fix(data["fix"]) if "fix" in data else None,
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
