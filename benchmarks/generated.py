"""Repositories made up for the benchmarks of git's room."""

import os
import subprocess
from pathlib import Path

_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "bench",
    "GIT_AUTHOR_EMAIL": "bench@example.org",
    "GIT_COMMITTER_NAME": "bench",
    "GIT_COMMITTER_EMAIL": "bench@example.org",
}
_A_FOLDER = 20


def git(root: Path, *arguments: str) -> str:
    """Run plain git, as a user would."""
    environment = {**os.environ, **_ENVIRONMENT}
    command = ["git", *arguments]
    return subprocess.run(
        command, cwd=root, env=environment, check=True, capture_output=True, text=True
    ).stdout


def source(lines: int, seed: int) -> str:
    """Python that looks like somebody's: no two lines equal but for the empty ones."""
    body = (
        f"    value_{seed}_{number} = compute({number})\n" if number % 6 else "\n" for number in range(lines)
    )
    return "".join(body)


def make_repository(root: Path, files: int, lines: int = 30) -> list[str]:
    """Commit `files` files, twenty to a folder, and return their paths."""
    root.mkdir(parents=True)
    git(root, "init", "-q", "-b", "main")
    paths = [f"package_{number // _A_FOLDER}/module_{number}.py" for number in range(files)]
    for number, path in enumerate(paths):
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(source(lines, number))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "all")
    return paths
