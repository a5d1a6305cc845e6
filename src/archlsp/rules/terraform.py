"""Rules about infrastructure: `engine: terraform`, for Terraform, CloudFormation and SAM, and IAM policies in JSON.

Body, or alternatives of it under `any` (each adds to what stands beside `any`; the `where` of both hold):

    types: [aws_db_instance, "AWS::RDS::DBInstance"]    # `data.` and `provider.` before those; `*` matches any part;
                              # `iam-policy` is a bare policy in JSON; also variable, module, terraform, Parameter
    each: path                # the subjects: blocks or values of the resource; without it, the resource itself
    policy: path              # the subjects: statements of the policy documents there ("" is the resource itself)
    where: [condition, ...]   # all must hold for a subject
    report: path              # the culprit, where it exists; `/` alone is the resource's head; else the subject's

A path is keys with dots between them, compared without case, `_` and `-`; it steps through lists and blocks; a list of
paths means all of them; `/` before it starts at the resource, `@name` is the resource's name. Conditions (all
tests of one must hold):

    {path: p, missing: true}  nothing there or null      {path: p, present: true}    something there, known or not
    {path: p, disabled: true} missing or false           {path: p, is: true}         there is a true (or false)
    {path: p, equals: x|[..]} one of these, any case     {path: p, differs: x|[..]}  all known, and none of these
    {path: p, only: [..]}     all known, all of these    {path: p, known: true}      all known, and there
    {path: p, matches: regex} one matches                {path: p, lacks: regex}     all known, and none matches
    {path: p, less: n}, {path: p, more: n}               {path: p, keys: regex}      a key in it matches
    {path: p, public: true}   an address range that is as good as everybody
    {linked: {types: [..], by: path, where: [..]}}       a resource of this file whose `by` refers to this one
    {target: {path: p, where: [..]}}                     what p refers to is in this file and is like that
    {any: [...]}, {all: [...]}, {not: condition}

What depends on something outside of the file is unknown, and no test but `present` holds for it. Placeholders: TYPE,
NAME, groups of `matches` named in capitals. The symbol is type.name, the extent the resource.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from archlsp.rules.cloudformation import read_templates
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source
from archlsp.rules.terraformparse import parse_body
from archlsp.rules.terraformpolicy import statements
from archlsp.rules.terraformscope import Resource, Scope, read_terraform
from archlsp.rules.terraformtest import Subject, complaints, holds
from archlsp.rules.terraformtree import Entry, Value, flat
from archlsp.rules.terraformtree import Mapping as Block

Body = Mapping[str, Any]
Range = tuple[int, int]
_KEYS = frozenset({"types", "each", "policy", "where", "report", "any"})
_HEAD = "/"


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place where one of `rules` holds."""
    for scope in _scopes(source):
        by_type: dict[str, list[Resource]] = {}
        for resource in scope.resources:
            by_type.setdefault(resource.type, []).append(resource)
        for rule in rules:
            for body in _alternatives(rule):
                for resource in _chosen(body["types"], by_type):
                    yield from _in_resource(source, rule, body, resource)


def check_body(body: Body) -> list[str]:
    """Say what is wrong with a rule's body beyond what the schema says."""
    found = [f"{key} is no key of a body" for part in _parts(body) for key in part if key not in _KEYS]
    for part in _parts(body):
        found += complaints(part.get("where", ()))
    if any(not {**body, **part}.get("types") for part in body.get("any", ({},))):
        found.append("types is needed")
    return found


def _parts(body: Body) -> list[Body]:
    return [body, *body.get("any", ())]


def _scopes(source: Source) -> list[Scope]:
    if source.language == "terraform":
        return [read_terraform(source.text, parse_body(source.text))]
    return read_templates(source.text, source.language) if source.language in {"yaml", "json"} else []


@lru_cache(maxsize=1024)
def _alternatives(rule: Rule) -> tuple[Body, ...]:
    common = {key: value for key, value in rule.body.items() if key != "any"}
    where = common.get("where", [])
    return tuple(
        {**common, **choice, "where": [*where, *choice.get("where", ())]}
        for choice in rule.body.get("any", ({},))
    )


def _chosen(types: Sequence[str], by_type: Mapping[str, list[Resource]]) -> Iterator[Resource]:
    for wanted in types:
        if "*" in wanted:
            for name, resources in by_type.items():
                if fnmatchcase(name, wanted):
                    yield from resources
        else:
            yield from by_type.get(wanted, ())


def _in_resource(source: Source, rule: Rule, body: Body, resource: Resource) -> Iterator[Match]:
    for subject in _subjects(body, resource):
        if all(holds(condition, subject) for condition in body["where"]):
            yield _match(source, rule, body, subject)


def _subjects(body: Body, resource: Resource) -> Iterator[Subject]:
    whole = Subject(resource, resource.body)
    if "policy" in body:
        for place in whole.find(body["policy"]).places:
            for statement in statements(resource.scope, place):
                yield Subject(resource, statement.body, None, statement.holder)
    elif "each" in body:
        for place in whole.find(body["each"]).places:
            for item in flat(resource.scope.resolve, place):
                yield Subject(resource, item.value, item.entry)
    else:
        yield whole


def _match(source: Source, rule: Rule, body: Body, subject: Subject) -> Match:
    resource = subject.resource
    start, end = _culprit(body.get("report"), subject, source.text)
    end = max(start, len(source.text[:end].rstrip())) if end > start else end
    whole = _around(subject, start, end)
    captures = {"TYPE": resource.type, "NAME": resource.name or resource.type, **subject.captures}
    return Match(rule, source.span(start, end), source.span(*whole), captures, symbol=resource.symbol)


def _around(subject: Subject, start: int, end: int) -> Range:
    """The resource, or what is reported where that stands elsewhere: in a local, in a document it refers to."""
    resource = subject.resource
    for one in (resource, *resource.scope.resources):
        if one.start <= start and end <= one.end:
            return one.start, max(end, len(one.scope.text[: one.end].rstrip()))
    return start, end


def _culprit(report: str | Sequence[str] | None, subject: Subject, text: str) -> Range:
    head = subject.resource.start, subject.resource.head_end
    if report == _HEAD:
        return head
    if subject.holder is not None:
        return _first_line(text, subject.holder.start, subject.holder.value.end)
    for place in subject.find(report).places if report else ():
        if place.entry is not None:
            return _entry(text, place.entry, place.entry.value)
    if subject.entry is not None:
        return _entry(text, subject.entry, subject.value)
    if subject.value is subject.resource.body:
        return head
    return _value(text, subject.value)


def _entry(text: str, item: Entry, value: Value) -> Range:
    """A block is shown by its head, an attribute whole, an item of a list where it stands."""
    if value is not item.value:
        return (
            _value(text, value)
            if item.start <= value.start and value.end <= item.value.end
            else _own(text, item)
        )
    return _own(text, item)


def _own(text: str, item: Entry) -> Range:
    if isinstance(item.value, Block) and text[item.value.start : item.value.start + 1] != "{":
        return item.start, item.key_end
    return _first_line(text, item.start, item.value.end)


def _value(text: str, value: Value) -> Range:
    """An object is shown from its brace to the end of its first entry."""
    if isinstance(value, Block) and value.entries:
        first = min(value.entries, key=lambda item: item.start)
        end = _first_line(text, first.start, first.value.end)[1]
        return min(value.start, first.start), end
    return _first_line(text, value.start, value.end)


_LINE_END = re.compile(r"\r?\n|\r")


def _first_line(text: str, start: int, end: int) -> Range:
    found = _LINE_END.search(text, start, end)
    return start, found.start() if found else end
