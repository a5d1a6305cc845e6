"""Which paths a fix may touch: files under review, inside the folder, that nobody executes unasked.

Stricter than resolving the path and looking where it ends: names that other systems or git fold together,
and files whose content is run or obeyed on its own (hooks, CI, editors, packagers, agents), are refused.
"""

import os
import re
import stat
import unicodedata
from collections.abc import Container
from pathlib import Path

_FOLDERS = frozenset(
    {".git", ".github", ".gitlab", ".circleci", ".husky", ".vscode", ".idea", ".zed", ".nvim", ".fleet"}
    | {
        ".claude",
        ".cursor",
        ".devcontainer",
        ".direnv",
        ".aider",
        ".codex",
        ".gemini",
        ".windsurf",
        "node_modules",
    }
)
_FILES = frozenset(
    {".gitattributes", ".gitmodules", ".gitconfig", ".gitlab-ci.yml", ".travis.yml", "azure-pipelines.yml"}
    | {".envrc", ".pre-commit-config.yaml", ".npmrc", ".yarnrc", ".yarnrc.yml", ".pnpmfile.cjs", ".mcp.json"}
    | {
        ".exrc",
        ".nvimrc",
        ".nvim.lua",
        ".vimrc",
        ".bazelrc",
        "makefile",
        "gnumakefile",
        "justfile",
        "package.json",
    }
    | {"setup.py", "conftest.py", "sitecustomize.py", "usercustomize.py", "noxfile.py", "build.rs"}
    | {"pyproject.toml", "archlsp.toml", "claude.md", "agents.md", "gemini.md", ".cursorrules"}
)
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_SHORT_NAME = re.compile(r"git~[0-9]+", re.IGNORECASE)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co"})
_LONGEST = 1024


def may_edit(folder: Path, path: str, under_review: Container[str]) -> bool:
    """Tell whether a fix may change `path`, POSIX and relative to `folder`. Looks at the disk, never raises."""
    return path in under_review and _harmless(path) and _is_plain_file(folder, path)


def may_create(folder: Path, path: str) -> bool:
    """Tell whether a new file may be made at `path`; folders on the way may be missing. Never raises."""
    if not _harmless(path):
        return False
    place, inside = folder, True
    for part in path.split("/"):
        place = place / part
        try:
            kind = place.lstat().st_mode
        except FileNotFoundError:
            return True
        except (OSError, ValueError):
            return False
        inside = inside and stat.S_ISDIR(kind)
        if not inside:
            return False
    return False


def _harmless(path: str) -> bool:
    if not path or len(path) > _LONGEST or path.startswith("~"):
        return False
    if any(letter in '\\:%"<>|*?' or unicodedata.category(letter) in _INVISIBLE for letter in path):
        return False
    return all(map(_harmless_part, path.split("/")))


def _harmless_part(part: str) -> bool:
    if part in {"", ".", ".."} or part != part.rstrip(". "):
        return False
    if _DEVICE.fullmatch(part) or _SHORT_NAME.fullmatch(part):
        return False
    folded = unicodedata.normalize("NFKC", part).casefold()
    return folded not in _FOLDERS and folded not in _FILES


def _is_plain_file(folder: Path, path: str) -> bool:
    """Walk down without following a link at any step."""
    *parents, name = path.split("/")
    try:
        current = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        for parent in parents:
            flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            below = os.open(parent, flags, dir_fd=current)
            os.close(current)
            current = below
        return stat.S_ISREG(os.stat(name, dir_fd=current, follow_symlinks=False).st_mode)
    except (OSError, ValueError):
        return False
    finally:
        os.close(current)
