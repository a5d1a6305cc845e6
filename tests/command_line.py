"""The real command in a subprocess, in a folder with surroundings of its own."""

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main")
# What a finding of severity error and one with a safe fix look like.
UNSAFE = "import yaml\n\n\ndef settings(text):\n    return yaml.load(text)\n"
CLEAN = "import yaml\n\n\ndef settings(text):\n    return yaml.safe_load(text)\n"


@dataclass
class Folder:
    """A folder to run in, and the command's surroundings."""

    path: Path
    environment: dict[str, str]

    def git(self, *arguments: str) -> str:
        """Run git; return what it says."""
        done = subprocess.run([*_GIT, *arguments], cwd=self.path, capture_output=True, text=True, check=True)
        return done.stdout

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file; text as UTF-8, line ends as given."""
        place = self.path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return place

    def commit(self) -> None:
        """Commit everything."""
        self.git("add", "-A")
        self.git("commit", "-qm", "change")

    def command(self, *arguments: str) -> list[str]:
        """The command line."""
        return [sys.executable, "-m", "archlsp", *arguments]

    def run(self, *arguments: str, at: str = ".", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run archlsp; no traceback ever reaches a user."""
        done = subprocess.run(
            self.command(*arguments),
            cwd=self.path / at,
            env={**self.environment, **environment},
            capture_output=True,
            encoding="utf-8",
            check=False,
            stdin=subprocess.DEVNULL,
        )
        assert "Traceback" not in done.stdout + done.stderr
        return done
