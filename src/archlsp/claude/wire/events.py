"""One question to the model, and what comes back while it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from archlsp.model.terms import Usage


class Purpose(StrEnum):
    """What a question is for; spend is kept by it."""

    REVIEW = "review"
    VERIFY = "verify"
    REWRITE = "rewrite"
    DEEPEN = "deepen"
    FIX = "fix"
    TEST = "test"
    IMPROVE = "improve"
    DESIGN = "design"
    IMPLEMENT = "implement"


class Reads(StrEnum):
    """How an answer is read: each object of its list as soon as it is closed, or its text as it comes."""

    OBJECTS = "objects"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Call:
    """One question. `body` is the JSON object of the Messages API, sent as it is.

    `prefix` is equal for questions that share what the API caches: of those, one is sent first.
    """

    purpose: Purpose
    body: Mapping[str, Any]
    reads: Reads = Reads.OBJECTS
    prefix: str = ""


class FaultKind(StrEnum):
    """What went wrong with a question; see `trouble.py` for what is done about each."""

    NO_KEY = "no-key"
    KEY_REFUSED = "key-refused"
    FORBIDDEN = "forbidden"
    NO_MODEL = "no-model"
    NO_CREDIT = "no-credit"
    BAD_REQUEST = "bad-request"
    TOO_LARGE = "too-large"
    RATE_LIMIT = "rate-limit"
    OVERLOADED = "overloaded"
    SERVER = "server"
    OFFLINE = "offline"
    NOT_AN_API = "not-an-api"
    BROKEN_STREAM = "broken-stream"
    TIMED_OUT = "timed-out"
    TOO_MUCH = "too-much"
    CONFIGURATION = "configuration"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Begun:
    """The model has begun to answer: what it reads is in its cache now."""

    model: str


@dataclass(frozen=True, slots=True)
class Whole:
    """One closed object of the answer's list, as JSON gave it: nothing in it is checked."""

    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of text of the answer."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of an answer. `stop`: "end_turn", "max_tokens", "refusal"; anything but the first is not whole."""

    stop: str
    usage: Usage
    model: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """No answer, or no more of it. `usage` is what the broken answer has cost so far, as far as was told."""

    kind: FaultKind
    retry_after: float | None = None
    status: int | None = None
    usage: Usage = field(default_factory=Usage)
    model: str = ""


Event = Begun | Whole | Text | Ended | Fault
