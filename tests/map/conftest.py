"""Folders and repositories to run the command in."""

import os
from pathlib import Path

import pytest

from command_line import CLEAN, UNSAFE, Folder


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder that is no repository; state and settings of its own; English."""
    kept = ("PATH", "XDG_CACHE_HOME", "COVERAGE_PROCESS_START", "COVERAGE_PROCESS_CONFIG", "PYTHONPATH")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    environment |= {
        "HOME": str(tmp_path),
        "ARCHLSP_STATE_DIR": str(tmp_path / "state"),
        "ARCHLSP_CONFIG_DIR": str(tmp_path / "config"),
        "ARCHLSP_LANGUAGE": "en",
    }
    place = tmp_path / "shop"
    place.mkdir()
    return Folder(place, environment)


@pytest.fixture
def shop(folder: Folder) -> Folder:
    """A repository with one commit."""
    folder.git("init", "-q")
    folder.write("app/settings.py", CLEAN)
    folder.write("README.md", "# shop\n")
    folder.commit()
    return folder


@pytest.fixture
def changed(shop: Folder) -> Folder:
    """A repository with a change that has one finding, an error with a safe fix."""
    shop.write("app/settings.py", UNSAFE)
    return shop
