"""Real Neovim, headless: what a user of it sees."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
NEOVIM = Path(sys.executable).with_name("nvim")

CODE = '''\
import requests


def notify(url):
    """注文を通知します。"""
    return "🚚 配送" + requests.get(url).text


def price(url):
    # 日本語と絵文字 😀 の後
    x = "価格😀"; y = requests.get(url + x)
    return y
'''
RULE = "py-http-call-without-timeout"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository whose only Python file is new."""
    repository = tmp_path / "shop"
    repository.mkdir()
    (repository / "README.md").write_text("# shop\n", encoding="utf-8")
    for arguments in (["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", "first"]):
        _git(repository, *arguments)
    (repository / "notify.py").write_text(CODE, encoding="utf-8")
    return repository


def _git(repository: Path, *arguments: str) -> None:
    name = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    for role in ("AUTHOR", "COMMITTER"):
        name |= {f"GIT_{role}_NAME": "a", f"GIT_{role}_EMAIL": "a@example.com"}
    subprocess.run(["git", *arguments], cwd=repository, env={**os.environ, **name}, check=True)


def neovim(repository: Path, *steps: tuple[str, dict[str, Any]] | tuple[str]) -> dict[str, Any]:
    """Play the steps in a fresh Neovim; return what each one showed."""
    state = repository.parent
    environment = {
        **os.environ,
        "ARCHLSP_EDITORS": str(ROOT / "editors" / "neovim"),
        "ARCHLSP_COMMAND": json.dumps([sys.executable, "-m", "archlsp", "serve"]),
        "ARCHLSP_STATE_DIR": str(state / "archlsp-state"),
        "XDG_CONFIG_HOME": str(state / "xdg"),
        "XDG_STATE_HOME": str(state / "xdg"),
        "XDG_DATA_HOME": str(state / "xdg"),
        "FILE": str(repository / "notify.py"),
        "STEPS": json.dumps(steps),
    }
    script = str(Path(__file__).with_name("neovim.lua"))
    command = [str(NEOVIM), "--clean", "--headless", "-l", script]
    done = subprocess.run(
        command, cwd=repository, env=environment, capture_output=True, text=True, timeout=90, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert len(lines) == len(steps), done.stderr
    return {f"{index} {line['step']}": line["result"] for index, line in enumerate(lines)}


def test_findings_are_on_the_right_characters(shop: Path) -> None:
    """Japanese and emoji before a culprit do not move the squiggle; the message speaks Japanese."""
    seen = neovim(
        shop, ("attach",), ("encoding",), ("diagnostics", {"count": 2}), ("hover", {"rule": RULE}), ("stop",)
    )
    assert seen["0 attach"] is True
    assert seen["1 encoding"] == "utf-8"
    assert [(d["line"], d["code"], d["source"]) for d in seen["2 diagnostics"]] == [
        (6, RULE, "archlsp"),
        (11, RULE, "archlsp"),
    ]
    assert [d["text"] for d in seen["2 diagnostics"]] == ["requests.get(url)", "requests.get(url + x)"]
    assert "タイムアウト" in seen["3 hover"]
    assert seen["4 stop"] is True


def test_a_fix_is_applied(shop: Path) -> None:
    """The code action changes the code, and the finding is gone before and after the file is written."""
    seen = neovim(
        shop,
        ("attach",),
        ("diagnostics", {"count": 2}),
        ("action", {"rule": RULE, "title": "timeout"}),
        ("diagnostics", {"count": 1}),
        ("write",),
        ("diagnostics", {"count": 1}),
        ("text",),
        ("stop",),
    )
    assert "requests.get(url, timeout=" in seen["6 text"]
    assert [d["line"] for d in seen["5 diagnostics"]] == [11]
    assert "timeout=" in (shop / "notify.py").read_text(encoding="utf-8")


def test_a_dismissal_survives_a_restart_and_a_line_shift(shop: Path) -> None:
    """What was dismissed stays away in the next session, also after lines were added above it."""
    first = neovim(
        shop,
        ("attach",),
        ("diagnostics", {"count": 2}),
        ("action", {"rule": RULE, "title": "却下"}),
        ("diagnostics", {"count": 1}),
        ("insert", {"line": 1, "lines": ["# 一", "# 二"]}),
        ("write",),
        ("stop",),
    )
    kept = first["3 diagnostics"]
    assert len(kept) == 1
    again = neovim(shop, ("attach",), ("diagnostics", {"count": 1}), ("stop",))["1 diagnostics"]
    assert [d["text"] for d in again] == [d["text"] for d in kept]
    assert again[0]["line"] == kept[0]["line"] + 2
