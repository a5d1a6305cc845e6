"""The Tab key in real shells, on a terminal."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0
_ESCAPES = re.compile(
    rb"\x1b(?:\[[0-9;?<>=]*[A-Za-z]|\][^\x07]*\x07|[()][A-Z0-9]|[=>78M])|[\x00\x07\x0e\x0f]"
)
SHELLS = {
    "bash": ["bash", "--norc", "--noprofile", "-i"],
    "zsh": ["zsh", "-f", "-i"],
    "fish": ["fish", "--no-config", "-i"],
}
LOAD = {
    "bash": "source completion.bash",
    "zsh": "autoload -U compinit && compinit -u -D && source ./completion.zsh",
    "fish": "source completion.fish",
}


@pytest.fixture(scope="session", autouse=True)
def installed() -> None:
    """The shells."""
    done = subprocess.run(
        [ROOT / "scripts" / "editors" / "install-others"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


class Terminal:
    """A shell on a terminal, with our completions in it."""

    def __init__(self, shell: str, folder: Path) -> None:
        """Start it, and wait until it listens."""
        script = subprocess.run(
            [sys.executable, "-m", "archlsp", "completion", shell],
            capture_output=True,
            text=True,
            check=True,
        )
        (folder / f"completion.{shell}").write_text(script.stdout, encoding="utf-8")
        self.seen = b""
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(folder)
            keep = {"PATH": os.environ["PATH"], "HOME": str(folder), "TERM": "xterm", "LC_ALL": "C.UTF-8"}
            environment = {**keep, "PS1": "$ ", "COLUMNS": "400"}
            os.execvpe(SHELLS[shell][0], SHELLS[shell], environment)  # noqa: S606 - the shell is what we start
        self.type(f"{LOAD[shell]} && echo rea''dy\r")
        self.await_text("ready")

    def type(self, text: str) -> None:
        """Press keys."""
        self.seen = b""
        os.write(self.terminal, text.encode())

    def await_text(self, text: str) -> str:
        """Wait until the terminal shows a text; return all that it has shown since the last keys."""
        end = time.monotonic() + PATIENCE
        while text not in self.shown():
            ready, _, _ = select.select([self.terminal], [], [], max(0, end - time.monotonic()))
            assert ready, f"never saw {text!r}; saw {self.shown()!r}"
            chunk = os.read(self.terminal, 65536)
            if b"\x1b[c" in chunk or b"\x1b[0c" in chunk:
                os.write(self.terminal, b"\x1b[?1;2c")  # fish asks what the terminal is
            self.seen += chunk
        return self.shown()

    def shown(self) -> str:
        """What is on the screen, without the codes that move about on it."""
        return _ESCAPES.sub(b"", self.seen).decode("utf-8", "replace")

    def close(self) -> None:
        """Hang up."""
        os.kill(self.process, signal.SIGKILL)
        os.waitpid(self.process, 0)
        os.close(self.terminal)


CASES = {
    "archlsp compl": "completion",
    "archlsp rules ne": "new",
    "archlsp review --fail": "--fail-on",
    "archlsp review --fail-on war": "warning",
    "archlsp review --format=sar": "sarif",
    "archlsp rules list --format js": "json",
    "archlsp review orders_m": "orders_module.py",
    "archlsp completion fi": "fish",
    "archlsp explain py-http-call-without-ti": "py-http-call-without-timeout",
}
CLEAR_LINE = "\x15"


@pytest.mark.parametrize("shell", sorted(SHELLS))
def test_tab_completes(shell: str, tmp_path: Path) -> None:
    """Commands, options, their values, files and rules."""
    (tmp_path / "orders_module.py").write_text("", encoding="utf-8")
    terminal = Terminal(shell, tmp_path)
    try:
        for typed, completed in CASES.items():
            terminal.type(f"{typed}\t")
            terminal.await_text(completed)
            terminal.type(CLEAR_LINE)
    finally:
        terminal.close()


def test_an_unknown_shell_is_named() -> None:
    """The sentence says which there are."""
    done = subprocess.run(
        [sys.executable, "-m", "archlsp", "completion", "fsh", "--language=en"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "bash, zsh, fish" in done.stderr
    assert "Did you mean" in done.stderr
