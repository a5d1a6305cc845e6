"""How soon the first words of a design answer are on screen, and what a question is asked with, as JSON.

    python -m benchmarks.design FOLDER... [--rounds 5]

A real server on each repository, the official SDK in its worker, and a loopback API in this process that holds its
answer back before the first word. `first_words_ms`: from their release to the client. `asked_ms`: from the command to
the question on the wire, the inventory and the start of two processes included; the first round is cold. `tokens`:
the loopback server's count of the first question; `entries`: of the inventory in it. `follow_up_cached`: which share of
a follow-up's tokens the API has in its cache from the question before.
"""

import argparse
import json
import re
import statistics
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from archlsp.messages import say

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

_QUESTIONS = (
    "新しいユーザー認証システムの API を設計してください",
    "このデータベースクエリのパフォーマンスを改善できますか",
    "在庫管理のマイクロサービスを実装する必要があります",
)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    print(json.dumps([_measure(folder, given.rounds) for folder in given.folders], indent=2))


def _measure(folder: Path, rounds: int) -> dict[str, object]:
    fake, editors = import_module("claude.fake"), import_module("editor")
    text = import_module("design.answers").answer()
    held = fake.Answer(text=text, fault="hold", chunk=3, after=0)
    with tempfile.TemporaryDirectory() as state, fake.fake_api(answer=held) as api:
        environment = {"ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": api.url}
        editor = editors.Editor(Path(state), environment=environment)
        try:
            return _session(editor, api, folder, rounds)
        finally:
            editor.stop()


def _session(editor: Any, api: Any, folder: Path, rounds: int) -> dict[str, object]:  # noqa: ANN401 - of the tests
    editor.answers["window/showMessageRequest"] = lambda _params: {"title": say("ja", "consent-answer-yes")}
    editor.initialize(folder, initializationOptions={"answers": True, "ai": {"budget": {"dailyUsd": 900}}})
    taken: list[float] = []
    asked: list[float] = []
    for number in range(rounds):
        begin = time.perf_counter()
        before, mark = len(api.bodies), editor.mark
        api.api._free.clear()
        question = _QUESTIONS[number % len(_QUESTIONS)]
        request = editor.request(
            "workspace/executeCommand", {"command": "archlsp.design", "arguments": [{"question": question}]}
        )
        api.wait(lambda before=before: len(api.bodies) > before, 90)
        asked.append((time.perf_counter() - begin) * 1e3)
        time.sleep(0.3)
        begin = time.perf_counter()
        api.go()
        editor.notification("archlsp/answer", lambda shown: "理解" in shown["markdown"], mark)
        taken.append((time.perf_counter() - begin) * 1e3)
        editor.answer(request)
    context = [_context(body) for body in api.bodies[: len(_QUESTIONS)]]
    editor.command("archlsp.designFollowUp", {"question": "Redis ではどうなりますか"})
    return {
        "repository": folder.name,
        "follow_up_cached": _shared(*api.bodies[-2:]),
        "first_words_ms": _summary(taken),
        "asked_ms": {"cold": round(asked[0]), "median": round(statistics.median(asked))},
        "context": context,
    }


def _shared(first: Any, second: Any) -> float:  # noqa: ANN401 - bodies of the API
    """The share of the second body that is the first one's up to the last mark of the cache."""
    blocks = import_module("claude.fake.blocks")
    kept = cached = 0
    for one, other in zip(blocks.all_blocks(first), blocks.all_blocks(second), strict=False):
        if one.get("text") != other.get("text"):
            break
        kept += blocks.tokens_in(other)
        cached = kept if "cache_control" in one else cached
    return round(float(cached / blocks.tokens_of(second)), 3)


def _context(body: Any) -> dict[str, object]:  # noqa: ANN401 - a body of the API
    blocks = import_module("claude.fake.blocks")
    text = json.dumps(body["messages"], ensure_ascii=False)
    counts = re.search(r'inventory entries=\\"(\d+)\\" of=\\"(\d+)\\"', text)
    outlines = len(re.findall(r"<outline path=", text))
    entries = [int(counts[1]), int(counts[2])] if counts else [0, 0]
    return {"tokens": blocks.tokens_of(body), "entries": entries, "outlines": outlines}


def _summary(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 1), "worst": round(max(values), 1)}


if __name__ == "__main__":
    main()
