"""The tests in a text, and what in them counts as a check."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.importlines import imports_in
from archlsp.rules.source import Source

_WORDS = (
    r"(?i:assert|expect|verif|check|should|raises|warns|ensure|valid|must|compare|match|snapshot|benchmark|approve"
    r"|golden)"
)
# Found ten times as fast as by the patterns below.
_USUAL = ("assert", "expect(", "require.")
_CHECKS: Mapping[str, re.Pattern[str]] = {
    "python": re.compile(rf"{_WORDS}|\bfail\(|\braise\b|\bpytest\.|\.statusCode|(?i:test)\w*\("),
    "go": re.compile(
        rf"{_WORDS}|\b[tb]\.(?:Error|Fatal|Fail|Run|Skip|Helper)|[(,]\s*&?[tb]\b\s*[,)]|\bpanic\(|<-|\.Wait\("
        r"|\b(?:So|Convey)\(|recover\(\)"
    ),
    "java": re.compile(
        rf"{_WORDS}|\bfail\w*\(|\bthrow\b|\bthen\w*\(|\bexpected\b|StepVerifier|\.statusCode\(|\.block\w*\(|await|\.and(?:Expect|Do)"
    ),
    "rust": re.compile(rf"{_WORDS}|\bpanic!|\bunwrap|\?;|\?\)|\?\.|\bunreachable!|\bResult\b"),
}
_CHECKS_SCRIPT = re.compile(
    rf"{_WORDS}|\bfail\w*\(|\bthrow\b|\bt\.\w+\(|\bcy\.|\bpage\.|\breject|\bsinon\.|\bdone\b|\bresolve\b|\btodo\b|\bscreen\.|\bget(?:By|AllBy)"
    r"|\bequal\w*\(|\bdeepEqual|\bok\("
)
_TEST_NODES: Mapping[str, dict[str, Any]] = {
    "python": {"kind": "function_definition", "has": {"field": "name", "regex": "^test"}},
    "go": {
        "kind": "function_declaration",
        "all": [
            {"has": {"field": "name", "regex": "^Test($|[^a-z])"}},
            {"has": {"field": "parameters", "regex": r"\*testing\.T\)$"}},
        ],
    },
    "java": {
        "kind": "method_declaration",
        "has": {"kind": "modifiers", "regex": r"@(Test|ParameterizedTest|RepeatedTest)\b"},
    },
    "rust": {
        "kind": "function_item",
        "follows": {
            "kind": "attribute_item",
            "regex": r"^#\[((?-u:\w)+::)?(test|rstest)\b",
            "stopBy": {"not": {"kind": "attribute_item"}},
        },
    },
}
_TEST_CALL: dict[str, Any] = {
    "kind": "call_expression",
    "all": [
        {"has": {"field": "function", "regex": "^(it|test|specify)$"}},
        {
            "has": {
                "field": "arguments",
                "has": {"any": [{"kind": "arrow_function"}, {"kind": "function_expression"}]},
            }
        },
    ],
}
_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})
_HELPER_MODULE = re.compile(r"(?i)test|helper|util|support|common|fixture|spec|factor|conftest|shared|mock")
_CALLEE = re.compile(r"(?<![\w.$])(?:self\.|this\.)?([A-Za-z_$][\w$]*)\s*\(")
_DEFINED = re.compile(
    r"\b(?:def|function|fn|func)\s+(?:\([^)\n]*\)\s*)?(\w+)|\b(?:const|let|var)\s+(\w+)\s*=\s*(?:async\s*)?(?:\(|function)"
)
_UNKNOWN = {
    "java": re.compile(r"(?<![\w.$@])([a-z]\w*)\s*\("),
    "python": re.compile(r"\bself\.([a-z_]\w*)\s*\("),
}
_KEYWORDS = frozenset(
    {"if", "for", "while", "switch", "catch", "synchronized", "try", "return", "super", "this"}
)
_JAVA_METHOD = re.compile(r"^[ \t]+(?:[\w<>\[\],.@]+[ \t]+)+([a-z]\w*)[ \t]*\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Test:
    """One test: its node, its name and its text with what is written on it."""

    node: SgNode
    name: str
    text: str


class Tests:
    """The tests of one source."""

    def __init__(self, source: Source) -> None:
        """Keep the source; it is parsed at the first question."""
        self._source = source
        self.checks = _CHECKS.get(source.language, _CHECKS_SCRIPT)

    def __iter__(self) -> Iterator[Test]:
        """Yield the tests in the order they stand in."""
        source = self._source
        wanted = _TEST_CALL if source.language in _SCRIPTS else _TEST_NODES.get(source.language)
        config: Any = {"rule": wanted}
        for node in source.root.find_all(config) if wanted else ():
            yield Test(node, _name(source, node), source.text_of(node))

    def says_something(self, test: Test) -> bool:
        """Tell whether a test checks, or may do so in a helper that we do not see."""
        body = test.text.partition("\n")[2] if self._source.language in {"python", "go"} else test.text
        if self._source.language in _SCRIPTS:
            body = body.partition(",")[2]
        if any(word in body for word in _USUAL) or self.checks.search(body) or self._marked(test):
            return True
        called = set(_CALLEE.findall(body))
        return bool(called & (self._checking | self._helpers)) or self._calls_unknown(body)

    def _marked(self, test: Test) -> bool:
        """Tell whether a decorator says what is expected."""
        before = test.node.parent()
        if (
            self._source.language == "python"
            and before is not None
            and before.kind() == "decorated_definition"
        ):
            own = test.node.range().start.index - before.range().start.index
            return self.checks.search(self._source.text_of(before)[:own]) is not None
        return False

    @cached_property
    def _checking(self) -> frozenset[str]:
        """The functions of this text that have a check in what follows their name."""
        found = set()
        text = self._source.text
        marks = list(_DEFINED.finditer(text)) or []
        if self._source.language == "java":
            marks = list(_JAVA_METHOD.finditer(text))
        for at, mark in enumerate(marks):
            end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
            if self.checks.search(text, mark.end(), end):
                found.add(next(name for name in mark.groups() if name))
        return frozenset(found)

    @cached_property
    def _helpers(self) -> frozenset[str]:
        """The functions that come from modules made for tests."""
        lines = imports_in(self._source.text, self._source.language)
        return frozenset(
            alias for line in lines if _HELPER_MODULE.search(line.module) for _, alias in line.names
        )

    def _calls_unknown(self, body: str) -> bool:
        """Tell whether a method is called that a base class has."""
        pattern = _UNKNOWN.get(self._source.language)
        if pattern is None:
            return False
        called = set(pattern.findall(body.partition("{")[2] if self._source.language == "java" else body))
        known = set(_JAVA_METHOD.findall(self._source.text)) | _KEYWORDS
        known |= {name for names in _DEFINED.findall(self._source.text) for name in names}
        return not called <= known


def _name(source: Source, node: SgNode) -> str:
    name = node.field("name")
    if name is not None:
        return source.text_of(name)
    given = node.field("arguments")
    first = next((child for child in given.children() if child.is_named()), None) if given else None
    return source.text_of(first).strip("\"'`") if first is not None else ""
