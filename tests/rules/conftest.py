"""The rules' tests share one catalog, and keep out of the user's cache."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archlsp.rules.catalog import Catalog


@pytest.fixture(scope="session", autouse=True)
def cache_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache of our own, for this process and for the workers it starts."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def catalog(cache_folder: Path) -> Catalog:
    """All built-in rules."""
    return Catalog.load()
