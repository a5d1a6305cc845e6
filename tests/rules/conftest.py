"""The rules' tests share one catalog."""

import pytest

from archlsp.rules.catalog import Catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """All built-in rules."""
    return Catalog.load()
