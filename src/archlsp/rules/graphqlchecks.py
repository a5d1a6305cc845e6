"""What a GraphQL schema says that will hurt: lists without end, doors without a lock, secrets, money as Float."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from archlsp.rules.graphqltext import Definition, Field
from archlsp.rules.graphqltoken import Range

_PAGING = re.compile(
    r"(?i)^(?:first|last|limit|take|top|size|count|after|before|cursor|offset|skip|page|per_?page|page_?\w+|paging"
    r"|pagination|max_?\w*|n|ids?|\w+_?ids?|keys?|slugs?|representations|where\w*unique\w*)$"
)
_PAGING_INPUT = re.compile(r"(?i)page|paging|pagination|limit|cursor|slice|range")
_SCALARS = frozenset({"String", "Int", "Float", "Boolean", "ID", "JSON", "Date", "DateTime", "Upload", "Any"})
_EMPTY = frozenset({"Boolean", "Int", "Void", "Null", "Empty", "NoResult"})
_MAKES = re.compile(
    r"^(?:create|add|insert|update|edit|change|register|place|submit|import|save|upsert|replace)[A-Z]"
)
_OPEN = re.compile(
    r"(?i)^(?:log_?in|log_?out|sign_?(?:in|up|out)|register|authenticate|(?:refresh|revoke)\w*token|forgot|reset"
    r"|verify|confirm|request\w*(?:code|reset)|ping|health|version|me|viewer|_)"
)
_AUTH = re.compile(
    r"(?i)^(?:auth\w*|\w*authenticated|\w*authorized|authorize|has_?(?:role|scope|permission)s?|requires?_?\w*"
    r"|can|guard|role|allow\w*|permission\w*|policy|protect(?:ed)?|private|aws_\w+|is_?(?:admin|owner|user)\w*|acl)$"
)
_SECRET = re.compile(
    r"(?i)^(?:password|passwd|password_?(?:hash|digest|salt)|hashed_?password|encrypted_?password|salt|private_?key"
    r"|secret_?key|client_?secret|totp_?secret|mfa_?secret|otp_?secret|credit_?card_?number|card_?number|cvv|cvc|ssn)$"
)
_MONEY = re.compile(
    r"(?i)^(?:\w*_?(?:price|amount|balance|cost|fee|salary|revenue|subtotal|discount_?amount|tax_?amount)|total"
    r"|grand_?total|order_?total)$"
)
_NO_MONEY = re.compile(r"(?i)(?:percent|ratio|rate|factor|weight|count|score)")
_FEWEST_SIBLINGS = 3
_MOST = 0.6


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that a rule can speak about; `is_gone`: what it is about is no longer there."""

    name: str
    range: Range
    is_gone: bool = False


Schema = Sequence[Definition]


def _roots(schema: Schema, name: str) -> Iterator[Definition]:
    """Yield what makes up one of the three roots, under the name that `schema {}` gives it."""
    keyword = name.lower()
    named = {
        field.type.name
        for definition in schema
        for field in definition.fields
        if definition.kind == "schema" and field.name == keyword and field.type
    } or {name}
    yield from (one for one in schema if one.kind == "type" and one.name in named)


def _unbounded_lists(schema: Schema) -> Iterator[Finding]:
    """A query that gives a list of objects and takes nothing that limits it."""
    flat = {one.name for one in schema if one.kind in {"enum", "scalar"}} | _SCALARS
    paged = {
        one.name for one in schema if one.kind == "input" and any(_PAGING.match(f.name) for f in one.fields)
    }
    for root in _roots(schema, "Query"):
        for field in root.fields:
            if field.type is None or not field.type.is_list or field.type.name in flat:
                continue
            if not field.name.startswith("_") and not any(_limits(one, paged) for one in field.arguments):
                yield Finding(field.name, field.range)


def _limits(argument: Field, paged: set[str]) -> bool:
    if _PAGING.match(argument.name):
        return True
    kind = argument.type.name if argument.type else ""
    return kind in paged or _PAGING_INPUT.search(kind) is not None


def _empty_mutations(schema: Schema) -> Iterator[Finding]:
    """A mutation that makes or changes something and does not give it back."""
    for root in _roots(schema, "Mutation"):
        for field in root.fields:
            if field.type and field.type.said.rstrip("!") in _EMPTY and _MAKES.match(field.name):
                yield Finding(field.name, field.range)


def _deprecated(schema: Schema) -> Iterator[Finding]:
    for definition in schema:
        for field in definition.fields:
            for one in (field, *field.arguments):
                yield from (
                    Finding(one.name, directive.range)
                    for directive in one.directives
                    if directive.name == "deprecated" and not directive.arguments
                )


def _open_doors(schema: Schema) -> Iterator[Finding]:
    """A field of a root without what most of its siblings have: a directive that says who may."""
    for root_name in ("Query", "Mutation"):
        for root in _roots(schema, root_name):
            locked = [field for field in root.fields if _is_locked(field)]
            enough = len(locked) >= max(_FEWEST_SIBLINGS, _MOST * len(root.fields))
            if not enough or any(_AUTH.match(one.name) for one in root.directives):
                continue
            for field in root.fields:
                if not _is_locked(field) and not _OPEN.match(field.name) and not _is_said_open(field):
                    yield Finding(field.name, field.range)


def _is_locked(field: Field) -> bool:
    return any(_AUTH.match(directive.name) for directive in field.directives)


def _is_said_open(field: Field) -> bool:
    return any(re.match(r"(?i)public|anonymous|open|skip|no_?auth", one.name) for one in field.directives)


def _secrets(schema: Schema) -> Iterator[Finding]:
    for definition in schema:
        if definition.kind in {"type", "interface"}:
            for field in definition.fields:
                if _SECRET.match(field.name) and field.type and field.type.name != "Boolean":
                    yield Finding(f"{definition.name}.{field.name}", field.range)


def _money(schema: Schema) -> Iterator[Finding]:
    for definition in schema:
        for field in definition.fields:
            is_float = field.type is not None and field.type.name == "Float"
            if is_float and _MONEY.match(field.name) and not _NO_MONEY.search(field.name):
                yield Finding(f"{definition.name}.{field.name}", field.range)


def _defined_twice(schema: Schema) -> Iterator[Finding]:
    """A name that is given twice: no server starts with such a schema."""
    types = Counter(
        one.name for one in schema if not one.is_extension and one.kind not in {"schema", "directive"}
    )
    told: set[str] = set()
    for definition in schema:
        if types[definition.name] > 1 and not definition.is_extension:
            if definition.name in told:
                yield Finding(definition.name, definition.range)
            told.add(definition.name)
        seen: set[str] = set()
        for field in definition.fields:
            if field.name in seen:
                yield Finding(f"{definition.name}.{field.name}", field.range)
            seen.add(field.name)


CHECKS: Mapping[str, Callable[[Schema], Iterator[Finding]]] = {
    "unbounded-list": _unbounded_lists,
    "empty-mutation": _empty_mutations,
    "deprecated-without-reason": _deprecated,
    "open-door": _open_doors,
    "secret": _secrets,
    "money-as-float": _money,
    "defined-twice": _defined_twice,
}
