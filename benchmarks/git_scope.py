"""What git's room costs, as JSON: python -m benchmarks.git_scope [FILES] [CHANGED]

Times are medians in milliseconds. "first" is with the import of GitPython, which happens once in a process.
"""

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from archlsp.git.repository import Repository
from archlsp.model.scope import Scope, ScopeKind, ScopeSpec
from benchmarks.generated import git, make_repository, source


def took(call: Callable[[], object], times: int) -> float:
    """The median time of a call in milliseconds."""
    measured = []
    for _ in range(times):
        began = time.perf_counter()
        call()
        measured.append((time.perf_counter() - began) * 1e3)
    return round(statistics.median(measured), 3)


def open_and_close(root: Path) -> None:
    """What `archlsp review` does once."""
    Repository.open(root).close()


def measure_scopes(root: Path, paths: list[str], changed: int) -> dict[str, object]:
    """Opening, and the first look at a repository with `changed` changes."""
    figures: dict[str, object] = {"files": len(paths), "changed": changed}
    figures["open_first"] = took(lambda: open_and_close(root), 1)
    figures["open"] = took(lambda: open_and_close(root), 9)
    git(root, "checkout", "-q", "-b", "feature")
    for path in paths[:: max(1, len(paths) // changed)][:changed]:
        (root / path).write_text((root / path).read_text().replace("compute(7)", "compute(77)"))
    repository = Repository.open(root)
    try:
        figures["scope_first"] = took(lambda: repository.scope(ScopeSpec()), 1)
        for kind in ScopeKind:
            spec = ScopeSpec(kind, since=3600)
            figures[f"scope_{kind.value}"] = took(lambda spec=spec: repository.scope(spec), 5)  # type: ignore[misc]
        figures["found"] = len(repository.scope(ScopeSpec()).files)
        figures["state"] = took(repository.state, 99)
        figures["ignored_1000"] = took(lambda: repository.ignored(paths[:1000]), 9)
        figures["folders"] = took(repository.folders, 5)
    finally:
        repository.close()
    return figures


def edited(text: str, edits: int) -> str:
    """The text with so many lines changed, evenly spread."""
    lines = text.splitlines(keepends=True)
    for number in range(edits):
        lines[(number * 2 + 1) * len(lines) // (2 * edits)] = f"edited = {number}\n"
    return "".join(lines)


def measure_hunks(root: Path) -> dict[str, object]:
    """Which lines changed, with the blob asked for anew and with it kept."""
    sizes = (500, 5_000)
    for lines in sizes:
        (root / f"long_{lines}.py").write_text(source(lines, lines))
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "long")
    repository = Repository.open(root)
    figures: dict[str, object] = {}
    try:
        scope = repository.scope(ScopeSpec(ScopeKind.WORKTREE))
        for lines in sizes:
            for edits in (1, 5, 20):
                figures[f"hunks_{lines}_lines_{edits}_edits"] = hunks(repository, scope, root, lines, edits)
    finally:
        repository.close()
    return figures


def hunks(repository: Repository, scope: Scope, root: Path, lines: int, edits: int) -> dict[str, float]:
    """One file: the first question about it in a new process of ours, and the following ones."""
    path = f"long_{lines}.py"
    text = edited((root / path).read_text(), edits)
    assert len(repository.hunks(scope, path, text) or ()) == edits
    kept = took(lambda: repository.hunks(scope, path, text), 49)

    def anew() -> None:
        repository._objects.lines.cache_clear()
        repository.hunks(scope, path, text)

    return {"kept": kept, "anew": took(anew, 49)}


def main() -> None:
    """Print the figures."""
    files, changed = (int(word) for word in [*sys.argv[1:], "10000", "200"][:2])
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder, "repository").resolve()
        paths = make_repository(root, files)
        figures = measure_scopes(root, paths, changed)
        figures.update(measure_hunks(root))
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
