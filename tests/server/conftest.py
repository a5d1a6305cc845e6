"""Servers that are gone after the test, and a repository to review."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from claude.fake import Answer, FakeApiThread, fake_api
from claude.items import item
from editor import Editor
from server.ai_session import CULPRIT, Start

API = '''\
import requests


def notify(url):
    """注文を通知します。"""
    return "🚚 配送" + requests.get(url).text
'''
TIMEOUT = "py-http-call-without-timeout"


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a server; the arguments are those of `Editor` behind its first."""
    editors: list[Editor] = []

    def start_one(**options: object) -> Editor:
        editors.append(Editor(tmp_path / "home", **options))  # type: ignore[arg-type]
        return editors[-1]

    yield start_one
    for editor in editors:
        editor.stop()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """One initialized server without a folder, shared by tests that leave it as it was."""
    editor = Editor(tmp_path_factory.mktemp("shared"))
    editor.initialize()
    yield editor
    editor.stop()


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository whose api.py is new and calls out without a timeout."""
    return repository(tmp_path / "shop", {"api.py": API})


@pytest.fixture
def api() -> Iterator[FakeApiThread]:
    """A loopback API that finds one thing, and writes what is asked for."""
    with fake_api(answer=Answer(findings=[item(CULPRIT, category="security")])) as running:
        yield running


def repository(root: Path, files: dict[str, str]) -> Path:
    """Make a repository with one commit, and then these files."""
    root.mkdir(parents=True)
    (root / "README.md").write_text("# shop\n", "utf-8")
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        git(root, *arguments)
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def git(root: Path, *arguments: str) -> None:
    """Run git as nobody in particular."""
    names = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        names |= {f"GIT_{role}_NAME": "a", f"GIT_{role}_EMAIL": "a@example.com"}
    subprocess.run(["git", *arguments], cwd=root, env={**os.environ, **names}, check=True)
