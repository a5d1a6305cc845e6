"""IAM policy documents, however they are written, as statements of one shape.

A document is an object (`jsonencode`, CloudFormation), JSON in a text or heredoc, or an `aws_iam_policy_document`
that is referred to. A statement becomes a mapping of effect, action, notaction, resource, notresource, principal,
notprincipal, condition. A principal other than of AWS has its type before it (`service:sns.amazonaws.com`); a
condition's keys are the variables it asks for.
"""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from archlsp.rules.terraformparse import parse_expression
from archlsp.rules.terraformscope import Scope
from archlsp.rules.terraformtree import (
    Entry,
    Items,
    Mapping,
    Place,
    Scalar,
    Unknown,
    Value,
    entry,
    find,
    flat,
)

_ESCAPED_QUOTE = re.compile(r'\\"')
_LISTS = {
    "action": "action",
    "actions": "action",
    "notaction": "notaction",
    "notactions": "notaction",
    "resource": "resource",
    "resources": "resource",
    "notresource": "notresource",
    "notresources": "notresource",
    "effect": "effect",
}
_PRINCIPALS = {
    "principal": "principal",
    "principals": "principal",
    "notprincipal": "notprincipal",
    "notprincipals": "notprincipal",
}


@dataclass(slots=True)
class Statement:
    """One statement; `holder` is the entry of the attribute, where the document is a text inside it."""

    body: Mapping
    holder: Entry | None = None


def statements(scope: Scope, place: Place) -> Iterator[Statement]:
    """Read the statements of a document."""
    for item in flat(scope.resolve, place):
        document: Value | None = item.value
        holder = None
        if isinstance(document, Scalar):
            holder, document = item.entry, _text_document(scope, document)
        elif isinstance(document, Unknown):
            document = _referred(scope, document)
        if isinstance(document, Mapping):
            yield from _of_document(scope, document, holder)


def _of_document(scope: Scope, document: Mapping, holder: Entry | None) -> Iterator[Statement]:
    for place in find(scope.resolve, document, "statement").places:
        for item in flat(scope.resolve, place):
            if isinstance(item.value, Mapping):
                yield Statement(_normal(scope, item.value), holder)


def _text_document(scope: Scope, document: Scalar) -> Value | None:
    place = document.start, document.end
    if place not in scope.read:
        scope.read[place] = _parsed(scope, document)
    return scope.read[place]


def _parsed(scope: Scope, document: Scalar) -> Value | None:
    """JSON is an expression of HCL: it is read where it stands."""
    text = scope.text
    start, stop = text.find("{", document.start, document.end), text.rfind("}", 0, document.end) + 1
    if start < 0 or not (document.text or "").lstrip().startswith("{"):
        return None
    if text[document.start : document.start + 1] == '"' and '\\"' in text[document.start : document.end]:
        return parse_expression(text[:start] + _unescaped(text[start:stop]), start, stop)
    return parse_expression(text, start, stop)


def _unescaped(text: str) -> str:
    """Take the backslashes off the quotes of a text inside a text; every offset stays."""
    count = itertools.count()
    return _ESCAPED_QUOTE.sub(lambda _found: '" ' if next(count) % 2 else ' "', text)


def _referred(scope: Scope, reference: Unknown) -> Value | None:
    if not reference.name.startswith("data.aws_iam_policy_document."):
        return None
    resource = scope.named(reference.name)
    return resource.body if resource else None


def _normal(scope: Scope, raw: Mapping) -> Mapping:
    found = Mapping(raw.start, raw.end, whole=raw.whole)
    for item in raw.entries:
        key = item.folded
        if key in _LISTS:
            found.entries.append(entry(_LISTS[key], item.start, item.key_end, item.value))
        elif key in _PRINCIPALS:
            value = _principals(scope, item.value)
            found.entries.append(entry(_PRINCIPALS[key], item.start, item.key_end, value))
        elif key == "condition":
            value = _condition(scope, item.value)
            if not (isinstance(value, Mapping) and not value.entries and value.whole):
                found.entries.append(entry("condition", item.start, item.key_end, value))
    if not any(item.folded == "effect" for item in found.entries):
        found.entries.append(entry("effect", raw.end, raw.end, Scalar(raw.end, raw.end, "Allow")))
    return found


def _principals(scope: Scope, value: Value) -> Value:
    value = scope.resolve(value)
    if not isinstance(value, Mapping):
        return value
    found = Items(value.start, value.end, [], value.whole)
    kind = _text(scope, value, "type")
    if kind is not None:
        found.items += _typed(scope, kind, find(scope.resolve, value, "identifiers").places)
        return found
    for item in value.entries:
        found.items += _typed(scope, item.key, [Place(scope.resolve(item.value))])
    return found


def _typed(scope: Scope, kind: str, places: list[Place]) -> Iterator[Value]:
    for place in places:
        for item in flat(scope.resolve, place):
            value = item.value
            if isinstance(value, Scalar) and value.text is not None and kind.lower() not in {"aws", "*"}:
                yield Scalar(value.start, value.end, f"{kind.lower()}:{value.text}", value.whole)
            else:
                yield value


def _condition(scope: Scope, value: Value) -> Value:
    """Turn {operator: {variable: values}} and condition blocks into {variable: values}."""
    value = scope.resolve(value)
    if not isinstance(value, Mapping):
        return value
    found = Mapping(value.start, value.end, whole=value.whole)
    variable = _text(scope, value, "variable")
    if variable is not None:
        places = find(scope.resolve, value, "values").places
        found.entries += [entry(variable, value.start, value.end, place.value) for place in places]
        return found
    for item in value.entries:
        inner = scope.resolve(item.value)
        if isinstance(inner, Mapping):
            found.entries += inner.entries
            found.whole = found.whole and inner.whole
        else:
            found.whole = False
    return found


def _text(scope: Scope, value: Mapping, key: str) -> str | None:
    for place in find(scope.resolve, value, key).places:
        if isinstance(place.value, Scalar):
            return place.value.text
    return None
