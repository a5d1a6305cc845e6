"""Real git repositories for the tests of any room."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "Mori",
    "GIT_AUTHOR_EMAIL": "mori@example.org",
    "GIT_COMMITTER_NAME": "Mori",
    "GIT_COMMITTER_EMAIL": "mori@example.org",
    "GIT_ALLOW_PROTOCOL": "file",
}


class TestRepository:
    """A work tree that a test fills and commits to, as a developer would."""

    __test__ = False

    def __init__(self, root: Path) -> None:
        """`root` is an existing work tree; `create` makes a new one."""
        self.root = root.resolve()

    @classmethod
    def create(cls, root: Path, *options: str, branch: str = "main") -> "TestRepository":
        """Make an empty repository at `root`; `options` are those of `git init`."""
        root.mkdir(parents=True, exist_ok=True)
        repository = cls(root)
        repository.git("init", "-q", "-b", branch, *options)
        return repository

    def git(
        self, *arguments: str, given: bytes | None = None, tolerate: str = "0", **environment: str
    ) -> str:
        """Run git here and return its output; exit codes but 0 and `tolerate` fail the test with what git said."""
        outcome = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **_ENVIRONMENT, **environment},
            input=given,
            capture_output=True,
            check=False,
        )
        assert outcome.returncode in (0, int(tolerate)), outcome.stderr.decode(errors="replace")
        return os.fsdecode(outcome.stdout).strip()

    def write(self, path: str, content: str | bytes) -> Path:
        """Write a file of the work tree, with the folders above it."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(
            content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
        )
        return target

    def commit(
        self,
        files: Mapping[str, str | bytes] | None = None,
        message: str = "change",
        when: str | None = None,
        *,
        amend: bool = False,
    ) -> str:
        """Write `files`, stage everything, commit, and return the commit's id; `when` is git's date."""
        for path, content in (files or {}).items():
            self.write(path, content)
        self.git("add", "-A")
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when} if when else {}
        self.git("commit", "-q", "--allow-empty", *(["--amend"] if amend else []), "-m", message, **dates)
        return self.head()

    def head(self) -> str:
        """The id of the current commit."""
        return self.git("rev-parse", "HEAD")

    def clone(self, target: Path, *options: str) -> "TestRepository":
        """Clone this repository through git's transport, as from a server."""
        self.git("clone", "-q", *options, f"file://{self.root}", str(target))
        return TestRepository(target)

    def snapshot(self) -> dict[str, tuple[int, int, int]]:
        """When each file and folder of `.git` was written, its size and its inode."""
        found = {}
        for path in sorted((self.root / ".git").rglob("*")):
            stat = path.lstat()
            found[str(path)] = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
        return found
