"""VS Code's server with the extension in it, and a browser window with a user's keyboard and mouse."""

import json
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "build" / "editors" / "vscode"
HERE = Path(__file__).with_name("vscode")
SETTINGS = {
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
    "security.workspace.trust.startupPrompt": "always",
}


class Running:
    """One code-server with data of its own."""

    def __init__(
        self,
        installed: Path,
        home: Path,
        environment: Mapping[str, str],
        settings: Mapping[str, Any],
        *,
        trusts: bool = True,
    ) -> None:
        """Nothing runs yet. Unless VS Code `trusts` every folder, it asks the user."""
        self.home = home
        self._installed = installed
        self._environment = environment
        self._trusts = trusts
        self._data, self._extensions = home / "data", home / "extensions"
        (self._data / "User").mkdir(parents=True)
        chosen = {**SETTINGS, **settings}
        (self._data / "User" / "settings.json").write_text(json.dumps(chosen), encoding="utf-8")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._address = f"127.0.0.1:{free.getsockname()[1]}"

    def install(self, extension: Path) -> None:
        """Put a packed extension into it."""
        subprocess.run(self._command("--install-extension", extension), env=self._environment, check=True)

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = ("--disable-telemetry", "--disable-update-check", "--disable-getting-started-override")
        trust = ("--disable-workspace-trust",) if self._trusts else ()
        command = self._command("--auth", "none", "--bind-addr", self._address, *trust, *options)
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
        """Open a folder or a workspace in a browser and play the steps; `after` a step something may happen here.

        Returns what each step showed.
        """
        PICTURES.mkdir(parents=True, exist_ok=True)
        kind = "folder" if workspace.is_dir() else "workspace"
        url = f"http://{self._address}/?{kind}={workspace}"
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
