"""How much the offline architect says about real repositories, as JSON.

    python -m benchmarks.noise FOLDER... [--commits 60] [--show]

For each work tree: findings per 1,000 lines over the whole of it (as `review --all` on code that has shipped), the
time that took against reading and parsing alone, and findings per commit on changed lines, over its newest
commits that change something we read. `--show` prints each finding of the replay, for reading by hand.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from archlsp.git.diff import changed_lines, lines_of
from archlsp.model.finding import Finding
from archlsp.model.languages import language_of
from archlsp.model.review import Request
from archlsp.rules.catalog import Catalog
from archlsp.rules.engine import review
from archlsp.rules.source import PARSED, parse

_LARGEST = 1_000_000
_LONGEST_LINE = 5_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--commits", type=int, default=60)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    catalog = Catalog.load()
    for folder in given.folders:
        figures = {"repository": folder.name, **_whole(catalog, folder)}
        if given.commits:
            figures |= _replayed(catalog, folder, given.commits, show=given.show)
        print(json.dumps(figures, indent=2), flush=True)


def _whole(catalog: Catalog, folder: Path) -> dict[str, object]:
    requests = [
        Request(path, language, text, None, 0, "en", shipped=True, root=str(folder))
        for path, language, text in files(folder)
    ]
    begin = perf_counter()
    for request in requests:
        if request.language in PARSED:
            parse(request.text, request.language)
    parsing = perf_counter() - begin
    begin = perf_counter()
    found = [finding for request in requests for finding in review(catalog, request).findings]
    reviewing = perf_counter() - begin
    lines = sum(request.text.count("\n") for request in requests)
    return {
        "files": len(requests),
        "lines": lines,
        "per_1000_lines": round(1000 * len(found) / max(lines, 1), 2),
        "by_severity": Counter(finding.severity.word for finding in found),
        "rules": dict(Counter(finding.rule for finding in found).most_common(25)),
        "parse_s": round(parsing, 2),
        "review_s": round(reviewing, 2),
    }


def files(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Yield path, language and text of every file of a work tree that we review."""
    for path in git(folder, "ls-files", "-z").split("\0"):
        language = language_of(path) if path else None
        file = folder / path
        if language is None or file.is_symlink() or not file.is_file() or file.stat().st_size > _LARGEST:
            continue
        text = file.read_text("utf-8", "replace")
        if _is_read(text, language):
            yield path, language, text


def _is_read(text: str, language: str) -> bool:
    return language == "sql" or max(map(len, text.split("\n"))) <= _LONGEST_LINE


def _replayed(catalog: Catalog, folder: Path, wanted: int, *, show: bool) -> dict[str, object]:
    commits = findings = lines = 0
    rules: Counter[str] = Counter()
    for commit in git(folder, "rev-list", "--no-merges", "-n", "2000", "HEAD").split():
        if commits == wanted:
            break
        changes = list(changes_of(folder, commit))
        if not changes:
            continue
        commits += 1
        for request in changes:
            lines += sum(hunk.end - hunk.start for hunk in request.hunks or ())
            for finding in review(catalog, request).findings:
                findings += 1
                rules[finding.rule] += 1
                if show:
                    _show(commit, finding)
    return {
        "commits": commits,
        "changed_lines": lines,
        "per_commit": round(findings / max(commits, 1), 2),
        "replay_rules": dict(rules.most_common(25)),
    }


def changes_of(folder: Path, commit: str) -> Iterator[Request]:
    """Make a request for each file that a commit changed and that we read."""
    names = git(folder, "diff-tree", "-r", "--no-commit-id", "--name-status", "-z", "--no-renames", commit)
    fields = iter(names.split("\0"))
    changed = [(status, path) for status, path in zip(fields, fields, strict=False) if path]
    together = tuple(path for _, path in changed)
    for status, path in changed:
        language = language_of(path)
        if status == "D" or language is None:
            continue
        text = _blob(folder, f"{commit}:{path}")
        if text is None or len(text) > _LARGEST or not _is_read(text, language):
            continue
        base = _blob(folder, f"{commit}^:{path}") if status != "A" else None
        hunks = None if base is None else changed_lines(lines_of(base), lines_of(text))
        if hunks != ():
            # The files beside it are those of today; what imports them was not much different then.
            yield Request(path, language, text, hunks, 0, "en", base=base, root=str(folder), changed=together)


def _show(commit: str, finding: Finding) -> None:
    place = f"{commit[:10]} {finding.anchor.path}:{finding.anchor.span.start.line + 1}"
    quote = finding.anchor.quote.split("\n")[0][:120]
    sys.stderr.write(f"{place} [{finding.rule}] {finding.title}\n    {quote}\n")


def git(folder: Path, *arguments: str) -> str:
    """Ask git about a work tree."""
    done = subprocess.run(["git", "-C", str(folder), *arguments], capture_output=True, check=True)
    return done.stdout.decode("utf-8", "replace")


def _blob(folder: Path, name: str) -> str | None:
    done = subprocess.run(["git", "-C", str(folder), "show", name], capture_output=True, check=False)
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else None


if __name__ == "__main__":
    main()
