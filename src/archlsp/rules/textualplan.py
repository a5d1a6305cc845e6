"""The bodies of text rules, compiled once: what is tried at which literal."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from archlsp.rules.rule import Rule

Body = Mapping[str, Any]
Regex = re.Pattern[str]
NEAR = 80
BLOCK = 4000
_CONDITIONS = ("regex", "long", "not-line", "value", "not-value")
_KEYS = frozenset(
    {*_CONDITIONS, "start", "fold", "word", "line", "near", "entropy", "block", "stand-ins"}
    | {"file-has", "file-lacks", "languages", "rank", "inside"}
)


@dataclass(frozen=True, slots=True)
class Block:
    """The text from a match up to the literal `end`, which must (not) hold something."""

    end: str
    within: int
    has: Regex | None
    lacks: Regex | None


@dataclass(frozen=True, slots=True)
class Inside:
    """A region that a match is in: the last `begin` before it is not yet followed by `end`."""

    begin: str
    end: str
    within: int
    has: Regex | None
    lacks: Regex | None


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One alternative of a rule."""

    rule: Rule
    start: tuple[str, ...]
    regex: Regex
    fold: bool = False
    word: bool = False
    long: Regex | None = None
    line: bool = False
    not_line: Regex | None = None
    near: Regex | None = None
    within: int = NEAR
    value: Regex | None = None
    not_value: Regex | None = None
    entropy: float = 0.0
    stand_ins: bool = False
    block: Block | None = None
    inside: Inside | None = None
    file_has: tuple[str, ...] = ()
    file_lacks: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@lru_cache(maxsize=1024)
def parts(rule: Rule) -> tuple[Part, ...]:
    """Compile a rule's body."""
    return tuple(_part(rule, body) for body in alternatives(rule.body))


def alternatives(body: Body) -> list[Body]:
    """Return the alternatives of a body, each with the common keys."""
    common = {key: value for key, value in body.items() if key != "any"}
    return [{**common, **choice} for choice in body.get("any", ({},))]


def complaints(body: Body) -> Iterator[str]:
    """Say what is wrong with a body."""
    for part in alternatives(body):
        yield from (f"unknown key {key}" for key in sorted(set(part) - _KEYS))
        yield from (f"{key} is needed" for key in ("start", "regex") if not part.get(key))
        if part.get("fold") and any(literal != literal.lower() for literal in part.get("start", ())):
            yield "start: small letters where `fold` is set"
        for name, regex in _regexes(part):
            try:
                re.compile(regex)
            except re.error as error:
                yield f"{name}: {error}"


def _regexes(body: Body) -> Iterator[tuple[str, str]]:
    yield from ((key, body[key]) for key in _CONDITIONS if key in body)
    yield from ((key, body["near"][key]) for key in ("regex",) if key in body.get("near", {}))
    for name in ("block", "inside"):
        yield from ((key, body[name][key]) for key in ("has", "lacks") if key in body.get(name, {}))


def _part(rule: Rule, body: Body) -> Part:
    flags = re.IGNORECASE if body.get("fold") else 0
    near, block = body.get("near"), body.get("block")
    return Part(
        rule,
        tuple(body["start"]),
        re.compile(body["regex"], flags),
        fold=bool(flags),
        word=body.get("word", False),
        long=_optional(body, "long", flags),
        line=body.get("line", False),
        not_line=_optional(body, "not-line", flags | re.MULTILINE),
        near=_optional(near, "regex", flags) if near else None,
        within=near.get("within", NEAR) if near else NEAR,
        value=_optional(body, "value", 0),
        not_value=_optional(body, "not-value", 0),
        entropy=body.get("entropy", 0.0),
        stand_ins=body.get("stand-ins", False),
        block=_block(block, flags) if block else None,
        inside=_inside(body["inside"], flags) if "inside" in body else None,
        file_has=tuple(body.get("file-has", ())),
        file_lacks=tuple(body.get("file-lacks", ())),
        languages=tuple(body.get("languages", ())),
    )


def _block(body: Body, flags: int) -> Block:
    within = body.get("within", BLOCK)
    return Block(body["end"], within, _optional(body, "has", flags), _optional(body, "lacks", flags))


def _inside(body: Body, flags: int) -> Inside:
    has, lacks = _optional(body, "has", flags), _optional(body, "lacks", flags)
    return Inside(body["begin"], body["end"], body.get("within", BLOCK), has, lacks)


def _optional(body: Body, key: str, flags: int) -> Regex | None:
    return re.compile(body[key], flags) if key in body else None
