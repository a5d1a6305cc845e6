"""What Claude proposes to an editor that cannot show an edit before it is made: the server asks."""

from pathlib import Path
from typing import Any

import pytest

from archlsp.messages import say
from claude.fake import Answer, FakeApiThread
from design.answers import answer
from editor import CAPABILITIES, Editor
from server.ai_session import Start, begin, ready

FIXED = {"path": "api.py", "quote": "requests.get(url)", "replacement": "requests.get(url, timeout=5)"}
TEST = {
    "path": "tests/test_stock.py",
    "quote": "",
    "replacement": "def test_stock():\n    assert reserve(1)\n",
}


def plain() -> dict[str, Any]:
    """A client that makes files and knows nothing of annotations, as Neovim."""
    edits = {"documentChanges": True, "resourceOperations": ["create"]}
    window = {**CAPABILITIES.get("window", {}), "showDocument": {"support": True}}
    return {
        **CAPABILITIES,
        "workspace": {**CAPABILITIES["workspace"], "workspaceEdit": edits},
        "window": window,
    }


def will_say(editor: Editor, key: str) -> None:
    """What the user answers from now on."""
    editor.answers["window/showMessageRequest"] = lambda _params: {"title": say("ja", key)}


def page(editor: Editor) -> str:
    """The page that was opened last."""
    shown = editor.all("window/showDocument")[-1]["uri"]
    return Path(shown.removeprefix("file://")).read_text("utf-8")


@pytest.mark.parametrize(("reply", "count"), [("propose-no", 0), ("propose-yes", 1)])
def test_a_fix_is_seen_and_agreed_to(
    start: Start, api: FakeApiThread, shop: Path, reply: str, count: int
) -> None:
    """A page with the differences and a question; what the user refuses is not sent to the editor."""
    editor, uri, identity = ready(start, api, shop, capabilities=plain())
    api.api.answer = Answer(findings=[FIXED])
    will_say(editor, reply)
    assert editor.command("archlsp.suggestFix", uri, identity)["applied"] is bool(count)
    assert "```diff" in page(editor)
    assert "\n-    return" in page(editor)
    assert "timeout=5" in page(editor)
    assert len(editor.all("workspace/applyEdit")) == count
    assert "timeout" not in (shop / "api.py").read_text("utf-8")


def test_what_changed_while_the_user_read_is_left_alone(start: Start, api: FakeApiThread, shop: Path) -> None:
    """The edit was for another text: the user is told to ask again."""
    editor, uri, identity = ready(start, api, shop, capabilities=plain())
    api.api.answer = Answer(findings=[FIXED])

    def types_first(_params: object) -> dict[str, str]:
        editor.replace(uri, "# 別の内容\n")
        return {"title": say("ja", "propose-yes")}

    editor.answers["window/showMessageRequest"] = types_first
    asked = {"command": "archlsp.suggestFix", "arguments": [uri, identity]}
    assert "もう一度実行" in editor.refused("workspace/executeCommand", asked)["message"]
    assert editor.all("workspace/applyEdit") == []


def test_a_design_is_implemented_once_the_user_agrees(start: Start, api: FakeApiThread, shop: Path) -> None:
    """The page has every file; the question says how many."""
    editor, uri = begin(start, api, shop, capabilities=plain())
    editor.command("archlsp.enableAi")
    editor.notification("archlsp/status", lambda status: status["mode"] == "ready" and status["calls"] == 1)
    api.api.script.extend([Answer(text=answer()), Answer(findings=[TEST])])
    editor.command("archlsp.design", {"question": "在庫の API を設計してください", "uri": uri})
    will_say(editor, "propose-no")
    assert not editor.command("archlsp.implement")["applied"]
    asked = editor.all("window/showMessageRequest")[-1]
    assert "1 個のファイル" in asked["message"]
    assert "+def test_stock():" in page(editor)
    assert editor.all("workspace/applyEdit") == []
