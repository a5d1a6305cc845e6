"""An editor's session against the real server: open, read, fix, edit, save."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from archlsp.model.languages import language_of
from scripts.demo import screen
from scripts.demo.repository import changed
from scripts.lsp import Client

SERVER = [sys.executable, "-m", "archlsp", "serve"]


def session(repository: Path) -> int:
    """Play the sample session; return an exit code."""
    client = Client(SERVER, repository)
    try:
        _start(client)
        _open_all(client, repository)
        _fix(client, repository)
        _type(client, repository)
        code = client.close()
    finally:
        if client.process.poll() is None:
            client.kill()
    screen.heading(f"shutdown → exit code {code}")
    return code


def _start(client: Client) -> None:
    screen.heading("archlsp serve (stdio)")
    client.initialize()
    screen.note(f"process start → initialize response: {_since(client.started):.0f} ms")


def _open_all(client: Client, repository: Path) -> None:
    """Open one file; the server shows the rest of the recent changes by itself."""
    first = repository / "orders/api.py"
    screen.heading("open orders/api.py")
    opened = client.open(first, "python")
    received = client.diagnostics(first, opened)
    screen.show("orders/api.py", first.read_text("utf-8"), received.params["diagnostics"])
    screen.note(f"process start → first diagnostics: {(received.at - client.started) * 1e3:.0f} ms")
    screen.heading("the rest of the branch, without opening it")
    for path in changed(repository):
        if path == first or language_of(path.name) is None:
            continue
        shown = client.diagnostics(path, client.started, lambda params: bool(params["diagnostics"]))
        screen.show(str(path.relative_to(repository)), path.read_text("utf-8"), shown.params["diagnostics"])


def _fix(client: Client, repository: Path) -> None:
    path = repository / "orders/api.py"
    text = path.read_text("utf-8")
    diagnostics = client.diagnostics(path, client.started).params["diagnostics"]
    for diagnostic in diagnostics:
        actions = _fixes(client, path, diagnostic)
        if actions:
            break
    else:
        screen.note("no fix on offer")
        return
    action = actions[0]
    screen.heading(f"code action: {action['title']}")
    if "edit" not in action:
        action = client.request("codeAction/resolve", action)
    edits = [edit for change in action["edit"]["documentChanges"] for edit in change["edits"]]
    fixed = _apply(text, edits)
    _show_difference(text, fixed)
    sent = client.change(path, 2, [{"text": fixed}])
    saved = client.save(path, fixed)
    fewer = len(diagnostics) - 1
    received = client.diagnostics(path, sent, lambda params: len(params["diagnostics"]) <= fewer)
    screen.show("orders/api.py", fixed, received.params["diagnostics"], (received.at - saved) * 1e3)


def _fixes(client: Client, path: Path, diagnostic: dict[str, Any]) -> list[dict[str, Any]]:
    params = {
        "textDocument": {"uri": path.as_uri()},
        "range": diagnostic["range"],
        "context": {"diagnostics": [diagnostic], "only": ["quickfix"]},
    }
    actions = client.request("textDocument/codeAction", params) or []
    return [action for action in actions if "edit" in action or action.get("data", {}).get("fix") is not None]


def _type(client: Client, repository: Path) -> None:
    """Add a line with a finding, save, and see how long it takes; then take it back."""
    path = repository / "orders/store.py"
    text = path.read_text("utf-8")
    opened = client.open(path, "python")
    client.diagnostics(path, opened)
    screen.heading("edit and save orders/store.py")
    added = text.replace("import psycopg\n", "import psycopg\nimport requests\n")
    added += (
        '\n\ndef remind(customer):\n    requests.post("http://mail/reminders", json={"customer": customer})\n'
    )
    latencies = []
    version = 1
    for number in range(6):
        for new, count in ((text, 1), (f"{added}# {number}\n", 2)):
            version += 1
            changed = client.change(path, version, [{"text": new}])
            client.save(path, new)
            received = client.diagnostics(path, changed, _showing(version, count))
        latencies.append(received.at - changed)
    screen.show("orders/store.py", added, received.params["diagnostics"], latencies[-1] * 1e3)
    latencies.sort()
    middle = latencies[len(latencies) // 2] * 1e3
    screen.note(
        f"save → diagnostics over {len(latencies)} saves: median {middle:.1f} ms, worst {latencies[-1] * 1e3:.1f} ms"
    )


def _showing(version: int, count: int) -> Callable[[dict[str, Any]], bool]:
    return lambda params: params.get("version") == version and len(params["diagnostics"]) == count


def _apply(text: str, edits: list[dict[str, Any]]) -> str:
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def offset(position: dict[str, int]) -> int:
        line = lines[position["line"]] if position["line"] < len(lines) else ""
        return starts[min(position["line"], len(lines))] + screen.utf16_column(line, position["character"])

    for edit in sorted(edits, key=lambda e: offset(e["range"]["start"]), reverse=True):
        text = text[: offset(edit["range"]["start"])] + edit["newText"] + text[offset(edit["range"]["end"]) :]
    return text


def _show_difference(before: str, after: str) -> None:
    old, new = before.splitlines(), after.splitlines()
    for line in old:
        if line not in new:
            print(screen.colour("31", f"  - {line}"))
    for line in new:
        if line not in old:
            print(screen.colour("32", f"  + {line}"))


def _since(moment: float) -> float:
    return (time.perf_counter() - moment) * 1e3


def review(repository: Path) -> int:
    """Review the recent changes of any repository with the command line's own reviewer."""
    columns = str(shutil.get_terminal_size().columns)
    command = [sys.executable, "-m", "archlsp", "review"]
    return subprocess.run(
        command, cwd=repository, env={**os.environ, "COLUMNS": columns}, check=False
    ).returncode
