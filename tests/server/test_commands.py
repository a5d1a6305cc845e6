"""The commands: typed arguments, a result for the client, and a word for the user."""

from pathlib import Path
from typing import Any

import pytest

from conftest import TIMEOUT, Start, repository
from editor import CAPABILITIES, Editor, Message

BUSY = "import requests\n" + "".join(f"def f{i}(u):\n    return requests.get(u)\n" for i in range(40))


def opened(start: Start, shop: Path, capabilities: Message | None = None) -> tuple[Editor, str, str]:
    """An editor with api.py open, its URI, and the identity of its finding."""
    editor = start()
    editor.initialize(shop, capabilities=capabilities)
    uri = editor.open(shop / "api.py")
    identity: str = editor.await_diagnostics(uri)[0]["data"]["identity"]
    return editor, uri, identity


@pytest.mark.parametrize(
    ("command", "arguments"),
    [
        ("archlsp.reviewFile", []),
        ("archlsp.reviewFile", [5]),
        ("archlsp.reviewFile", ["file:///x.py", "more"]),
        ("archlsp.reviewFile", [{"uri": "file:///x.py", "what": 1}]),
        ("archlsp.reviewChanges", ["untitled:no-folder"]),
        ("archlsp.dismiss", ["file:///x.py"]),
        ("archlsp.dismiss", ["file:///x.py", "identity", "for-ever"]),
        ("archlsp.dismiss", ["file:///x.py", "identity", "here", ["reason"]]),
        ("archlsp.restore", [None]),
        ("archlsp.explain", ["no-such-rule"]),
        ("archlsp.applyFix", ["file:///x.py", "identity", -1]),
        ("archlsp.applyFix", ["file:///x.py", "identity", "first"]),
        ("archlsp.showStatus", ["file:///never/seen.py"]),
    ],
)
def test_item_8_wrong_arguments_are_named(server: Editor, command: str, arguments: list[Any]) -> None:
    """-32602 and a sentence in the user's language."""
    error = server.refused("workspace/executeCommand", {"command": command, "arguments": arguments})
    assert error["code"] == -32602
    assert not error["message"].isascii()


def test_review_file(start: Start, shop: Path) -> None:
    """All of a file, also what is not recent; by name or by position."""
    (shop / "README.py").write_text("x = 1\n", "utf-8")
    editor, uri, _ = opened(start, shop)
    result = editor.command("archlsp.reviewFile", uri)
    assert (result["path"], result["state"], result["findings"]) == ("api.py", "reviewed", 1)
    assert editor.command("archlsp.reviewFile", {"uri": uri})["findings"] == 1
    readme = (shop / "README.md").as_uri()
    skipped = editor.command("archlsp.reviewFile", readme)
    assert skipped["state"] == "skipped"
    assert skipped["reason"]


def test_review_changes_and_repository(start: Start, shop: Path) -> None:
    """Counts for the client, a line in the log for the user."""
    editor, _, _ = opened(start, shop)
    (changes,) = editor.command("archlsp.reviewChanges")["folders"]
    assert (changes["folder"], changes["findings"]) == (shop.as_uri(), 1)
    (repository_,) = editor.command("archlsp.reviewRepository", shop.as_uri())["folders"]
    assert repository_["findings"] == 1
    editor.notification("window/logMessage", lambda params: "shop" in params["message"])


def test_item_37_a_review_shows_progress_and_is_stopped(start: Start, tmp_path: Path) -> None:
    """Begin, reports, end; the client's cancel stops the work, and the command says so."""
    shop = repository(tmp_path / "shop", {f"busy{number}.py": BUSY for number in range(60)})
    editor = start()
    editor.initialize(shop)
    review = editor.request("workspace/executeCommand", {"command": "archlsp.reviewRepository"})
    token = editor.notification("window/workDoneProgress/create")["token"]
    begin = editor.notification("$/progress", lambda params: params["value"]["kind"] == "begin")
    assert begin["token"] == token
    assert begin["value"]["cancellable"] is True
    assert begin["value"]["title"]
    editor.notify("window/workDoneProgress/cancel", {"token": token})
    (folder,) = editor.answer(review)["result"]["folders"]
    assert folder["stopped"] is True
    editor.notification("$/progress", lambda params: params["value"]["kind"] == "end")
    editor.notify("window/workDoneProgress/cancel", {"token": token})
    assert editor.leave() == 0


def test_item_12_a_cancelled_review(start: Start, tmp_path: Path) -> None:
    """-32800; with the client's own token progress is shown from the start and ends."""
    shop = repository(tmp_path / "shop", {f"busy{number}.py": BUSY for number in range(60)})
    editor = start()
    editor.initialize(shop)
    params = {"command": "archlsp.reviewRepository", "arguments": [], "workDoneToken": "mine"}
    review = editor.request("workspace/executeCommand", params)
    editor.notification("$/progress", lambda params: "mine" in params.values())
    editor.notify("$/cancelRequest", {"id": review})
    assert editor.answer(review)["error"]["code"] == -32800
    editor.notification("$/progress", lambda params: params["value"]["kind"] == "end")
    assert editor.leave() == 0


def test_item_40_a_client_that_never_answers_create(start: Start, tmp_path: Path) -> None:
    """The review ends as if nobody had wanted to show it."""
    shop = repository(tmp_path / "shop", {f"busy{number}.py": BUSY for number in range(40)})
    editor = start()
    editor.silent.add("window/workDoneProgress/create")
    editor.initialize(shop)
    (folder,) = editor.command("archlsp.reviewRepository")["folders"]
    assert folder["findings"] == 40 * 40
    assert editor.all("$/progress") == []


def test_dismiss_and_restore(start: Start, shop: Path) -> None:
    """A dismissed finding is gone, also after a restart, until it is restored."""
    editor, uri, identity = opened(start, shop)
    assert editor.command("archlsp.dismiss", uri, "0" * 16) == {"dismissed": False}
    mark = editor.mark
    assert editor.command("archlsp.dismiss", uri, identity, "here", "内部の API です") == {"dismissed": True}
    editor.await_diagnostics(uri, lambda found: found == [], since=mark)
    assert editor.leave() == 0
    again = start()
    again.initialize(shop)
    again.open(shop / "api.py")
    assert again.command("archlsp.reviewFile", uri)["dismissed"] == 1
    assert again.all("textDocument/publishDiagnostics") == []
    assert again.command("archlsp.restore", uri) == {"restored": 1}
    again.await_diagnostics(uri)
    assert again.command("archlsp.restore", uri) == {"restored": 0}


def test_restore_is_offered_where_something_was_dismissed(start: Start, shop: Path) -> None:
    """As a source action, so that no bulb lights up."""
    editor, uri, identity = opened(start, shop)
    editor.command("archlsp.dismiss", {"uri": uri, "identity": identity, "kind": "rule-in-file"})
    nowhere = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 0}}
    params = {"textDocument": {"uri": uri}, "range": nowhere, "context": {"diagnostics": []}}
    (action,) = editor.ask("textDocument/codeAction", params)
    assert action["kind"].startswith("source.")
    assert action["command"]["command"] == "archlsp.restore"


def test_explain_opens_a_page(start: Start, shop: Path) -> None:
    """In the editor where it can show documents; the file is the server's own and goes with it."""
    editor, uri, _ = opened(start, shop)
    shown: list[Path] = []

    def show(params: Message) -> Message:
        shown.append(Path(params["uri"].removeprefix("file://")))
        assert TIMEOUT in shown[0].read_text("utf-8")
        return {"success": True}

    editor.answers["window/showDocument"] = show
    result = editor.command("archlsp.explain", TIMEOUT, uri)
    assert result["shown"] is True
    assert result["markdown"].startswith("# ")
    assert editor.leave() == 0
    assert not shown[0].exists()


def test_item_38_explain_without_documents_goes_to_the_log(start: Start) -> None:
    """The explanation as Markdown, from the catalog when no finding stands."""
    editor = start()
    editor.initialize(capabilities={})
    result = editor.command("archlsp.explain", TIMEOUT)
    assert result["shown"] is False
    assert "{" not in result["markdown"]
    editor.notification("window/logMessage", lambda params: params["message"] == result["markdown"])


def test_show_status(start: Start, shop: Path) -> None:
    """Of everything, of a folder, of a file; to the client and in words."""
    editor, uri, _ = opened(start, shop)
    (folder,) = editor.command("archlsp.showStatus")["folders"]
    assert folder["folder"] == shop.as_uri()
    assert folder["findings"] == 1
    assert Path(folder["repository"]) == shop
    assert [file["path"] for file in folder["files"]] == ["api.py"]
    assert editor.command("archlsp.showStatus", shop.as_uri())["folders"][0]["scope"] == "branch"
    assert editor.command("archlsp.showStatus", uri)["state"] == "reviewed"
    editor.notification("window/showMessage", lambda params: "api.py" in params["message"])


def test_show_status_of_nothing(start: Start) -> None:
    """Said in words."""
    editor = start()
    editor.initialize()
    assert editor.command("archlsp.showStatus") == {"folders": []}
    editor.notification("window/showMessage")


def test_english_for_who_asks_for_it(start: Start, shop: Path) -> None:
    """By initialization options; findings, actions and errors alike."""
    editor = start()
    editor.initialize(shop, initializationOptions={"archlsp": {"language": "en"}})
    uri = editor.open(shop / "api.py")
    (diagnostic,) = editor.await_diagnostics(uri)
    assert diagnostic["message"].isascii()
    error = editor.refused("workspace/executeCommand", {"command": "archlsp.reviewFile"})
    assert error["message"].isascii()


def test_configuration_that_is_pulled_and_changes(start: Start, shop: Path) -> None:
    """Asked for where the client has it; a change is reviewed again."""
    section: dict[str, Any] = {"language": "en"}
    editor = start()
    editor.answers["workspace/configuration"] = lambda params: [section for _ in params["items"]]
    workspace = {
        **CAPABILITIES["workspace"],
        "configuration": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
    }
    editor.initialize(shop, capabilities={**CAPABILITIES, "workspace": workspace})
    uri = editor.open(shop / "api.py")
    editor.await_diagnostics(uri, lambda found: bool(found) and found[0]["message"].isascii())
    registered = editor.notification("client/registerCapability")["registrations"]
    assert [registration["method"] for registration in registered] == ["workspace/didChangeConfiguration"]
    section["severity"] = {TIMEOUT: "error"}
    mark = editor.mark
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    editor.await_diagnostics(uri, lambda found: bool(found) and found[0]["severity"] == 1, since=mark)
    section["severity"] = {TIMEOUT: "off"}
    editor.notify("workspace/didChangeConfiguration", {"settings": None})
    editor.await_diagnostics(uri, lambda found: found == [], since=mark)


def test_a_wrong_setting_from_the_editor_is_said(start: Start, shop: Path) -> None:
    """In a message, once; the rest of the settings holds."""
    editor = start()
    editor.initialize(shop, initializationOptions={"language": "en", "typingDelayMs": "soon"})
    said = editor.notification("window/showMessage")
    assert "typing_delay_ms" in said["message"]
    editor.open(shop / "api.py")
    editor.await_diagnostics(shop / "api.py")
    assert len(editor.all("window/showMessage")) == 1
