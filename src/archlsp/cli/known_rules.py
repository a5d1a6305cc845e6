"""The catalog, for commands about rules."""

from pathlib import Path

from archlsp.cli.arguments import UsageError
from archlsp.cli.language import root_of
from archlsp.rules.catalog import Catalog
from archlsp.rules.project import PREFIX
from archlsp.rules.rule import Rule
from archlsp.settings.nearest import nearest


def own_catalog() -> Catalog:
    """The rules of the project that the command was started in."""
    return Catalog.of_project(root_of(Path.cwd()))


def rule_named(name: str) -> Rule:
    """A rule by its id. Raises UsageError, with the nearest id, for an unknown one."""
    catalog = Catalog.load()
    rule = catalog.get(name)
    if rule is None and name.startswith(PREFIX):
        rule = own_catalog().get(name)
    if rule is None:
        near = nearest(name, (known.id for known in (*catalog.rules, *own_catalog().rules)))
        raise UsageError("usage-unknown-rule", near, rule=name)
    return rule
