"""Rules that are ast-grep patterns: `engine: pattern`.

Body: `rule` (an ast-grep rule object), `constraints` and `utils` (as in ast-grep), `report` (a metavariable that is
the culprit, or `{first-line: true}`), `extent` (`{inside-kind: [...]}`: the nearest ancestor of these kinds).

Each rule has a walk of its own, over as little of the tree as near.py leaves. (Many rules joined into one, by marks
that each binds, were measured: ast-grep compiles all of them all the same, and the marks cost what a walk does.)
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from ast_grep_py import SgNode

from archlsp.model.text import Position, Span
from archlsp.rules.fixes import edits_of
from archlsp.rules.match import Match
from archlsp.rules.near import roots
from archlsp.rules.regexes import cheap
from archlsp.rules.rule import Rule, placeholders
from archlsp.rules.source import PARSED, Source, parse

_CONFIG_KEYS = ("rule", "constraints", "utils")
_METAVARIABLE = re.compile(r"(\$\$\$|\$)([A-Z_][A-Z0-9_]*)")


def matches(source: Source, rules: Sequence[Rule]) -> Iterator[Match]:
    """Find every place where one of `rules` holds."""
    if source.language not in PARSED:
        return
    for rule in rules:
        for root in roots(source, rule):
            for node in root.find_all(_config(rule)):
                yield _match(source, rule, node)


@lru_cache(maxsize=4096)
def _config(rule: Rule) -> Any:  # noqa: ANN401 - ast-grep's types cannot spell a rule that comes from a file
    """Return the rule as ast-grep wants it."""
    return _compact(rule.body)


def _compact(body: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
    """Take from a rule's body what is ast-grep's."""
    return {key: cheap(body[key]) for key in _CONFIG_KEYS if key in body}


def check_body(body: Mapping[str, Any], languages: Sequence[str]) -> list[str]:
    """Let ast-grep compile the rule for each language; return what it says is wrong."""
    found = []
    for language in languages:
        if language not in PARSED:
            found.append(f"{language}: no grammar for patterns")
            continue
        try:
            _empty(language).find_all(_compact(body))
        except (RuntimeError, ValueError, TypeError) as error:
            found.append(f"{language}: {_first_cause(str(error))}")
        # The library raises plain Exception for an unknown key.
        except Exception as error:  # noqa: BLE001
            found.append(f"{language}: {_first_cause(str(error))}")
    return found + _name_complaints(body) + _ascii_complaints(body)


def _name_complaints(body: Mapping[str, Any]) -> list[str]:
    report = body.get("report")
    if isinstance(report, str) and report not in {
        name for _, name in _METAVARIABLE.findall(str(_compact(body)))
    }:
        return [f"report: ${report} is in no pattern"]
    return []


def _ascii_complaints(body: Mapping[str, Any]) -> list[str]:
    written = json.dumps(_compact(body), ensure_ascii=False)
    return [] if written.isascii() else ["patterns see text folded to ASCII, so they may hold nothing else"]


@cache
def _empty(language: str) -> SgNode:
    return parse("", language)


def _first_cause(message: str) -> str:
    """Take the innermost reason out of the library's chain, without its backtrace."""
    lines = [line.strip() for line in message.split("Stack backtrace")[0].splitlines() if line.strip()]
    return " ".join(lines[-3:])[:300]


def _match(source: Source, rule: Rule, node: SgNode) -> Match:
    report = rule.body.get("report")
    culprit = (node.get_match(report) or node) if isinstance(report, str) else node
    span = source.span_of(culprit)
    if isinstance(report, Mapping):
        span = _first_line(source, span)
    captures = {name: text for name in _names(rule) if (text := _capture(source, node, name)) is not None}
    edits = edits_of(source, rule.fix, _target(source, rule, node, span), captures) if rule.fix else None
    return Match(rule, span, _extent(source, rule, node), captures, edits)


def _target(source: Source, rule: Rule, node: SgNode, culprit: Span) -> Span | None:
    """Find what the fix replaces; None where the metavariable it names is not there."""
    if rule.fix is None or rule.fix.target is None:
        return culprit
    target = node.get_match(rule.fix.target)
    return source.span_of(target) if target else None


def _first_line(source: Source, span: Span) -> Span:
    if span.start.line == span.end.line:
        return span
    begin = source.starts[span.start.line]
    line = source.text[begin : source.starts[span.start.line + 1]].rstrip()
    return Span(span.start, Position(span.start.line, max(len(line), span.start.column)))


def _extent(source: Source, rule: Rule, node: SgNode) -> Span:
    wanted = rule.body.get("extent", {}).get("inside-kind", ())
    if wanted:
        for ancestor in node.ancestors():
            if ancestor.kind() in wanted:
                return source.span_of(ancestor)
    return source.span_of(node)


@lru_cache(maxsize=4096)
def _names(rule: Rule) -> frozenset[str]:
    """The metavariables that the rule's texts and its fix speak of; nobody needs the others."""
    fix = {name for _, name in _METAVARIABLE.findall(rule.fix.replace)} if rule.fix else set()
    return placeholders(rule.texts("en")) | fix


def _capture(source: Source, node: SgNode, name: str) -> str | None:
    """Return the verbatim text of a metavariable; of several nodes, everything from the first to the last."""
    single = node.get_match(name)
    if single is not None:
        return source.text_of(single)
    several = node.get_multiple_matches(name)
    if not several:
        return None
    return source.text[several[0].range().start.index : several[-1].range().end.index]
