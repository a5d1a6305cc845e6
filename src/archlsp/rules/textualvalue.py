"""What a written value is worth: a stand-in that everybody copies, or something that opens a door."""

import math
import re
from collections import Counter

_STAND_IN = re.compile(
    r"(?i)example|sample|dummy|placeholder|change.?(?:me|it|this)|replace|insert|your[-_ .]?"
    r"|\bmy[-_]|enter.?(?:your|the)|to.?do|fixme|redact|omitted|hidden|masked|removed|goes.?here|\bhere\b|foobar|fake|^test|test.?key$|lorem"
    r"|x{4}|\*{3}|\.{3}|\u2026|\u2022{2}|_{4}|-{5}|0{8}|a{8}"
    r"|\b(?:none|null|nil|undefined|true|false|empty|secret_?ref)\b"
    # an expression, a reference or a format instead of a value
    r"|\$\{|\$\(|\$[A-Za-z_]|\{\{|#\{|<%|%[sdv(]|%\w+%|^\{\w*\}|\{\w+\}|^<|>$|^\$|^@|^!|&\w+;|\benv[.(\[]|environ|getenv"
    r"|^(?:arn|vault|file|classpath|kms|ssm|secretsmanager|op|enc|env|ref|urn|https?):|\bENC[(\[]|/run/secrets|\\u00"
)
_RUN = re.compile(r"(?i)0123456|abcdefgh|qwerty|(..)\1{5}|([a-z0-9])\2{6}")
_SHOWN = 4


def is_stand_in(value: str) -> bool:
    """Tell whether a value only shows where the real one goes, or where it is read from."""
    return not value or _STAND_IN.search(value) is not None


def is_monotonous(value: str) -> bool:
    """Tell whether a value that should be random is a run on the keyboard or repeats itself."""
    return _RUN.search(value) is not None


def entropy(value: str) -> float:
    """Shannon's entropy in bits per character: words have up to 3, random letters and digits from 3.5 on."""
    size = len(value)
    return -sum(count / size * math.log2(count / size) for count in Counter(value).values()) if size else 0.0


def masked(value: str) -> str:
    """Return what may be shown of a secret: enough to recognise a long one, nothing of a short one."""
    return value[:_SHOWN] + "…" if len(value) > _SHOWN * _SHOWN else "…"


def shown(value: str) -> int:
    """How many characters of a secret may be part of a quotation."""
    return _SHOWN if len(value) > _SHOWN * _SHOWN else 0
