"""Claude in an editor: consent, a finding that streams in, what can be asked about it, and what is never sent."""

from pathlib import Path

import pytest

from archlsp.messages import say
from claude.fake import Answer, FakeApiThread
from claude.items import item
from server.ai_session import CULPRIT, Start, annotated, begin, claudes, ready


def test_a_save_asks_for_consent_and_then_shows_the_finding(
    start: Start, api: FakeApiThread, shop: Path
) -> None:
    """The question names the endpoint; nothing is sent before the answer; the finding is on its line."""
    editor, uri = begin(start, api, shop)
    assert api.connections == 0
    editor.save(uri)
    question = editor.notification("window/showMessageRequest")
    assert api.url in question["message"]
    (found,) = claudes(editor.await_diagnostics(uri, lambda found: bool(claudes(found))))
    assert found["range"]["start"] == {"line": 5, "character": 4}
    assert found["source"] == "archlsp"
    assert api.refused == []
    editor.notification("archlsp/status", lambda status: status["mode"] == "ready" and status["calls"] == 1)


@pytest.mark.parametrize("answer", ["no", "later"])
def test_without_consent_nothing_is_sent(start: Start, api: FakeApiThread, shop: Path, answer: str) -> None:
    """Not a byte; and the question comes once in a session."""
    editor, uri = begin(start, api, shop, answer)
    for _ in range(2):
        editor.save(uri)
        editor.command("archlsp.reviewFile", uri)
    assert len(editor.all("window/showMessageRequest")) == 1
    assert api.connections == 0
    if answer == "no":
        assert editor.command("archlsp.showStatus")["folders"][0]["ai"]["mode"] == "no-consent"


def test_consent_is_kept_and_taken_back(start: Start, api: FakeApiThread, shop: Path) -> None:
    """The next start does not ask; disableAi ends it."""
    editor, uri = begin(start, api, shop)
    editor.command("archlsp.enableAi")
    editor.await_diagnostics(uri, lambda found: bool(claudes(found)))
    editor.notification("archlsp/status", lambda status: status["mode"] == "ready" and status["calls"] == 1)
    assert editor.leave() == 0
    again, uri = begin(start, api, shop, "no")
    found = again.await_diagnostics(uri, lambda found: bool(claudes(found)))
    assert len(api.bodies) == 1, "what was answered is remembered"
    assert claudes(found)
    again.save(uri)
    again.command("archlsp.disableAi")
    again.command("archlsp.reviewFile", uri)
    assert again.all("window/showMessageRequest") == []
    assert len(api.bodies) == 1


def test_the_payload_is_shown_before_anything_is_sent(start: Start, api: FakeApiThread, shop: Path) -> None:
    """Byte for byte what is then sent, without consent."""
    editor, uri = begin(start, api, shop)
    shown = editor.command("archlsp.showPayload", uri)
    assert api.connections == 0
    assert shown["endpoint"] == api.url
    editor.command("archlsp.enableAi")
    editor.await_diagnostics(uri, lambda found: bool(claudes(found)))
    (seen,) = [seen for seen in api.requests if seen.path == "/v1/messages"]
    assert seen.raw.decode() == shown["body"]
    editor.notification("archlsp/status", lambda status: status["tokensToday"] > 0)
    spent = editor.command("archlsp.showSpend")
    assert spent["days"][0]["calls"] == 1


def test_a_finding_can_be_explained_fixed_and_tested(start: Start, api: FakeApiThread, shop: Path) -> None:
    """A page; an edit that the client asks about first; a new file."""
    editor, uri, identity = ready(start, api, shop, capabilities=annotated())
    where = {"start": {"line": 5, "character": 4}, "end": {"line": 5, "character": 5}}
    params = {"textDocument": {"uri": uri}, "range": where, "context": {"diagnostics": []}}
    titles = [action["title"] for action in editor.ask("textDocument/codeAction", params)]
    for key in ("action-deepen", "action-suggest-fix", "action-write-test"):
        assert say("ja", key) in titles
    api.api.answer = Answer(text="# 説明\n\n![x](https://evil.example/a.png) こうです。")
    page = editor.command("archlsp.deepen", uri, identity)
    assert "説明" in page["markdown"]
    assert "![" not in page["markdown"]
    fixed = {"path": "api.py", "quote": "requests.get(url)", "replacement": "requests.get(url, timeout=5)"}
    api.api.answer = Answer(findings=[fixed])
    assert editor.command("archlsp.suggestFix", uri, identity)["applied"]
    (asked,) = editor.all("workspace/applyEdit")
    (change,) = asked["edit"]["documentChanges"]
    assert change["edits"][0]["newText"] == "requests.get(url, timeout=5)"
    assert [one["needsConfirmation"] for one in asked["edit"]["changeAnnotations"].values()] == [True]
    api.api.answer = Answer(
        findings=[{"path": "tests/test_api.py", "quote": "", "replacement": "def test_notify(): ...\n"}]
    )
    assert editor.command("archlsp.writeTest", uri, identity)["path"] == "tests/test_api.py"
    kinds = [change.get("kind") for change in editor.all("workspace/applyEdit")[1]["edit"]["documentChanges"]]
    assert kinds == ["create", None]
    assert (shop / "api.py").read_text("utf-8").count("timeout") == 0, "nothing is applied by itself"


def test_trouble_is_one_state_and_the_rules_go_on(start: Start, api: FakeApiThread, shop: Path) -> None:
    """A refused key stops the AI; it is told once, and the rules' finding stays."""
    api.api.answer = "401"
    editor, uri = begin(start, api, shop)
    editor.command("archlsp.enableAi")
    editor.notification("archlsp/status", lambda status: status["mode"] == "stopped")
    for _ in range(2):
        editor.save(uri)
        editor.command("archlsp.reviewFile", uri)
    told = [one["message"] for one in editor.all("window/showMessage")]
    assert len(told) == len(set(told))
    status = editor.command("archlsp.showStatus")["folders"][0]
    assert status["ai"]["mode"] == "stopped"
    assert status["findings"] == 1
    assert editor.leave() == 0


def test_cancel_stops_the_question(start: Start, api: FakeApiThread, shop: Path) -> None:
    """The connection is closed: nobody pays for what nobody waits for."""
    api.api.answer = Answer(findings=[item(CULPRIT)], fault="hold", after=5)
    editor, _uri = begin(start, api, shop)
    editor.command("archlsp.enableAi")
    api.wait(lambda: len(api.bodies) == 1)
    assert editor.command("archlsp.cancel") == {"cancelled": 1}
    api.wait(lambda: api.abandoned == 1)
    assert editor.leave() == 0


def test_a_selection_is_reviewed(start: Start, api: FakeApiThread, shop: Path) -> None:
    """The selected lines alone are what changed, as far as Claude is told."""
    editor, uri, _ = ready(start, api, shop)
    editor.command("archlsp.reviewSelection", {"uri": uri, "startLine": 0, "endLine": 0})
    api.wait(lambda: len(api.bodies) == 2)
    asked = api.bodies[1]["messages"][0]["content"][-1]["text"]
    assert "import requests" in asked


def test_a_lens_says_how_things_stand(start: Start, api: FakeApiThread, shop: Path) -> None:
    """State, findings and the AI above the file; the client is asked to look again when that changed."""
    can = annotated()
    can["textDocument"]["codeLens"] = {}
    can["workspace"]["codeLens"] = {"refreshSupport": True}
    editor, uri = begin(start, api, shop, capabilities=can)
    before = editor.ask("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert [lens["command"]["command"] for lens in before] == ["archlsp.reviewFile"]
    assert say("ja", "ai-state-no-consent") in before[0]["command"]["title"]
    editor.command("archlsp.enableAi")
    editor.notification("archlsp/status", lambda status: status["tokensToday"] > 0)
    editor.notification("workspace/codeLens/refresh")
    (after,) = editor.ask("textDocument/codeLens", {"textDocument": {"uri": uri}})
    assert say("ja", "ai-state-ready") in after["command"]["title"]
    assert "$0.00" in after["command"]["title"]
