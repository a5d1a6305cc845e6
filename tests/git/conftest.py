"""Fixtures of the git room's tests."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from archlsp.git.repository import Repository
from repositories import TestRepository


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home folder, so that nobody's own git configuration decides a test."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return home


@pytest.fixture
def made(tmp_path: Path) -> TestRepository:
    """A repository with one commit on main: app.py of five lines, and lib/tools.py."""
    repository = TestRepository.create(tmp_path / "work")
    repository.commit({"app.py": "one\ntwo\nthree\nfour\nfive\n", "lib/tools.py": "x = 1\n"})
    return repository


@pytest.fixture
def opened() -> Iterator[Callable[[Path], Repository]]:
    """Opens repositories and closes them after the test."""
    open_ones: list[Repository] = []

    def open_one(root: Path) -> Repository:
        open_ones.append(Repository.open(root))
        return open_ones[-1]

    yield open_one
    for repository in open_ones:
        repository.close()
