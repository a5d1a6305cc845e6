"""Which paths a fix may touch."""

from pathlib import Path

import pytest

from archlsp.trust.edits import may_edit

_BAD = [
    "../outside.py",
    "/etc/passwd",
    "link/x.py",
    "alias.py",
    "pipe.py",
    "gone.py",
    "src",
    ".git/hooks/pre-commit",
    ".GIT/config",
    ".git./config",
    ".git /config",
    "git~1/config",
    ".g\u200cit/config",
    "sub/.git/hooks/x",
    "．git/config",
    ".github/workflows/ci.yml",
    ".vscode/settings.json",
    ".pre-commit-config.yaml",
    "Makefile",
    "package.json",
    "conftest.py",
    "CLAUDE.md",
    ".archlsp/../a.py",
    "a.py::$DATA",
    "C:\\Windows\\x",
    "CON",
    "aux.py",
    "a.py\x00.txt",
    "a\nb.py",
    "%2e%2e/x",
    "./a.py",
    "a.py/",
    "~/x.py",
    "",
    "\udcff.py",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workspace with a good file and some that only look good."""
    inside = tmp_path / "proj"
    (inside / "src").mkdir(parents=True)
    (inside / "src" / "日本語.py").touch()
    (inside / "a.py").touch()
    (tmp_path / "outside.py").touch()
    (inside / "link").symlink_to(tmp_path)
    (tmp_path / "x.py").touch()
    (inside / "alias.py").symlink_to(tmp_path / "outside.py")
    for name in ("conftest.py", "package.json", "Makefile", "CLAUDE.md"):
        (inside / name).touch()
    return inside


@pytest.mark.parametrize("path", _BAD)
def test_a_dangerous_path_is_refused_even_under_review(folder: Path, path: str) -> None:
    """Whatever a repository names its files, nothing outside it and nothing that runs by itself is changed."""
    assert not may_edit(folder, path, {path})


def test_a_file_under_review_may_be_edited_and_no_other(folder: Path) -> None:
    """The list of reviewed files is the allow-list."""
    assert may_edit(folder, "a.py", {"a.py"})
    assert may_edit(folder, "src/日本語.py", {"src/日本語.py"})
    assert not may_edit(folder, "a.py", {"b.py"})
    assert not may_edit(folder / "gone", "a.py", {"a.py"})
