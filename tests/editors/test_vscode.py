"""VS Code, the real one: an extension host, a browser window, a user's keyboard and mouse."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

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


@pytest.fixture
def vscode(
    installed: Path, extension: Path, environment: dict[str, str], tmp_path: Path
) -> Iterator["Running"]:
    """VS Code's server with the extension in it."""
    running = Running(installed, tmp_path / "vscode", environment)
    running.install(extension)
    running.start()
    yield running
    running.stop()


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

    def play(self, workspace: Path, steps: list[str], **more: Any) -> dict[str, Any]:  # noqa: ANN401
        """Open a workspace in a browser and play the steps; return what each one showed."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        url = f"http://{self._address}/?workspace={workspace}"
        given = {"installed": str(self._installed), "url": url, "pictures": str(PICTURES), "steps": steps}
        command = ["node", str(HERE / "drive.mjs"), json.dumps({**given, **more})]
        done = subprocess.run(command, capture_output=True, text=True, timeout=180, check=False)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}\n{self.logged()}"
        return {line["step"]: line["seen"] for line in lines}

    def logged(self) -> str:
        """What the extension wrote into its log."""
        logs = sorted(self._data.glob("logs/*/exthost*/**/Archlsp.log"))
        return "\n".join(log.read_text(encoding="utf-8") for log in logs)

    def _answers(self) -> bool:
        try:
            with urlopen(f"http://{self._address}/healthz", timeout=1):  # noqa: S310 - our own loopback
                return True
        except (URLError, OSError):
            return False

    def _command(self, *more: str | Path) -> list[str]:
        program = self._installed / "node_modules" / ".bin" / "code-server"
        places = ("--user-data-dir", self._data, "--extensions-dir", self._extensions)
        return [str(part) for part in (program, *places, *more)]


STEPS = (
    *("start", "findings", "save", "fix", "tree", "jump", "explain", "dismiss", "restart", "kill"),
    *("consent", "design", "link", "cancel"),
)
QUESTION, FOLLOW_UP = "注文が 10 倍になったら、どこから詰まりますか", "移行中の障害にはどう備えますか"


@pytest.fixture
def both(repository: Callable[..., Path], tmp_path: Path) -> Path:
    """A workspace of two repositories."""
    shop, depot = repository("shop"), repository("depot", SHIP)
    (depot / "notify.py").rename(depot / "ship.py")
    workspace = tmp_path / "both.code-workspace"
    folders = [{"path": str(folder)} for folder in (shop, depot)]
    workspace.write_text(json.dumps({"folders": folders}), encoding="utf-8")
    return workspace


@pytest.fixture
def api(environment: dict[str, str]) -> Iterator[FakeApiThread]:
    """Claude on the loopback: a review finds nothing, the first design answer grows slowly, the second hangs."""
    with fake_api() as api:
        api.api.answer = _reply
        yield api


@pytest.fixture
def environment(environment: dict[str, str], api_address: str) -> dict[str, str]:
    """An editor's environment with a key in it."""
    return {**environment, "ANTHROPIC_API_KEY": "key", "ANTHROPIC_BASE_URL": api_address}
