"""Real Vim with ALE: what a user of it sees."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archlsp.messages import say
from claude.fake import FakeApiThread

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "editors" / "vim" / "ale"
RULE = "py-http-call-without-timeout"
QUESTION = "注文が 10 倍に増えたら、どこから直しますか"
LAST_WORDS = "毎晩突き合わせます"
PATIENCE = 20.0


@pytest.fixture(scope="session", autouse=True)
def _installed() -> None:
    """Vim and ALE are installed where they are missing."""
    subprocess.run([str(ROOT / "scripts" / "editors" / "install-vim")], check=True)


class Vim:
    """One session. Vim evaluates what the test says; the test waits for what is then seen."""

    def __init__(self, environment: dict[str, str], file: Path) -> None:
        """Open `file`."""
        script = str(Path(__file__).parent / "vim" / "session.vim")
        with socket.create_server(("127.0.0.1", 0)) as listening:
            listening.settimeout(PATIENCE)
            port = str(listening.getsockname()[1])
            vim = shutil.which("vim")
            assert vim
            self.process = subprocess.Popen(
                [vim, "-Nu", script, "-es"],
                cwd=file.parent,
                env={**environment, "ARCHLSP_VIM": str(PLUGIN), "PORT": port, "FILE": str(file)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            self._channel, _ = listening.accept()
        self._channel.settimeout(PATIENCE)
        self._reading = self._channel.makefile(encoding="utf-8")

    def see(self, function: str, *arguments: object) -> Any:  # noqa: ANN401 - any JSON
        """Call a function in Vim."""
        given = ", ".join(json.dumps(one, ensure_ascii=False) for one in arguments)
        message = ["expr", f"{function}({given})", -1]
        self._channel.sendall(json.dumps(message).encode() + b"\n")
        answer = json.loads(self._reading.readline())[1]
        assert answer != "ERROR", f"{message[1]}: {self.see('Errors')}"
        return answer

    def until(self, condition: Callable[[Any], bool], function: str, *arguments: object) -> Any:  # noqa: ANN401
        """Look until what is seen is as expected."""
        end = time.monotonic() + PATIENCE
        while not condition(seen := self.see(function, *arguments)):
            assert time.monotonic() < end, f"{seen}; {self.see('Errors')}"
            time.sleep(0.02)
        return seen

    def findings(self, count: int) -> Any:  # noqa: ANN401 - any JSON
        """Wait for so many findings."""
        return self.until(lambda found: len(found) == count, "Seen")

    def leave(self) -> None:
        """End Vim; the whole session left no error."""
        assert self.see("Errors") == {"failed": [], "said": {}, "vim": ""}
        self.end()

    def end(self) -> None:
        """End Vim, whatever state it is in."""
        self._reading.close()
        self._channel.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


Start = Callable[..., Vim]


@pytest.fixture
def vim(environment: dict[str, str]) -> Iterator[Start]:
    """Start sessions that share one state, as one user's do."""
    sessions: list[Vim] = []

    def start(file: Path, **variables: str) -> Vim:
        sessions.append(Vim({**environment, **variables}, file))
        return sessions[-1]

    yield start
    for session in sessions:
        session.end()


def test_findings_saves_fixes_and_dismissals(vim: Start, shop: Path) -> None:
    """All a finding goes through, on lines with Japanese and emoji before it; ALE counts in bytes."""
    editor = vim(shop / "notify.py")
    found = editor.findings(2)
    assert [(d["line"], d["code"]) for d in found] == [(6, RULE), (11, RULE)]
    assert [d["text"] for d in found] == ["requests.get(url)", "requests.get(url + x)"]
    assert "タイムアウト" in found[0]["said"]
    # A finding that is written comes with the save; one whose code is deleted goes.
    editor.see("append", 12, ["", "", "def third(url):", "    return requests.get(url)"])
    editor.see("Run", "silent write", 0)
    assert [d["line"] for d in editor.findings(3)] == [6, 11, 16]
    editor.see("Run", "14,16delete | silent write", 0)
    editor.findings(2)
    line = editor.see("getline", 6)
    editor.see("Act", 6, line.encode().index(b"get(") + 1, "timeout")
    editor.until(lambda text: "requests.get(url, timeout=" in text and text.endswith(").text"), "getline", 6)
    editor.see("Run", "silent write", 0)
    assert [d["line"] for d in editor.findings(1)] == [11]
    # What is dismissed stays away from the next server, until it is restored.
    editor.see("Run", "ArchlspDismiss false-positive", 11)
    editor.findings(0)
    before = editor.see("Process")
    editor.see("Run", "ArchlspRestart", 0)
    editor.until(lambda now: now not in (0, before), "Process")
    editor.see("Run", "ArchlspReviewFile", 0)
    editor.until(lambda said: "指摘は 0 件" in said, "execute", "messages")
    editor.see("Run", "ArchlspRestore", 0)
    assert [d["line"] for d in editor.findings(1)] == [11]
    editor.see("Run", "ArchlspApplyFix", 11)
    editor.until(lambda text: "requests.get(url + x, timeout=" in text, "getline", 11)
    editor.see("Run", "silent write", 0)
    editor.findings(0)
    editor.leave()


def test_a_server_that_dies_comes_back_and_two_projects_do_not_mix(
    vim: Start, shop: Path, repository: Callable[..., Path]
) -> None:
    """The next save starts another server; each project has its own."""
    other = repository("other")
    editor = vim(shop / "notify.py")
    editor.findings(2)
    before = editor.see("Process")
    assert before
    os.kill(before, signal.SIGKILL)
    editor.until(lambda process: process == 0, "Process")
    editor.see("append", 12, ["", "", "def third(url):", "    return requests.get(url)"])
    editor.see("Run", "silent write", 0)
    editor.findings(3)
    first = editor.see("Process")
    editor.see("Edit", str(other / "notify.py"))
    editor.findings(2)
    assert editor.see("Process") not in (first, before)
    editor.leave()


def test_a_design_answer_grows_beside_the_code(vim: Start, shop: Path, api: FakeApiThread) -> None:
    """Asked for consent; written while the user reads; cancelled, gone on from, followed to a line, reopened."""
    editor = vim(shop / "notify.py", ANTHROPIC_API_KEY="key", ANTHROPIC_BASE_URL=api.url)
    editor.findings(2)
    editor.see("Run", f"5,6ArchlspDesign {QUESTION}", 0)
    growing = editor.until(lambda seen: "店舗の担当者" in seen.get("text", ""), "Answer")
    assert growing["name"] == f"archlsp://design/{QUESTION}"
    assert growing["filetype"] == "markdown"
    assert api.url in editor.see("get", editor.see("eval", "g:asked"), 0)
    assert LAST_WORDS not in growing["text"]
    assert "書いています" in growing["state"]
    assert (growing["entered"], growing["line"]) == (False, 1)
    editor.see("Run", "ArchlspCancel", 0)
    stopped = editor.until(lambda seen: say("ja", "design-state-cancelled") in seen["text"], "Answer")
    assert "店舗の担当者" in stopped["text"]
    assert stopped["state"] == ""
    editor.see("Run", f"ArchlspDesignFollowUp 続き: {QUESTION}", 0)
    editor.until(lambda seen: "続き" in seen["text"] and "店舗の担当者" in seen["text"], "Answer")
    editor.see("Stand", 3)
    api.go()
    whole = editor.until(lambda seen: LAST_WORDS in seen["text"] and not seen["state"], "Answer")
    assert (whole["line"], whole["entered"]) == (3, False)
    assert editor.see("Press", "notify.py:6", "gf") == {"file": str(shop / "notify.py"), "line": 6}
    editor.until(lambda status: "AI" in status, "archlsp#Status")
    editor.leave()


def test_coc_is_told_what_neovim_is_told() -> None:
    """coc.nvim's settings start the same server for the same files; coc itself is in no package registry."""
    settings = json.loads((ROOT / "editors" / "vim" / "coc-settings.json").read_text("utf-8"))
    server = settings["languageserver"]["archlsp"]
    assert [server["command"], *server["args"]] == ["archlsp", "serve"]
    neovim = (ROOT / "editors" / "neovim" / "lua" / "archlsp" / "filetypes.lua").read_text("utf-8")
    assert server["filetypes"] == re.findall(r'"([^"]+)"', neovim)


def test_ale_finds_the_linter_for_every_language() -> None:
    """One file for each, in ALE's own layout, that defines it for the language of its folder."""
    linters = sorted((PLUGIN / "ale_linters").glob("*/archlsp.vim"))
    assert len(linters) > 15
    for linter in linters:
        assert linter.read_text("utf-8") == f"call archlsp#Define('{linter.parent.name}')\n"
