"""Real Neovim, headless: what a user of it sees."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from archlsp.messages import say
from claude.fake import FakeApiThread
from editors.conftest import BETTER

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "editors" / "neovim"
NEOVIM = Path(sys.executable).with_name("nvim")
RULE = "py-http-call-without-timeout"
QUESTION = "注文が 10 倍に増えたら、どこから直しますか"
LAST_WORDS = "毎晩突き合わせます"


class Neovim:
    """One session. Each step is a user's; it answers what is then seen, having waited for it."""

    def __init__(self, environment: dict[str, str], file: Path, init: str = "") -> None:
        """Open `file`; `init` is the user's own init.lua."""
        script = str(Path(__file__).with_name("neovim.lua"))
        mine = {"ARCHLSP_EDITORS": str(PLUGIN), "FILE": str(file), "INIT": init}
        self._process = subprocess.Popen(
            [str(NEOVIM), "--clean", "--headless", "-l", script],
            cwd=file.parent,
            env={**environment, **mine},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self.step("attach") is True

    def step(self, name: str, **arguments: Any) -> Any:  # noqa: ANN401 - any JSON
        """Play one step."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([name, arguments]) + "\n")
        self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith("{"):
                answer = json.loads(line)
                assert "trouble" not in answer, answer["trouble"]
                return answer.get("result")
        raise AssertionError(self._process.communicate()[1])

    def run(self, command: str, **arguments: Any) -> Any:  # noqa: ANN401 - any JSON
        """Run an Ex command; what the user was asked."""
        return self.step("run", command=command, **arguments)

    def leave(self) -> None:
        """Stop the servers and Neovim; the whole session left no error in the client's log."""
        assert self.step("stop") is True
        assert self.step("log") == []
        self.end()
        assert self._process.returncode == 0

    def end(self) -> None:
        """End Neovim, whatever state it is in."""
        assert self._process.stdin is not None
        if self._process.poll() is None:
            self._process.communicate(timeout=20)


Start = Callable[..., Neovim]


@pytest.fixture
def neovim(environment: dict[str, str]) -> Iterator[Start]:
    """Start sessions that share one state, as one user's do."""
    sessions: list[Neovim] = []

    def start(file: Path, init: str = "", **variables: str) -> Neovim:
        sessions.append(Neovim({**environment, **variables}, file, init))
        return sessions[-1]

    yield start
    for session in sessions:
        session.end()


def test_findings_are_on_the_right_characters_and_follow_saves(neovim: Start, shop: Path) -> None:
    """Japanese and emoji before a culprit do not move the squiggle; message, lens and report speak Japanese."""
    editor = neovim(shop / "notify.py")
    assert editor.step("encoding") == "utf-8"
    found = editor.step("diagnostics", count=2)
    assert [(d["line"], d["code"], d["source"]) for d in found] == [
        (6, RULE, "archlsp"),
        (11, RULE, "archlsp"),
    ]
    assert [d["text"] for d in found] == ["requests.get(url)", "requests.get(url + x)"]
    assert "タイムアウト" in editor.step("hover", rule=RULE)
    assert "指摘 2 件" in editor.step("lens", text="2 件")
    health = editor.step("health")
    assert "ERROR" not in health
    for expected in ("Neovim 0.11", "archlsp 0.", "git version", f"接続中: {shop}", "AI"):
        assert expected in health
    # A finding that is written comes with the save; one whose code is deleted goes.
    editor.step("insert", line=13, lines=["", "", "def third(url):", "    return requests.get(url)"])
    editor.step("write")
    assert [d["line"] for d in editor.step("diagnostics", count=3)] == [6, 11, 16]
    editor.step("delete", first=4, last=6)
    editor.step("write")
    assert [d["line"] for d in editor.step("diagnostics", count=2)] == [8, 13]
    editor.leave()


def test_commands_say_what_to_do_and_fixes_are_applied(neovim: Start, shop: Path) -> None:
    """Tab finds every command; where one does not fit, a sentence says what does. A fix changes buffer and file."""
    editor = neovim(
        shop / "notify.py", 'vim.lsp.config("archlsp", {settings = {archlsp = {language = "en"}}})'
    )
    editor.step("diagnostics", count=2)
    names = editor.step("complete", line="Archlsp ")
    assert {"design", "designs", "improve", "reviewFile", "restart", "cancel", "showMap"} <= set(names)
    assert editor.step("complete", line="Archlsp review") == [
        name for name in names if name.startswith("review")
    ]
    assert "rule-in-file" in editor.step("complete", line="Archlsp dismiss ")
    for command, expected in {
        "Archlsp nonsense": "Press Tab",
        "Archlsp dismiss": "no finding on this line",
        "Archlsp reviewFile": "2 finding(s)",
        "Archlsp reviewRepository": "2 finding(s)",
    }.items():
        editor.run(command, line=1)
        assert expected in editor.step("notice", text=expected)
    assert editor.step("action", rule=RULE, title="timeout")["fewer"] is True
    editor.step("write")
    assert [d["line"] for d in editor.step("diagnostics", count=1)] == [11]
    assert "requests.get(url, timeout=" in editor.step("text")
    assert "timeout=" in (shop / "notify.py").read_text(encoding="utf-8")
    editor.run("Archlsp applyFix", line=11)
    assert editor.step("diagnostics", count=0) == []
    assert editor.step("text").count("timeout=") == 2
    editor.leave()


def test_a_dismissal_survives_a_restart_and_a_line_shift(neovim: Start, shop: Path) -> None:
    """What was dismissed stays away from the next server, also after lines were added above it, until restored."""
    editor = neovim(shop / "notify.py")
    editor.step("diagnostics", count=2)
    editor.run("Archlsp dismiss false-positive", line=6)
    kept = editor.step("diagnostics", count=1)
    assert len(kept) == 1
    editor.step("insert", line=1, lines=["# 一", "# 二"])
    editor.step("write")
    assert editor.step("restart") is True
    again = editor.step("diagnostics", count=1)
    assert [d["text"] for d in again] == [d["text"] for d in kept]
    assert again[0]["line"] == kept[0]["line"] + 2
    editor.run("Archlsp restore")
    assert len(editor.step("diagnostics", count=2)) == 2
    editor.leave()


def test_a_server_that_dies_comes_back_and_two_projects_do_not_mix(
    neovim: Start, shop: Path, repository: Callable[..., Path]
) -> None:
    """Each project has its server, and the language's own server goes on beside it; a killed one is replaced."""
    other = repository("other")
    editor = neovim(shop / "notify.py")
    editor.step("diagnostics", count=2)
    assert sorted(editor.step("neighbour")) == ["archlsp", "neighbour"]
    assert editor.step("all_diagnostics") == 3
    assert editor.step("kill") is True
    assert len(editor.step("diagnostics", count=2)) == 2
    assert editor.step("all_diagnostics") == 3
    editor.step("open", file=str(other / "notify.py"))
    assert len(editor.step("diagnostics", count=2)) == 2
    servers = editor.step("servers")
    assert sorted(server["root"] for server in servers) == sorted([str(other), str(shop)])
    assert [server["buffers"] for server in servers] == [1, 1]
    editor.leave()


def test_a_design_answer_grows_beside_the_code(neovim: Start, shop: Path, api: FakeApiThread) -> None:
    """Asked for consent, written while the user reads; cancelled, gone on from, followed to a line, reopened."""
    editor = neovim(shop / "notify.py", ANTHROPIC_API_KEY="key", ANTHROPIC_BASE_URL=api.url)
    editor.step("diagnostics", count=2)
    editor.run(f"5,6Archlsp design {QUESTION}", reply=say("ja", "consent-answer-yes"))
    growing = editor.step("answer", text="店舗の担当者")
    assert growing["name"] == f"archlsp://design/{QUESTION}"
    assert growing["filetype"] == "markdown"
    assert LAST_WORDS not in growing["text"]
    assert "書いています" in growing["state"]
    assert (growing["entered"], growing["cursor"]) == (False, [1, 0])
    assert "notify.py" in json.dumps(api.bodies[-1], ensure_ascii=False), "the selection is the focus"
    editor.run("Archlsp cancel")
    stopped = editor.step("answer", text=say("ja", "design-state-cancelled"))
    assert "店舗の担当者" in stopped["text"]
    assert editor.step("settled", text="店舗の担当者") is True
    # Going on from it: whoever reads the third line stays there, whoever is at the end follows it.
    editor.run("Archlsp designFollowUp", reply=f"続き: {QUESTION}")
    editor.step("answer", text="続き")
    half = editor.step("answer", text="店舗の担当者")
    assert half["name"] != growing["name"]
    editor.step("stand", line=3)
    api.go()
    whole = editor.step("answer", text=LAST_WORDS)
    assert whole["lines"] > half["lines"]
    assert whole["cursor"] == [3, 0]
    assert editor.step("settled", text=LAST_WORDS) is True
    editor.step("stand")
    editor.step("told", more="\n\n追記 1\n追記 2")
    followed = editor.step("answer", text="追記 2")
    assert followed["cursor"] == [followed["lines"], 0]
    assert editor.step("press", on="notify.py:6", key="gf") == {"file": str(shop / "notify.py"), "line": 6}
    assert "AI" in editor.step("status", text="AI")
    editor.run("Archlsp designs", reply="続き")
    assert editor.step("entered") is True
    editor.leave()


def test_an_answer_becomes_a_record_and_code(neovim: Start, shop: Path, api: FakeApiThread) -> None:
    """What would be made is seen and agreed to, and then the user's to save; what is refused leaves no trace."""
    editor = neovim(shop / "notify.py", ANTHROPIC_API_KEY="key", ANTHROPIC_BASE_URL=api.url)
    editor.step("diagnostics", count=2)
    api.go()
    editor.run(f"Archlsp design {QUESTION}", reply=say("ja", "consent-answer-yes"))
    editor.step("answer", text=LAST_WORDS)
    assert editor.step("settled", text=LAST_WORDS) is True
    editor.run("Archlsp implement", reply=say("ja", "propose-no"))
    assert "+def put(order):" in editor.step("shown", ending="proposed.md", text="queue.py")
    assert "適用しますか" in editor.step("asked", text="2 個のファイル")
    assert editor.step("notice", text="適用しませんでした") == "archlsp: 変更は適用しませんでした。"
    assert editor.step("unsaved") == []
    assert not (shop / "queue.py").exists()
    assert not (shop / "tests").exists()
    editor.run("Archlsp implement", reply=say("ja", "propose-yes"))
    assert ":wall で保存" in editor.step("notice", text="2 個のファイル")
    assert editor.step("unsaved") == [str(shop / "queue.py"), str(shop / "tests" / "test_queue.py")]
    assert not (shop / "queue.py").exists(), "the user has not saved it"
    editor.step("write_all")
    assert (shop / "queue.py").read_text("utf-8") == "def put(order):\n    return order\n"
    assert (shop / "tests" / "test_queue.py").exists()
    editor.run("Archlsp saveAsAdr", reply=say("ja", "propose-yes"))
    assert "proposed" in editor.step("shown", ending="0001-order-10.md", text="決定")
    assert "docs/adr/0001-order-10.md" in editor.step("notice", text="0001-order-10.md")
    editor.run("1,12Archlsp improve")
    assert BETTER in editor.step("message", text=BETTER)
    # An edit is offered once it is known to parse.
    assert "指摘は 3 件" in editor.step("notice", text="レビューが終わりました")
    editor.run("Archlsp applyFix", line=11, reply=BETTER)
    assert "requests.get(url + x, timeout=5)" in editor.step("text", having="timeout=5")
    editor.run("Archlsp showMap")
    assert "個のファイルを調べました" in editor.step("shown", ending="map.md", text="地図")
    # Neovim has not got the answer any more: it comes from the server.
    editor.step("wipe")
    editor.run("Archlsp openDesign")
    assert LAST_WORDS in editor.step("answer", text=LAST_WORDS)["text"]
    assert editor.step("entered") is True
    editor.leave()


def test_the_plugin_costs_nothing_at_startup(environment: dict[str, str], tmp_path: Path) -> None:
    """Neovim's own measure, at its best of three: under a millisecond until the first file is opened."""
    config = Path(environment["XDG_CONFIG_HOME"]) / "nvim"
    config.mkdir(parents=True)
    (config / "init.lua").write_text(f'vim.opt.runtimepath:append("{PLUGIN}")', encoding="utf-8")
    costs = []
    for attempt in range(3):
        log = tmp_path / f"startup{attempt}"
        subprocess.run(
            [str(NEOVIM), "--headless", "--startuptime", str(log), "+qa"], env=environment, check=True
        )
        costs.append(
            sum(float(cost) for cost in re.findall(r" (\d+\.\d+): .*archlsp", log.read_text("utf-8")))
        )
    assert 0 < min(costs) < 1.0


def test_the_help_has_its_tags(tmp_path: Path) -> None:
    """`:help archlsp` works from a checkout: the tags are those that Neovim makes."""
    shutil.copy(PLUGIN / "doc" / "archlsp.txt", tmp_path)
    subprocess.run(
        [str(NEOVIM), "--clean", "--headless", f"+helptags {tmp_path}", "+q"], check=True, capture_output=True
    )
    assert (tmp_path / "tags").read_text("utf-8") == (PLUGIN / "doc" / "tags").read_text("utf-8")
