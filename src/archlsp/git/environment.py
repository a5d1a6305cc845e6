"""The environment git runs in: what it needs, and nothing that is secret or that redirects it."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from archlsp.git.trouble import GitTroubleError

# An allow-list: whatever else is in our environment (API keys, tokens, GIT_*) stays with us.
_KEPT = (
    "HOME", "USER", "LOGNAME", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "DEVELOPER_DIR", "SDKROOT",
)  # fmt: skip

_FIXED = {
    "LC_ALL": "C",
    "LANGUAGE": "C",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_PROTOCOL_FROM_USER": "0",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "GIT_SSH_COMMAND": "false",
    "GIT_EDITOR": "false",
    "GIT_PAGER": "cat",
    "PAGER": "cat",
}


def clean_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Keep what git needs of `environ`, and switch off all that reaches outside the repository."""
    kept = {name: environ[name] for name in _KEPT if name in environ}
    return {**kept, "PATH": os.pathsep.join(map(str, _folders(environ))), **_FIXED}


def user_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The clean environment in which git reads the user's and the machine's own configuration."""
    clean = clean_environment(environ)
    del clean["GIT_CONFIG_NOSYSTEM"], clean["GIT_CONFIG_GLOBAL"]
    own = ("XDG_CONFIG_HOME", "GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM")
    clean.update({name: environ[name] for name in own if name in environ})
    return clean


def find_git(root: Path, environ: Mapping[str, str]) -> str:
    """Return the absolute path of git; never one that the repository at `root` brings along.

    Raises GitTroubleError when there is none.
    """
    name = "git.exe" if os.name == "nt" else "git"
    for folder in _folders(environ):
        candidate = folder / name
        if candidate.is_file() and os.access(candidate, os.X_OK) and not _inside(candidate, root):
            return str(candidate)
    raise GitTroubleError.of("git-not-found")


def _folders(environ: Mapping[str, str]) -> list[Path]:
    # A relative entry, "." above all, would find a program of the repository's.
    entries = environ.get("PATH", os.defpath).split(os.pathsep)
    return [Path(entry) for entry in entries if Path(entry).is_absolute()]


def _inside(candidate: Path, root: Path) -> bool:
    return candidate.is_relative_to(root) or candidate.resolve().is_relative_to(root)


@contextmanager
def without_first_run() -> Iterator[None]:
    """Keep GitPython from running `git version` at its import, in our environment with all that is secret in it."""
    ours = {"GIT_PYTHON_REFRESH": "quiet", "GIT_PYTHON_GIT_EXECUTABLE": os.devnull}
    before = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
