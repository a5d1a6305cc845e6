"""Rules that want untrusted data are left out where none can come in."""

import pytest

from archlsp.rules.catalog import Catalog
from archlsp.rules.flow.knowledge import family_of, knowledge_for
from archlsp.rules.flow.reach import reached, wanted_kinds
from archlsp.rules.imports import Imports


def reaches(rule: str, language: str, text: str) -> bool:
    """Tell whether a rule is kept for a text."""
    found = next(one for one in Catalog.load().for_language(language) if one.id == rule)
    assert wanted_kinds(found)
    knowledge = knowledge_for(family_of(language), Imports(text, language))
    return reached([found], knowledge, text) == [found]


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [
        ("js-request-path-traversal", "javascript", "function get(req, res) { join('a', req.params.name); }"),
        ("js-request-path-traversal", "javascript", "f = ({ query }, res) => join('a', query.name);"),
        (
            "js-request-path-traversal",
            "typescript",
            "import { Request } from 'express'; f = (a: Request) => a.body;",
        ),
        (
            "js-request-path-traversal",
            "javascript",
            "exports.handler = async (event) => join('a', event.name);",
        ),
        (
            "js-request-path-traversal",
            "javascript",
            "const x = { order: (_, { id }, ctx) => join('a', id) };",
        ),
        ("go-path-traversal", "go", 'import "net/http"\nfunc f(r *http.Request) { os.Open(r.URL.Path) }'),
    ],
)
def test_what_brings_untrusted_data_in_keeps_a_rule(rule: str, language: str, text: str) -> None:
    assert reaches(rule, language, text)


@pytest.mark.parametrize(
    ("rule", "language", "text"),
    [
        ("js-request-path-traversal", "javascript", "const body = load(); join('a', body.name);"),
        ("go-path-traversal", "go", 'import "os"\nfunc f(name string) { os.Open(name) }'),
    ],
)
def test_rules_without_untrusted_data_are_left_out(rule: str, language: str, text: str) -> None:
    assert not reaches(rule, language, text)


def test_a_rule_that_holds_without_untrusted_data_is_kept() -> None:
    rule = next(one for one in Catalog.load().for_language("python") if one.id == "py-sql-built-from-strings")
    assert not wanted_kinds(rule)
