"""28 repositories, 27 of which try to run a program of theirs when somebody looks at them.

Each trap's program leaves a line in the canary file: the trap's name, and whether an API key was in reach.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from repositories import TestRepository


@dataclass(frozen=True)
class Trap:
    """A hostile repository under construction."""

    name: str
    repository: TestRepository
    folder: Path
    canary: Path

    def program(self, rest: str = "") -> str:
        """Write the program that must never run, and return its path; `rest` is what it does besides."""
        path = self.folder / "program.sh"
        told = f'echo "{self.name} key=${{ANTHROPIC_API_KEY:+in reach}}" >> "{self.canary}"'
        path.write_text(f"#!/bin/sh\n{told}\n{rest}\n")
        path.chmod(0o755)
        return str(path)

    def config(self, **values: str) -> None:
        """Set configuration; `__` stands for the dot in a key and `_` for a hyphen."""
        for key, value in values.items():
            self.repository.git("config", key.replace("__", ".").replace("_", "-"), value)

    def attributes(self, text: str, path: str = ".gitattributes") -> None:
        """Write an attributes file."""
        self.repository.write(path, text)

    def hook(self, folder: str, *names: str) -> None:
        """Install the program as hooks."""
        for name in names:
            script = self.repository.write(f"{folder}/{name}", Path(self.program()).read_bytes())
            script.chmod(0o755)

    def lose(self, *revisions: str) -> None:
        """Delete blobs, so that git has to fetch them."""
        for revision in revisions:
            oid = self.repository.git("rev-parse", revision)
            (self.repository.root / ".git" / "objects" / oid[:2] / oid[2:]).unlink(missing_ok=True)

    def submodule(self) -> Path:
        """Add a submodule with changes in it."""
        inner = _lived_in(self.folder / "inner")
        self.repository.git("submodule", "add", "-q", str(inner.root), "sub")
        self.repository.git("commit", "-q", "-a", "-m", "submodule")
        self.repository.write("sub/app.py", "changed in the submodule\n")
        self.repository.write("app.py", "print(9)\n")
        return self.repository.root / "sub"


def _lived_in(root: Path) -> TestRepository:
    """Two commits, then a file modified, one staged, one untracked, and one whose time alone differs."""
    repository = TestRepository.create(root)
    repository.commit({"app.py": "print(1)\n", "lib/tools.py": "x = 1\n", "keep.txt": "k\n"})
    repository.commit({"app.py": "print(1)\nprint(2)\n"})
    repository.write("lib/tools.py", "x = 2\n")
    repository.git("add", "lib/tools.py")
    repository.write("app.py", "print(1)\nprint(3)\n")
    repository.write("new.py", "n = 1\n")
    repository.write("keep.txt", "k\n")
    return repository


def _included(trap: Trap) -> None:
    trap.repository.write("tools.gitconfig", f"[core]\n\tfsmonitor = {trap.program('exit 1')}\n")
    trap.config(include__path="../tools.gitconfig")


def _worktree_config(trap: Trap) -> None:
    trap.config(extensions__worktreeConfig="true")
    trap.repository.write(".git/config.worktree", f"[core]\n\tfsmonitor = {trap.program('exit 1')}\n")


def _driver(kind: str, rest: str = "") -> Callable[[Trap], None]:
    """A program named by an attribute: `kind` is "diff.command", "filter.clean" and so on."""
    section, key = kind.split(".")

    def plant(trap: Trap) -> None:
        trap.attributes(f"* {section}=theirs\n")
        trap.repository.git("config", f"{section}.theirs.{key}", trap.program(rest))

    return plant


def _hidden_attributes(trap: Trap) -> None:
    trap.attributes("* filter=theirs\n", ".git/info/attributes")
    trap.config(filter__theirs__clean=trap.program("cat"))


def _hooks_path(trap: Trap) -> None:
    trap.hook("tools", "post-index-change")
    trap.config(core__hooksPath="tools")


def _signed(trap: Trap) -> None:
    trap.config(gpg__program=trap.program(), log__showSignature="true")
    header, _, message = trap.repository.git("cat-file", "commit", "HEAD").partition("\n\n")
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ==\n -----END PGP SIGNATURE-----"
    signed = f"{header}\n{signature}\n\n{message}\n".encode()
    commit = trap.repository.git("hash-object", "-t", "commit", "-w", "--stdin", given=signed)
    trap.repository.git("update-ref", "refs/heads/main", commit)


def _remote(url: str, **values: str) -> Callable[[Trap], None]:
    def plant(trap: Trap) -> None:
        program = trap.program()
        trap.config(remote__origin__url=url.format(program=program), remote__origin__fetch="+refs/*:refs/*")
        trap.config(**{key: value.format(program=program) for key, value in values.items()})

    return plant


def _promisor(url: str, **values: str) -> Callable[[Trap], None]:
    """Blobs are missing, and the remote that is to give them is a program."""

    def plant(trap: Trap) -> None:
        program, here = trap.program(), str(trap.repository.root)
        trap.config(core__repositoryformatversion="1", extensions__partialClone="origin")
        trap.config(
            remote__origin__promisor="true", remote__origin__url=url.format(program=program, here=here)
        )
        trap.config(**{key: value.format(program=program) for key, value in values.items()})
        trap.lose("HEAD:app.py", "HEAD:keep.txt", "HEAD~1:app.py")

    return plant


def _submodule_monitor(trap: Trap) -> None:
    inner = TestRepository(trap.submodule())
    inner.git("config", "core.fsmonitor", trap.program("exit 1"))


def _submodule_filter(trap: Trap) -> None:
    inner = TestRepository(trap.submodule())
    inner.git("config", "filter.theirs.clean", trap.program("cat"))
    inner.write(".gitattributes", "* filter=theirs\n")


def _submodule_update(trap: Trap) -> None:
    trap.submodule()
    trap.config(submodule__sub__update="!" + trap.program())


def _bare_inside(trap: Trap) -> None:
    """Tracked files that look like a bare repository."""
    config = f'[core]\n\tbare = false\n\tworktree = "worktree"\n\tfsmonitor = "{trap.program("exit 1")}"\n'
    files = {"HEAD": "ref: refs/heads/main\n", "config": config, "objects/.keep": "", "refs/.keep": ""}
    for name, content in {**files, "worktree/a": "a", "notes.md": "hello\n"}.items():
        trap.repository.write(f"docs/{name}", content)
        trap.repository.git("add", "-f", f"docs/{name}")
    trap.repository.git("commit", "-q", "-m", "docs")
    trap.repository.write("app.py", "print(9)\n")


def _alias(trap: Trap) -> None:
    for name in ("status", "diff", "ls-files", "config"):
        trap.repository.git("config", f"alias.{name}", "!" + trap.program())


def _pager(trap: Trap) -> None:
    for key in ("core.pager", "pager.diff", "pager.status", "pager.ls-files", "pager.config"):
        trap.repository.git("config", key, trap.program("cat"))


_MONITOR = "core.fsmonitor"
TRAPS: dict[str, Callable[[Trap], None]] = {
    "nothing": lambda trap: None,
    _MONITOR: lambda trap: trap.config(core__fsmonitor=trap.program("exit 1")),
    "include.path": _included,
    "config.worktree": _worktree_config,
    "diff.external": lambda trap: trap.config(diff__external=trap.program()),
    "diff driver: command": _driver("diff.command"),
    "diff driver: textconv": _driver("diff.textconv", 'cat "$1"'),
    "filter: clean": _driver("filter.clean", "cat"),
    "filter: clean, by info/attributes": _hidden_attributes,
    "filter: process": _driver("filter.process", "exit 1"),
    "filter: smudge": _driver("filter.smudge", "cat"),
    "hook: post-index-change": lambda trap: trap.hook(".git/hooks", "post-index-change"),
    "core.hooksPath": _hooks_path,
    "hook: around commits": lambda trap: trap.hook(
        ".git/hooks", "pre-commit", "post-commit", "reference-transaction", "post-checkout", "pre-auto-gc"
    ),
    "gpg.program": _signed,
    "alias": _alias,
    "core.pager": _pager,
    "core.editor": lambda trap: trap.config(core__editor=trap.program(), sequence__editor=trap.program()),
    "core.sshCommand": _remote("ssh://127.0.0.1/x", core__sshCommand="{program}"),
    "credential.helper": _remote("http://127.0.0.1:9/x", credential__helper="!{program}"),
    "promisor by ssh": _promisor("ssh://127.0.0.1/x", core__sshCommand="{program}"),
    "promisor by uploadpack": _promisor("{here}", remote__origin__uploadpack="{program}"),
    "promisor by ext": _promisor("ext::{program}", protocol__ext__allow="always"),
    "submodule: fsmonitor": _submodule_monitor,
    "submodule: filter": _submodule_filter,
    "submodule: update": _submodule_update,
    "bare repository inside": _bare_inside,
    "merge driver": _driver("merge.driver"),
}


def set_trap(name: str, folder: Path) -> Trap:
    """Build the hostile repository `name` below `folder`; nothing has sprung yet when this returns."""
    folder.mkdir(parents=True, exist_ok=True)
    trap = Trap(name, _lived_in(folder / "work"), folder, folder / "CANARY")
    TRAPS[name](trap)
    trap.canary.unlink(missing_ok=True)
    return trap


def sprung(trap: Trap) -> Iterator[str]:
    """What the canary heard."""
    if trap.canary.exists():
        yield from trap.canary.read_text().splitlines()
