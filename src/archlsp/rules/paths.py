"""Which files a rule looks at: globs, and what counts as a test."""

import re
from functools import lru_cache

_TESTS = re.compile(
    r"(^|/)(tests?|testing|testdata|__tests__|__mocks__|spec|specs|e2e|fixtures|src/(?:test|testFixtures|integrationTest))/"
    r"|(^|/)(test_[^/]*|[^/]*_test|conftest)\.py$"
    r"|(^|/)[^/]*_test\.go$"
    r"|\.(test|spec|e2e|cy|stories)\.[cm]?[jt]sx?$"
    r"|(^|/)[^/]*(Test|Tests|TestCase|IT)\.java$"
    r"|(^|/)(tests?|[^/]*_tests?)\.rs$"
)
_TOKEN = re.compile(r"\*\*/|\*\*|\*|\?|\{[^{}]*\}|.", re.DOTALL)


def is_test(path: str) -> bool:
    """Tell whether a path is one of the usual places of tests."""
    return _TESTS.search(path) is not None


def matches_any(path: str, globs: tuple[str, ...]) -> bool:
    """Tell whether a path matches a glob: `**/` any folders, `*` and `?` within a name, `{a,b}` a choice."""
    return _compiled(globs).fullmatch(path) is not None


@lru_cache(maxsize=2048)
def _compiled(globs: tuple[str, ...]) -> re.Pattern[str]:
    choices = ("".join(_translate(token) for token in _TOKEN.findall(glob)) for glob in globs)
    return re.compile("|".join(f"(?:{choice})" for choice in choices) or "(?!)", re.DOTALL)


def _translate(token: str) -> str:
    if token in _PARTS:
        return _PARTS[token]
    if len(token) > 1:
        return "(?:" + "|".join(re.escape(choice) for choice in token[1:-1].split(",")) + ")"
    return re.escape(token)


_PARTS = {"**/": r"(?:.*/)?", "**": r".*", "*": r"[^/]*", "?": r"[^/]"}
