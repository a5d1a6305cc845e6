"""Tests that lean on the world outside, or are switched off and do not say why."""

import re
from collections.abc import Iterator

from archlsp.rules.analysis import Place
from archlsp.rules.paths import is_test
from archlsp.rules.source import Source

ASKS = frozenset({"real-host", "skipped"})
_URL = r"[\"'`]https?://(?P<host>[\w.-]+\.[a-z]{2,})(?=[/:\"'`?])"
_CALL = re.compile(
    r"(?:\b(?:requests|httpx|aiohttp|session|axios|got|superagent|needle|reqwest::?|blocking::|http)\s*(?:\.|::)\s*"
    r"(?:get|post|put|patch|delete|head|request|Get|Post|PostForm|Head)|\b(?:urlopen|fetch|axios|got))"
    rf"\(\s*(?:[\"'](?:GET|POST)[\"'],\s*)?{_URL}"
)
_RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:com|org|net|edu)|test|invalid|localhost|local|example|internal)$|^(?:foo|bar|host|my|fake|mock|dummy)\b"
)
# Whatever stands in for the network; a file that has one is believed.
_STAND_IN = re.compile(
    r"(?i)mock|patch|respons(?:es|x)\b|httpretty|respx|\bvcr|cassette|nock\b|\bmsw\b|setupServer|stub|sinon|polly|httptest|gock"
    r"|wiremock|transport|intercept|fake|jest\.fn|vi\.fn"
)
_SKIPPED = {
    "python": re.compile(
        r"^[ \t]*(?P<said>@(?:pytest\.mark\.skip|unittest\.skip)(?:\(\s*\))?)[ \t]*$", re.MULTILINE
    ),
    "go": re.compile(
        r"^func Test\w*\(t \*testing\.T\) \{\s*\n[ \t]*(?P<said>t\.Skip(?:Now)?\(\))", re.MULTILINE
    ),
    "rust": re.compile(r"^[ \t]*(?P<said>#\[ignore\])[ \t]*$", re.MULTILINE),
}


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find them in a test file, or in Rust's tests beside the code."""
    if not is_test(source.path) and not (source.language == "rust" and "#[test]" in source.text):
        return
    if "skipped" in asks and source.language in _SKIPPED:
        for found in _SKIPPED[source.language].finditer(source.text):
            span = source.span(*found.span("said"))
            yield Place("skipped", span, span, {"MARK": found["said"]})
    if "real-host" in asks and "://" in source.text:
        yield from _real_hosts(source)


def _real_hosts(source: Source) -> Iterator[Place]:
    calls = [found for found in _CALL.finditer(source.text) if not _RESERVED.search(found["host"])]
    for found in calls if calls and not _STAND_IN.search(source.text) else ():
        span = source.span(*found.span())
        yield Place("real-host", span, span, {"HOST": found["host"]})
