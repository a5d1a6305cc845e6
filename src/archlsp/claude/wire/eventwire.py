"""Events as the values that go through the pipe between the worker and the server."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from archlsp.claude.wire.events import Begun, Ended, Event, Fault, FaultKind, Text, Whole
from archlsp.model.terms import Usage


def event_value(event: Event) -> Mapping[str, Any]:
    """Turn an event into a value."""
    return {"event": type(event).__name__.lower(), **asdict(event)}


def event_of(value: Mapping[str, Any]) -> Event:
    """Turn a value into an event. Raises KeyError, TypeError or ValueError for one that no event of ours makes."""
    name = value["event"]
    if name == "begun":
        return Begun(str(value["model"]))
    if name == "whole":
        return Whole(dict(value["value"]))
    if name == "text":
        return Text(str(value["text"]))
    usage = Usage(**value["usage"])
    if name == "ended":
        return Ended(str(value["stop"]), usage, str(value["model"]))
    return Fault(FaultKind(value["kind"]), value["retry_after"], value["status"], usage, str(value["model"]))


def plus(one: Usage, other: Usage) -> Usage:
    """Add up what two attempts have cost."""
    return Usage(
        one.input + other.input,
        one.cache_write_5m + other.cache_write_5m,
        one.cache_write_1h + other.cache_write_1h,
        one.cache_read + other.cache_read,
        one.output + other.output,
    )
