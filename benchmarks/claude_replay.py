"""What Claude's part costs over real work, as JSON.

    python -m benchmarks.claude_replay FOLDER... [--commits 60] [--delay 0]

The newest commits of each work tree are replayed as a developer would have made them: hunk by hunk, a save after
each. Every save goes through the rules' worker, the architect and the official SDK to a loopback server that speaks
the API's wire and works out cache figures from real prefixes; it finds nothing. Tokens are the loopback server's count.

`whole_file` is what a reviewer would send that sends the file at every save and nothing else. `new` is what the API
has to read anew: what is not sent, or is in its cache, costs nothing or a tenth. `billed` counts all of it at its
price, in tokens of plain input. `..._of_whole` compares with `whole_file` where every file comes with the persona,
documents and task that ours come with.
"""

import argparse
import asyncio
import difflib
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from archlsp.claude.architect import Architect
from archlsp.git.diff import changed_lines, lines_of
from archlsp.model.review import Request
from archlsp.model.terms import Terms
from archlsp.rules.pool import WorkerPool
from archlsp.rules.reviewer import RulesReviewer
from archlsp.store.ledger import Ledger
from benchmarks.noise import changes_of, git

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

_LARGEST = 200_000
_MOST_SAVES = 20  # of one file in one commit: a rewritten file is saved whole


@dataclass
class Figures:
    """Sums over one repository; tokens as the API counts them."""

    commits: int = 0
    saves: int = 0
    saves_again: int = 0
    calls: int = 0
    calls_for_unchanged: int = 0
    input: int = 0
    cache_read: int = 0
    cache_write: int = 0
    write_hour: int = 0
    instructions: int = 0
    whole_file: int = 0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--commits", type=int, default=60)
    given = parser.parse_args()
    print(json.dumps([asyncio.run(_measure(folder, given.commits)) for folder in given.folders], indent=2))


async def _measure(folder: Path, commits: int) -> dict[str, object]:
    figures = Figures()
    with tempfile.TemporaryDirectory() as state:
        ledger = Ledger.open(Path(state))
        rules = RulesReviewer(WorkerPool(1))
        async with import_module("claude.fake").FakeApi() as api:  # it lives with the tests
            environ = {"PATH": os.environ["PATH"], "ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": api.url}
            architect = Architect(ledger, Path(state), environ)
            replay = _Replay(rules, architect, figures, api.requests)
            try:
                for request in _saves(folder, commits, figures):
                    await replay.save(request)
            finally:
                await architect.close()
                await rules.close()
                _sum(figures, ledger)
                ledger.close()
    new = figures.input + figures.cache_write
    five_minutes = figures.cache_write - figures.write_hour
    billed = figures.input + 0.1 * figures.cache_read + 1.25 * five_minutes + 2 * figures.write_hour
    whole = figures.whole_file + figures.saves * figures.instructions
    return {
        "repository": folder.name,
        **vars(figures),
        "new": new,
        "cache_share": round(figures.cache_read / max(1, new + figures.cache_read), 3),
        "new_of_whole_file": round(new / max(1, figures.whole_file), 4),
        "new_of_whole": round(new / max(1, whole), 4),
        "billed": round(billed),
        "billed_of_whole": round(billed / max(1, whole), 4),
    }


def _sum(figures: Figures, ledger: Ledger) -> None:
    sums = "sum(input), sum(read), sum(write5m + write1h), sum(write1h) FROM spend"
    (row,) = ledger.read(f"SELECT {sums}", ())
    figures.input, figures.cache_read, figures.cache_write, figures.write_hour = row


def _saves(folder: Path, commits: int, figures: Figures) -> Iterator[Request]:
    """The state of a file at each save, oldest commit of the newest first."""
    chosen: list[list[Request]] = []
    for commit in git(folder, "rev-list", "--no-merges", "-n", "2000", "HEAD").split():
        requests = [request for request in changes_of(folder, commit) if len(request.text) < _LARGEST]
        if requests:
            chosen.append(requests)
        if len(chosen) == commits:
            break
    for requests in reversed(chosen):
        figures.commits += 1
        for request in requests:
            for text in _states(request.base or "", request.text):
                base = lines_of(request.base) if request.base is not None else None
                hunks = None if base is None else changed_lines(base, lines_of(text))
                if hunks != ():
                    yield replace(request, text=text, hunks=hunks, root=str(folder.resolve()))


def _states(base: str, text: str) -> Iterator[str]:
    """The texts between two, one more hunk applied in each."""
    before, after = base.splitlines(keepends=True), text.splitlines(keepends=True)
    steps = [
        op for op in difflib.SequenceMatcher(None, before, after, False).get_opcodes() if op[0] != "equal"
    ]
    if len(steps) > _MOST_SAVES or not base:
        yield text
        return
    for count in range(1, len(steps) + 1):
        lines, at = [], 0
        for _, start, end, new_start, new_end in steps[:count]:
            lines += [*before[at:start], *after[new_start:new_end]]
            at = end
        yield "".join([*lines, *before[at:]])


class _Replay:
    """Sends one save after the other through everything."""

    def __init__(
        self, rules: RulesReviewer, architect: Architect, figures: Figures, requests: Sequence[Any]
    ) -> None:
        self._rules = rules
        self._architect = architect
        self._figures = figures
        self._requests = requests

    async def save(self, request: Request) -> None:
        """Save, and save again without a change: that must cost nothing."""
        figures = self._figures
        figures.saves += 1
        figures.whole_file += len(request.text) // 4
        figures.calls += await self._review(request)
        figures.saves_again += 1
        figures.calls_for_unchanged += await self._review(request)

    async def _review(self, request: Request) -> int:
        before = len(self._requests)
        found = await self._rules.review(request, lambda _finding: None)
        terms = Terms(paid=True, daily_usd=1_000)
        asked = replace(request, terms=terms, evidence=found.findings)
        asked = replace(asked, surroundings=await self._rules.surroundings(asked))
        await self._architect.review(asked, lambda _finding: None)
        for seen in self._requests[before:]:
            said = sum(len(part["text"]) for part in seen.body["system"])
            self._figures.instructions = said // 4
        return len(self._requests) - before


if __name__ == "__main__":
    main()
