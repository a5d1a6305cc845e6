"""What an error of the API means, from its status and its body. Wording is looked at where nothing else tells."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from archlsp.claude.wire.events import FaultKind

_DAY = 86_400.0
_OK, _REDIRECTS, _CLIENT, _SERVER = 200, 300, 400, 500
_BY_TYPE = {
    "authentication_error": FaultKind.KEY_REFUSED,
    "billing_error": FaultKind.NO_CREDIT,
    "permission_error": FaultKind.FORBIDDEN,
    "not_found_error": FaultKind.NO_MODEL,
    "request_too_large": FaultKind.TOO_LARGE,
    "rate_limit_error": FaultKind.RATE_LIMIT,
    "overloaded_error": FaultKind.OVERLOADED,
    "api_error": FaultKind.SERVER,
    "timeout_error": FaultKind.SERVER,
    "conflict_error": FaultKind.SERVER,
    "invalid_request_error": FaultKind.BAD_REQUEST,
}
_BY_STATUS = {
    401: FaultKind.KEY_REFUSED,
    402: FaultKind.NO_CREDIT,
    403: FaultKind.FORBIDDEN,
    404: FaultKind.CONFIGURATION,
    405: FaultKind.CONFIGURATION,
    407: FaultKind.CONFIGURATION,
    408: FaultKind.SERVER,
    409: FaultKind.SERVER,
    413: FaultKind.TOO_LARGE,
    429: FaultKind.RATE_LIMIT,
    503: FaultKind.OVERLOADED,
    529: FaultKind.OVERLOADED,
}
_MONEY_CODES = ("spend_limit", "billing")
_MONEY_WORDS = ("credit balance", "spend limit", "spending limit", "usage limit", "insufficient_quota")
_LENGTH_WORDS = ("prompt is too long", "context length", "context window", "exceed_context_size")


@dataclass(frozen=True, slots=True)
class Refused:
    """An error as the API told it. `is_json`: its body was JSON; a proxy's is not. Status 200: told mid-stream."""

    status: int
    type: str = ""
    code: str = ""
    message: str = ""
    is_json: bool = True


def kind_of(refused: Refused) -> FaultKind:
    """Find what an error is."""
    if _REDIRECTS <= refused.status < _CLIENT:
        # The sign-in page of a network. The code is not sent after it.
        return FaultKind.NOT_AN_API
    words = refused.message.lower()
    if any(code in refused.code for code in _MONEY_CODES):
        return FaultKind.NO_CREDIT
    if refused.status < _SERVER and refused.status not in (_OK, 404, 429):
        if any(word in words for word in _MONEY_WORDS):
            return FaultKind.NO_CREDIT
        if any(word in words for word in _LENGTH_WORDS):
            return FaultKind.TOO_LARGE
    if refused.status == 404 and refused.is_json:  # noqa: PLR2004 - a status
        return FaultKind.NO_MODEL
    # Servers of other makers have types of their own, and for theirs the status must do.
    return _BY_TYPE.get(refused.type) or _BY_STATUS.get(refused.status) or _by_class(refused.status)


def _by_class(status: int) -> FaultKind:
    if status >= _SERVER or status == _OK:
        return FaultKind.SERVER
    return FaultKind.BAD_REQUEST if status >= _CLIENT else FaultKind.NOT_AN_API


def retry_after_of(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Read how many seconds we are asked to wait, between none and a day."""
    for name, unit in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        text = headers.get(name, "")
        seconds = _number(text)
        if seconds is not None:
            return min(max(seconds / unit, 0.0), _DAY)
    try:
        then = parsedate_to_datetime(headers.get("retry-after", ""))
    except (ValueError, OverflowError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return min(max((then - (now or datetime.now(UTC))).total_seconds(), 0.0), _DAY)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
