"""Analyses of JavaScript: expressions that explode, and keys from outside."""

import pytest

from archlsp.rules.analyses import jskeys, jsregex
from archlsp.rules.source import Source


def lines(module: object, ask: str, code: str) -> list[int]:
    """Return the lines, from 1, of what an analysis finds."""
    source = Source("src/a.js", "javascript", code)
    places = module.places(source, frozenset({ask}))  # type: ignore[attr-defined]
    return [place.span.start.line + 1 for place in places]


@pytest.mark.parametrize(
    "pattern",
    [r"/^(a+)+$/", r"/^(\w+\s?)*$/", r"/([a-z]*)*b/", r"/(?:x{2,})+$/", r'new RegExp("^(\\d+)*$")'],
)
def test_nested_repetition_is_found(pattern: str) -> None:
    """One run can be split in many ways."""
    assert lines(jsregex, "nested", f"const r = {pattern};") == [1]


@pytest.mark.parametrize(
    "pattern",
    [r"/^(\.\d+)*$/", r"/^(a|b)+$/", r"/(ab+)+$/", r"/(a+)+/", r'"(a+)+$"', r"/[(a+)+]x/", r"/(\d+,)+$/"],
)
def test_harmless_repetition_is_left_alone(pattern: str) -> None:
    """A separator, nothing that could fail, or no expression at all."""
    assert lines(jsregex, "nested", f"const r = {pattern};") == []


def test_key_from_request() -> None:
    """Direct, by variable and by destructuring; not where it is compared, or the object is made for it."""
    code = """
function a(req) { limits[req.body.name] = 1; }
function b(req) { const { name } = req.query; limits[name] = 1; }
function c(req) { const { name } = req.query; if (KNOWN.includes(name)) limits[name] = 1; }
function d(req) { const own = Object.create(null); own[req.body.name] = 1; }
// limits[req.body.name] = 1
"""
    assert lines(jskeys, "request", code) == [2, 3]


def test_walk_along_keys() -> None:
    """Walking and writing along keys is found, counting and checking is not."""
    code = """
function put(o, keys, v) { while (keys.length > 1) { o = o[keys.shift()]; } o[keys[0]] = v; }
function safe(o, keys, v) { for (const k of keys) { if (k === "__proto__") return; o = o[k]; } o[v] = v; }
function sum(o, n) { for (let i = 0; i < n; i++) { o = o[i]; } o[n] = 1; }
function get(o, keys) { for (const k of keys) { o = o[k]; } return o; }
"""
    assert lines(jskeys, "walk", code) == [2]
