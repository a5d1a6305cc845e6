"""Real Emacs, in batch: what a user of the package sees."""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from claude.fake import Answer, FakeApiThread, fake_api
from design.answers import answer
from editors.conftest import BETTER, CODE, ROOT, RULE, to_task

Step = tuple[str, dict[str, Any]] | tuple[str]
Emacs = Callable[..., list[Any]]
PACKAGE = ROOT / "editors" / "emacs"
STEPS = Path(__file__).with_name("emacs")
PATIENCE = 90.0
FIRST, SECOND = "requests.get(url)", "requests.get(url + x)"


@pytest.fixture(scope="session", autouse=True)
def installed(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Emacs and the clients that archlsp runs beside."""
    done = subprocess.run(
        [ROOT / "scripts" / "editors" / "install-emacs"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def emacs(shop: Path, environment: dict[str, str]) -> Emacs:
    """Play steps in a fresh Emacs; return what each one showed. Nothing may have gone wrong unseen."""

    def play(*steps: Step, extra: str = "") -> list[Any]:
        whole = [*steps, ("trouble",), ("stop",)]
        variables = {
            **environment,
            "ARCHLSP_EMACS": str(PACKAGE),
            "ARCHLSP_COMMAND": json.dumps([sys.executable, "-m", "archlsp", "serve"]),
            "RUFF": str(Path(sys.executable).with_name("ruff")),
            "PLAY": extra,
            "STEPS": json.dumps(whole),
        }
        done = subprocess.run(
            ["emacs", "-Q", "--batch", "-l", str(STEPS / "play.el")],
            cwd=shop,
            env=variables,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
        assert len(lines) == len(whole), done.stderr
        assert lines[-2]["result"] == [], done.stderr
        return [line["result"] for line in lines[:-2]]

    return play


def opened(file: Path) -> Step:
    """The user visits a file."""
    return "open", {"file": str(file)}


def findings(count: int) -> Step:
    """The user waits until so many findings are there."""
    return "findings", {"count": count}


def called(command: str, at: str | None = None, **more: Any) -> Step:  # noqa: ANN401 - any JSON
    """The user calls a command with point on a text, and answers its questions."""
    return "call", {"command": f"archlsp-{command}", "at": at, **more}


def dismissed(at: str) -> Step:
    """The user dismisses the finding at a text."""
    return called("dismiss", at, answers=[["却下する範囲", "この指摘だけ"], ["理由", "社内だけで使う"]])


def places(found: list[dict[str, Any]]) -> list[tuple[int, str]]:
    """Where findings are."""
    return [(one["line"], one["text"]) for one in found]


def test_findings_come_and_go_with_the_code(shop: Path, emacs: Emacs) -> None:
    """They are exactly on the culprit behind Japanese and emoji; a fix and a save take one away, an edit brings one."""
    seen = emacs(
        ("start",),
        opened(shop / "notify.py"),
        findings(2),
        ("lighter", {"text": ":2"}),
        called("fix", FIRST),
        findings(1),
        ("save",),
        findings(1),
        ("replace", {"from": ", timeout=10", "to": ""}),
        ("save",),
        findings(2),
    )
    assert places(seen[2]) == [(6, FIRST), (11, SECOND)]
    assert all("タイムアウト" in one["message"] and f"[{RULE}]" in one["message"] for one in seen[2])
    assert seen[3] == " archlsp:2"
    assert places(seen[7]) == [(11, SECOND)]
    assert places(seen[10]) == [(6, FIRST), (11, SECOND)]
    assert (shop / "notify.py").read_text(encoding="utf-8") == CODE


def test_a_dismissal_survives_a_restart_and_a_line_shift(shop: Path, emacs: Emacs) -> None:
    """What was dismissed stays away in the next Emacs, also below new lines, until it is restored."""
    emacs(
        ("start",),
        opened(shop / "notify.py"),
        findings(2),
        dismissed(SECOND),
        ("said", {"text": "却下しました"}),
        findings(1),
        ("replace", {"from": "import requests", "to": "# 一\n# 二\nimport requests"}),
        ("save",),
    )
    seen = emacs(("start",), opened(shop / "notify.py"), findings(1), called("restore"), findings(2))
    assert places(seen[2]) == [(8, FIRST)]
    assert places(seen[4]) == [(8, FIRST), (13, SECOND)]


def test_a_server_that_dies_comes_back(shop: Path, emacs: Emacs) -> None:
    """It is started again, knows the text as it is by now, and works as before; so it does when restarted by hand."""
    seen = emacs(
        ("start",),
        opened(shop / "notify.py"),
        findings(2),
        ("replace", {"from": FIRST, "to": "requests.get(url, timeout=3)"}),
        ("kill-server",),
        findings(1),
        called("fix", SECOND),
        findings(0),
        ("restart",),
        ("replace", {"from": "requests.get(url, timeout=3)", "to": FIRST}),
        findings(1),
        ("lighter", {"text": ":1"}),
    )
    assert seen[4] is True
    assert places(seen[5]) == [(11, SECOND)]
    assert seen[7] == []
    assert places(seen[10]) == [(6, FIRST)]


def test_two_projects_at_once(shop: Path, repository: Callable[..., Path], emacs: Emacs) -> None:
    """One server looks at both; what is done in one leaves the other alone."""
    other = repository("倉庫 other")
    seen = emacs(
        ("start", {"language": "en"}),
        opened(shop / "notify.py"),
        findings(2),
        opened(other / "notify.py"),
        findings(2),
        called("fix", SECOND),
        ("lighter", {"text": ":1"}),
        findings(1),
        opened(shop / "notify.py"),
        findings(2),
        called("findings-list"),
        ("buffer", {"name": "archlsp findings", "text": "other"}),
    )
    assert places(seen[7]) == [(6, FIRST)]
    assert places(seen[9]) == [(6, FIRST), (11, SECOND)]
    assert "timeout" in seen[9][0]["message"]
    listed = [line for line in seen[11].splitlines() if RULE in line]
    assert len(listed) == 3


def test_beside_eglot(shop: Path, emacs: Emacs) -> None:
    """Eglot serves the language in the same buffer; both show what they find, whoever comes and goes."""
    (shop / "notify.py").write_text(f"import os\n{CODE}", encoding="utf-8")
    ruff = ("others", {"backend": "eglot-flymake-backend", "text": "unused"})
    seen = emacs(
        ("start",),
        opened(shop / "notify.py"),
        findings(2),
        ("eglot",),
        ruff,
        findings(2),
        called("fix", FIRST),
        findings(1),
        ruff,
        ("eglot-off",),
        findings(1),
        extra="beside",
    )
    assert seen[3] is True
    assert (1, "os") in places(seen[4])
    assert places(seen[5]) == [(7, FIRST), (12, SECOND)]
    assert (1, "os") in places(seen[8])
    assert places(seen[10]) == [(12, SECOND)]


def test_inside_lsp_mode(shop: Path, emacs: Emacs) -> None:
    """With lsp-mode archlsp is an add-on beside the language's server; the fixes of either do what they say."""
    (shop / "notify.py").write_text(f"import os\n{CODE}", encoding="utf-8")
    backend = "lsp-diagnostics--flymake-backend"
    seen = emacs(
        opened(shop / "notify.py"),
        ("lsp",),
        ("others", {"backend": backend, "text": "requests.get"}),
        ("others", {"backend": backend, "text": "unused"}),
        dismissed(SECOND),
        ("said", {"text": "却下しました"}),
        ("lsp-action", {"at": FIRST, "title": "timeout"}),
        ("lsp-action", {"at": "os", "title": "unused"}),
        ("text",),
        extra="beside",
    )
    assert seen[1] is True
    assert {(7, FIRST), (12, SECOND)} <= set(places(seen[2]))
    assert (1, "os") in places(seen[3])
    assert seen[8] == CODE.replace(FIRST, "requests.get(url, timeout=10)")


QUESTION = "配送の通知を設計してください"
ASKED = called(
    "design",
    "def notify",
    to="url):",
    answers=[["アーキテクトへの質問", QUESTION], ["送って", "許可する"], ["適用しますか", "yes"]],
)


@pytest.fixture
def api(environment: dict[str, str]) -> Iterator[FakeApiThread]:
    """Claude, who answers the question in words that go on when they are told to; reviews find nothing."""
    text = answer().replace("api.py:5", "notify.py:6")

    def reply(body: dict[str, Any]) -> Answer:
        other = to_task(body)
        if other is not None:
            return other
        asked = QUESTION in json.dumps(body, ensure_ascii=False)
        return Answer(text=text, fault="hold", chunk=4, after=12) if asked else Answer(findings=[])

    with fake_api(answer=reply) as running:
        environment |= {"ANTHROPIC_API_KEY": "key", "ANTHROPIC_BASE_URL": running.url}
        yield running


def goes_on(api: FakeApiThread, signal: Path) -> None:
    """Have the model go on as soon as there is a file."""

    def wait() -> None:
        end = time.monotonic() + PATIENCE
        while not signal.exists() and time.monotonic() < end:
            time.sleep(0.02)
        api.go()

    threading.Thread(target=wait, daemon=True).start()


def test_an_answer_grows_in_a_buffer(shop: Path, emacs: Emacs, api: FakeApiThread, tmp_path: Path) -> None:
    """It is there with its first words; at its end links lead to the code, and it becomes a record and code."""
    goes_on(api, tmp_path / "go")
    seen = emacs(
        ("start", {"settings": '{"ai": {"verify": "off"}}'}),
        opened(shop / "notify.py"),
        findings(2),
        ASKED,
        ("answer", {"state": "streaming", "text": "理解"}),
        ("touch", {"file": str(tmp_path / "go")}),
        ("answer", {"state": "complete"}),
        called("save-as-adr", answers=[["適用しますか", "yes"]]),
        ("said", {"text": "ADR を"}),
        ("follow", {"at": "notify.py:6"}),
        ("lighter", {"text": "AI"}),
        called("implement", answers=[["適用しますか", "no"]]),
        ("said", {"text": "変更は適用しませんでした。"}),
        ("preview",),
        ("exists", {"file": str(shop / "queue.py")}),
        ("exists", {"file": str(shop / "tests")}),
        called("implement", answers=[["適用しますか", "yes"]]),
        ("said", {"text": "変更を適用しました。"}),
        opened(shop / "notify.py"),
        called("improve", "def price", to="return y"),
        ("others", {"backend": "archlsp-findings-backend", "text": BETTER}),
        ("said", {"text": "レビューしました: 指摘 3 件"}),
        called("fix", SECOND, answers=[["", BETTER]]),
        ("text",),
        called("show-map"),
        ("buffer", {"name": r"map\.md", "text": "個のファイルを調べました"}),
    )
    early, late = seen[4], seen[6]
    assert len(early["text"]) < len(late["text"])
    assert late["lengths"] == sorted(set(late["lengths"]))
    assert "sequenceDiagram" in late["text"]
    assert late["readonly"] is True
    assert "中止" in early["header"]
    assert "続けて質問" in late["header"]
    assert seen[9] == {"file": str(shop / "notify.py"), "line": 6}
    assert list(shop.glob("docs/**/*.md"))
    assert [seen[told] for told in (8, 12, 17, 21)] == [True] * 4
    assert "+def put(order):" in seen[13]
    assert "+def test_once():" in seen[13]
    assert (seen[14], seen[15]) == (False, False), "refused, nothing is there"
    assert (shop / "queue.py").read_text("utf-8") == "def put(order):\n    return order\n"
    assert (shop / "tests" / "test_queue.py").exists()
    assert any(BETTER in one["message"] for one in seen[20])
    assert "requests.get(url + x, timeout=5)" in seen[23]
    assert seen[25] is not None


def test_an_answer_can_be_stopped_and_opened_again(shop: Path, emacs: Emacs, api: FakeApiThread) -> None:
    """What was written until then stays, also for the next Emacs."""
    seen = emacs(
        ("start", {"settings": '{"ai": {"verify": "off"}}'}),
        opened(shop / "notify.py"),
        findings(2),
        ASKED,
        ("answer", {"state": "streaming", "text": "理解"}),
        called("cancel"),
        ("answer", {"state": "cancelled"}),
    )
    assert seen[6]["text"].startswith(seen[4]["text"].split("理解")[0][:5])
    again = emacs(
        ("start", {"settings": '{"ai": {"enabled": "off"}}'}),
        opened(shop / "notify.py"),
        findings(2),
        called("open-answer"),
        ("answer", {"state": "cancelled"}),
    )
    assert again[4]["text"] == seen[6]["text"]


def test_a_missing_server_keeps_nobody_from_working(
    shop: Path, emacs: Emacs, environment: dict[str, str]
) -> None:
    """The file opens, and a sentence says what to do."""
    seen = emacs(
        ("start", {"command": ["archlsp-that-is-not-there"]}),
        opened(shop / "notify.py"),
        ("said", {"text": "archlsp-command"}),
        called("doctor"),
    )
    assert seen[1] == "python-mode"
    assert seen[2] is True
    assert "見つかりません" in seen[3]


def test_the_package_is_as_emacs_wants_it(tmp_path: Path) -> None:
    """It compiles without a warning; checkdoc and package-lint have nothing to say."""
    files = sorted(str(file) for file in PACKAGE.glob("*.el"))
    done = subprocess.run(
        ["emacs", "-Q", "--batch", "-l", str(STEPS / "lint.el"), *files],
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "COMPILED": str(tmp_path), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "", done.stdout
    assert done.returncode == 0, done.stderr
    assert len(list(tmp_path.glob("*.elc"))) == len(files)
