"""How long a finding of Claude's takes from the wire to the editor, while somebody types, as JSON.

    python -m benchmarks.claude_latency [--rounds 20]

A real server, the official SDK in its worker, and a loopback API in this process that holds an answer back just before
the last characters of its finding. `finding_ms`: from their release to the diagnostic. `answer_ms`: a request of the
editor's, asked all the time while the SDK is imported and answers stream: how far the event loop lags. Milliseconds.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from archlsp.messages import say

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

_TEXT = "import requests\n\n\ndef notify(url, n):\n    return requests.get(url, timeout=n)\n"
_CULPRIT = "requests.get(url, timeout=n)"
_UNKNOWN = "benchmark/unknown"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=20)
    print(json.dumps(_measure(parser.parse_args().rounds), indent=2))


def _measure(rounds: int) -> dict[str, object]:
    fake, editors = import_module("claude.fake"), import_module("editor")
    with tempfile.TemporaryDirectory() as folder, fake.fake_api(answer=_held("-")) as api:
        shop = Path(folder, "shop")
        shop.mkdir()
        subprocess.run(["git", "init", "-q", str(shop)], check=True)
        environment = {"ANTHROPIC_API_KEY": "k", "ANTHROPIC_BASE_URL": api.url}
        editor = editors.Editor(Path(folder), environment=environment)
        try:
            return _session(editor, api, shop, rounds)
        finally:
            editor.stop()


def _held(title: str) -> Any:  # noqa: ANN401 - of the tests
    """An answer whose last characters are held back."""
    fake = import_module("claude.fake")
    item = import_module("claude.items").item(_CULPRIT, category="security", title=f"待ち時間が {title} です")
    written = len(fake.Answer(findings=[item]).written())
    return fake.Answer(findings=[item], fault="hold", chunk=8, after=(written - 12) // 8)


def _session(editor: Any, api: Any, shop: Path, rounds: int) -> dict[str, object]:  # noqa: ANN401 - of the tests
    editor.answers["window/showMessageRequest"] = lambda _params: {"title": say("ja", "consent-answer-yes")}
    options = {"ai": {"delayMs": 0, "verify": "off", "budget": {"dailyUsd": 2}}}
    (shop / "api.py").write_text(_TEXT, "utf-8")
    editor.initialize(shop, initializationOptions={"status": True, **options})
    uri, typed = editor.open(shop / "api.py"), editor.open("untitled:typed.py", "x = 1\n")
    editor.answer(editor.request(_UNKNOWN, {}))  # the server has started
    lag: list[float] = []
    stop = threading.Event()
    prober = threading.Thread(target=_probe, args=(editor, typed, lag, stop), daemon=True)
    prober.start()
    editor.command("archlsp.enableAi")
    taken = [_round(editor, api, uri, number) for number in range(rounds)]
    stop.set()
    prober.join()
    return {
        "finding_ms": _summary(taken),
        "answer_ms": _summary(lag),
        "rounds": rounds,
    }


def _round(editor: Any, api: Any, uri: str, number: int) -> float:  # noqa: ANN401 - of the tests
    editor.replace(uri, _TEXT.replace("notify(url, n)", f"notify(url, n, a{number})"))
    before = len(api.bodies)
    mark, title = editor.mark, f"第 {number} 回"
    api.api.answer = _held(title)
    api.api._free.clear()
    editor.save(uri)
    api.wait(lambda: len(api.bodies) > before)
    time.sleep(0.3)  # what was not held back has arrived
    begin = time.perf_counter()
    api.go()
    editor.await_diagnostics(uri, lambda found: any(title in one["message"] for one in found), mark)
    return (time.perf_counter() - begin) * 1e3


def _probe(editor: Any, typed: str, lag: list[float], stop: threading.Event) -> None:  # noqa: ANN401 - of the tests
    """Type, and ask something that is refused at once."""
    number = 0
    while not stop.wait(0.03):
        number += 1
        begin = time.perf_counter()
        editor.edit(typed, (0, 0), (0, 0), "y" if number % 20 else "\n")
        editor.answer(editor.request(_UNKNOWN, {}))
        lag.append((time.perf_counter() - begin) * 1e3)


def _summary(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    if not ordered:
        return {}
    return {
        "median": round(statistics.median(ordered), 2),
        "p95": round(ordered[int(len(ordered) * 0.95)], 2),
        "worst": round(ordered[-1], 2),
    }


if __name__ == "__main__":
    main()
