"""Patterns over sqlglot's syntax trees, written as data.

    node: Select              # the class, or a list of classes, of sqlglot.exp
    name: regex               # of the node's own name (a column's, a function's); upper or lower case alike
    args: {where: false, kind: [LEFT, RIGHT], joins: {node: Join}}
    has: pattern              # a descendant
    inside: pattern           # an ancestor
    not: pattern              # does not hold for the node itself; `all`, `any`: lists of patterns

A value of `args` is true or false (there or not), a word or a list of words (its name, case aside), `{regex: ...}`,
or a pattern, which holds for a list when it holds for one of its items.
"""

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache, lru_cache
from typing import Any

from sqlglot import exp
from sqlglot.dialects.dialect import Dialect
from sqlglot.errors import SqlglotError

# It warns on stderr about each statement that it does not understand.
logging.getLogger("sqlglot").setLevel(logging.CRITICAL)

Pattern = Mapping[str, Any]


@lru_cache(maxsize=256)
def parse(sql: str, dialect: str) -> exp.Expression | None:
    """Return the tree of one statement; None where sqlglot does not understand it. "unknown" is read as PostgreSQL."""
    reader = Dialect.get_or_raise("postgres" if dialect == "unknown" else dialect)
    try:
        trees = reader.parse(sql)
    # Besides its own errors it falls over some broken statements.
    except (SqlglotError, ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
        return None
    tree = trees[0] if trees else None
    return tree if isinstance(tree, exp.Expression) and not isinstance(tree, exp.Command) else None


def place_of(node: exp.Expression) -> tuple[int, int] | None:
    """Return where a node's names and literals are in the statement; None for a node that has none."""
    leaves = [
        leaf.meta for leaf in node.find_all(exp.Identifier, exp.Star, exp.Literal) if "start" in leaf.meta
    ]
    if not leaves:
        return None
    return min(leaf["start"] for leaf in leaves), max(leaf["end"] for leaf in leaves) + 1


def find(tree: exp.Expression, pattern: Pattern) -> Iterator[exp.Expression]:
    """Yield the nodes of a tree for which the pattern holds, outer before inner."""
    wanted = classes(pattern.get("node"))
    for node in tree.find_all(*wanted, bfs=False):
        if holds(node, pattern):
            yield node


def holds(node: object, pattern: Pattern) -> bool:
    """Tell whether a pattern holds for one node."""
    if not isinstance(node, exp.Expression):
        return False
    return all(_CHECKS[key](node, value) for key, value in pattern.items())


@cache
def _class(name: str) -> type[exp.Expression]:
    found: type[exp.Expression] = getattr(exp, name)
    return found


def classes(names: str | list[str] | None) -> tuple[type[exp.Expression], ...]:
    """Return sqlglot's classes of these names, all of them for None. Raises AttributeError for an unknown name."""
    if names is None:
        return (exp.Expression,)
    return tuple(_class(name) for name in ([names] if isinstance(names, str) else names))


def _has_args(node: exp.Expression, wanted: Mapping[str, object]) -> bool:
    return all(_is_value(node.args.get(name), value) for name, value in wanted.items())


def _is_value(value: object, wanted: object) -> bool:
    if isinstance(wanted, bool):
        return (value is not None and value is not False and value != []) == wanted
    if isinstance(wanted, Mapping):
        if "regex" in wanted:
            return value is not None and re.search(wanted["regex"], _text(value), re.IGNORECASE) is not None
        return any(holds(item, wanted) for item in (value if isinstance(value, list) else [value]))
    words = wanted if isinstance(wanted, list) else [wanted]
    return _text(value).upper() in {str(word).upper() for word in words}


def _text(value: object) -> str:
    if isinstance(value, exp.DataType):
        value = value.this
    if isinstance(value, exp.Expression):
        return value.name
    return str(value.value if isinstance(value, Enum) else value)


def _has(node: exp.Expression, pattern: Pattern) -> bool:
    return any(found is not node for found in find(node, pattern))


def _inside(node: exp.Expression, pattern: Pattern) -> bool:
    parent = node.parent
    while parent is not None:
        if holds(parent, pattern):
            return True
        parent = parent.parent
    return False


_CHECKS: Mapping[str, Callable[[exp.Expression, Any], bool]] = {
    "node": lambda node, names: isinstance(node, classes(names)),
    "name": lambda node, regex: re.search(regex, node.name, re.IGNORECASE) is not None,
    "args": _has_args,
    "has": _has,
    "inside": _inside,
    "not": lambda node, pattern: not holds(node, pattern),
    "all": lambda node, patterns: all(holds(node, pattern) for pattern in patterns),
    "any": lambda node, patterns: any(holds(node, pattern) for pattern in patterns),
}
KEYS = frozenset(_CHECKS)
