"""From layers of what was said to the Settings in force. Pure: nothing is read here.

A wrong value is complained about, and its key keeps what the layers below say.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any

from archlsp.model.finding import Severity
from archlsp.model.review import Problem
from archlsp.model.scope import ScopeKind, ScopeSpec
from archlsp.model.text import Span
from archlsp.settings.fields import FIELDS, MAPPINGS, TABLES, Field, Trust, field_of
from archlsp.settings.locate import locate
from archlsp.settings.nearest import nearest
from archlsp.settings.settings import AiSettings, Budget, Settings
from archlsp.settings.values import WrongValueError, shown


class Origin(StrEnum):
    """Where a layer comes from, weakest first."""

    REPOSITORY = "repository"
    USER = "user"
    EDITOR = "editor"
    ENVIRONMENT = "environment"
    COMMAND_LINE = "command-line"


_ORDER = tuple(Origin)
_DISTRUSTED = {
    Trust.ANYONE: frozenset[Origin](),
    Trust.TIGHTEN: frozenset[Origin](),
    Trust.EDITOR: frozenset({Origin.REPOSITORY}),
    Trust.USER: frozenset({Origin.REPOSITORY, Origin.EDITOR}),
}
# What editors' own extensions keep under the same name; none of our business.
_EDITORS_OWN = frozenset({"trace", "server", "enable", "status", "answers", "capabilities"})


@dataclass(frozen=True, slots=True)
class Layer:
    """What one origin said: nested mappings. `source` and `text` are the file's; `prefix` is our table in it."""

    origin: str
    values: Mapping[str, Any]
    source: Path | None = None
    text: str = ""
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A setting that was not taken; `path` and `span` (the key) where it is written in a file."""

    problem: Problem
    path: Path | None = None
    span: Span | None = None
    origin: str = Origin.REPOSITORY


@dataclass(frozen=True, slots=True)
class Resolved:
    """What is in force, and what was wrong."""

    settings: Settings
    complaints: tuple[Complaint, ...] = ()


@dataclass(slots=True)
class _Gathered:
    values: dict[str, Any] = field(default_factory=dict)
    ceilings: dict[str, Any] = field(default_factory=dict)
    complaints: list[Complaint] = field(default_factory=list)


def resolve(layers: Iterable[Layer], client_locale: str | None = None) -> Resolved:
    """Join the layers, weakest origin first. `client_locale` decides for language = "auto". Never raises."""
    gathered = _Gathered()
    for layer in sorted(layers, key=lambda layer: _ORDER.index(Origin(layer.origin))):
        for key, value in _flat(layer, layer.values):
            try:
                _take(gathered, layer, key, value)
            except WrongValueError as wrong:
                gathered.complaints.append(_complaint(layer, key, wrong))
    for key, ceiling in gathered.ceilings.items():
        gathered.values[key] = _stricter(gathered.values.get(key, ceiling), ceiling)
    return Resolved(_build(gathered.values, client_locale), tuple(gathered.complaints))


def _flat(layer: Layer, values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        key = above + _name(layer, above, str(name))
        if value is None or (layer.origin == Origin.EDITOR and key in _EDITORS_OWN):
            continue
        if key in TABLES and isinstance(value, Mapping):
            yield from _flat(layer, value, key + ".")
        else:
            yield key, value


def _name(layer: Layer, above: str, name: str) -> str:
    """Editors write baseUrl where a file has base_url; names of rules and linters stay as they are."""
    if layer.origin != Origin.EDITOR or above.rstrip(".") in MAPPINGS:
        return name
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def _take(gathered: _Gathered, layer: Layer, key: str, value: object) -> None:
    if key in TABLES:
        raise WrongValueError("settings-table")
    known = field_of(key)
    if known is None:
        raise _unknown(key)
    _check_trust(known, layer)
    parsed = known.parse(value)
    if layer.origin == Origin.REPOSITORY and known.trust is Trust.TIGHTEN:
        if not known.tightens(parsed):
            raise WrongValueError("settings-loosens")
        gathered.ceilings[key] = parsed
    elif key == "exclude":
        gathered.values[key] = (*gathered.values.get(key, ()), *_as_tuple(parsed))
    else:
        gathered.values[key] = parsed


def _check_trust(known: Field, layer: Layer) -> None:
    if layer.origin not in _DISTRUSTED[known.trust]:
        return
    raise WrongValueError("settings-user-only" if known.trust is Trust.USER else "settings-not-in-repository")


def _as_tuple(value: object) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def _unknown(key: str) -> WrongValueError:
    near = nearest(key, [*FIELDS, *MAPPINGS])
    return (
        WrongValueError("settings-unknown-near", near=near) if near else WrongValueError("settings-unknown")
    )


def _complaint(layer: Layer, key: str, wrong: WrongValueError) -> Complaint:
    problem = Problem.of(wrong.code, key=shown(key), **wrong.detail)
    span = locate(layer.text, f"{layer.prefix}.{key}" if layer.prefix else key) if layer.text else None
    return Complaint(problem, layer.source, span, layer.origin)


def _stricter(one: object, other: object) -> object:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return min(one, other)
    return "off" if "off" in (one, other) else one


def _build(values: dict[str, Any], client_locale: str | None) -> Settings:
    default = Settings()
    return Settings(
        language=_language(values.get("language", default.language), client_locale),
        scope=_scope(values),
        exclude=values.get("exclude", default.exclude),
        severity=MappingProxyType({rule: _severity(word) for rule, word in _below("severity", values)}),
        typing_delay_ms=values.get("typing_delay_ms", default.typing_delay_ms),
        max_file_bytes=values.get("max_file_bytes", default.max_file_bytes),
        ai=_ai(values),
        linters=MappingProxyType(dict(_below("linters", values))),
    )


def _below(table: str, values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    head = table + "."
    return ((key.removeprefix(head), value) for key, value in values.items() if key.startswith(head))


def _language(asked: str, client_locale: str | None) -> str:
    if asked != "auto":
        return asked
    return "en" if client_locale and not client_locale.lower().startswith("ja") else "ja"


def _scope(values: Mapping[str, Any]) -> ScopeSpec:
    spec: ScopeSpec = values.get("scope", ScopeSpec())
    if spec.kind is not ScopeKind.BRANCH:
        return spec
    return ScopeSpec(ScopeKind.BRANCH, values.get("base", spec.base))


def _severity(word: str) -> Severity | None:
    return None if word == "off" else Severity[word.upper()]


def _ai(values: Mapping[str, Any]) -> AiSettings:
    inner = dict(_below("ai", values))
    budget = Budget(**dict(_below("budget", inner)))
    return AiSettings(budget=budget, **{key: value for key, value in inner.items() if "." not in key})
