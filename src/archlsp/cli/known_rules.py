"""The catalog, for commands about rules."""

from archlsp.cli.arguments import UsageError
from archlsp.rules.catalog import Catalog
from archlsp.rules.rule import Rule
from archlsp.settings.nearest import nearest


def rule_named(name: str) -> Rule:
    """A rule by its id. Raises UsageError, with the nearest id, for an unknown one."""
    catalog = Catalog.load()
    rule = catalog.get(name)
    if rule is None:
        near = nearest(name, (known.id for known in catalog.rules))
        raise UsageError("usage-unknown-rule", near, rule=name)
    return rule
