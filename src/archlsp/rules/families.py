"""The families of rules: how their ids begin, the folder they lie in, the page that lists them."""

from functools import cache
from pathlib import Path

FAMILIES = {
    "py": "python",
    "js": "javascript",
    "go": "go",
    "java": "java",
    "rs": "rust",
    "sql": "sql",
    "docker": "docker",
    "compose": "compose",
    "k8s": "kubernetes",
    "tf": "terraform",
    "actions": "actions",
    "openapi": "openapi",
    "graphql": "graphql",
    "proto": "proto",
    "html": "html",
    "secret": "secret",
    "config": "config",
    "x": "any",
}
_PACKAGE = Path(__file__).parents[1]
# In a wheel the pages lie inside the package, in a checkout at its top.
_PLACES = (_PACKAGE / "docs" / "rules", _PACKAGE.parents[1] / "docs" / "rules")


def family_of(rule_id: str) -> str | None:
    """Name the family of a rule, None for an id that is none of ours."""
    return FAMILIES.get(rule_id.partition("-")[0])


def page_name(family: str, locale: str) -> str:
    """Name the file of a family's page."""
    return f"{family}.en.md" if locale == "en" else f"{family}.md"


def page_file(rule_id: str, locale: str) -> Path | None:
    """Find the page that a rule is explained on; None where the pages were not installed."""
    family = family_of(rule_id)
    return None if family is None else _page_file(family, locale)


@cache
def _page_file(family: str, locale: str) -> Path | None:
    found = (place / page_name(family, locale) for place in _PLACES)
    return next((path for path in found if path.is_file()), None)
