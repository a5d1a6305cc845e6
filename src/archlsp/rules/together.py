"""Many patterns in one walk over the tree, each compiled once.

ast-grep compiles a rule and walks the whole tree at every call; for a dozen rules that is most of a review. So the
rules become utilities of one rule, `all: [any of them, each of them or nothing]`, which stops where one of them holds.
Each that holds leaves a mark: it binds a metavariable of its own. The metavariables of the rules are renamed, so
that two rules cannot constrain each other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.regexes import cheap
from archlsp.rules.rule import Rule

_CONFIG_KEYS = ("rule", "constraints", "utils")
_METAVARIABLE = re.compile(r"(\$+)([A-Z][A-Z0-9_]*)")
_ANYTHING = {"pattern": "$_"}
# Below this the marks cost more than the walks.
_WORTH_ONE_WALK = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A node where a rule holds; `prefix` goes before the names of the rule's metavariables."""

    rule: Rule
    node: SgNode
    prefix: str = ""

    def one(self, name: str) -> SgNode | None:
        """Return the node of a metavariable."""
        return self.node.get_match(self.prefix + name)

    def several(self, name: str) -> list[SgNode]:
        """Return the nodes of a metavariable that stands for any number."""
        return self.node.get_multiple_matches(self.prefix + name)


def hits(root: SgNode, rules: Sequence[Rule]) -> Iterator[Hit]:
    """Find every node where a rule holds."""
    shared = tuple(rule for rule in rules if _can_share(rule))
    if len(shared) < _WORTH_ONE_WALK:
        shared = ()
    for rule in rules:
        if rule not in shared:
            for node in root.find_all(config(rule)):
                yield Hit(rule, node)
    if shared:
        for node in root.find_all(_joined(shared)):
            for number, rule in enumerate(shared):
                if node.get_match(_mark(number)) is not None:
                    yield Hit(rule, node, _prefix(number))


@lru_cache(maxsize=4096)
def _can_share(rule: Rule) -> bool:
    """A constraint is about the whole match, and would take the others down; without kinds all nodes are tried."""
    own = config(rule)
    return "constraints" not in own and _kinds(own["rule"], own.get("utils", {})) is not None


@lru_cache(maxsize=4096)
def config(rule: Rule) -> Any:  # noqa: ANN401 - ast-grep's types cannot spell a rule that comes from a file
    """Return the rule as ast-grep wants it."""
    return compact(rule.body)


def compact(body: Mapping[str, Any]) -> Any:  # noqa: ANN401 - as above
    """Take from a rule's body what is ast-grep's."""
    return {key: cheap(body[key]) for key in _CONFIG_KEYS if key in body}


@lru_cache(maxsize=64)
def _joined(rules: tuple[Rule, ...]) -> Any:  # noqa: ANN401 - as above
    utils: dict[str, Any] = {}
    steps: list[Any] = [
        _kind_gate(rules),
        {"any": [{"matches": _prefix(number)} for number in range(len(rules))]},
    ]
    for number, rule in enumerate(rules):
        name, own = _prefix(number), config(rule)
        names = {util: f"{name}.{util}" for util in own.get("utils", ())}
        utils[name] = _renamed(own["rule"], name, names)
        utils |= {names[util]: _renamed(body, name, names) for util, body in own.get("utils", {}).items()}
        held = {"all": [{"matches": name}, {"pattern": f"${_mark(number)}"}]}
        steps.append({"any": [held, _ANYTHING]})
    return {"rule": {"all": steps}, "utils": utils}


def _kind_gate(rules: Sequence[Rule]) -> Any:  # noqa: ANN401 - as above
    """Name the kinds that any rule can hold at: ast-grep does not look for them behind `matches`."""
    found = (_kinds(config(rule)["rule"], config(rule).get("utils", {})) for rule in rules)
    return {
        "any": [{"kind": kind} for kind in sorted(frozenset[str]().union(*(kinds or () for kinds in found)))]
    }


def _kinds(rule: Mapping[str, Any], utils: Mapping[str, Any]) -> frozenset[str] | None:
    if "kind" in rule:
        return frozenset({rule["kind"]})
    if "any" in rule:
        choices = [_kinds(choice, utils) for choice in rule["any"]]
        known = [choice for choice in choices if choice is not None]
        return frozenset().union(*known) if len(known) == len(choices) else None
    for part in rule.get("all", ()):
        found = _kinds(part, utils)
        if found is not None:
            return found
    return _kinds(utils[rule["matches"]], utils) if rule.get("matches") in utils else None


def _renamed(value: Any, prefix: str, utils: Mapping[str, str], key: str = "") -> Any:  # noqa: ANN401 - JSON of any shape
    if isinstance(value, Mapping):
        return {name: _renamed(item, prefix, utils, name) for name, item in value.items()}
    if isinstance(value, list):
        return [_renamed(item, prefix, utils) for item in value]
    if key == "matches":
        return utils.get(value, value)
    return _METAVARIABLE.sub(rf"\g<1>{prefix}\g<2>", value) if key in {"pattern", "context"} else value


def _prefix(number: int) -> str:
    return f"R{number}_"


def _mark(number: int) -> str:
    return f"MARK{number}"
