"""Rules about YAML: `engine: yaml`, for Compose files, Kubernetes manifests, workflows and
actions of GitHub.

Body (see also `$defs/yaml` of rule.schema.json):

    document: kubernetes      # or compose, or actions (kinds: workflow, action)
    kinds: [Deployment]       # of Kubernetes objects; all without it
    each: $pod.containers[*]  # the subjects: paths (yamltree.py) from the document's root; a list of paths is allowed.
                              # `$pod` is the pod's spec, wherever this kind of object keeps it
    extent: head              # the finding is about the culprit's own lines; else about the whole subject
    where: [condition, ...]   # all must hold for a subject
    report: $match            # where the text stands that a `matches` without a path found; or a path
    report: path              # from the subject: this entry is the culprit, where it exists; else a subject's key, the
                              # `name` of a list's item, or the scalar itself
    once: true                # one finding an object says it all

Conditions (all tests of one must hold; `path` is relative to the subject, or its own place without one; `^` goes up one
level, `/` starts at the document's root, `$pod` at the pod's spec; {key} and {value} are the subject's own):

    {path: p, missing: true}         nothing there, or null    {path: p, present: true}   something there
    {path: p, equals: x}             a scalar there is x       {path: p, in: [x, y]}      ... one of these
    {path: p, matches: regex}        a scalar there matches    {path: p, lacks: regex}    no scalar there matches
    {path: p, key: regex}            its key matches           {path: p, same-as: q}      written alike (both there)
    {any: [...]}, {all: [...]}, {not: condition}

Placeholders: groups of `matches` named in capitals, KEY (the subject's key), NAME (the service, the container or the
object), KIND. The symbol is the service, or kind/name. The extent is the subject.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archlsp.model.text import split_lines
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule
from archlsp.rules.source import Source
from archlsp.rules.yamlobject import Object, objects
from archlsp.rules.yamltest import MATCH, Condition, Subject, holds, regexes
from archlsp.rules.yamltree import Place, Range

Body = Mapping[str, Any]


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place where one of `rules` holds."""
    if source.language != "yaml":
        return
    for thing in objects(source.path, source.text):
        for rule in rules:
            if _is_about(rule.body, thing):
                yield from _in_object(source, rule, thing)


def check_body(body: Body) -> list[str]:
    """Say what is wrong with a rule's body beyond what the schema says."""
    found = []
    for regex in regexes(body.get("where", ())):
        try:
            re.compile(regex)
        except re.error as error:
            found.append(f"where: {error}")
    return found


def _is_about(body: Body, thing: Object) -> bool:
    return body["document"] == thing.family and ("kinds" not in body or thing.kind in body["kinds"])


def _in_object(source: Source, rule: Rule, thing: Object) -> Iterator[Match]:
    paths = rule.body["each"]
    conditions: Sequence[Condition] = rule.body.get("where", ())
    for path in [paths] if isinstance(paths, str) else paths:
        for place in thing.find(path):
            subject = Subject(thing, place)
            if all(holds(condition, subject) for condition in conditions):
                yield _match(source, rule, subject)
                if rule.body.get("once"):
                    return


def _match(source: Source, rule: Rule, subject: Subject) -> Match:
    thing, place = subject.thing, subject.place
    captures = {"KIND": thing.kind, "KEY": place.name, "NAME": _name(subject), **subject.captures}
    start, end = _culprit(rule.body.get("report"), subject)
    line = split_lines(source.text[start:end])[0].rstrip() if end > start else ""
    # What is missing was not left out by whoever changes another line of the same container.
    is_head = rule.body.get("extent") == "head"
    extent = source.span(*((start, end) if is_head else thing.document.range(place)))
    return Match(rule, source.span(start, start + len(line)), extent, captures, symbol=thing.symbol_of(place))


def _culprit(report: str | None, subject: Subject) -> Range:
    document, place = subject.thing.document, subject.place
    start, end = document.range(place)
    if report == "$match":
        return _written_at(subject, start, end)
    if report is not None:
        # What is merged in stands elsewhere.
        inside = (document.range(chosen) for chosen in subject.find(report))
        for found in inside:
            if start <= found[0] and found[1] <= end:
                return found
    if place.key is None:
        named = next(iter(subject.find("name")), place)
        return document.range(named)
    return document.range(place) if place.scalar is not None else document.key_range(place)


def _written_at(subject: Subject, start: int, end: int) -> Range:
    """Where the text that matched stands in a scalar; the scalar itself where it is written in another way."""
    document = subject.thing.document
    matched = subject.captures.get(MATCH, "").strip().split("\n")[0]
    at = document.text.find(matched, start - document.offset, end - document.offset) if matched else -1
    return (start, end) if at < 0 else (document.offset + at, document.offset + at + len(matched))


def _name(subject: Subject) -> str:
    """The nearest thing with a name: the container, the service, the object."""
    place: Place | None = subject.place
    while place is not None and place.parent is not None:
        named = [found.scalar for found in Subject(subject.thing, place).find("name")]
        if place.key is None and named and named[0]:
            return named[0]
        place = place.parent
    return subject.thing.symbol_of(subject.place).rsplit("/", 1)[-1]
