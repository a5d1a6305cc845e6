"""Request bodies checked against the SDK's own parameter types, every level of them, nothing unknown allowed.

pydantic alone accepts nearly anything here: TypedDicts are open, `Iterable` is validated lazily, and response models
(which Python callers may pass) stand in the unions.
"""

import types
from collections.abc import Iterable
from functools import cache
from typing import Any, Never, NotRequired, Required, Union, get_args, get_origin

from anthropic.types.message_count_tokens_params import MessageCountTokensParams
from anthropic.types.message_create_params import (
    MessageCreateParamsNonStreaming,
    MessageCreateParamsStreaming,
)
from anthropic.types.messages.batch_create_params import BatchCreateParams
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict, get_type_hints, is_typeddict

# These travel as headers.
_HEADERS = {"user_profile_id", "workspace_id"}
_SOURCES: dict[str, Any] = {
    "create": MessageCreateParamsNonStreaming,
    "stream": MessageCreateParamsStreaming,
    "count": MessageCountTokensParams,
    "batch": BatchCreateParams,
}
_closed: dict[object, object] = {}


def problems(kind: str, body: object) -> list[str]:
    """Say what is wrong with a body; nothing: it is what the SDK's types allow."""
    try:
        _adapter(kind).validate_python(body, strict=True)
    except ValidationError as error:
        found = (
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors(include_url=False)
        )
        return sorted(found, key=len)
    return []


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    return TypeAdapter(_strict(_SOURCES[kind]))


def _strict(kind: object) -> object:
    """Make the closed form of a type."""
    if is_typeddict(kind):
        return _closed_dict(kind)
    if hasattr(kind, "__metadata__"):
        return _strict(kind.__origin__)
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin in (Iterable, list) or getattr(origin, "__name__", "") == "SequenceNotStr":
        return list[_strict(arguments[0])]
    if origin is dict:
        return dict[arguments[0], _strict(arguments[1])]
    return kind


def _union(members: tuple[object, ...]) -> object:
    plain = (one for one in members if not (isinstance(one, type) and issubclass(one, BaseModel)))
    strict = tuple(one for one in map(_strict, plain) if one is not Never)
    return Union[strict] if strict else Never  # noqa: UP007 - made of a tuple


def _closed_dict(kind: type) -> object:
    if kind in _closed:
        return _closed[kind]
    _closed[kind] = TypedDict(f"{kind.__name__}Closed", {})  # stands in for itself inside
    members = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if name in _HEADERS:
            continue
        qualifier = get_origin(hint)
        inner = _strict(get_args(hint)[0] if qualifier in (Required, NotRequired) else hint)
        members[name] = Required[inner] if qualifier is Required else NotRequired[inner]
    closed: Any = TypedDict(f"{kind.__name__}Closed", members)
    closed.__pydantic_config__ = getattr(kind, "__pydantic_config__", None) or ConfigDict(extra="forbid")
    _closed[kind] = closed
    return closed
