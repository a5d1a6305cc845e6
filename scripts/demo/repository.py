"""A small back end with a history: orders in Python, payments in TypeScript, stock in Go, billing in Java.

The folders of `shop/` are laid over each other: `1-main` is committed on main, `2-branch` on a feature branch,
`3-uncommitted` is left in the working tree.
"""

import os
import shutil
import subprocess
from pathlib import Path

_LAYERS = Path(__file__).parent / "shop"
_IDENTITY = {
    "GIT_AUTHOR_NAME": "Hana Sato",
    "GIT_AUTHOR_EMAIL": "hana@example.com",
    "GIT_COMMITTER_NAME": "Hana Sato",
    "GIT_COMMITTER_EMAIL": "hana@example.com",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
}


def create(root: Path) -> Path:
    """Make the repository below `root` and return its folder."""
    repository = root / "shop"
    repository.mkdir(parents=True)
    _git(repository, "init", "--quiet", "--initial-branch=main")
    for file in sorted((_LAYERS / "1-main").rglob("*")):
        if file.is_file():
            name = file.relative_to(_LAYERS / "1-main")
            _lay(file, repository / name)
            _commit(repository, f"Add {name.as_posix()}")
    _git(repository, "checkout", "--quiet", "-b", "feature/confirm-orders")
    shutil.copytree(_LAYERS / "2-branch", repository, dirs_exist_ok=True)
    _commit(repository, "Confirm orders")
    shutil.copytree(_LAYERS / "3-uncommitted", repository, dirs_exist_ok=True)
    return repository


def changed(repository: Path) -> list[Path]:
    """The files that the branch and the working tree change, in reading order."""
    names = set()
    for layer in ("2-branch", "3-uncommitted"):
        names |= {
            file.relative_to(_LAYERS / layer) for file in (_LAYERS / layer).rglob("*") if file.is_file()
        }
    return [repository / name for name in sorted(names)]


def _lay(file: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, target)


def _commit(repository: Path, message: str) -> None:
    _git(repository, "add", "--all")
    _git(repository, "commit", "--quiet", "--message", message)


def _git(repository: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=repository, env={**os.environ, **_IDENTITY}, check=True)
