"""One rule file, from YAML to a checked mapping; everything that is wrong is said with its line."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from archlsp.model.review import Problem
from archlsp.rules.dispatch import body_complaints
from archlsp.rules.rule import Rule, RuleText, placeholders, rule_of
from archlsp.rules.schema import Complaint, Keys, complaints, rule_schema

MAX_CHARACTERS = 64_000
# libyaml recurses in C: some ten thousand levels end the process. There are no more levels than these.
_OPENING = re.compile(r"[\[{]")
_MOST_OPENING = 2_000
_DEEP_LINE = re.compile(r"^[ \t?:-]{500}", re.MULTILINE)
_METAVARIABLE = re.compile(r"\$\$?\$?([A-Z_][A-Z0-9_]*)")
_OPTIONAL_TEXTS = ("risk", "mitigation", "test", "monitor", "example", "options")
_YAML_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_rule(content: bytes | str, file: str) -> RuleText:
    """Check the content of a rule file; never raises."""
    try:
        text = content if isinstance(content, str) else content.decode("utf-8")
    except UnicodeDecodeError as error:
        kind = type(error).__name__
        return RuleText(file, None, (_problem(file, 1, "rule-unreadable", {"kind": kind}),))
    if len(text) > MAX_CHARACTERS:
        return RuleText(file, None, (_problem(file, 1, "rule-too-large", {"limit": str(MAX_CHARACTERS)}),))
    if len(_OPENING.findall(text)) > _MOST_OPENING or _DEEP_LINE.search(text):
        return RuleText(file, None, (_problem(file, 1, "rule-yaml", {"reason": "nesting"}),))
    try:
        node, data = _load(text)
        found = list(_node_complaints(node, ())) if node else []
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        return RuleText(file, None, (_problem(file, line, "rule-yaml", {"reason": error.problem or ""}),))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return RuleText(file, None, (_problem(file, 1, "rule-yaml", {"reason": type(error).__name__}),))
    found = found or complaints(data, rule_schema()) or list(_rule_complaints(data, file))
    problems = tuple(_problem(file, _line(node, item.keys), item.code, item.detail) for item in found)
    return RuleText(file, None if problems else data, problems)


def _load(text: str) -> tuple[yaml.Node | None, Any]:
    loader = _YAML_LOADER(text)
    try:
        node = loader.get_single_node()
        return node, loader.construct_document(node) if node else None
    finally:
        loader.dispose()


def _node_complaints(node: yaml.Node, keys: Keys, seen: set[int] | None = None) -> Iterator[Complaint]:
    """Refuse what YAML allows and a rule must not have: aliases (they can explode) and keys given twice."""
    seen = set() if seen is None else seen
    if id(node) in seen:
        yield Complaint(keys, "rule-alias", {})
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        names = set()
        for key, value in node.value:
            if key.value in names:
                yield Complaint((*keys, key.value), "rule-key-twice", {"key": str(key.value)})
            names.add(key.value)
            yield from _node_complaints(value, (*keys, key.value), seen)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield from _node_complaints(item, (*keys, index), seen)


def _rule_complaints(data: Any, file: str) -> Iterator[Complaint]:  # noqa: ANN401 - the schema has checked it
    engine = data["engine"]
    if engine not in data:
        yield Complaint((), "rule-missing-key", {"key": engine})
        return
    for other in ("pattern", "sql", "dockerfile", "yaml"):
        if other in data and other != engine:
            yield Complaint((other,), "rule-unknown-key", {"key": other})
    rule = rule_of(data, file)
    if rule.id != file.rsplit("/", 1)[-1].removesuffix(".yml"):
        yield Complaint(("id",), "rule-name", {"id": rule.id})
    if engine == "pattern" and not rule.anchors:
        yield Complaint((), "rule-missing-key", {"key": "anchors"})
    yield from _placeholder_complaints(rule)
    yield from _language_complaints(rule)
    for reason in body_complaints(rule):
        yield Complaint((engine,), "rule-body", {"reason": reason})


def _placeholder_complaints(rule: Rule) -> Iterator[Complaint]:
    spoken = {locale: placeholders(texts) for locale, texts in rule.messages.items()}
    if spoken["ja"] != spoken["en"]:
        names = ", ".join(sorted(spoken["ja"] ^ spoken["en"]))
        yield Complaint(("message",), "rule-placeholders", {"names": names})
    for name in _OPTIONAL_TEXTS:
        if bool(getattr(rule.messages["ja"], name)) != bool(getattr(rule.messages["en"], name)):
            yield Complaint(("message",), "rule-one-language", {"key": name})
    if rule.engine == "pattern":
        known = set(_METAVARIABLE.findall(str(rule.body)))
        for name in sorted((spoken["ja"] | _fix_names(rule)) - known):
            yield Complaint(("message",), "rule-unknown-name", {"name": name})


def _fix_names(rule: Rule) -> set[str]:
    if rule.fix is None:
        return set()
    return set(_METAVARIABLE.findall(rule.fix.replace)) | ({rule.fix.target} if rule.fix.target else set())


def _language_complaints(rule: Rule) -> Iterator[Complaint]:
    for kind, examples in (("bad", rule.bad), ("good", rule.good)):
        for index, example in enumerate(examples):
            if example.language is not None and example.language not in rule.languages:
                place = ("examples", kind, index, "language")
                detail = {"key": ".".join(map(str, place)), "value": example.language}
                yield Complaint(place, "rule-wrong-value", {**detail, "allowed": ", ".join(rule.languages)})


def _problem(file: str, line: int, code: str, detail: Mapping[str, str]) -> Problem:
    return Problem.of(code, file=file, line=line, **detail)


def _line(node: yaml.Node | None, keys: Keys) -> int:
    """Find the line, from 1, of the deepest of `keys` that the document has."""
    if node is None:
        return 1
    line = int(node.start_mark.line) + 1
    for key in keys:
        step = _child(node, key)
        if step is None:
            break
        line, node = step
    return line


def _child(node: yaml.Node, key: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        return int(node.value[key].start_mark.line) + 1, node.value[key]
    if isinstance(node, yaml.MappingNode):
        # The last of two equal keys is the one that is complained about.
        for name, value in reversed(node.value):
            if name.value == key:
                return int(name.start_mark.line) + 1, value
    return None
