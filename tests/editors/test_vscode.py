"""VS Code, the real one: an extension host, a browser window, a user's keyboard and mouse."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from claude.fake import Answer, FakeApiThread, fake_api
from claude.items import item
from design.answers import answer

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "editors" / "vscode"
HERE = Path(__file__).with_name("vscode")
OWN = dict(os.environ)
"""As it was before the tests gave it a cache of their own: what is installed outlives a run of the tests."""
SHIP = """\
import requests


def ship(url):
    return requests.post(url, json={"状態": "出荷"}).json()
"""
SETTINGS = {
    "archlsp.server.command": [
        os.environ.get("SERVER", str(Path(sys.executable).with_name("archlsp"))),
        "serve",
    ],
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "workbench.enableExperiments": False,
    "telemetry.telemetryLevel": "off",
    "extensions.autoUpdate": False,
    "extensions.autoCheckUpdates": False,
    "update.mode": "none",
    "chat.commandCenter.enabled": False,
    "files.autoSave": "off",
    "editor.minimap.enabled": False,
    "editor.quickSuggestions": {"other": "off"},
    "editor.autoIndent": "none",
    "editor.acceptSuggestionOnEnter": "off",
    "problems.showCurrentInStatus": False,
}


@pytest.fixture(scope="session")
def installed() -> Path:
    """VS Code and a browser, installed when they are missing."""
    script = ROOT / "scripts" / "editors" / "install-vscode"
    done = subprocess.run([script], env=OWN, stdout=subprocess.PIPE, text=True, check=True)
    return Path(done.stdout.strip())


@pytest.fixture(scope="session")
def extension(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packed extension."""
    packed = tmp_path_factory.mktemp("vsix") / "archlsp.vsix"
    subprocess.run([ROOT / "scripts" / "vscode-package", packed], check=True, capture_output=True)
    return packed


class Running:
    """One code-server with data of its own."""

    def __init__(self, installed: Path, home: Path, environment: dict[str, str]) -> None:
        """Nothing runs yet."""
        self.home = home
        self._installed = installed
        self._environment = environment
        self._data, self._extensions = home / "data", home / "extensions"
        (self._data / "User").mkdir(parents=True)
        (self._data / "User" / "settings.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"

    def install(self, extension: Path) -> None:
        """Put a packed extension into it."""
        subprocess.run(self._command("--install-extension", extension), env=self._environment, check=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = ("--disable-telemetry", "--disable-update-check", "--disable-getting-started-override")
        trust = "--disable-workspace-trust"
        command = self._command("--auth", "none", "--bind-addr", self._address, trust, *options)
        with (self.home / "code-server.log").open("wb") as log:
            self._process = subprocess.Popen(command, env=self._environment, stdout=log, stderr=log)
        end = time.monotonic() + 30
        while not self._answers():
            assert time.monotonic() < end, (self.home / "code-server.log").read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        """End it, and what it started."""
        self._process.terminate()
        self._process.wait(20)

    def play(
        self,
        workspace: Path,
        steps: Sequence[str],
        after: Mapping[str, Callable[[], None]],
        **more: str,
    ) -> dict[str, Any]:
        """Open a workspace in a browser and play the steps; `after` a step something may happen here.

        Returns what each step showed.
        """
        PICTURES.mkdir(parents=True, exist_ok=True)
        url = f"http://{self._address}/?workspace={workspace}"
        given = {"installed": str(self._installed), "url": url, "pictures": str(PICTURES), "steps": steps}
        command = ["node", str(HERE / "drive.mjs"), json.dumps({**given, **more})]
        seen: dict[str, Any] = {}
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as playing:
            for line in playing.stdout or ():
                told = json.loads(line)
                seen[told["step"]] = told["seen"]
                after.get(told["step"], lambda: None)()
        assert playing.returncode == 0, f"{seen.get('failed')}\n\n{seen}\n{self.logged()}"
        return seen

    def logged(self) -> str:
        """What the extension wrote into its log."""
        logs = sorted(self._data.glob("logs/*/exthost*/**/Archlsp.log"))
        return "\n".join(log.read_text(encoding="utf-8") for log in logs)

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://{self._address}/healthz", timeout=1):
                return True
        except (URLError, OSError):
            return False

    def _command(self, *more: str | Path) -> list[str]:
        program = self._installed / "node_modules" / ".bin" / "code-server"
        places = ("--user-data-dir", self._data, "--extensions-dir", self._extensions)
        return [str(part) for part in (program, *places, *more)]


STEPS = (
    *("start", "findings", "save", "fix", "tree", "jump", "explain", "dismiss", "restart", "kill"),
    *("consent", "design", "whole", "link", "adr", "implement", "cancel", "open", "improve", "map"),
)
QUESTION, FOLLOW_UP = "注文が 10 倍になったら、どこから詰まりますか", "移行中の障害にはどう備えますか"


EDITS = (
    {"path": "tests/test_queue.py", "quote": "", "replacement": "def test_once():\n    assert True\n"},
    {"path": "queue.py", "quote": "", "replacement": "def put(order):\n    return order\n"},
)
BETTER = item("requests.get(url + x)", title="待ち続けます", replacement="requests.get(url + x, timeout=5)")


def reply(body: Any) -> Answer:  # noqa: ANN401 - any JSON
    """A review finds nothing; the first design answer waits in its middle, the second never ends."""
    task = body["system"][-1]["text"]
    if "# Task: begin to build" in task:
        return Answer(findings=EDITS)
    if "# Task: improve" in task:
        return Answer(findings=[BETTER])
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
    running = Running(installed, tmp_path / "vscode", {**environment, **key})
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
    assert any("待ち続けます" in problem for problem in seen["improve"])
    assert "個のファイルを調べました" in seen["map"]
    assert api.refused == []
    errors = [line for line in vscode.logged().splitlines() if " [error] " in line]
    assert [line for line in errors if not re.search("SIGKILL|write after end", line)] == []


def test_the_settings_are_those_of_the_schema() -> None:
    """Every setting that an editor may change is in the manifest, described in both languages."""
    script = ROOT / "editors" / "vscode" / "scripts" / "settings.mjs"
    done = subprocess.run(["node", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
