"""Tests that cannot fail: nothing is checked, the check is always true, or its failure is swallowed."""

import re
from collections.abc import Iterator
from posixpath import basename
from typing import Any

from ast_grep_py import SgNode

from archlsp.rules.analysis import Place
from archlsp.rules.paths import is_test
from archlsp.rules.source import Source
from archlsp.rules.testcode import Test, Tests

ASKS = frozenset({"no-check", "always-true", "swallowed", "only-if"})
_LANGUAGES = frozenset({"python", "javascript", "typescript", "tsx", "go", "java", "rust"})
_SAYS = re.compile(r"^\s*(?!#|//|\*|/\*|@|pass\b)\S*\w")
_HELPERS = re.compile("conftest|helper|util")
# A file with more of them is a suite of its own kind: load, smoke, benchmarks.
_MOST_SILENT = 4
_FEWEST_LINES = 3
_APART = 3
_LITERAL = re.compile(r"\btrue\b|\b[1T](?:rue)?$")
_SCRIPTS = frozenset({"javascript", "typescript", "tsx"})
# The name itself says that it is enough when nothing is thrown.
_SMOKE = re.compile(
    r"(?i)smoke|import|context_?loads|no_?t?_?(?:raise|throw|panic|crash|fail|error|block|hang|leak|deadlock)"
    r"|n[o']t (?:throw|crash|fail|raise|panic|hang|leak)|without_?\s?(?:error|raising|throwing|exception|panic)"
    r"|no (?:error|crash|exception|panic)|race|leak|concurren|compil|start|init|no_?op|nil|graceful|safe|tolerat"
    r"|ignor|implement"
    r"|(?<![a-z])(?:not|allow|accept|permit|can)(?![a-z])"
)
# Each begins with a literal, which is found much faster than a choice.
_TRUE = (
    re.compile(
        r"expect\(\s*(?P<value>true|1|'[^'\n]*'|\"[^\"\n]*\")\s*\)\."
        r"(?:toBe|toEqual|toStrictEqual|to\.equal|to\.eql)\(\s*(?P=value)\s*\)"
    ),
    re.compile(r"expect\(\s*true\s*\)\.(?:toBeTruthy\(\)|to\.be\.true)"),
    re.compile(r"\.True\(\s*t,\s*true\s*[,)]"),
    re.compile(
        r"assert(?:(?:\.ok|!|True)?\(\s*[tT]rue\s*[,)]|[ \t]+(?:True|1)[ \t]*(?=$|#|,)"
        r"|(?:Equals?|_eq!)\(\s*(?P<same>\w+(?:\.\w+)*)\s*,\s*(?P=same)\s*\)"
        r"|[ \t]+(?P<one>[A-Za-z_]\w*(?:\.\w+)*)[ \t]+(?:==|is)[ \t]+(?P=one)[ \t]*(?=$|#))",
        re.MULTILINE,
    ),
)
_TRY: Any = {"rule": {"any": [{"kind": "try_statement"}]}}
_BROAD = re.compile(
    r"\A(?:except(?:\s+(?:Exception|BaseException|AssertionError)(?:\s+as\s+\w+)?)?\s*:"
    r"|catch\s*\(\s*(?:final\s+)?(?:Exception|Throwable|AssertionError)\s+\w+\s*\)|catch\s*(?:\(\s*\w+(?:\s*:\s*\w+)?\s*\))?\s*(?=\{))"
)
_NOTHING = re.compile(
    r"\A\s*+(?:pass|\.\.\.|continue)?\s*(?:#[^\n]*+\s*)*\Z|\A\s*+\{(?:\s|//[^\n]*+|/\*.*?\*/)*+\}\s*\Z",
    re.DOTALL,
)
_FAILS = re.compile(r"\bassert|\bexpect\(|\bself\.assert|\bself\.fail|\bshould\b")
_PLATFORM = re.compile(
    r"(?i)version|platform|process\.env|environ|getenv|\bos\b|windows|linux|ci\b|skip|has_|available|\bnode"
)
_BRANCH_KINDS = frozenset({"if_statement"})


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find the tests of a test file that cannot fail."""
    inside = source.language == "rust" and "#[cfg(test)]" in source.text
    if source.language not in _LANGUAGES or not (is_test(source.path) or inside):
        return
    if "always-true" in asks:
        yield from _always_true(source)
    if not asks - {"always-true"}:
        return
    tests = Tests(source)
    silent: list[Test] = []
    for test in tests:
        if not tests.says_something(test):
            silent.append(test)
            continue
        if "swallowed" in asks:
            yield from _swallowed(source, test)
        if "only-if" in asks and source.language not in {"go", "rust"}:
            yield from _only_if(source, test, tests)
    if "no-check" in asks and len(silent) <= _MOST_SILENT:
        yield from (
            _place(source, "no-check", test, test.node) for test in silent if _may_be_told(source, test)
        )


def _may_be_told(source: Source, test: Test) -> bool:
    """Not for what is a smoke test by its name or its size."""
    body = test.text.partition("{")[2] if source.language == "java" else test.text
    lines = [line for line in body.split("\n")[1:] if _SAYS.search(line)]
    return len(lines) >= _FEWEST_LINES and not (
        _SMOKE.search(test.name) or _HELPERS.match(basename(source.path))
    )


def _always_true(source: Source) -> Iterator[Place]:
    told = -_APART
    habit = False
    for start, end in sorted(found.span() for pattern in _TRUE for found in pattern.finditer(source.text)):
        span = source.span(start, end)
        literal = _LITERAL.search(source.text, start, end) is not None
        # One of a row is enough, and so is one `assert True` of a habit.
        if span.start.line - told >= _APART and not (literal and habit):
            yield Place("always-true", span, span, {"CHECK": source.text[start:end].strip()})
        told, habit = span.start.line, habit or literal
    if source.language == "python" and "assert (" in source.text:
        for node in source.root.find_all(_TUPLE):
            span = source.span_of(node)
            yield Place("always-true", span, span, {"CHECK": source.text_of(node)})


_TUPLE: Any = {"rule": {"kind": "assert_statement", "has": {"kind": "tuple", "regex": ","}}}


def _swallowed(source: Source, test: Test) -> Iterator[Place]:
    if source.language in {"go", "rust"} or "try" not in test.text:
        return
    if source.language in _SCRIPTS and "/spec/" in f"/{source.path}":
        return
    for node in test.node.find_all(_TRY):
        body = node.field("body")
        for handler in node.children():
            if handler.kind() not in {"except_clause", "catch_clause"} or body is None:
                continue
            said = source.text_of(handler)
            broad = _BROAD.match(said)
            if broad and _NOTHING.match(said[broad.end() :]) and _FAILS.search(source.text_of(body)):
                yield _place(source, "swallowed", test, handler)


def _only_if(source: Source, test: Test, tests: Tests) -> Iterator[Place]:
    """Find the one condition, without an else, that every check of a test depends on."""
    block = _block(test.node)
    statements = [child for child in block.children() if child.is_named()] if block is not None else []
    branches = [child for child in statements if child.kind() in _BRANCH_KINDS]
    if len(branches) != 1 or branches[0].field("alternative") is not None:
        return
    rest = " ".join(source.text_of(child) for child in statements if child.kind() not in _BRANCH_KINDS)
    branch = source.text_of(branches[0])
    condition = source.text_of(branches[0].field("condition") or branches[0])
    plain = _FAILS.search(branch) and not _PLATFORM.search(condition) and "return" not in branch
    if (
        plain
        and not tests.checks.search(rest)
        and not tests.says_something(Test(test.node, test.name, f"\n{{{rest}}}"))
    ):
        yield _place(source, "only-if", test, branches[0])


def _block(node: SgNode) -> SgNode | None:
    body = node.field("body")
    if body is not None:
        return body
    given = node.field("arguments")
    functions = (
        [child for child in given.children() if child.kind() in {"arrow_function", "function_expression"}]
        if given
        else []
    )
    return functions[0].field("body") if functions else None


def _place(source: Source, ask: str, test: Test, node: SgNode) -> Place:
    """The finding is recent when the line shown is, so that an old test is not brought up again and again."""
    start = node.range().start.index
    end = source.text.find("\n", start)
    shown = source.span(start, min(end if end >= 0 else len(source.text), node.range().end.index))
    return Place(ask, shown, shown, {"NAME": test.name})
