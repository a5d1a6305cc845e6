"""Regular expressions of JavaScript that take exponential time on input that does not match.

Reported is a group that repeats and holds nothing but one repetition: `(a+)+`, `(\\w+\\s?)*`. Then one run of
characters can be split in exponentially many ways. What separates the rounds, as in `(\\.\\d+)*`, makes it harmless,
and where nothing follows that could fail, there is no reason to try again.
"""

import re
from collections.abc import Iterator

from archlsp.rules.analysis import Place
from archlsp.rules.source import Source

ASKS = frozenset({"nested"})
_ATOM = r"(?:\[\^?\]?(?:\\.|[^\]\\\n]){0,200}\]|\\{1,2}[a-zA-Z]|\\.|\.|[\w@&=~%/<>,:;'\"!-])"
_GROUP = re.compile(rf"\((?:\?:)?((?:{_ATOM}(?:[+*?]|\{{\d+(?:,\d*)?\}})?\??){{1,6}})\)[+*](?![?+])")
_PART = re.compile(rf"({_ATOM})([+*?]|\{{\d+(?:,\d*)?\}})?\??")
_LITERALS = frozenset({"regex", "regex_pattern", "string", "string_fragment"})


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find every regular expression with such a group."""
    for group in _GROUP.finditer(source.text):
        if "nested" in asks and _is_ambiguous(group[1]):
            yield from _in_expression(source, group)


def _is_ambiguous(body: str) -> bool:
    """Tell whether a round may consist of one repetition alone."""
    signs: list[str] = [part[2] or "" for part in _PART.finditer(body)]
    needed = [sign for sign in signs if sign in {"", "+"} or (sign[:1] == "{" and sign[:2] != "{0")]
    open_ended = [sign for sign in signs if sign in {"+", "*"} or sign.endswith(",}")]
    return bool(open_ended) and (not needed or (len(needed) == 1 and needed[0] in open_ended))


def _in_expression(source: Source, group: re.Match[str]) -> Iterator[Place]:
    start, end = group.span()
    for branch in source.trunk.around(start, end):
        kind = branch.node.kind()
        if kind == "regex" or (kind == "string" and _is_compiled(source, branch.start)):
            before = source.text[branch.start : start]
            in_class = before.rfind("[") > before.rfind("]")
            if not in_class and _may_fail(source.text[end : branch.end]):
                span = source.span(branch.start, branch.end)
                yield Place("nested", span, span, {"GROUP": group[0]})
            return


def _is_compiled(source: Source, start: int) -> bool:
    return source.text[max(0, start - 8) : start].rstrip(" ").endswith("RegExp(")


def _may_fail(rest: str) -> bool:
    """Tell whether something has to come after the group."""
    return bool(re.match(r"(?!\)*[gimsuyd]*$)(?!/[gimsuyd]*$)(?!['\"])[^|]", rest))
