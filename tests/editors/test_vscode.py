"""VS Code, the real one: an extension host, a browser window, a user's keyboard and mouse."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from claude.fake import Answer, FakeApiThread, fake_api
from design.answers import answer
from editors.codeserver import ROOT, Running
from editors.conftest import BETTER, to_task

SHIP = """\
import requests


def ship(url):
    return requests.post(url, json={"状態": "出荷"}).json()
"""


STEPS = (
    *("start", "findings", "save", "fix", "tree", "jump", "explain", "dismiss", "restart", "kill"),
    *("consent", "design", "whole", "link", "adr", "implement", "cancel", "open", "improve", "map"),
)
QUESTION, FOLLOW_UP = "注文が 10 倍になったら、どこから詰まりますか", "移行中の障害にはどう備えますか"


def reply(body: Any) -> Answer:  # noqa: ANN401 - any JSON
    """A review finds nothing; the first design answer waits in its middle, the second never ends."""
    other = to_task(body)
    if other is not None:
        return other
    asked = json.dumps(body, ensure_ascii=False)
    if FOLLOW_UP in asked:
        return Answer(text=answer(), fault="pings", after=20)
    if QUESTION in asked:
        return Answer(text=answer(design="根拠は `notify.py:6` です。"), fault="hold", after=20)
    return Answer(findings=[])


@pytest.fixture
def api() -> Iterator[FakeApiThread]:
    """Claude on the loopback."""
    with fake_api(answer=reply) as api:
        yield api


@pytest.fixture
def vscode(
    installed: Path, extension: Path, environment: dict[str, str], api: FakeApiThread, tmp_path: Path
) -> Iterator[Running]:
    """VS Code's server with the extension in it, and a key."""
    key = {"ANTHROPIC_API_KEY": "key", "ANTHROPIC_BASE_URL": api.url}
    server = {"archlsp.server.command": [str(Path(sys.executable).with_name("archlsp")), "serve"]}
    running = Running(installed, tmp_path / "vscode", {**environment, **key}, server)
    running.install(extension)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def both(repository: Callable[..., Path], tmp_path: Path) -> Path:
    """A workspace of two repositories."""
    shop, depot = repository("shop"), repository("depot", SHIP)
    (depot / "notify.py").rename(depot / "ship.py")
    workspace = tmp_path / "both.code-workspace"
    folders = [{"path": str(folder)} for folder in (shop, depot)]
    workspace.write_text(json.dumps({"folders": folders}), encoding="utf-8")
    return workspace


@pytest.mark.timeout(900)  # the first time it installs VS Code
def test_a_session(
    vscode: Running, both: Path, environment: dict[str, str], api: FakeApiThread, tmp_path: Path
) -> None:
    """Two repositories in one window, from the first finding to a design answer; one start for all of it."""
    shop = tmp_path / "shop"
    given = {"shop": str(shop), "file": str(shop / "notify.py"), "state": environment["ARCHLSP_STATE_DIR"]}
    seen = vscode.play(both, STEPS, {"design": api.go}, question=QUESTION, followUp=FOLLOW_UP, **given)
    places = [re.findall(r"at line (\d+) and character (\d+)", label) for label in seen["findings"]]
    assert sorted(places) == [[("11", "21")], [("5", "12")], [("6", "22")]], "behind Japanese and emoji"
    assert seen["save"] == {"more": 4, "fewer": 3}
    assert any("timeout" in title for title in seen["fix"]["offered"])
    assert seen["fix"]["left"] == 2
    assert seen["fix"]["saved"], "the file on the disk has the fix"
    assert any("ship.py" in row for row in seen["tree"]["byFile"]), (
        "the other folder's, whose file is not open"
    )
    assert "警告2" in seen["tree"]["bySeverity"]
    assert seen["jump"].startswith("Ln 5,")
    assert "対応" in seen["explain"]
    assert seen["dismiss"] == {"before": 2, "after": 1}
    assert seen["restart"] == {"before": 1, "after": 1}, "it stays dismissed"
    assert seen["kill"]["again"] and seen["kill"]["count"] == 1
    assert api.url in seen["consent"]
    assert QUESTION in seen["design"] and len(seen["design"]) < len(seen["whole"])
    assert "監視" in seen["whole"]
    assert seen["link"].startswith("Ln 6,")
    assert seen["adr"]["refused"] == []
    assert re.fullmatch(r"0001-.*\.md", seen["adr"]["made"][0])
    assert "test_queue.py" in seen["implement"]["preview"]
    assert seen["implement"]["before"] == []
    assert sorted(seen["implement"]["after"]) == ["queue.py", "tests"]
    assert seen["implement"]["written"] == "def put(order):\n    return order\n"
    assert "中止" in seen["cancel"]
    assert "監視" in seen["open"]
    assert any(BETTER in problem for problem in seen["improve"])
    assert "個のファイルを調べました" in seen["map"]
    assert api.refused == []
    errors = [line for line in vscode.logged().splitlines() if " [error] " in line]
    assert [line for line in errors if not re.search("SIGKILL|write after end", line)] == []


FIRST = ("distrust", "missing", "old", "install", "works", "trust", "walkthrough")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder for the PATH: what this machine has, but no archlsp, and a Python that is too old."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for place in filter(os.path.isdir, os.environ["PATH"].split(os.pathsep)):
        for program in Path(place).iterdir():
            if not program.name.startswith(("python", "archlsp")) and not (folder / program.name).exists():
                (folder / program.name).symlink_to(program)
    write_program(folder / "python3", "echo 3.9.2")
    return folder


def write_program(path: Path, script: str) -> None:
    """Make a program of a line for the shell."""
    path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    path.chmod(0o755)


@pytest.fixture
def fresh(
    installed: Path, extension: Path, programs: Path, environment: dict[str, str], tmp_path: Path
) -> Iterator[Running]:
    """VS Code that has found nothing yet, and asks whom to trust."""
    poor = {**environment, "PATH": str(programs), "VSCODE_CLI": "1"}  # else VS Code asks the shell for a PATH
    running = Running(installed, tmp_path / "vscode", poor, {}, trusts=False)
    running.install(extension)
    running.start()
    yield running
    running.stop()


@pytest.mark.timeout(900)  # the first time it installs VS Code
def test_a_first_start(fresh: Running, programs: Path, shop: Path, tmp_path: Path) -> None:
    """On a machine without archlsp, in a folder nobody trusts yet: told what to do, installed, and it works.

    The server beside the folder's own Python is used once the user trusts the folder; a server that the folder
    names in its settings, never.
    """
    own, never = tmp_path / "own", tmp_path / "never"
    write_program(shop / "server", f'touch "{never}"; exec "{sys.executable}" -m archlsp serve')
    (shop / ".venv" / "bin").mkdir(parents=True)
    write_program(shop / ".venv/bin/archlsp", f'touch "{own}"; exec "{sys.executable}" -m archlsp "$@"')
    (shop / ".vscode").mkdir()
    settings = {
        "archlsp.server.command": [str(shop / "server")],
        "python.defaultInterpreterPath": str(shop / ".venv/bin/python"),
    }
    (shop / ".vscode" / "settings.json").write_text(json.dumps(settings))
    python = getattr(sys, "_base_executable", sys.executable)
    before: list[bool] = []
    happens = {
        "old": lambda: write_program(programs / "python3", f'exec "{python}" "$@"'),
        "works": lambda: before.append(own.exists()),
    }
    seen = fresh.play(shop, FIRST, happens)
    assert "archlsp" in seen["missing"]
    assert "3.9.2" in seen["old"]
    assert seen["install"]["progress"]
    assert re.fullmatch(r"archlsp \d", seen["install"]["status"])
    assert len(seen["works"]) == 2
    assert before == [False]
    assert len(seen["trust"]) == 2
    assert own.exists()
    assert not never.exists()
    assert len(seen["walkthrough"]) == 5


def test_the_settings_are_those_of_the_schema() -> None:
    """Every setting that an editor may change is in the manifest, described in both languages."""
    script = ROOT / "editors" / "vscode" / "scripts" / "settings.mjs"
    done = subprocess.run(["node", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
